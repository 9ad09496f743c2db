package access

import (
	"context"
	"sync"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Actor is who asks. The zero Actor is anonymous.
type Actor struct {
	User    string   // usr_…
	Kind    string   // user, token, import, system …; as it stands in events
	Session string   // of a browser, "" otherwise
	Family  string   // of the access tokens of an API client, "" otherwise
	Token   string   // a personal token, "" otherwise; the limits of one that exists never change
	Scopes  []Need   // of a token; nil is everything that its user may do
	Org     string   // the one organisation that a token reaches, "" for all of its user's
	Only    []string // the projects that a token is limited to, by their ids; nil for all
	Cause   string   // the operation that makes this happen, "" mostly
	Op      string   // the operation of several transactions that this belongs to, "" mostly
}

// System is Kanvaro itself: it may do everything, and says so in the log.
var System = Actor{Kind: "system"}

func (a Actor) by() store.By { return store.By{Actor: a.User, Kind: a.Kind, Cause: a.Cause, Op: a.Op} }

// Where is the place that something is done in.
type Where struct {
	space   store.Space
	project string
	def     *store.Def // with holds: the kind of a document that lies in the project which is meant
	holds   string
}

// inProject reports whether a project of the organisation is meant.
func (w Where) inProject() bool { return w.project != "" || w.def != nil }

// Instance is the place of users, sessions and settings.
var Instance = Where{space: store.Instance}

// In is the place of an organisation.
func In(org string) Where { return Where{space: store.Space(org)} }

// InProject is the place of a project, by its id or one of its keys.
func InProject(org, project string) Where { return Where{space: store.Space(org), project: project} }

// Holding is the place of the project in which a document lies: for operations that are given no more than its id. One that is not there
// is as missing as one in a project that the actor does not see.
func Holding(org string, d *store.Def, id string) Where {
	return Where{space: store.Space(org), def: d, holds: id}
}

// Facts answers what the gate has to know. org and project keep these documents; app brings them together.
type Facts interface {
	// OrganisationRole is the role of an active member; false for everybody else.
	OrganisationRole(tx store.Tx, user string) (Role, bool, error)
	// Project finds a project by its id or one of its keys, the trash included; false when there is none.
	Project(tx store.Tx, ref string) (ProjectFacts, bool, error)
	// Projects lists all projects of the organisation, those in the trash too.
	Projects(tx store.Tx) ([]ProjectFacts, error)
	// ProjectRole is the role that a member was given in a project, "" for none.
	ProjectRole(tx store.Tx, project, user string) (Role, error)
}

// ProjectFacts is what the gate has to know of a project.
type ProjectFacts struct {
	ID        string
	OpenToOrg bool // members of the organisation see it without being members of the project
	Trashed   bool // only those who may delete it see it
	Archived  bool // nothing in it can be changed but the project itself
}

// Gate opens transactions for actors who may.
type Gate struct {
	store *store.Store
	facts Facts
}

// New makes a gate.
func New(s *store.Store, f Facts) *Gate { return &Gate{s, f} }

// View decides and runs fn over one position; fn may run again.
func (g *Gate) View(ctx context.Context, a Actor, n Need, w Where, fn func(*Scope) error) error {
	return g.store.View(ctx, w.space, func(tx store.Tx) error {
		s, err := g.open(ctx, tx, a, n, w)
		if err != nil {
			return err
		}
		return fn(s)
	})
}

// Update decides and runs fn in a transaction; fn may run again and has no effects but through its scope.
func (g *Gate) Update(ctx context.Context, a Actor, n Need, w Where, fn func(*Scope) error) (store.Commit, error) {
	return g.store.Update(ctx, w.space, a.by(), func(tx store.Tx) error {
		s, err := g.open(ctx, tx, a, n, w)
		if err != nil {
			return err
		}
		s.writes = true
		if err := s.writable(n); err != nil {
			return err
		}
		return fn(s)
	})
}

// open decides, and makes the scope.
func (g *Gate) open(ctx context.Context, tx store.Tx, a Actor, n Need, w Where) (*Scope, error) {
	note(ctx, n)
	s := &Scope{Tx: tx, Actor: a, gate: g, ctx: ctx, anything: a.Kind == System.Kind}
	r, ok := rules[n]
	switch {
	case !ok:
		return nil, fault.New(fault.Internal, "The need %q is not in the policy.", n)
	case a.User == "" && !r.open && !s.anything:
		return nil, fault.New(fault.Unauthenticated, "Sign in first.")
	case r.reach != OfInstance && id.Prefix(string(w.space)) != "org": // "instance" is a space, but nobody's organisation // AC2
		return nil, fault.Missing("organisation")
	case (w.space == store.Instance) != (r.reach == OfInstance), w.inProject() != (r.reach == OfProject) && !s.anything:
		return nil, fault.New(fault.Internal, "The need %q is not decided here.", n)
	case a.Org != "" && r.reach != OfInstance && string(w.space) != a.Org: // AC16
		return nil, fault.Missing("organisation")
	case !a.Grants(n):
		return nil, a.lacks(n)
	case r.reach == OfInstance:
		if a.User != "" {
			s.sees = []string{"user:" + a.User}
		}
		return s, nil
	}
	if err := s.join(); err != nil {
		return nil, err
	}
	if r.reach == OfOrganisation && !s.anything && !May(s.Role, n) {
		return nil, denied()
	}
	switch {
	case w.def != nil:
		return s, s.enterHolding(w.def, w.holds, n)
	case w.project != "":
		return s, s.enter(w.project, n)
	}
	return s, nil
}

func denied() error { return fault.New(fault.Forbidden, "You may see this, but not do that.") }

// Rights is what somebody is in a project today.
type Rights struct {
	Role      Role
	Audiences []string
	Needs     []Need
}

// trail notes what was decided while a request is served, so that the edge can fail closed.
type trail struct {
	mu      sync.Mutex
	decided map[Need]bool
}

type trailKey struct{}

// WithTrail makes a context whose decisions are noted.
func WithTrail(ctx context.Context) context.Context {
	return context.WithValue(ctx, trailKey{}, &trail{decided: map[Need]bool{}})
}

// Decided reports whether a need was decided under this context, for or against. // AC4
func Decided(ctx context.Context, n Need) bool {
	t, ok := ctx.Value(trailKey{}).(*trail)
	if !ok {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.decided[n]
}

func note(ctx context.Context, n Need) {
	if t, ok := ctx.Value(trailKey{}).(*trail); ok {
		t.mu.Lock()
		t.decided[n] = true
		t.mu.Unlock()
	}
}
