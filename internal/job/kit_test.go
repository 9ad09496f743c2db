package job_test

import (
	"context"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
)

// note is a document that jobs have an effect on.
type note struct {
	store.Meta
	Count int `json:"count"`
}

var notes = store.NewKind(store.Spec[note]{Name: "note", Place: func(*note) store.Place { return store.Place{Audience: "org"} }})

const org = store.Space("org_1")

// house is a store with a clock that stands still.
type house struct {
	*testing.T
	engine store.Engine
	store  *store.Store
	clock  *moment.Fake
}

func open(t *testing.T) *house {
	h := &house{T: t, clock: moment.NewFake(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))}
	h.engine = memstore.New(append(append(store.Defs(), job.Defs()...), notes.Def(), tallies.Def())...)
	h.store = h.another()
	return h
}

// another is a second process on the same database.
func (h *house) another() *store.Store {
	s, err := store.New(h.engine, store.Options{Clock: h.clock, Replay: true})
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(s.Close)
	return s
}

// runner makes and starts one that is stopped at the end of the test.
func (h *house) runner(s *store.Store, handlers map[string]job.Handler) *job.Runner {
	r := job.New(job.Options{Store: s, Clock: h.clock, Rest: -1, Tries: 3, Workers: 2, Chance: func() float64 { return 0 }})
	for name, fn := range handlers {
		r.Handle(name, fn)
	}
	r.Start()
	h.Cleanup(func() {
		if err := r.Stop(context.Background()); err != nil {
			h.Error(err)
		}
	})
	return r
}

func (h *house) enqueue(j store.Job) {
	h.Helper()
	h.update(func(tx store.Tx) error {
		if err := tx.Event("something.happened", store.Ref{}, store.Place{Audience: "org"}); err != nil { // what wakes runners
			return err
		}
		return tx.Enqueue(j)
	})
}

func (h *house) update(fn func(store.Tx) error) {
	h.Helper()
	if _, err := h.store.Update(context.Background(), org, store.By{Kind: "user"}, fn); err != nil {
		h.Fatal(err)
	}
}

func (h *house) jobs() []*store.Job {
	h.Helper()
	var out []*store.Job
	err := h.store.View(context.Background(), org, func(tx store.Tx) error {
		var err error
		out, err = store.Jobs.All(tx, store.Query{})
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return out
}

func (h *house) count() int {
	h.Helper()
	n := 0
	err := h.store.View(context.Background(), org, func(tx store.Tx) error {
		v, err := notes.Look(tx, "note_1")
		if v != nil {
			n = v.Count
		}
		return err
	})
	if err != nil {
		h.Fatal(err)
	}
	return n
}

// add counts one up, together with the end of the job.
func add(tx store.Tx) error {
	v, err := notes.Look(tx, "note_1")
	if err != nil {
		return err
	}
	if v == nil {
		v = &note{Meta: store.Meta{ID: "note_1"}}
	}
	c := *v
	c.Count++
	return notes.Put(tx, "note.counted", &c)
}

// eventually waits for what other goroutines do on their own; the clock of the house stands still meanwhile, or is moved by step.
func (h *house) eventually(what string, step time.Duration, ok func() bool) {
	h.Helper()
	deadline := time.After(20 * time.Second)
	for !ok() {
		h.clock.Advance(step)
		select {
		case <-deadline:
			h.Fatalf("never: %s", what)
		case <-moment.Real.After(time.Millisecond):
		}
	}
}
