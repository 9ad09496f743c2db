package search

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// class says what a character is to the scanner.
type class uint8

const (
	blank   class = iota // between words
	lower                // a letter, or what belongs to one
	upper                // a capital: a word may begin here in the middle of a name
	digit                //
	joiner               // within a word when letters stand on both sides: _ . -
	quote                // the same, and dropped: don't
	silent               // within a word and of no meaning: a soft hyphen
	crowded              // of a script that puts no spaces between words
)

func (c class) inWord() bool { return c == lower || c == upper || c == digit }

// small is how far the table of characters goes: the scripts that are folded by more than rules for ranges.
const small = 0x2000

// entry is what a character is and what it is folded to.
type entry struct {
	class class
	n     uint8
	to    [6]byte
}

// table tells of each small character what it is.
type table [small]entry

// characters is the table, made when the first text is cut.
var characters = sync.OnceValue(func() *table {
	t := new(table)
	for r := range rune(small) {
		e := entry{class: classify(r)}
		e.n = uint8(copy(e.to[:], foldSlowly(r)))
		t[r] = e
	}
	return t
})

// special are letters that no decomposition takes apart, and one that it should not.
var special = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ø': "o", 'Ø': "o", 'đ': "d", 'Đ': "d", 'ð': "d", 'Ð': "d", 'ł': "l", 'Ł': "l",
	'þ': "th", 'Þ': "th", 'ħ': "h", 'Ħ': "h", 'ŋ': "n", 'Ŋ': "n", 'ŧ': "t", 'Ŧ': "t", 'ı': "i", 'ĸ': "k", 'ſ': "s", 'й': "й", 'Й': "й", 'ς': "σ",
}

// foldSlowly gives a character without case and accents.
func foldSlowly(r rune) string {
	if s, ok := special[r]; ok {
		return s
	}
	var out []byte
	for _, d := range norm.NFKD.String(string(r)) {
		if !accent(d) {
			out = utf8.AppendRune(out, unicode.ToLower(d))
		}
	}
	return string(out)
}

// accent reports marks that people leave out when they search. The vowels of Indic scripts and of Thai are marks too, and are not.
func accent(r rune) bool {
	switch {
	case r >= 0x300 && r <= 0x36f, r >= 0x483 && r <= 0x487, r >= 0x591 && r <= 0x5c7 && unicode.IsMark(r), r >= 0x610 && r <= 0x61a,
		r >= 0x64b && r <= 0x65f, r == 0x670, r >= 0x6d6 && r <= 0x6dc, r >= 0x1ab0 && r <= 0x1aff, r >= 0x1dc0 && r <= 0x1dff,
		r >= 0x20d0 && r <= 0x20ff, r >= 0xfe20 && r <= 0xfe2f:
		return true
	}
	return false
}

func classify(r rune) class {
	switch {
	case r == '_' || r == '.' || r == '-':
		return joiner
	case r == '\'' || r == '’':
		return quote
	case r == 0xad || r == 0x640 || r == 0xfeff || (r >= 0x200b && r <= 0x200d) || r == 0x2060:
		return silent
	case isCrowded(r):
		return crowded
	case unicode.IsUpper(r) || unicode.IsTitle(r):
		return upper
	case unicode.IsLetter(r) || unicode.IsMark(r):
		return lower
	case unicode.IsNumber(r):
		return digit
	}
	return blank
}

// isCrowded reports letters of scripts whose words stand without spaces between them, and of Korean, whose particles cling to words.
func isCrowded(r rune) bool {
	switch {
	case r < 0xe00:
		return false
	case r <= 0xeff, r >= 0x1000 && r <= 0x109f, r >= 0x1780 && r <= 0x17ff: // Thai, Lao, Myanmar, Khmer
		return unicode.IsLetter(r) || unicode.IsMark(r)
	case r >= 0x3041 && r <= 0x3096, r >= 0x30a1 && r <= 0x30fa, r == 0x30fc, r >= 0x3005 && r <= 0x3007, r >= 0x31f0 && r <= 0x31ff: // kana
		return true
	case r >= 0x3400 && r <= 0x4dbf, r >= 0x4e00 && r <= 0x9fff, r >= 0xf900 && r <= 0xfaff, r >= 0x20000 && r <= 0x3ffff: // Han
		return true
	case r >= 0xac00 && r <= 0xd7a3, r >= 0xff66 && r <= 0xff9d: // Hangul, half-width kana
		return true
	}
	return false
}

// at reads a character of a text: what it is, and how many bytes it has.
func (t *table) at(text string, i int) (class, rune, int) {
	if c := text[i]; c < utf8.RuneSelf {
		return t[c].class, rune(c), 1
	}
	r, n := utf8.DecodeRuneInString(text[i:])
	if r < small {
		return t[r].class, r, n
	}
	return classify(r), r, n
}

// fold appends a character without case and accents.
func (t *table) fold(b []byte, r rune) []byte {
	switch {
	case r < small:
		e := &t[r]
		return append(b, e.to[:e.n]...)
	case r >= 0x3041 && r <= 0x3096, r >= 0x30a1 && r <= 0x30fa, r >= 0x3400 && r <= 0x9fff, r >= 0xac00 && r <= 0xd7a3:
		return utf8.AppendRune(b, r)
	case r >= 0xff00 && r <= 0xffef || r >= 0xf900 && r <= 0xfaff: // other widths and doubles of the same characters
		return append(b, lowered(norm.NFKC.String(string(r)))...)
	}
	return append(b, foldSlowly(r)...)
}

func lowered(s string) string {
	var b []byte
	for _, r := range s {
		b = utf8.AppendRune(b, unicode.ToLower(r))
	}
	return string(b)
}
