package identity

import (
	"net/netip"
	"sync"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// pace is how failures slow somebody down: so many are free, then each doubles the wait up to a longest one.
type pace struct {
	free    int
	first   time.Duration
	longest time.Duration
	forget  time.Duration // after so long without a try all is forgotten
}

// An account is slowed down for everybody, but never for long, or a stranger could lock its owner out. An address may be an office
// full of people, so it has more that is free; then it waits longer.
var (
	ofAccount = pace{free: 5, first: time.Second, longest: time.Minute, forget: time.Hour}
	ofAddress = pace{free: 30, first: time.Second, longest: 15 * time.Minute, forget: time.Hour}
)

// throttle slows down those who guess passwords. Each try counts as a failure until it turns out to be a success, so that many tries at
// once are no way around it. It lives in one process: others have their own, which only multiplies what is free by their number.
type throttle struct {
	clock moment.Clock
	limit int // entries; beyond it the oldest are forgotten

	mu    sync.Mutex
	tries map[string]*tries
}

type tries struct {
	count int
	last  moment.Time
	next  moment.Time // not before
}

func newThrottle(c moment.Clock) *throttle {
	return &throttle{clock: c, limit: 100_000, tries: map[string]*tries{}}
}

// begin counts a try of an account from an address, or refuses it. It answers for accounts that do not exist as for those that do. The
// function given back says that the try succeeded.
func (t *throttle) begin(account, address string) (succeeded func(), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock.Now()
	keys := [2]string{"account " + account, "address " + network(address)}
	paces := [2]pace{ofAccount, ofAddress}
	var wait time.Duration
	for i, k := range keys {
		if e := t.tries[k]; e != nil && now.Sub(e.last) < paces[i].forget && e.next.After(now) {
			wait = max(wait, e.next.Sub(now))
		}
	}
	if wait > 0 {
		return nil, fault.Later(wait, "Too many tries. Wait a little, then try again.")
	}
	for i, k := range keys {
		t.count(k, paces[i], now)
	}
	return func() { t.succeed(keys) }, nil
}

func (t *throttle) count(key string, p pace, now moment.Time) {
	e := t.tries[key]
	if e == nil || now.Sub(e.last) >= p.forget {
		t.makeRoom(now)
		e = &tries{}
		t.tries[key] = e
	}
	e.count++
	e.last = now
	if over := e.count - p.free; over >= 0 {
		e.next = now.Add(min(p.first<<min(over, 20), p.longest))
	}
}

// succeed forgets the failures of the account and takes back the try of the address: its other failures stay, or somebody with one
// account of his own could guess at those of others for ever.
func (t *throttle) succeed(keys [2]string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.tries, keys[0])
	if e := t.tries[keys[1]]; e != nil {
		if e.count--; e.count < ofAddress.free {
			e.next = moment.Time{}
		}
	}
}

// makeRoom forgets what is old, and when that is not enough the older half: memory is bounded whatever is sent.
func (t *throttle) makeRoom(now moment.Time) {
	for age := time.Hour; len(t.tries) >= t.limit; age /= 2 {
		for k, e := range t.tries {
			if now.Sub(e.last) >= age {
				delete(t.tries, k)
			}
		}
	}
}

// network is whose address it is: of IPv6 the half that a customer is given.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	if a = a.Unmap(); a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
