package identity

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Options are what a Service needs besides its gate.
type Options struct {
	Secrets     Secrets
	Clock       moment.Clock  // moment.Real where nil
	Cost        Cost          // of hashing; StandardCost where it is zero
	SessionLife time.Duration // from signing in, used or not; 14 days where 0
	FamilyLife  time.Duration // the same for API clients; 30 days where 0
}

// Service knows who people are. All methods may be called by many goroutines at once.
type Service struct {
	gate     *access.Gate
	secrets  Secrets
	clock    moment.Clock
	hasher   *hasher
	throttle *throttle
	uses     *uses
	sessions time.Duration
	families time.Duration

	setting sync.Mutex   // held by whoever is setting up
	closed  atomic.Bool  // somebody has set up; it stays so
	token   atomic.Value // the digest of the token for setting up
}

// New makes a Service.
func New(g *access.Gate, o Options) *Service {
	if o.Clock == nil {
		o.Clock = moment.Real
	}
	if o.Cost == (Cost{}) {
		o.Cost = StandardCost
	}
	if o.SessionLife == 0 {
		o.SessionLife = 14 * 24 * time.Hour
	}
	if o.FamilyLife == 0 {
		o.FamilyLife = 30 * 24 * time.Hour
	}
	return &Service{gate: g, secrets: o.Secrets, clock: o.Clock, hasher: newHasher(o.Cost), throttle: newThrottle(o.Clock), uses: newUses(),
		sessions: o.SessionLife, families: o.FamilyLife}
}

// DeriveID is Secrets.DeriveID.
func (s *Service) DeriveID(prefix string, of ...string) string {
	return s.secrets.DeriveID(prefix, of...)
}

// ActorOf is somebody in person, as a browser that has signed in is.
func ActorOf(user string) access.Actor { return access.Actor{User: user, Kind: "user"} }

// onBehalf is Kanvaro itself, acting for a user: it sees credentials, and the log says whom it acted for. What the user may was decided before.
func onBehalf(user string) access.Actor { return access.Actor{User: user, Kind: access.System.Kind} }

// look runs fn over the instance as Kanvaro itself. It is not a decision about the caller, so the trail of his request does not have it.
func (s *Service) look(ctx context.Context, fn func(*access.Scope) error) error {
	return s.gate.View(access.WithTrail(ctx), access.System, access.SelfRead, access.Instance, fn)
}

// write is look for changes, on behalf of a user.
func (s *Service) write(ctx context.Context, user string, fn func(*access.Scope) error) (store.Commit, error) {
	return s.gate.Update(access.WithTrail(ctx), onBehalf(user), access.SelfUpdate, access.Instance, fn)
}

// decide asks the gate whether somebody may do something in the instance, and nothing else.
func (s *Service) decide(ctx context.Context, a access.Actor, n access.Need) error {
	return s.gate.View(ctx, a, n, access.Instance, func(*access.Scope) error { return nil })
}

// byEmail finds a user by his normal address, nil when there is none.
func byEmail(tx store.Tx, email string) (*User, error) {
	return Users.First(tx, store.Query{Index: "email", Equal: []store.Value{store.T(email)}})
}

func notSignedIn() error { return fault.New(fault.Unauthenticated, "Sign in first.") }
