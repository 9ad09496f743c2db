package identity

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
)

const (
	secretA = "6f1b0c2d9e8a7f4b3c5d6e7f8091a2b3c4d5"
	secretB = "Zk3vX9qLw7RtYp2sNf8mBc4hJd6gKa1eQu5o"
	good    = "three green bicycles"
	other   = "seven yellow umbrellas"
)

// cheap keeps the tests of everything but hashing quick.
var cheap = Cost{Memory: 64, Time: 1, Lanes: 1}

// house is an instance with a clock that stands still until it is told otherwise.
type house struct {
	*Service
	t      *testing.T
	ctx    context.Context
	store  *store.Store
	clock  *moment.Fake
	engine store.Engine
}

func newHouse(t *testing.T, with ...func(*Options)) *house {
	t.Helper()
	engine := memstore.New(append(store.Defs(), Defs()...)...)
	h := &house{t: t, ctx: t.Context(), engine: engine, clock: moment.NewFake(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))}
	h.store, h.Service = h.server(with...)
	return h
}

// server opens one more process over the same database.
func (h *house) server(with ...func(*Options)) (*store.Store, *Service) {
	h.t.Helper()
	s, err := store.New(h.engine, store.Options{Clock: h.clock, Replay: true, Poll: time.Hour})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(s.Close)
	secrets, err := ReadSecrets(secretA, secretB)
	if err != nil {
		h.t.Fatal(err)
	}
	o := Options{Secrets: secrets, Clock: h.clock, Cost: cheap}
	for _, change := range with {
		change(&o)
	}
	return s, New(access.New(s, nil), o)
}

func attempt(name, password string) Attempt {
	return Attempt{Email: name + "@example.org", Password: password, Address: "192.0.2.7", Agent: "Firefox"}
}

// founds is an organisation that is founded elsewhere.
func founds(org string) func(context.Context, *User) (string, error) {
	return func(context.Context, *User) (string, error) { return org, nil }
}

// ada is the first user, and signed in.
func (h *house) ada() *SignedIn {
	h.t.Helper()
	token, err := h.OpenSetup(h.ctx)
	must(h.t, err)
	in, err := h.SetUp(h.ctx, token, Person{"Ada Lovelace", attempt("ada", good)}, founds("org_a"))
	must(h.t, err)
	return in
}

// lin comes later.
func (h *house) lin() *SignedIn {
	h.t.Helper()
	n, err := h.Prepare(h.ctx, Person{"Lin", attempt("lin", good)}, h.DeriveID("usr", "lin"))
	must(h.t, err)
	in, err := h.Admit(h.ctx, n, "org_a")
	must(h.t, err)
	return in
}

// count counts the documents of a kind.
func count[T any](h *house, kind *store.Kind[T]) int {
	h.t.Helper()
	n := 0
	must(h.t, h.store.View(h.ctx, store.Instance, func(tx store.Tx) error {
		all, err := kind.All(tx, store.Query{})
		n = len(all)
		return err
	}))
	return n
}

// log gives the names of the last events of the instance that are about a document, newest first.
func (h *house) log(about string) []string {
	h.t.Helper()
	var out []string
	must(h.t, h.store.View(h.ctx, store.Instance, func(tx store.Tx) error {
		events, err := tx.Log(about, 0, 100)
		out = nil
		for _, e := range events {
			out = append(out, fmt.Sprintf("%s by %s (%s)", e.Name, e.Actor, e.By.Kind))
		}
		return err
	}))
	return out
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
