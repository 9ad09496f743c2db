package org

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
)

const (
	good  = "three green bicycles"
	other = "seven yellow umbrellas"
)

// facts is what app brings together, without projects.
type facts struct{}

func (facts) OrganisationRole(tx store.Tx, user string) (access.Role, bool, error) {
	return Role(tx, user)
}
func (facts) Project(store.Tx, string) (access.ProjectFacts, bool, error) {
	return access.ProjectFacts{}, false, nil
}
func (facts) Projects(store.Tx) ([]access.ProjectFacts, error)          { return nil, nil }
func (facts) ProjectRole(store.Tx, string, string) (access.Role, error) { return "", nil }

// house is an instance whose clock stands still, and whose power may fail.
type house struct {
	*Service
	t      *testing.T
	ctx    context.Context
	store  *store.Store
	gate   *access.Gate
	who    *identity.Service
	clock  *moment.Fake
	broken *breaker
}

// breaker is an engine that refuses to write one space while it is told to: what is done elsewhere stays done.
type breaker struct {
	store.Engine
	space atomic.Value // of store.Space
}

func (b *breaker) Apply(ctx context.Context, batches []store.Batch) error {
	for _, x := range batches {
		if x.Space == b.space.Load().(store.Space) && len(x.Writes) > 0 {
			return fmt.Errorf("the power went before %s was written", x.Space)
		}
	}
	return b.Engine.Apply(ctx, batches)
}

func newHouse(t *testing.T) *house {
	t.Helper()
	defs := append(store.Defs(), identity.Defs()...)
	b := &breaker{Engine: memstore.New(append(defs, Defs()...)...)}
	b.space.Store(store.Space("none"))
	h := &house{t: t, ctx: t.Context(), broken: b, clock: moment.NewFake(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))}
	var err error
	h.store, err = store.New(b, store.Options{Clock: h.clock, Replay: true})
	must(t, err)
	t.Cleanup(h.store.Close)
	h.gate = access.New(h.store, facts{})
	h.start()
	return h
}

// start is a start of the server: what was only in memory is gone.
func (h *house) start() {
	h.t.Helper()
	secrets, err := identity.ReadSecrets("6f1b0c2d9e8a7f4b3c5d6e7f8091a2b3c4d5", "Zk3vX9qLw7RtYp2sNf8mBc4hJd6gKa1eQu5o")
	must(h.t, err)
	h.who = identity.New(h.gate, identity.Options{Secrets: secrets, Clock: h.clock, Cost: identity.Cost{Memory: 64, Time: 1, Lanes: 1}})
	h.Service = New(h.gate, h.who, h.clock)
}

func person(name, password string) identity.Person {
	return identity.Person{Name: name, Attempt: identity.Attempt{Email: name + "@example.org", Password: password, Address: "192.0.2.7"}}
}

// team is an organisation with its administrator.
type team struct {
	*house
	org string
	ada access.Actor
}

func newTeam(t *testing.T) *team {
	t.Helper()
	h := newHouse(t)
	in, err := h.setUp()
	must(t, err)
	me, err := h.Me(h.ctx, in.Actor)
	must(t, err)
	return &team{h, me.Organisations[0].ID, in.Actor}
}

func (h *house) setUp() (*identity.SignedIn, error) {
	h.t.Helper()
	token, err := h.who.OpenSetup(h.ctx)
	must(h.t, err)
	return h.SetUp(h.ctx, SetUp{Token: token, Organisation: "Analytical Engines", Person: person("ada", good)})
}

// join lets somebody in by an invitation.
func (x *team) join(name string, role access.Role) access.Actor {
	x.t.Helper()
	in, err := x.Accept(x.ctx, x.invite(role, ""), person(name, good))
	must(x.t, err)
	return in.Actor
}

func (x *team) invite(role access.Role, email string) string {
	x.t.Helper()
	i, _, err := x.Invite(x.ctx, x.ada, x.org, role, email)
	must(x.t, err)
	return i.Token
}

func (x *team) change(a access.Actor, member string, c MemberChange) error {
	_, _, err := x.ChangeMember(x.ctx, a, x.org, member, c)
	return err
}

func role(r access.Role) MemberChange { return MemberChange{Role: &r} }

func disabled(d bool) MemberChange { return MemberChange{Disabled: &d} }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wants(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != k {
		t.Errorf("got %v, want a fault of kind %q", err, k)
	}
}

// count counts documents of a kind in a space.
func count[T any](h *house, space store.Space, kind *store.Kind[T]) int {
	h.t.Helper()
	n := 0
	must(h.t, h.store.View(h.ctx, space, func(tx store.Tx) error {
		all, err := kind.All(tx, store.Query{})
		n = len(all)
		return err
	}))
	return n
}
