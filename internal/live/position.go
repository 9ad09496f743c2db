package live

import (
	"strconv"
	"strings"

	"github.com/kanvaro/kanvaro/internal/store"
)

// Position is a place in the log of a space, as clients are told and send back. To them it is opaque.
type Position struct {
	Space    store.Space
	Position store.Position // without the hash
}

// FormatPosition writes a position as a header and as the id of an event.
func FormatPosition(s store.Space, p store.Position) string {
	b := make([]byte, 0, 64)
	b = strconv.AppendInt(b, p.Number, 10)
	b = append(append(b, '.'), p.Epoch...)
	return string(append(append(b, '.'), s...))
}

// longestPosition bounds what is looked at: a number, an epoch and the id of a space are far shorter.
const longestPosition = 128

// ParsePosition reads what FormatPosition wrote; false for everything else. What it gives is well formed, not true. // LV13
func ParsePosition(text string) (Position, bool) {
	if len(text) > longestPosition {
		return Position{}, false
	}
	number, rest, ok := strings.Cut(text, ".")
	epoch, space, ok2 := strings.Cut(rest, ".")
	if !ok || !ok2 || space == "" || !plain(epoch) || !plain(space) || (len(number) > 1 && number[0] == '0') || strings.Trim(number, "0123456789") != "" {
		return Position{}, false
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return Position{}, false
	}
	return Position{store.Space(space), store.Position{Epoch: epoch, Number: n}}, true
}

func plain(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}
