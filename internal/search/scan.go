package search

import "unicode/utf8"

// longest is how many bytes a word has at most; what is longer is cut there, in texts and in queries alike.
const longest = 64

// mostParts is of how many parts one name is made at most: what goes on is another name.
const mostParts = 24

// form says how a word was made of the text.
type form uint8

const (
	plain  form = iota // as it stands between spaces
	part               // a part of a name: "http" and "server" of HTTPServer
	whole              // all of something joined: "process.cpp" of itself
	symbol             // with its signs: "c++"
	pair               // two characters of a script without spaces
	single             // the last character of such a script
	lone               // a single that stands alone
)

// scanner cuts texts into words. It may be used again and again, by one goroutine.
//
// A name such as gtest_filter, process.cpp or HTTPServer gives its parts and itself, so that it is found by either; scripts without spaces
// give each two characters that stand together.
type scanner struct {
	chars *table
	run   []byte // what is being read, folded
	parts []piece
}

// piece is a part of a run: where it stands in the folded run and in the text, and whether something joined ends with it.
type piece struct {
	from, to   int
	start, end int
	ends       bool
}

func newScanner() *scanner { return &scanner{chars: characters()} }

// each gives the words of a text in NFC, in order, and where they stand in it, in bytes. The word is only valid until emit returns.
func (s *scanner) each(text string, emit func(word []byte, start, end int, f form)) {
	for i := 0; i < len(text); {
		switch c, _, n := s.chars.at(text, i); {
		case c == crowded:
			i = s.crowd(text, i, emit)
		case c.inWord():
			i = s.name(text, i, emit)
		default:
			i += n
		}
	}
}

// name reads a run of letters and digits and what joins them.
func (s *scanner) name(text string, i int, emit func([]byte, int, int, form)) int {
	s.run, s.parts = s.run[:0], s.parts[:0]
	p := piece{start: i}
	was, before := blank, blank
	lastRun, lastText := 0, i // where the last character began
	cut := func(run, at int, ends bool) {
		p.to, p.end, p.ends = run, at, ends
		s.parts = append(s.parts, p)
		p = piece{from: run, start: at}
	}
	for i < len(text) && len(s.parts) < mostParts && len(s.run) < 4*longest {
		c, r, n := s.chars.at(text, i)
		switch {
		case c == silent:
			i += n
			continue
		case c.inWord():
			switch {
			case c == upper && (was == lower || was == digit):
				cut(len(s.run), i, false)
			case c == lower && was == upper && before == upper:
				cut(lastRun, lastText, false)
			}
			lastRun, lastText = len(s.run), i
			s.run = s.chars.fold(s.run, r)
			before, was = was, c
		case (c == joiner || c == quote) && s.goesOn(text, i+n):
			cut(len(s.run), i, true)
			if c == joiner {
				s.run = append(s.run, byte(r))
			}
			p.from, p.start = len(s.run), i+n
			before, was = blank, blank
		default:
			s.end(text, i, p, emit)
			return s.signs(text, i, p, emit)
		}
		i += n
	}
	s.end(text, i, p, emit)
	return i
}

func (s *scanner) goesOn(text string, i int) bool {
	if i >= len(text) {
		return false
	}
	c, _, _ := s.chars.at(text, i)
	return c.inWord()
}

// end gives the words of a run: its parts, what was written in one, and what was joined.
func (s *scanner) end(text string, i int, p piece, emit func([]byte, int, int, form)) {
	p.to, p.end, p.ends = len(s.run), i, true
	s.parts = append(s.parts, p)
	joined, first := 0, 0
	for k, p := range s.parts {
		if !p.ends {
			continue
		}
		if k > first {
			for _, q := range s.parts[first : k+1] {
				give(s.run[q.from:q.to], q.start, q.end, part, emit)
			}
		}
		give(s.run[s.parts[first].from:p.to], s.parts[first].start, p.end, plain, emit)
		joined, first = joined+1, k+1
	}
	if joined > 1 && len(s.run) <= longest {
		emit(s.run, s.parts[0].start, i, whole)
	}
}

// give cuts a word that is too long, at a character.
func give(w []byte, start, end int, f form, emit func([]byte, int, int, form)) {
	if len(w) > longest {
		n := longest
		for n > 0 && !utf8.RuneStart(w[n]) {
			n--
		}
		w = w[:n]
	}
	if len(w) > 0 {
		emit(w, start, end, f)
	}
}

// signs gives the names that end in signs: c++, c#.
func (s *scanner) signs(text string, i int, p piece, emit func([]byte, int, int, form)) int {
	n := 0
	switch {
	case len(text) >= i+2 && text[i:i+2] == "++":
		n = 2
	case text[i] == '#':
		n = 1
	}
	if n == 0 || s.goesOn(text, i+n) || len(s.run)-p.from > 12 {
		return i
	}
	w := append(s.run[p.from:len(s.run):len(s.run)], text[i:i+n]...)
	emit(w, p.start, i+n, symbol)
	return i + n
}

// crowd reads a run of a script without spaces.
func (s *scanner) crowd(text string, i int, emit func([]byte, int, int, form)) int {
	s.run = s.run[:0]
	from, start := 0, i // of the character before
	count := 0
	for i < len(text) {
		c, r, n := s.chars.at(text, i)
		if c == silent {
			i += n
			continue
		}
		if c != crowded {
			break
		}
		at := len(s.run)
		if s.run = s.chars.fold(s.run, r); len(s.run) == at {
			i += n
			continue
		}
		if count++; count > 1 {
			emit(s.run[from:], start, i+n, pair)
			from, start = at, i
		} else {
			start = i
		}
		i += n
	}
	switch {
	case count == 1:
		emit(s.run[from:], start, i, lone)
	case count > 1:
		emit(s.run[from:], start, i, single)
	}
	return i
}
