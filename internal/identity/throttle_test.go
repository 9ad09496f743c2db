package identity

import (
	"fmt"
	"strings"
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
		if _, err := th.begin(try{account: "ada", address: "192.0.2.1"}); err != nil {
			t.Fatal(err)
		}
		_, err := th.begin(try{account: "ada", address: "192.0.2.1"})
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

// hold has a stranger guess at Ada's password, from so many addresses, until each of them has to wait.
func (h *house) hold(addresses int) {
	h.t.Helper()
	for n := range addresses {
		guess := attempt("ada", other)
		guess.Address = fmt.Sprintf("198.51.%d.%d", n/250, n%250)
		for range placeFree + 1 {
			if _, err := h.SignIn(h.ctx, guess); fault.Is(err, fault.Limited) {
				break
			}
		}
	}
}

func TestAStrangerHoldsUpHimselfAndNotTheOwner(t *testing.T) {
	h := newHouse(t)
	h.ada()
	h.hold(1)
	guess := attempt("ada", good) // even with the right password: he has to wait
	guess.Address = "198.51.0.0"
	_, err := h.SignIn(h.ctx, guess)
	wants(t, err, fault.Limited)
	_, err = h.SignIn(h.ctx, attempt("ada", good)) // from another address, in a browser that nobody knows
	must(t, err)
}

func TestWhoHasVeryManyAddressesIsSlowedDownToo(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	h.hold(100)
	unknown := attempt("ada", good)
	_, err := h.SignIn(h.ctx, unknown)
	wants(t, err, fault.Limited)
	if wait := fault.RetryAfter(err); wait > longest {
		t.Errorf("everybody waits for %v", wait)
	}
	known := attempt("ada", good)
	known.Device = in.Device
	_, err = h.SignIn(h.ctx, known) // the owner, where she has signed in before
	must(t, err)
	h.clock.Advance(longest)
	_, err = h.SignIn(h.ctx, unknown)
	must(t, err)
	_, err = h.SignIn(h.ctx, attempt("ada", other)) // that she came does not let others off
	wants(t, err, fault.Unauthenticated)
	_, err = h.SignIn(h.ctx, attempt("ada", other))
	wants(t, err, fault.Limited)
}

func TestAnOfficeFullOfGuessesDoesNotHoldUpAKnownBrowser(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	for i := range fromAddress.Burst + 1 {
		_, _ = h.SignIn(h.ctx, attempt(fmt.Sprint("somebody-", i), other)) // from her own address
	}
	_, err := h.SignIn(h.ctx, attempt("ada", good))
	wants(t, err, fault.Limited)
	known := attempt("ada", good)
	known.Device = in.Device
	_, err = h.SignIn(h.ctx, known)
	must(t, err)
}

func TestAKnownBrowserIsNoLicenceToGuess(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	guess := attempt("ada", other)
	guess.Device = in.Device
	for range placeFree {
		_, err := h.SignIn(h.ctx, guess)
		wants(t, err, fault.Unauthenticated)
	}
	for n := range 10 {
		guess.Address = fmt.Sprintf("198.51.100.%d", n)
		_, err := h.SignIn(h.ctx, guess)
		wants(t, err, fault.Limited)
	}
	h.lin()
	of := attempt("lin", other)
	for range placeFree { // the browser of one is unknown for the account of another
		of.Device = in.Device
		_, err := h.SignIn(h.ctx, of)
		wants(t, err, fault.Unauthenticated)
	}
	_, err := h.SignIn(h.ctx, attempt("lin", good))
	wants(t, err, fault.Limited) // for it was counted by its address
}

func TestABrowserIsKnownBySealsOfOurs(t *testing.T) {
	s, err := ReadSecrets(secretA, secretB)
	must(t, err)
	cookie := s.knowDevice("", "ada")
	name := s.device(cookie, "ada")
	if name == "" || s.device(cookie, "lin") != "" {
		t.Errorf("%q", cookie)
	}
	both := s.knowDevice(cookie, "lin")
	if s.device(both, "ada") != name || s.device(both, "lin") != name || s.knowDevice(both, "lin") != both {
		t.Errorf("%q", both)
	}
	many := both
	for i := range 10 {
		many = s.knowDevice(many, fmt.Sprint(i))
	}
	if len(many) > longestSeals || s.device(many, "9") != name || s.device(many, "ada") != "" {
		t.Errorf("%q", many)
	}
	_, seal, _ := strings.Cut(cookie, ".")
	for _, bad := range []string{"", ".", name, name + ".", name + "." + strings.Repeat("a", 22), strings.Repeat("b", 22) + "." + seal, "." + seal, strings.Repeat("x", 5000)} {
		if s.device(bad, "ada") != "" {
			t.Errorf("%.40q is known", bad)
		}
		if fresh := s.knowDevice(bad, "ada"); s.device(fresh, "ada") == "" || len(fresh) > longestSeals {
			t.Errorf("%.40q became %q", bad, fresh)
		}
	}
	changed, err := ReadSecrets(secretA, "q8Jw2LxZ5vTn7RbYk4HsPd9GmCf3XeUa,"+secretB)
	must(t, err)
	if changed.device(cookie, "ada") != name {
		t.Error("a browser is forgotten when a secret is added")
	}
}

func TestWhoWaitsIsNotToldWhetherTheAccountExists(t *testing.T) {
	h := newHouse(t)
	h.ada()
	var said [2][]string
	for i, name := range []string{"ada", "nobody"} {
		for n := range 120 {
			a := attempt(name, other)
			a.Address = fmt.Sprintf("198.%d.100.%d", 51+i, n/placeFree)
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
		if _, err := th.begin(try{account: "ada", address: "192.0.2.1"}); err == nil {
			begun++
		}
	}
	if begun != placeFree {
		t.Errorf("%d began", begun)
	}
}

func TestSuccessForgetsTheFailuresOfItsPlace(t *testing.T) {
	h := newHouse(t)
	h.ada()
	for range 10 {
		for range 3 {
			_, err := h.SignIn(h.ctx, attempt("ada", other))
			wants(t, err, fault.Unauthenticated)
		}
		_, err := h.SignIn(h.ctx, attempt("ada", good))
		must(t, err)
		h.clock.Advance(2 * time.Minute) // for the address
	}
}

func TestAnOfficeGetsItsFreeFailuresBack(t *testing.T) {
	clock := moment.NewFake(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))
	th := newThrottle(clock)
	try := func(n int) (begun int) {
		for i := range n {
			if _, err := th.begin(try{account: fmt.Sprint(i, clock.Now()), address: "192.0.2.1"}); err == nil {
				begun++
			}
		}
		return begun
	}
	if n := try(100); n != fromAddress.Burst {
		t.Errorf("%d began at once", n)
	}
	clock.Advance(10 * fromAddress.Every)
	if n := try(100); n != 10 {
		t.Errorf("%d began a little later", n)
	}
	clock.Advance(time.Hour)
	if n := try(100); n != fromAddress.Burst {
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
		if _, err := th.begin(try{fmt.Sprint(i), fmt.Sprintf("10.0.%d.%d", i/250, i%250), map[bool]string{true: fmt.Sprint(i)}[i%3 == 0]}); err != nil {
			t.Fatal(err)
		}
		if n := max(len(th.accounts.at), len(th.places.at), len(th.devices.at), len(th.addresses)); n > th.limit {
			t.Fatalf("%d entries", n)
		}
	}
	clock.Advance(2 * time.Hour)
	if _, err := th.begin(try{account: "4999", address: "10.0.19.249"}); err != nil {
		t.Error(err)
	}
}

func TestNetworks(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1", "2001:db8:1:2:3::4": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64",
		"": "", "a name": "a name",
	} {
		if got := Network(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
