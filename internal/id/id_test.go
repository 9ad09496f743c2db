package id

import (
	"errors"
	"sort"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/moment"
	"pgregory.net/rapid"
)

func TestNewIsOrderedAndValid(t *testing.T) {
	at := moment.Of(time.Date(2026, 11, 25, 3, 14, 7, 0, time.UTC))
	a, b := New("tsk", at), New("tsk", at.Add(time.Millisecond))
	if a >= b {
		t.Fatalf("%s is not before %s", a, b)
	}
	if !Valid("tsk", a) || Valid("usr", a) || Valid("tsk", a+"0") || Valid("tsk", "tsk_0000000000000000000u") {
		t.Fatalf("Valid is wrong about %s", a)
	}
	if Prefix(a) != "tsk" || Prefix("nothing") != "" {
		t.Fatal("Prefix")
	}
}

func TestBetween(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"", "", "V"}, {"V", "", "V01"}, {"", "V", "Uzz"}, {"", "001", "000zzz"}, {"", "0001", "0000zz"}, {"1", "2", "1V"}, {"1", "11", "10V"}, {"1z", "2", "1zV"}, {"zzz", "", "zzz001"},
	} {
		got, err := Between(c.a, c.b)
		if err != nil || got != c.want {
			t.Errorf("Between(%q, %q) = %q, %v; want %q", c.a, c.b, got, err, c.want)
		}
	}
	for _, c := range [][2]string{{"2", "1"}, {"1", "1"}, {"10", "2"}, {"ä", ""}} {
		if got, err := Between(c[0], c[1]); err == nil {
			t.Errorf("Between(%q, %q) = %q, want an error", c[0], c[1], got)
		}
	}
}

func TestAppendingStaysShort(t *testing.T) {
	last := ""
	for range 200_000 {
		next, err := Between(last, "")
		if err != nil || next <= last {
			t.Fatal(last, next, err)
		}
		last = next
	}
	if len(last) > 6 {
		t.Fatalf("after 200,000 appends the rank is %q", last)
	}
}

func TestInsertingAnywhereKeepsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ranks := []string{}
		for range rapid.IntRange(1, 60).Draw(t, "n") {
			i := rapid.IntRange(0, len(ranks)).Draw(t, "at")
			a, b := "", ""
			if i > 0 {
				a = ranks[i-1]
			}
			if i < len(ranks) {
				b = ranks[i]
			}
			r, err := Between(a, b)
			if errors.Is(err, ErrCrowded) {
				return
			}
			if err != nil || !ValidRank(r) {
				t.Fatalf("Between(%q, %q) = %q, %v", a, b, r, err)
			}
			ranks = append(ranks[:i], append([]string{r}, ranks[i:]...)...)
			if !sort.StringsAreSorted(ranks) {
				t.Fatalf("out of order: %q", ranks)
			}
		}
	})
}

func TestSpread(t *testing.T) {
	for _, c := range [][2]string{{"", ""}, {"V", ""}, {"", "V"}, {"1", "2"}, {"1", "11"}} {
		out, err := Spread(c[0], c[1], 1700)
		if err != nil {
			t.Fatal(err)
		}
		prev := c[0]
		for _, r := range out {
			if r <= prev || !ValidRank(r) || (c[1] != "" && r >= c[1]) {
				t.Fatalf("Spread(%q, %q): %q after %q", c[0], c[1], r, prev)
			}
			prev = r
		}
	}
}

func FuzzBetween(f *testing.F) {
	f.Add("1", "2")
	f.Add("", "01")
	f.Add("zzzz", "")
	f.Add("", "000001")
	f.Fuzz(func(t *testing.T, a, b string) {
		r, err := Between(a, b)
		if err != nil {
			return
		}
		if r <= a || (b != "" && r >= b) || r[len(r)-1] == '0' {
			t.Fatalf("Between(%q, %q) = %q", a, b, r)
		}
	})
}
