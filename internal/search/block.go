package search

import (
	"bytes"
	"encoding/binary"
	"sort"
)

// cursor goes through the words of a block.
type cursor struct {
	data []byte // what follows
	word []byte // where it stands; valid until the next step
	df   int    // in how many things of the segment
	list []byte // its postings
	bad  bool
}

// next goes to the next word; false at the end, or when the block is damaged.
func (c *cursor) next() bool {
	if len(c.data) == 0 {
		return false
	}
	r := reader{b: c.data}
	shared, n := r.number(), r.number()
	suffix := r.take(n)
	c.df = r.number()
	if r.bad || shared > len(c.word) || c.df == 0 {
		return c.fail()
	}
	c.word = append(c.word[:shared], suffix...)
	if c.df > 1 {
		c.list = r.take(r.number())
	} else {
		before := r.b
		r.number()
		c.list = before[:len(before)-len(r.b)]
	}
	if r.bad {
		return c.fail()
	}
	c.data = r.b
	return true
}

func (c *cursor) fail() bool {
	c.data, c.bad = nil, true
	return false
}

// cursorAt goes through a block from the group on that may have the word; nil from the beginning.
func cursorAt(body, word []byte) (*cursor, error) {
	if len(body) < 4 {
		return nil, damaged("a block that was cut")
	}
	n := int(binary.LittleEndian.Uint32(body[len(body)-4:]))
	if n < 1 || n > (len(body)-4)/4 {
		return nil, damaged("a block without groups")
	}
	data, groups := body[:len(body)-4-4*n], body[len(body)-4-4*n:]
	at := 0
	if word != nil {
		g := sort.Search(n, func(i int) bool { return bytes.Compare(firstOf(data, groups, i), word) > 0 })
		if at = int(binary.LittleEndian.Uint32(groups[4*max(g-1, 0):])); at > len(data) {
			return nil, damaged("a block whose groups are elsewhere")
		}
	}
	return &cursor{data: data[at:]}, nil
}

// firstOf gives the first word of a group, which stands there in full.
func firstOf(data, groups []byte, i int) []byte {
	at := int(binary.LittleEndian.Uint32(groups[4*i:]))
	if at > len(data) {
		return nil
	}
	r := reader{b: data[at:]}
	r.number()
	return r.take(r.number())
}

// seek goes to the first word that is not before this one; false where there is none in the block.
func (c *cursor) seek(word []byte) bool {
	for c.next() {
		if bytes.Compare(c.word, word) >= 0 {
			return true
		}
	}
	return false
}

// blockOf gives the block that has a word, if any has; -1 for a word before all.
func (s *segment) blockOf(word []byte) int {
	return sort.Search(len(s.blocks), func(i int) bool { return s.blocks[i].first > string(word) }) - 1
}

// source reads the bytes of a block.
type source func(s *segment, block int) ([]byte, error)

// lookup finds a word in a segment; df is 0 where it does not have it.
func (s *segment) lookup(from source, word []byte) (list []byte, df int, err error) {
	b := s.blockOf(word)
	if b < 0 {
		return nil, 0, nil
	}
	c, err := s.open(from, b, word)
	if err != nil {
		return nil, 0, err
	}
	if c.seek(word) && bytes.Equal(c.word, word) {
		return c.list, c.df, nil
	}
	return nil, 0, c.err()
}

func (s *segment) open(from source, block int, word []byte) (*cursor, error) {
	body, err := from(s, block)
	if err != nil {
		return nil, err
	}
	return cursorAt(body, word)
}

func (c *cursor) err() error {
	if c.bad {
		return damaged("a block that cannot be read")
	}
	return nil
}

// begins visits the words that begin with a prefix, in order.
func (s *segment) begins(from source, prefix []byte, visit func(word, list []byte, df int)) error {
	for b := max(s.blockOf(prefix), 0); b < len(s.blocks); b++ {
		if f := s.blocks[b].first; f > string(prefix) && !hasPrefix(f, prefix) {
			return nil
		}
		c, err := s.open(from, b, prefix)
		if err != nil {
			return err
		}
		for ok := c.seek(prefix); ok; ok = c.next() {
			if !bytes.HasPrefix(c.word, prefix) {
				return nil
			}
			visit(c.word, c.list, c.df)
		}
		if err := c.err(); err != nil {
			return err
		}
	}
	return nil
}

func hasPrefix(s string, prefix []byte) bool {
	return len(s) >= len(prefix) && s[:len(prefix)] == string(prefix)
}

// postings decodes a list.
func postings(list []byte, visit func(posting)) {
	doc := 0
	for i := 0; i < len(list); {
		v := uint(list[i])
		i++
		if v >= 0x80 {
			v &= 0x7f
			for shift := uint(7); i < len(list); shift += 7 {
				c := list[i]
				i++
				if v |= uint(c&0x7f) << shift; c < 0x80 {
					break
				}
			}
		}
		doc += int(v >> fieldBits)
		visit(newPosting(doc, uint8(v&(1<<fieldBits-1))))
	}
}
