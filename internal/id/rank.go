package id

import (
	"errors"
	"fmt"
	"strings"
)

// A rank is a fraction between 0 and 1 written in base 62 without "0." and without trailing zeros: between any two ranks there
// is another, and ASCII order is their order. The idea is known as fractional indexing (Figma; rocicorp/fractional-indexing).
// Whole parts are left out: Spread places many at once, and Between grows by a digit only when a gap is used up.
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// MaxRank is the longest rank that is handed out; a column whose ranks grow longer is spread anew.
const MaxRank = 64

// ValidRank reports whether s is a rank: not empty, only digits of base 62, no trailing zero.
func ValidRank(s string) bool {
	if s == "" || len(s) > MaxRank || s[len(s)-1] == '0' {
		return false
	}
	for i := range len(s) {
		if strings.IndexByte(digits, s[i]) < 0 {
			return false
		}
	}
	return true
}

// ErrCrowded says that hundreds of things were put into one gap, so that the next rank would be too long: spread them anew.
var ErrCrowded = errors.New("no room between these ranks")

// Between gives a rank between a and b; "" stands for the beginning (as a) or the end (as b). It fails when a is not before b.
// At the ends it leaves room: appending a thousand tasks in turn costs two digits, not a thousand halvings.
func Between(a, b string) (string, error) {
	if (a != "" && !ValidRank(a)) || (b != "" && !ValidRank(b)) {
		return "", fmt.Errorf("not ranks: %q, %q", a, b)
	}
	if b != "" && a >= b {
		return "", fmt.Errorf("rank %q is not before %q", a, b)
	}
	r := "V"
	switch {
	case a == "" && b == "":
	case b == "":
		r = after(a)
	case a == "":
		r = before(b)
	default:
		r = middle(a, b)
	}
	if len(r) > MaxRank {
		return "", ErrCrowded
	}
	return r, nil
}

// after gives a rank a little above a: counted up by one at three digits, or three digits further down when those are all z.
// So 238,000 appends cost three digits each time.
func after(a string) string {
	n := 3
	for strings.HasPrefix(a, strings.Repeat("z", n)) {
		n += 3
	}
	return strings.TrimRight(count(pad(a, n), 1), "0")
}

// before gives a rank a little below b, never the empty one.
func before(b string) string {
	n := 3
	for strings.Trim(pad(b, n)[:n-1], "0") == "" && pad(b, n)[n-1] <= '1' {
		n += 3
	}
	if r := strings.TrimRight(pad(b, n), "0"); r < b {
		return r
	}
	return strings.TrimRight(count(pad(b, n), -1), "0")
}

// count adds by (1 or -1) to the number of base 62 that p is; the caller makes sure that there is room.
func count(p string, by int) string {
	b := []byte(p)
	for i := len(b) - 1; i >= 0; i-- {
		d := strings.IndexByte(digits, b[i]) + by
		if d >= 0 && d < 62 {
			b[i] = digits[d]
			break
		}
		b[i] = digits[(d+62)%62]
	}
	return string(b)
}

func pad(s string, n int) string {
	if len(s) >= n {
		return s[:n]
	}
	return s + strings.Repeat("0", n-len(s))
}

// middle gives a short rank strictly between a and b, a < b.
func middle(a, b string) string {
	i := 0
	for i < len(b) && at(a, i) == strings.IndexByte(digits, b[i]) {
		i++
	}
	low, high := at(a, i), strings.IndexByte(digits, b[i])
	if high-low > 1 {
		return b[:i] + string(digits[(low+high)/2])
	}
	// The digits are neighbours: keep the lower one and go above the rest of a.
	prefix := b[:i] + string(digits[low])
	rest := ""
	if len(a) > i+1 {
		rest = a[i+1:]
	}
	for j := 0; ; j++ {
		if d := at(rest, j); d < 61 {
			return prefix + pad(rest, j) + string(digits[(d+62)/2])
		}
	}
}

func at(s string, i int) int {
	if i >= len(s) {
		return 0
	}
	return strings.IndexByte(digits, s[i])
}

// Spread gives n ranks in order, evenly apart, all between a and b ("" for the ends).
func Spread(a, b string, n int) ([]string, error) {
	out := make([]string, n)
	if err := spread(a, b, out); err != nil {
		return nil, err
	}
	return out, nil
}

func spread(a, b string, out []string) error {
	if len(out) == 0 {
		return nil
	}
	m := len(out) / 2
	lo, hi := a, b
	if hi == "" && lo == "" {
		lo, hi = "1", "z"
	}
	var r string
	if hi == "" || lo == "" {
		var err error
		if r, err = Between(lo, hi); err != nil {
			return err
		}
		if hi == "" { // keep to one side: the rest goes above r, in turn
			out[0] = r
			return spread(r, b, out[1:])
		}
		out[len(out)-1] = r
		return spread(a, r, out[:len(out)-1])
	}
	if lo >= hi {
		return fmt.Errorf("rank %q is not before %q", lo, hi)
	}
	r = middle(lo, hi)
	out[m] = r
	if err := spread(lo, r, out[:m]); err != nil {
		return err
	}
	return spread(r, hi, out[m+1:])
}
