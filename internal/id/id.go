// Package id makes the names of things: prefixed, time-ordered ids, and rank strings for ordering by hand.
package id

import (
	"crypto/rand"
	"encoding/binary"
	"strings"

	"github.com/kanvaro/kanvaro/internal/moment"
)

// alphabet is Crockford's base 32 in lower case: no i, l, o, u, and ASCII order is numeric order.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

// Length is the number of characters after the prefix and its underscore: 45 bits of milliseconds and 55 random bits.
const Length = 20

// New makes an id such as "tsk_01jdg3x8q2v7m4k9r5wz". Ids of one prefix sort by the time they were made at.
// Ids are names, not secrets.
func New(prefix string, now moment.Time) string {
	var random [8]byte
	rand.Read(random[:]) //nolint:errcheck // crypto/rand.Read never fails since Go 1.24
	b := make([]byte, len(prefix)+1+Length)
	n := copy(b, prefix)
	b[n] = '_'
	put(b[n+1:n+10], uint64(now.Millis()))
	put(b[n+10:], binary.BigEndian.Uint64(random[:])>>9)
	return string(b)
}

// Of makes an id out of the first 100 bits of a hash, for a thing that must get the same id whenever it is made again. It is in no order.
func Of(prefix string, hash [32]byte) string {
	b := make([]byte, Length)
	for i := range b {
		b[i] = alphabet[hash[i]&31]
	}
	return prefix + "_" + string(b)
}

// put writes v in base 32 into all of b, most significant first.
func put(b []byte, v uint64) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = alphabet[v&31]
		v >>= 5
	}
}

// Valid reports whether s is an id with the given prefix, as New or a client makes it.
func Valid(prefix, s string) bool {
	rest, ok := strings.CutPrefix(s, prefix+"_")
	if !ok || len(rest) != Length {
		return false
	}
	for i := range len(rest) {
		if strings.IndexByte(alphabet, rest[i]) < 0 {
			return false
		}
	}
	return true
}

// Prefix gives what stands before the underscore, "" where there is none.
func Prefix(s string) string {
	p, _, ok := strings.Cut(s, "_")
	if !ok {
		return ""
	}
	return p
}
