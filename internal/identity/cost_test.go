package identity

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
)

// counting counts how often the database is read.
type counting struct {
	store.Engine
	snapshots atomic.Int64
}

func (c *counting) Snapshot(ctx context.Context, s store.Space) (store.Snapshot, error) {
	c.snapshots.Add(1)
	return c.Engine.Snapshot(ctx, s)
}

func TestFindingOutWhoAsksCostsNoDatabase(t *testing.T) {
	h := newHouse(t)
	h.ada()
	c := &counting{Engine: h.engine}
	h.engine = c
	_, s := h.server()
	in, err := s.SignIn(h.ctx, attempt("ada", good))
	must(t, err)
	pair, err := s.IssueTokens(h.ctx, attempt("ada", good))
	must(t, err)
	before := c.snapshots.Load()
	for range 100 {
		_, err := s.Authenticate(h.ctx, in.Token)
		must(t, err)
		_, err = s.Bearer(h.ctx, pair.Access)
		must(t, err)
	}
	if n := c.snapshots.Load() - before; n != 0 {
		t.Errorf("the database was read %d times", n)
	}
}

func BenchmarkAuthenticate(b *testing.B) {
	s, err := store.New(memstore.New(append(store.Defs(), Defs()...)...), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	secrets, err := ReadSecrets(secretA, secretB)
	if err != nil {
		b.Fatal(err)
	}
	who := New(access.New(s, nil), Options{Secrets: secrets, Cost: cheap})
	n, err := who.Prepare(b.Context(), Person{"Ada", attempt("ada", good)}, "usr_1")
	if err != nil {
		b.Fatal(err)
	}
	in, err := who.Admit(b.Context(), n, "org_a")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := who.Authenticate(b.Context(), in.Token); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHash(b *testing.B) {
	h := newHasher(StandardCost)
	for b.Loop() {
		if _, err := h.hash(b.Context(), good); err != nil {
			b.Fatal(err)
		}
	}
}
