package store_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
)

// looked is an engine that counts how often it is looked into.
type looked struct {
	store.Engine
	times atomic.Int64
}

func (l *looked) Snapshot(ctx context.Context, s store.Space) (store.Snapshot, error) {
	l.times.Add(1)
	return l.Engine.Snapshot(ctx, s)
}

func TestST29_what_is_not_there_is_remembered_until_it_is_made(t *testing.T) {
	engine := &looked{Engine: memstore.New(append(store.Defs(), cards.Def())...)}
	s, err := store.New(engine, store.Options{Replay: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	other, err := store.New(engine, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	ctx := context.Background()
	there := func(want bool) {
		t.Helper()
		err := s.View(ctx, "org_1", func(tx store.Tx) error {
			c, err := cards.Look(tx, "card_1")
			if (c != nil) != want {
				t.Errorf("is it there: %v", c != nil)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	write := func(by *store.Store, fn func(store.Tx) error) {
		t.Helper()
		if _, err := by.Update(ctx, "org_1", store.By{Kind: "system"}, fn); err != nil {
			t.Fatal(err)
		}
	}
	make1 := func(tx store.Tx) error {
		return cards.Put(tx, "card.created", &card{Meta: store.Meta{ID: "card_1"}, Project: "p", Number: 1})
	}
	drop1 := func(tx store.Tx) error {
		c, err := cards.Get(tx, "card_1")
		if err != nil {
			return err
		}
		return cards.Delete(tx, "card.deleted", c)
	}
	write(s, func(tx store.Tx) error {
		return cards.Put(tx, "card.created", &card{Meta: store.Meta{ID: "card_2"}, Project: "p", Number: 2})
	})
	there(false)
	before := engine.times.Load()
	for range 10 {
		there(false)
	}
	if n := engine.times.Load() - before; n != 0 {
		t.Errorf("looked %d times for what is known to be missing", n)
	}
	write(s, make1) // made here
	there(true)
	write(s, drop1)
	there(false)
	there(false)
	write(other, make1) // made elsewhere: this store learns of it by its fence
	write(s, func(tx store.Tx) error {
		_, err := cards.Get(tx, "card_1")
		if fault.Is(err, fault.NotFound) {
			t.Log("the closure that runs before the fence fails may still miss it")
			return nil
		}
		return err
	})
	there(true)
}
