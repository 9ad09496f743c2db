package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
)

// item is a document as a domain has them: the rules of the store are told about it.
type item struct {
	store.Meta
	Project string   `json:"project"`
	Number  int64    `json:"number"`
	Count   int64    `json:"count"`
	Title   string   `json:"title"`
	Labels  []string `json:"labels,omitempty"`
	Hidden  bool     `json:"hidden,omitempty"`
}

// tag is a quiet document.
type tag struct {
	store.Meta
	Count int64 `json:"count"`
}

// domain is what a test keeps.
type domain struct {
	items *store.Kind[item]
	tags  *store.Kind[tag]
}

func newDomain() domain {
	return domain{
		items: store.NewKind(store.Spec[item]{
			Name: "item",
			Place: func(i *item) store.Place {
				if i.Hidden {
					return store.Place{Project: i.Project, Audience: "project:internal"}
				}
				return store.Place{Project: i.Project, Audience: "project"}
			},
			Fields: []store.Field[item]{
				{Name: "project", Of: func(i *item) store.Value { return store.T(i.Project) }},
				{Name: "number", Type: store.Int, Of: func(i *item) store.Value { return store.N(i.Number) }},
				{Name: "count", Type: store.Int, Of: func(i *item) store.Value { return store.N(i.Count) }},
				{Name: "labels", Type: store.Many, Of: func(i *item) store.Value { return store.M(i.Labels...) }},
			},
			Indexes: []store.Index{
				{Name: "number", Fields: []string{"project", "number"}, Unique: true},
				{Name: "label", Fields: []string{"labels", "count"}},
			},
		}),
		tags: store.NewKind(store.Spec[tag]{Name: "tag", Quiet: true}),
	}
}

func (d domain) defs() []*store.Def { return append(store.Defs(), d.items.Def(), d.tags.Def()) }

func (d domain) kinds() []*store.Def { return []*store.Def{d.items.Def()} }

// house is a store over a database of its own.
type house struct {
	domain
	db     Database
	engine store.Engine
	*store.Store
}

func newHouse(t testing.TB, fresh Fresh, o store.Options) *house {
	t.Helper()
	d := newDomain()
	db := fresh(t, d.defs())
	return d.over(t, db, open(t, db), o)
}

// over starts a store over an engine; it ends before the engine does.
func (d domain) over(t testing.TB, db Database, e store.Engine, o store.Options) *house {
	t.Helper()
	s, err := store.New(e, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return &house{d, db, e, s}
}

// second starts another store on the same database, as another process would.
func (w *house) second(t testing.TB, o store.Options) *house {
	t.Helper()
	return w.over(t, w.db, open(t, w.db), o)
}

var ada = store.By{Actor: "usr_ada", Kind: "user"}

// do updates the home space, which must succeed.
func (w *house) do(t testing.TB, fn func(store.Tx) error) store.Commit {
	t.Helper()
	c, err := w.Update(t.Context(), home, ada, fn)
	if err != nil {
		t.Fatalf("update: %v", err)
	}
	return c
}

func (w *house) see(t testing.TB, fn func(store.Tx) error) {
	t.Helper()
	if err := w.View(t.Context(), home, fn); err != nil {
		t.Fatalf("view: %v", err)
	}
}

// insert puts an item that is not there yet.
func (w *house) insert(tx store.Tx, id string, number int64) error {
	return w.items.Put(tx, "item.made", &item{Meta: store.Meta{ID: id}, Project: "p", Number: number, Title: "Item " + id})
}

// bump adds one to the count of an item.
func (w *house) bump(tx store.Tx, id string) error {
	i, err := w.items.Get(tx, id)
	if err != nil {
		return err
	}
	i.Count++
	return w.items.Put(tx, "item.counted", i)
}

// proven fails unless the log of the space folds to its documents.
func (w *house) proven(t testing.TB) *store.Report {
	t.Helper()
	r, err := w.Verify(t.Context(), home, w.kinds())
	if err != nil {
		t.Fatalf("verify: %v", err)
	}
	for _, f := range r.Faults {
		t.Errorf("verify: %s", f)
	}
	return r
}

func (w *house) counts(t testing.TB) map[string]int64 {
	t.Helper()
	var out map[string]int64
	w.see(t, func(tx store.Tx) error {
		out = map[string]int64{}
		for i, err := range w.items.Find(tx, store.Query{}) {
			if err != nil {
				return err
			}
			out[i.ID] = i.Count
		}
		return nil
	})
	return out
}

// held is an engine whose Apply waits until it is let go.
type held struct {
	store.Engine
	arrived chan struct{}
	letGo   chan struct{}
}

func hold(e store.Engine) *held {
	return &held{e, make(chan struct{}, 1000), make(chan struct{})}
}

func (h *held) Apply(ctx context.Context, b []store.Batch) error {
	h.arrived <- struct{}{}
	<-h.letGo
	return h.Engine.Apply(ctx, b)
}

// refusals is an engine that counts failed fences.
type refusals struct {
	store.Engine
	n atomic.Int64
}

func (r *refusals) Apply(ctx context.Context, b []store.Batch) error {
	err := r.Engine.Apply(ctx, b)
	var fence *store.FenceError
	if errors.As(err, &fence) {
		r.n.Add(1)
	}
	return err
}

// lossy is an engine that loses answers: of every third Apply that was done, and of every third that was not.
type lossy struct {
	store.Engine
	mu sync.Mutex
	n  int
}

func (l *lossy) Apply(ctx context.Context, b []store.Batch) error {
	l.mu.Lock()
	l.n++
	n := l.n
	l.mu.Unlock()
	switch n % 3 {
	case 0:
		return fmt.Errorf("the line broke before: %w", store.ErrUnknown)
	case 1:
		if err := l.Engine.Apply(ctx, b); err != nil {
			return err
		}
		return fmt.Errorf("the line broke after: %w", store.ErrUnknown)
	}
	return l.Engine.Apply(ctx, b)
}

// late is an engine at which a commit arrives after its answer was given up: when it is asked again, the first one lands before.
type late struct {
	store.Engine
	mu   sync.Mutex
	n    int
	lost []store.Batch
}

func (l *late) Apply(ctx context.Context, b []store.Batch) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost != nil {
		if err := l.Engine.Apply(ctx, l.lost); err != nil {
			return err
		}
		l.lost = nil
		return l.Engine.Apply(ctx, b)
	}
	if l.n++; l.n%2 == 0 {
		l.lost = b
		return fmt.Errorf("no answer in time: %w", store.ErrUnknown)
	}
	return l.Engine.Apply(ctx, b)
}

var errNo = errors.New("changed my mind")

func fields(t testing.TB, body []byte) map[string]json.RawMessage {
	t.Helper()
	var m map[string]json.RawMessage
	if err := json.Unmarshal(body, &m); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return m
}
