package identity

import (
	"net/netip"
	"sync"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// An account is slowed down for everybody: some failures are free, then each doubles the wait, but never for long, or a stranger could lock
// its owner out.
const (
	accountFree    = 5
	accountFirst   = time.Second
	accountLongest = time.Minute
	accountForget  = time.Hour // after so long without a try
)

// An address may be an office full of people in the morning: it has many failures that are free, and gets one back every half minute.
const (
	addressFree  = 30
	addressEvery = 30 * time.Second
)

// throttle slows down those who guess passwords. Each try counts as a failure until it turns out to be a success, so that many tries at
// once are no way around it. It lives in one process: others have their own, which only multiplies what is free by their number.
type throttle struct {
	clock moment.Clock
	limit int // entries of each map; beyond it the oldest are forgotten

	mu        sync.Mutex
	accounts  map[string]*tries
	addresses map[string]moment.Time // when all failures of an address are paid off (GCRA)
}

type tries struct {
	count int
	last  moment.Time
	next  moment.Time // not before
}

func newThrottle(c moment.Clock) *throttle {
	return &throttle{clock: c, limit: 100_000, accounts: map[string]*tries{}, addresses: map[string]moment.Time{}}
}

// begin counts a try of an account from an address, or refuses it. It answers for accounts that do not exist as for those that do. The
// function given back says that the try succeeded.
func (t *throttle) begin(account, address string) (succeeded func(), err error) {
	address = network(address)
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.clock.Now()
	wait := later(t.addresses[address], now).Sub(now) - (addressFree-1)*addressEvery
	if e := t.accounts[account]; e != nil {
		wait = max(wait, e.next.Sub(now))
	}
	if wait > 0 {
		return nil, fault.Later(wait, "Too many tries. Wait a little, then try again.")
	}
	t.makeRoom(now)
	t.countAccount(account, now)
	t.addresses[address] = later(t.addresses[address], now).Add(addressEvery)
	return func() { t.succeed(account, address) }, nil
}

func (t *throttle) countAccount(account string, now moment.Time) {
	e := t.accounts[account]
	if e == nil || now.Sub(e.last) >= accountForget {
		e = &tries{}
		t.accounts[account] = e
	}
	e.count++
	e.last = now
	if over := e.count - accountFree; over >= 0 {
		e.next = now.Add(min(accountFirst<<min(over, 20), accountLongest))
	}
}

// succeed forgets the failures of the account and takes back the try of the address. Its other failures stay, or somebody with one account
// of his own could guess at those of others for ever.
func (t *throttle) succeed(account, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.accounts, account)
	if paid, ok := t.addresses[address]; ok {
		t.addresses[address] = paid.Add(-addressEvery)
	}
}

// makeRoom forgets what does not count any more, and when that is not enough what is old: memory is bounded whatever is sent.
func (t *throttle) makeRoom(now moment.Time) {
	for age := accountForget; len(t.accounts) >= t.limit; age /= 2 {
		for k, e := range t.accounts {
			if now.Sub(e.last) >= age {
				delete(t.accounts, k)
			}
		}
	}
	for ahead := time.Duration(0); len(t.addresses) >= t.limit; ahead = 2*ahead + addressEvery {
		for k, paid := range t.addresses {
			if paid.Sub(now) <= ahead {
				delete(t.addresses, k)
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
