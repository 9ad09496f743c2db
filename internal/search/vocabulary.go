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
	v.signs = append(v.signs, signature(word, longestListed))
}

func (v *vocabulary) word(i int) []byte {
	from := uint32(0)
	if i > 0 {
		from = v.ends[i-1]
	}
	return v.text[from:v.ends[i]]
}

// signature has a bit for each of the first letters of a word; letters that are far from each other share them.
func signature(word []byte, letters int) (s uint32) {
	for i := 0; i < len(word) && letters > 0; letters-- {
		r, size := rune(word[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(word[i:])
		}
		s |= 1 << (r & 31)
		i += size
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

// near visits the words that differ from a typed one by at most so many errors. With prefix a word may go on.
func (v *vocabulary) near(typed *pattern, most int, prefix bool, visit func(word []byte, errors int)) {
	n, sign := len(typed.letters), typed.sign
	from := uint32(0)
	for i, s := range v.signs {
		start, to := from, v.ends[i]
		from = to
		// Each error brings at most one letter, and takes at most one away.
		if bits.OnesCount32(sign&^s) > most || (!prefix && bits.OnesCount32(s&^sign) > most) {
			continue
		}
		word := v.text[start:to]
		if len(word)+most < n || (!prefix && len(word) > n+most && utf8.RuneCount(word) > n+most) {
			continue
		}
		// Each error moves one of the first letters away at most. That is told faster than all errors are counted.
		if bits.OnesCount32(typed.head&^signature(word, headLetters)) > most {
			continue
		}
		if e := typed.errors(word, most, prefix); e <= most {
			visit(word, e)
		}
	}
}
