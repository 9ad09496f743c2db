package search

import (
	"math"
	"math/bits"

	"github.com/kanvaro/kanvaro/internal/moment"
)

// row is what ranking has to know of a thing, in one word, so that it can be changed while others read: the project as the index numbers
// it, the day of the last change, how many words the title and the text have, and what has become of it.
type row uint64

// What has become of a thing.
const (
	closed  = 1 << iota // done or dropped
	trashed             // not found
	dead                // another segment has it now, or nobody
)

func newRow(project uint16, day uint16, titleWords, words int, flags uint8) row {
	return row(project) | row(day)<<16 | row(min(titleWords, 255))<<32 | row(flags)<<40 | row(bits.Len(uint(words)))<<48
}

// rowBytes is how much of a row is kept.
const rowBytes = 7

func appendRow(b []byte, r row) []byte {
	return append(b, byte(r), byte(r>>8), byte(r>>16), byte(r>>24), byte(r>>32), byte(r>>40), byte(r>>48))
}

func readRow(b []byte) row {
	return row(b[0]) | row(b[1])<<8 | row(b[2])<<16 | row(b[3])<<24 | row(b[4])<<32 | row(b[5])<<40 | row(b[6])<<48
}

func (r row) project() uint16   { return uint16(r) }
func (r row) day() uint16       { return uint16(r >> 16) }
func (r row) titleWords() uint8 { return uint8(r >> 32) }
func (r row) flags() uint8      { return uint8(r >> 40) }

// length is the number of binary digits of the number of different words.
func (r row) length() uint8 { return uint8(r >> 48) }

// in gives the row with another number for its project.
func (r row) in(project uint16) row { return r&^0xffff | row(project) }

// touched gives the row with another day and other flags.
func (r row) touched(day uint16, flags uint8) row {
	return r&^(0xffff<<16|0xff<<40) | row(day)<<16 | row(flags)<<40
}

// dayOf counts days since 1970.
func dayOf(t moment.Time) uint16 {
	d := t.Millis() / (24 * 60 * 60 * 1000)
	return uint16(min(max(d, 0), math.MaxUint16))
}
