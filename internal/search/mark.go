package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// snippetLength is about how many characters of a text are shown.
const snippetLength = 160

// marker finds in texts what was searched for.
type marker struct {
	terms  []term
	near   map[string]int // words that stand for a term
	begins [256][]string  // what may be a term, by the first byte
	scan   *scanner
}

// mark is a stretch of a text, in bytes, that a term was found in.
type mark struct {
	start, end int
	term       int
}

func newMarker(terms []term, near [][]nearWord) *marker {
	m := &marker{terms: terms, scan: newScanner()}
	for _, t := range terms {
		m.begins[t.word[0]] = append(m.begins[t.word[0]], t.word)
	}
	for i, words := range near {
		for _, n := range words {
			if m.near == nil {
				m.near = map[string]int{}
			}
			m.near[n.word] = i
			m.begins[n.word[0]] = append(m.begins[n.word[0]], n.word)
		}
	}
	return m
}

// all has a bit for each term.
func (m *marker) all() uint32 { return 1<<len(m.terms) - 1 }

// in finds the terms in a text in NFC, and which of them are there. Unless the whole text is wanted it stops when all were found and enough
// was read around them.
//
// Texts are long and terms are few, so only those stretches between spaces are cut into words that may have a term.
func (m *marker) in(text string, whole bool) (marks []mark, has uint32) {
	last := 0 // where the latest term was found for the first time
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf && m.scan.chars[c].class == blank {
			i++
			continue
		}
		if !whole && has == m.all() && i > last+2*snippetLength {
			break
		}
		end, may := m.stretch(text, i)
		if may {
			m.scan.each(text[i:end], func(w []byte, from, to int, _ form) {
				for n, t := range m.terms {
					if stop, ok := m.is(t, w, text, i+from, i+to); ok {
						marks = append(marks, mark{i + from, stop, n})
						if has&(1<<n) == 0 {
							has, last = has|1<<n, stop
						}
					}
				}
				if n, ok := m.near[string(w)]; ok {
					marks = append(marks, mark{i + from, i + to, n})
					if has&(1<<n) == 0 {
						has, last = has|1<<n, i+to
					}
				}
			})
		}
		i = end
	}
	return marks, has
}

// is reports whether a word of a text is a term, and where what was typed of it ends.
func (m *marker) is(t term, w []byte, text string, start, end int) (int, bool) {
	switch {
	case len(w) < len(t.word) || w[0] != t.word[0] || string(w[:len(t.word)]) != t.word:
		return 0, false
	case len(w) == len(t.word):
		return end, true
	}
	return m.begun(text, start, end, len(t.word)), t.prefix
}

// longStretch is how long a stretch is that is cut into words without a look: so long names are cut in the middle.
const longStretch = 3 * longest

// stretch finds where the characters that may belong together end, and whether a term may be among them: one begins with them, or at a
// capital, or behind what joins names. What is beyond ASCII is looked at in any case.
func (m *marker) stretch(text string, i int) (end int, may bool) {
	begins := true
	for end = i; end < len(text); end++ {
		c := text[end]
		if c >= utf8.RuneSelf {
			may = true
			continue
		}
		k := m.scan.chars[c].class
		if k == blank {
			break
		}
		if !may && (begins || k == upper) {
			may = m.begin(text[end:])
		}
		may = may || k == quote
		begins = k == joiner
	}
	for end < len(text) && (text[end] == '+' || text[end] == '#') { // c++
		end++
	}
	return end, may || end-i > longStretch
}

// begin reports whether a text begins with what may be a term.
func (m *marker) begin(text string) bool {
	for _, w := range m.begins[lowerASCII(text[0])] {
		if len(text) >= len(w) && beginsASCII(text, w) {
			return true
		}
	}
	return false
}

// beginsASCII reports whether a text begins with a word, whatever the case.
func beginsASCII(text, word string) bool {
	for i := range len(word) {
		if lowerASCII(text[i]) != word[i] {
			return false
		}
	}
	return true
}

func lowerASCII(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		c |= 0x20
	}
	return c
}

// begun gives where so many folded bytes of a word end.
func (m *marker) begun(text string, start, end, folded int) int {
	var b []byte
	for i, r := range text[start:end] {
		if b = m.scan.chars.fold(b, r); len(b) >= folded {
			return start + i + utf8.RuneLen(r)
		}
	}
	return end
}

// snippet cuts of a text what is around the marks, as many different terms as possible, with the marks in UTF-16 units.
func snippet(text string, marks []mark) (string, [][2]int) {
	from, to := window(text, marks)
	cut := text[from:to]
	before, after := "", ""
	if from > 0 {
		before = "…"
	}
	if to < len(text) {
		after = "…"
	}
	shift := len(before)
	var inside []mark
	for _, m := range marks {
		if m.start >= from && m.end <= to {
			inside = append(inside, mark{m.start - from + shift, m.end - from + shift, m.term})
		}
	}
	out := before + cut + after
	return out, utf16Marks(out, inside)
}

// window chooses what of a text is shown.
func window(text string, marks []mark) (from, to int) {
	if utf8.RuneCountInString(text[:min(len(text), 4*snippetLength+1)]) <= snippetLength+20 && len(text) <= 4*snippetLength {
		return 0, len(text)
	}
	best, most := 0, 0
	for i := range marks {
		seen, n := uint32(0), 0
		for _, m := range marks[i:] {
			if m.end-marks[i].start > snippetLength*3/4 {
				break
			}
			if seen&(1<<m.term) == 0 {
				seen, n = seen|1<<m.term, n+1
			}
		}
		if n > most {
			best, most = marks[i].start, n
		}
		if i > 200 {
			break
		}
	}
	from = back(text, best, snippetLength/4)
	to = ahead(text, from, snippetLength)
	return from, to
}

// back goes so many characters back, to the beginning of a word.
func back(text string, at, characters int) int {
	from := at
	for n := 0; from > 0 && n < characters; n++ {
		_, size := utf8.DecodeLastRuneInString(text[:from])
		from -= size
	}
	if from == 0 {
		return 0
	}
	if i := strings.IndexByte(text[from:at], ' '); i >= 0 {
		return from + i + 1
	}
	return from
}

// ahead goes so many characters on, to the end of a word.
func ahead(text string, from, characters int) int {
	to := from
	for n := 0; to < len(text) && n < characters; n++ {
		_, size := utf8.DecodeRuneInString(text[to:])
		to += size
	}
	if to == len(text) {
		return to
	}
	if i := strings.LastIndexByte(text[from:to], ' '); i > (to-from)/2 {
		return from + i
	}
	return to
}

// utf16Marks gives marks in order, each in UTF-16 units, those that touch or overlap as one.
func utf16Marks(text string, marks []mark) [][2]int {
	out := [][2]int{}
	units, at := 0, 0
	ends := 0 // of the last mark, in bytes
	for _, m := range ordered(marks) {
		if m.end <= ends {
			continue
		}
		start := max(m.start, ends)
		units, at = units+unitsOf(text[at:start]), start
		from := units
		units, at = units+unitsOf(text[at:m.end]), m.end
		if n := len(out); n > 0 && out[n-1][1] == from {
			out[n-1][1] = units
		} else {
			out = append(out, [2]int{from, units})
		}
		ends = m.end
	}
	return out
}

// ordered sorts marks by where they begin, the longest first.
func ordered(marks []mark) []mark {
	slices.SortFunc(marks, func(a, b mark) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end)) })
	return marks
}

func unitsOf(s string) (n int) {
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
