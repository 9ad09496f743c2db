package search

import "unicode/utf8"

// headLetters is how many of the first letters of a word are compared by themselves.
const headLetters = 6

// pattern is a typed word that others are compared with: by the bits of its letters, all places at once.
type pattern struct {
	letters []rune
	sign    uint32
	head    uint32                // the signature of its first letters
	ascii   [utf8.RuneSelf]uint32 // at which places a letter stands
}

// newPattern takes a word of at most longestListed letters.
func newPattern(word string) *pattern {
	p := &pattern{letters: []rune(word), sign: signature([]byte(word), longestListed), head: signature([]byte(word), headLetters)}
	for i, r := range p.letters {
		if r < utf8.RuneSelf {
			p.ascii[r] |= 1 << i
		}
	}
	return p
}

// at gives the places at which a letter stands.
func (p *pattern) at(r rune) (m uint32) {
	if r < utf8.RuneSelf {
		return p.ascii[r]
	}
	for i, x := range p.letters {
		if x == r {
			m |= 1 << i
		}
	}
	return m
}

// errors counts the typing errors between the pattern and a word: letters too many, too few, others, and two that changed places. It gives
// more than most when there are more. With prefix the word may go on.
//
// This is the distance of optimal string alignment in bits (Hyyrö 2003): a column of the table of distances is two words of bits, which say
// where it rises and falls from one letter of the pattern to the next.
func (p *pattern) errors(word []byte, most int, prefix bool) int {
	n := len(p.letters)
	last := uint32(1) << (n - 1)
	rises, falls, same, before := ^uint32(0), uint32(0), uint32(0), uint32(0)
	score, best, read := n, n, 0
	for i := 0; i < len(word); {
		r, size := rune(word[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(word[i:])
		}
		i += size
		m := p.at(r)
		swapped := (^same & m << 1) & before
		same = swapped | (((m & rises) + rises) ^ rises) | m | falls
		up := falls | ^(same | rises)
		down := same & rises
		if up&last != 0 {
			score++
		} else if down&last != 0 {
			score--
		}
		up = up<<1 | 1
		rises, falls = down<<1|^(same|up), up&same
		before = m
		best = min(best, score)
		if read++; score-most > len(word)-i && !prefix || prefix && read >= n+most {
			break
		}
	}
	if prefix {
		return best
	}
	return score
}
