package job_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/store"
)

// tally is what the reader of this test keeps: how many events it has seen.
type tally struct {
	store.Meta
	Seen int64 `json:"seen"`
}

var tallies = store.NewKind(store.Spec[tally]{Name: "seen", Quiet: true})

func counter(s *store.Store) *job.Reader {
	return &job.Reader{Name: "counter", Store: s, Batch: 7, Read: func(_ context.Context, _ store.Space, events []*store.Event) (func(store.Tx) error, error) {
		return func(tx store.Tx) error {
			v, err := tallies.Look(tx, "t")
			if err != nil {
				return err
			}
			if v == nil {
				v = &tally{Meta: store.Meta{ID: "t"}}
			}
			v.Seen += int64(len(events))
			return tallies.Put(tx, "", v)
		}, nil
	}}
}

func TestAReaderSeesEachEventOnceHoweverManyStepAtOnce(t *testing.T) {
	h := open(t)
	const events = 100
	for range events {
		h.update(add)
	}
	var wg sync.WaitGroup
	for range 3 {
		s := h.another()
		wg.Go(func() {
			r := counter(s)
			for more := true; more; {
				var err error
				if more, err = r.Step(context.Background(), org); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	h.update(add)
	if _, err := counter(h.store).Step(context.Background(), org); err != nil {
		t.Fatal(err)
	}
	seen := int64(0)
	err := h.store.View(context.Background(), org, func(tx store.Tx) error {
		v, err := tallies.Get(tx, "t")
		if err == nil {
			seen = v.Seen
		}
		return err
	})
	if err != nil || seen != events+1 {
		t.Errorf("saw %d of %d: %v", seen, events+1, err)
	}
}

func TestAReaderThatFailsStaysWhereItIs(t *testing.T) {
	h := open(t)
	h.update(add)
	bad := &job.Reader{Name: "counter", Store: h.store, Read: func(context.Context, store.Space, []*store.Event) (func(store.Tx) error, error) {
		return nil, errors.New("not today")
	}}
	if _, err := bad.Step(context.Background(), org); err == nil {
		t.Error("no error")
	}
	if more, err := counter(h.store).Step(context.Background(), org); err != nil || more {
		t.Error(more, err)
	}
}
