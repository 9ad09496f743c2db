package identity

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
)

func TestHashesAreArgon2idOfTheStandardCost(t *testing.T) {
	h := newHasher(StandardCost)
	a, err := h.hash(t.Context(), good)
	must(t, err)
	b, err := h.hash(t.Context(), good)
	must(t, err)
	if !strings.HasPrefix(a, "$argon2id$v=19$m=19456,t=2,p=1$") || a == b {
		t.Errorf("%s, %s", a, b)
	}
	for password, want := range map[string]bool{good: true, good + " ": false, "": false} {
		if ok, err := h.matches(t.Context(), password, a); ok != want || err != nil {
			t.Errorf("%q: %v, %v", password, ok, err)
		}
	}
	if h.outdated(a) || !newHasher(cheap).outdated(a) {
		t.Error("outdated is wrong")
	}
}

// The vector is of the argon2 command of the reference implementation: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1.
func TestAHashOfTheReferenceImplementationMatches(t *testing.T) {
	const vector = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if ok, err := newHasher(cheap).matches(t.Context(), "password", vector); !ok || err != nil {
		t.Error(ok, err)
	}
}

func TestNobodysPasswordNeverMatchesAndTakesAsLong(t *testing.T) {
	h := newHasher(StandardCost)
	hash, err := h.hash(t.Context(), good)
	must(t, err)
	took := func(kept string, best int64) int64 {
		d := moment.Stopwatch()
		ok, err := h.matches(t.Context(), other, kept)
		if ok || err != nil {
			t.Fatal(ok, err)
		}
		return min(int64(d()), best)
	}
	somebody, nobody := int64(math.MaxInt64), int64(math.MaxInt64)
	for range 5 { // by turns, so that what else the machine does is the same for both
		somebody, nobody = took(hash, somebody), took("", nobody)
	}
	if nobody < somebody/2 || nobody > somebody*2 {
		t.Errorf("%d ns for somebody, %d ns for nobody", somebody, nobody)
	}
	if ok, err := h.matches(t.Context(), "", ""); ok || err != nil {
		t.Error(ok, err)
	}
}

func TestTooLongAQueueIsRefused(t *testing.T) {
	h := newHasher(cheap)
	for range cap(h.slots) {
		h.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.hash(ctx, good); !errors.Is(err, context.Canceled) {
		t.Errorf("who gives up: %v", err)
	}
	h.waiting.Store(h.longest)
	_, err := h.hash(t.Context(), good)
	wants(t, err, fault.Limited)
	if fault.RetryAfter(err) <= 0 {
		t.Error("nobody is told when to come back")
	}
	if h.waiting.Load() != h.longest {
		t.Errorf("%d wait", h.waiting.Load())
	}
}

func FuzzDamagedHashesAreErrorsAndNoMore(f *testing.F) {
	f.Add("$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Add("$argon2id$v=19$m=64,t=0,p=0$$")
	f.Add("$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFh")
	f.Fuzz(func(t *testing.T, s string) {
		c, salt, key, err := parsePHC(s)
		if err == nil && (c.Time == 0 || c.Lanes == 0 || c.Memory > 1<<20 || len(salt) < 8 || len(key) < 16) {
			t.Errorf("%q: %+v", s, c)
		}
	})
}
