package search

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// errDamaged is in the chain when what is read back cannot be what was written. The index is made anew then.
var errDamaged = errors.New("the search index is damaged")

func damaged(what string) error { return fmt.Errorf("%s: %w", what, errDamaged) }

// reader takes numbers and texts off bytes.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) number() int {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > 1<<31 {
		r.b, r.bad = nil, true
		return 0
	}
	r.b = r.b[n:]
	return int(v)
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.b, r.bad = nil, true
		return nil
	}
	out := r.b[:n:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) text() string { return string(r.take(r.number())) }

// count reads how many things of at least so many bytes follow: a damaged number must not ask for all the memory.
func (r *reader) count(each int) int {
	n := r.number()
	if n > len(r.b)/each {
		r.b, r.bad = nil, true
		return 0
	}
	return n
}

func appendNumber(b []byte, n int) []byte { return binary.AppendUvarint(b, uint64(n)) }

func appendText(b []byte, s string) []byte { return append(appendNumber(b, len(s)), s...) }

// short is an id without its prefix: 20 characters of five bits each, in the same order.
type short [shortLength]byte

const shortLength = 13

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// values tells what a character of an id stands for.
var values = func() (t [256]int8) {
	for i := range t {
		t[i] = int8(strings.IndexByte(alphabet, byte(i)))
	}
	return t
}()

// shorten packs an id; false for one that is none.
func shorten(id string) (out short, ok bool) {
	_, chars, _ := strings.Cut(id, "_")
	if len(chars) != 20 {
		return out, false
	}
	var acc uint
	bits, n := 0, 0
	for i := range len(chars) {
		v := values[chars[i]]
		if v < 0 {
			return out, false
		}
		acc, bits = acc<<5|uint(v), bits+5
		if bits >= 8 {
			bits -= 8
			out[n] = byte(acc >> bits)
			n++
		}
	}
	out[n] = byte(acc << (8 - bits))
	return out, true
}

// long gives the id back.
func (s short) long(prefix string) string {
	b := make([]byte, 0, len(prefix)+21)
	b = append(append(b, prefix...), '_')
	var acc uint
	bits := 0
	for _, c := range s {
		acc, bits = acc<<8|uint(c), bits+8
		for bits >= 5 && len(b) < len(prefix)+21 {
			bits -= 5
			b = append(b, alphabet[acc>>bits&31])
		}
	}
	return string(b)
}
