package sqlitestore

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/kanvaro/kanvaro/internal/store"
)

// A field of many values is kept as one blob: NUL, then each value and NUL. A value is in it when NUL, value, NUL is. So that this
// holds of every text, NUL and the byte that escapes it are escaped.
var (
	escape   = strings.NewReplacer("\x00", "\x01\x01", "\x01", "\x01\x02")
	unescape = strings.NewReplacer("\x01\x01", "\x00", "\x01\x02", "\x01")
)

func joined(values []string) []byte {
	if len(values) == 0 {
		return nil
	}
	b := []byte{0}
	for _, v := range values {
		b = append(append(b, escape.Replace(v)...), 0)
	}
	return b
}

func split(b []byte) []string {
	if len(b) == 0 {
		return nil
	}
	parts := bytes.Split(b[1:len(b)-1], []byte{0})
	values := make([]string, len(parts))
	for i, p := range parts {
		values[i] = unescape.Replace(string(p))
	}
	return values
}

// bindValue binds a declared value to the next argument.
func bindValue(s *stmt, t store.Type, v store.Value) {
	switch t {
	case store.Int:
		s.int(v.Int)
	case store.Many:
		s.blob(joined(v.Many))
	default:
		s.text(v.Text)
	}
}

// readKeys reads declared values from the columns that begin at one.
func readKeys(s *stmt, d *store.Def, from int) []store.Value {
	keys := make([]store.Value, len(d.Fields))
	for i, f := range d.Fields {
		switch f.Type {
		case store.Int:
			keys[i].Int = s.colInt(from + i)
		case store.Many:
			keys[i].Many = split(s.colBytes(from + i))
		default:
			keys[i].Text = s.colText(from + i)
		}
	}
	return keys
}

// sameValue compares a column with a value, without making one of it.
func sameValue(s *stmt, col int, t store.Type, v store.Value) bool {
	switch t {
	case store.Int:
		return s.colInt(col) == v.Int
	case store.Many:
		return bytes.Equal(s.colBytes(col), joined(v.Many))
	default:
		return string(s.colBytes(col)) == v.Text
	}
}

// The rowid of a document of a Numbers kind is its space and its number: such a kind needs no index by id, and its indexes no id.
const (
	numberBits = 40
	maxNumber  = 1<<numberBits - 1
	maxSpace   = 1<<(62-numberBits) - 1
)

// number reads an id of a Numbers kind; false for what is not one.
func number(id string) (int64, bool) {
	n, err := strconv.ParseInt(id, 10, 64)
	return n, err == nil && n > 0 && n <= maxNumber && strconv.FormatInt(n, 10) == id
}

// anyNumber reads an id that a range or a cursor names, which need not be that of a document.
func anyNumber(id string) int64 {
	n, _ := strconv.ParseInt(id, 10, 64) // like Query.Matches: what is no number is 0
	return min(max(n, 0), maxNumber+1)
}
