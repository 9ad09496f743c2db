package identity

import (
	"net/netip"
	"sync"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/limit"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// Some failures are free, then each doubles the wait, but never for long, or a stranger could lock the owner of an account out. A few are free
// from one place or device; many from all places that are not known, against somebody who has very many addresses.
const (
	placeFree  = 5
	anyFree    = 50
	firstWait  = time.Second
	longest    = time.Minute
	forgetting = time.Hour // after so long without a try
)

// fromAddress: an address may be an office full of people in the morning: it has many failures that are free, and gets one back every half
// minute.
var fromAddress = limit.Rate{Every: 30 * time.Second, Burst: 30}

// try is what is tried from where.
type try struct {
	account string
	address string
	device  string // a browser in which somebody has signed in to this account before; "" for an unknown one
}

// throttle slows down those who guess passwords, and as far as it can be told apart not the owner of the account. Who comes with a browser
// that has signed in to it before is judged by what was tried in that browser, and by nothing that others do. Everybody else is judged by
// his address, by what was tried from there on this account, and, when that has been much, by what was tried on it from everywhere.
//
// Each try counts as a failure until it turns out to be a success, so that many tries at once are no way around it. It lives in one process:
// others have their own, which only multiplies what is free by their number.
type throttle struct {
	clock moment.Clock
	limit int // entries of each map; beyond it the oldest are forgotten

	mu        sync.Mutex
	devices   ladder           // by device and account
	places    ladder           // by network and account
	accounts  ladder           // from unknown devices, wherever they are
	addresses map[string]int64 // when all failures of a network are paid off, in microseconds
}

func newThrottle(c moment.Clock) *throttle {
	return &throttle{clock: c, limit: 100_000, devices: newLadder(placeFree), places: newLadder(placeFree), accounts: newLadder(anyFree),
		addresses: map[string]int64{}}
}

// begin counts a try, or refuses it. It answers for accounts that do not exist as for those that do. The function given back says that the
// try succeeded.
func (t *throttle) begin(a try) (succeeded func(), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock.Now()
	t.makeRoom(now)
	if a.device != "" {
		return t.count(now, []rung{{&t.devices, a.device + " " + a.account}}, "")
	}
	a.address = Network(a.address)
	return t.count(now, []rung{{&t.places, a.address + " " + a.account}, {&t.accounts, a.account}}, a.address)
}

// rung is where somebody stands on a ladder.
type rung struct {
	on  *ladder
	key string
}

// count takes a step on some ladders and from the budget of an address ("" for none), or nothing where one of them says to wait.
func (t *throttle) count(now moment.Time, steps []rung, address string) (func(), error) {
	var wait time.Duration
	for _, r := range steps {
		wait = max(wait, r.on.wait(r.key, now))
	}
	var paid int64
	if address != "" {
		var budget limit.Verdict
		paid, budget = fromAddress.Take(t.addresses[address], now.Millis()*1000)
		wait = max(wait, budget.Retry)
	}
	if wait > 0 {
		return nil, fault.Later(wait, "Too many tries. Wait a little, then try again.")
	}
	for _, r := range steps {
		r.on.step(r.key, now)
	}
	if address != "" {
		t.addresses[address] = paid
	}
	return func() { t.succeed(steps, address) }, nil
}

// succeed forgets the failures of the place or the device, and takes back what the try itself has counted elsewhere. The failures of others
// stay: somebody with one account of his own could guess at those of others for ever, or a guesser be let off by the owner's coming.
func (t *throttle) succeed(steps []rung, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, r := range steps {
		if r.on == &t.accounts {
			r.on.takeBack(r.key)
		} else {
			delete(r.on.at, r.key)
		}
	}
	if paid, ok := t.addresses[address]; ok {
		t.addresses[address] = paid - fromAddress.Every.Microseconds()
	}
}

// makeRoom forgets what does not count any more, and when that is not enough what is old: memory is bounded whatever is sent.
func (t *throttle) makeRoom(now moment.Time) {
	for _, l := range [...]*ladder{&t.devices, &t.places, &t.accounts} {
		l.makeRoom(t.limit, now)
	}
	for ahead := int64(0); len(t.addresses) >= t.limit; ahead = 2*ahead + fromAddress.Every.Microseconds() {
		for k, paid := range t.addresses {
			if paid-now.Millis()*1000 <= ahead {
				delete(t.addresses, k)
			}
		}
	}
}

// ladder counts the failures of each of many, and says how long each has to wait.
type ladder struct {
	free int
	at   map[string]*tries
}

type tries struct {
	count int
	last  moment.Time
	next  moment.Time // not before
}

func newLadder(free int) ladder { return ladder{free, map[string]*tries{}} }

func (l *ladder) wait(key string, now moment.Time) time.Duration {
	if e := l.at[key]; e != nil {
		return e.next.Sub(now)
	}
	return 0
}

func (l *ladder) step(key string, now moment.Time) {
	e := l.at[key]
	if e == nil || now.Sub(e.last) >= forgetting {
		e = &tries{}
		l.at[key] = e
	}
	e.count++
	e.last = now
	if over := e.count - l.free; over >= 0 {
		e.next = now.Add(min(firstWait<<min(over, 20), longest))
	}
}

// takeBack takes one step back: it was none.
func (l *ladder) takeBack(key string) {
	if e := l.at[key]; e != nil {
		e.count--
		e.next = moment.Time{}
	}
}

func (l *ladder) makeRoom(limit int, now moment.Time) {
	for age := forgetting; len(l.at) >= limit; age /= 2 {
		for k, e := range l.at {
			if now.Sub(e.last) >= age {
				delete(l.at, k)
			}
		}
	}
}

func later(a, b moment.Time) moment.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Network is whose address it is: of IPv6 the half that a customer is given, or everybody would be as many as he likes.
func Network(address string) string {
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
