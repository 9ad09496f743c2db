package search

import (
	"cmp"
	"math/bits"
	"slices"
	"unicode"
	"unicode/utf8"
)

// mostListed is how many words of a segment typing errors are forgiven by at most: those that stand in the most things.
const mostListed = 24 << 10

// The lengths, in characters, of words that are misspelt: shorter ones are too near each other, longer ones are no words.
const (
	shortestListed = 3
	longestListed  = 24
)

// listable reports whether typing errors are forgiven by a word: it is made of letters that people type one by one.
func listable(word []byte) bool {
	n := 0
	for i := 0; i < len(word); {
		r, size := rune(word[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(word[i:])
		}
		if r < 'a' || r > 'z' && (r < utf8.RuneSelf || !unicode.IsLetter(r) || isCrowded(r)) {
			return false
		}
		if n++; n > longestListed {
			return false
		}
		i += size
	}
	return n >= shortestListed
}

// vocabularyWriter collects the words of a segment that is being made.
type vocabularyWriter struct {
	words []listedWord
}

type listedWord struct {
	word string
	df   int
}

func (v *vocabularyWriter) add(word []byte, list []posting) {
	if !listable(word) {
		return
	}
	df := len(list)
	if list[0].fields()&inTitle != 0 { // words of titles first
		df *= 4
	}
	v.words = append(v.words, listedWord{string(word), df})
}

func (v *vocabularyWriter) finish() []byte {
	if len(v.words) > mostListed {
		slices.SortStableFunc(v.words, func(a, b listedWord) int { return cmp.Compare(b.df, a.df) })
		v.words = v.words[:mostListed]
		slices.SortFunc(v.words, func(a, b listedWord) int { return cmp.Compare(a.word, b.word) })
	}
	b := appendNumber(nil, len(v.words))
	last := ""
	for _, w := range v.words {
		shared := 0
		for shared < min(len(last), len(w.word)) && last[shared] == w.word[shared] {
			shared++
		}
		b = appendText(appendNumber(b, shared), w.word[shared:])
		last = w.word
	}
	return b
}

// vocabulary is a list of words that can be asked for those that look alike. It is scanned from one end to the other: for each word a
// signature tells in four bytes which letters it has, and most words are told apart by that.
type vocabulary struct {
	text  []byte   // all words, one after the other
	ends  []uint32 // where each ends
	signs []uint32
}

func (v *vocabulary) add(word []byte) {
	v.text = append(v.text, word...)
	v.ends = append(v.ends, uint32(len(v.text)))
	v.signs = append(v.signs, signature(word))
}

func (v *vocabulary) word(i int) []byte {
	from := uint32(0)
	if i > 0 {
		from = v.ends[i-1]
	}
	return v.text[from:v.ends[i]]
}

// signature has a bit for each letter of a word; letters beyond a to z share them.
func signature(word []byte) uint32 {
	var s uint32
	for _, c := range word {
		s |= 1 << (c & 31)
	}
	return s
}

func readVocabulary(body []byte) (*vocabulary, error) {
	r := reader{b: body}
	n := r.count(2)
	v := &vocabulary{ends: make([]uint32, 0, n), signs: make([]uint32, 0, n), text: make([]byte, 0, 2*len(body))}
	var word []byte
	for range n {
		shared := r.number()
		if shared > len(word) {
			return nil, damaged("a vocabulary")
		}
		word = append(word[:shared], r.take(r.number())...)
		v.add(word)
	}
	if r.bad {
		return nil, damaged("a vocabulary that was cut")
	}
	return v, nil
}

// alike is how many typing errors a word of so many characters is forgiven.
func alike(letters int) int {
	switch {
	case letters < 4:
		return 0
	case letters < 8:
		return 1
	}
	return 2
}

// near visits the words that differ from a typed one by at most so many errors: a letter too many, one too few, another one, or two that
// changed places. With prefix a word may go on.
func (v *vocabulary) near(typed []rune, most int, prefix bool, visit func(word []byte, errors int)) {
	var buf [4 * utf8.UTFMax * longestListed]byte
	b := buf[:0]
	for _, r := range typed {
		b = utf8.AppendRune(b, r)
	}
	sign := signature(b)
	spare := most // each error brings at most one letter, and takes at most one away
	if len(b) > len(typed) {
		spare *= 3 // a letter beyond ASCII has several bytes, each with its bit
	}
	var m measure
	from := uint32(0)
	for i, s := range v.signs {
		to := v.ends[i]
		start := from
		from = to
		if bits.OnesCount32(sign&^s) > spare || (!prefix && bits.OnesCount32(s&^sign) > spare) {
			continue
		}
		n := int(to - start)
		if n+most < len(typed) || (!prefix && n > len(b)+most*utf8.UTFMax) {
			continue
		}
		if e := m.errors(typed, v.text[start:to], most, prefix); e <= most {
			visit(v.text[start:to], e)
		}
	}
}

// measure compares words; it keeps the rows of the last comparison.
type measure struct {
	rows [3][longestListed + 8]int
	word [longestListed + 8]rune
}

// errors counts the typing errors between a typed word and another one, or gives more than most.
func (m *measure) errors(typed []rune, word []byte, most int, prefix bool) int {
	n := 0
	for i := 0; i < len(word) && n < len(m.word); n++ {
		r, size := rune(word[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(word[i:])
		}
		m.word[n] = r
		i += size
	}
	if prefix {
		n = min(n, len(typed)+most)
	}
	if n+most < len(typed) || (!prefix && len(typed)+most < n) || n >= len(m.rows[0]) {
		return most + 1
	}
	two, one, row := m.rows[0][:n+1], m.rows[1][:n+1], m.rows[2][:n+1]
	for j := range one {
		one[j] = j
	}
	for i, r := range typed {
		row[0] = i + 1
		best := row[0]
		for j := 1; j <= n; j++ {
			d := one[j-1]
			if m.word[j-1] != r {
				d = min(d, one[j], row[j-1]) + 1
				if i > 0 && j > 1 && m.word[j-1] == typed[i-1] && m.word[j-2] == r {
					d = min(d, two[j-2]+1)
				}
			}
			row[j] = d
			best = min(best, d)
		}
		if best > most {
			return best
		}
		two, one, row = one, row, two
	}
	if !prefix {
		return one[n]
	}
	return slices.Min(one)
}
