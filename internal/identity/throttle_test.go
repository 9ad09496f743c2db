package identity

import (
	"fmt"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
)

func TestWhoGuessesWaitsLongerAndLonger(t *testing.T) {
	clock := moment.NewFake(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))
	th := newThrottle(clock)
	var waits []time.Duration
	for range 14 {
		if _, err := th.begin("ada", "192.0.2.1"); err != nil {
			t.Fatal(err)
		}
		_, err := th.begin("ada", "192.0.2.1")
		if !fault.Is(err, fault.Limited) {
			waits = append(waits, 0)
			continue
		}
		waits = append(waits, fault.RetryAfter(err))
		clock.Advance(fault.RetryAfter(err))
	}
	// Two tries a turn while they are free; then each failure doubles the wait, up to a minute. The address has enough of its own by then.
	want := "[0s 0s 1s 2s 4s 8s 16s 32s 1m0s 1m0s 1m0s 1m0s 1m0s 1m0s]"
	if got := fmt.Sprint(waits); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestAStrangerSlowsDownAnAccountButDoesNotLockItOut(t *testing.T) {
	h := newHouse(t)
	h.ada()
	guess := attempt("ada", other)
	guess.Address = "198.51.100.1"
	for range 200 {
		_, err := h.SignIn(h.ctx, guess)
		if fault.Is(err, fault.Limited) {
			if fault.RetryAfter(err) > accountLongest {
				t.Fatal(fault.RetryAfter(err))
			}
			h.clock.Advance(time.Second)
		}
	}
	h.clock.Advance(accountLongest)
	_, err := h.SignIn(h.ctx, attempt("ada", good))
	must(t, err)
}

func TestWhoWaitsIsNotToldWhetherTheAccountExists(t *testing.T) {
	h := newHouse(t)
	h.ada()
	var said [2][]string
	for i, name := range []string{"ada", "nobody"} {
		for n := range 10 {
			a := attempt(name, other)
			a.Address = fmt.Sprintf("198.51.100.%d", n)
			_, err := h.SignIn(h.ctx, a)
			said[i] = append(said[i], fmt.Sprint(err, fault.RetryAfter(err)))
		}
	}
	if fmt.Sprint(said[0]) != fmt.Sprint(said[1]) {
		t.Errorf("%v\n%v", said[0], said[1])
	}
}

func TestAnAddressThatTriesManyAccountsIsSlowedDown(t *testing.T) {
	h := newHouse(t)
	h.ada()
	limited := 0
	for i := range 100 {
		a := attempt(fmt.Sprintf("somebody-%d", i), other)
		a.Address = fmt.Sprintf("2001:db8:1:2::%x", i) // one customer has them all
		if _, err := h.SignIn(h.ctx, a); fault.Is(err, fault.Limited) {
			limited++
		}
		if i%10 == 0 { // an account of his own does not help
			own := attempt("ada", good)
			own.Address = a.Address
			_, err := h.SignIn(h.ctx, own)
			if err != nil && !fault.Is(err, fault.Limited) {
				t.Fatal(err)
			}
		}
	}
	if limited < 65 {
		t.Errorf("%d of 100 were refused", limited)
	}
	if _, err := h.SignIn(h.ctx, attempt("ada", good)); err != nil {
		t.Errorf("somebody else: %v", err)
	}
}

func TestManyTriesAtOnceAreNoWayAround(t *testing.T) {
	th := newThrottle(moment.NewFake(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)))
	begun := 0
	for range 50 { // none of them has ended yet
		if _, err := th.begin("ada", "192.0.2.1"); err == nil {
			begun++
		}
	}
	if begun != accountFree {
		t.Errorf("%d began", begun)
	}
}

func TestSuccessForgetsTheFailuresOfAnAccount(t *testing.T) {
	h := newHouse(t)
	h.ada()
	for i := range 10 {
		wrong, right := attempt("ada", other), attempt("ada", good)
		wrong.Address = fmt.Sprintf("198.51.100.%d", i)
		for range 3 {
			_, err := h.SignIn(h.ctx, wrong)
			wants(t, err, fault.Unauthenticated)
		}
		_, err := h.SignIn(h.ctx, right)
		must(t, err)
	}
}

func TestAnOfficeGetsItsFreeFailuresBack(t *testing.T) {
	clock := moment.NewFake(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))
	th := newThrottle(clock)
	try := func(n int) (begun int) {
		for i := range n {
			if _, err := th.begin(fmt.Sprint(i, clock.Now()), "192.0.2.1"); err == nil {
				begun++
			}
		}
		return begun
	}
	if n := try(100); n != addressFree {
		t.Errorf("%d began at once", n)
	}
	clock.Advance(10 * addressEvery)
	if n := try(100); n != 10 {
		t.Errorf("%d began a little later", n)
	}
	clock.Advance(time.Hour)
	if n := try(100); n != addressFree {
		t.Errorf("%d began an hour later", n)
	}
}

func TestTheThrottleIsBounded(t *testing.T) {
	clock := moment.NewFake(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))
	th := newThrottle(clock)
	th.limit = 100
	for i := range 5000 {
		if i%10 == 0 {
			clock.Advance(time.Second)
		}
		if _, err := th.begin(fmt.Sprint(i), fmt.Sprintf("10.0.%d.%d", i/250, i%250)); err != nil {
			t.Fatal(err)
		}
		if len(th.accounts) > th.limit || len(th.addresses) > th.limit {
			t.Fatalf("%d accounts, %d addresses", len(th.accounts), len(th.addresses))
		}
	}
	clock.Advance(2 * time.Hour)
	if _, err := th.begin("4999", "10.0.19.249"); err != nil {
		t.Error(err)
	}
}

func TestNetworks(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1", "2001:db8:1:2:3::4": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64",
		"": "", "a name": "a name",
	} {
		if got := network(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
