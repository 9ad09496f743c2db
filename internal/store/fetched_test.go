package store_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
)

// counted is an engine that counts how often it is asked for documents by their ids.
type counted struct {
	store.Engine
	gets atomic.Int64
}

type countedSnapshot struct {
	store.Snapshot
	gets *atomic.Int64
}

func (c *counted) Snapshot(ctx context.Context, s store.Space) (store.Snapshot, error) {
	snap, err := c.Engine.Snapshot(ctx, s)
	return &countedSnapshot{snap, &c.gets}, err
}

func (c *countedSnapshot) Get(d *store.Def, ids ...string) ([]store.Doc, error) {
	c.gets.Add(1)
	return c.Snapshot.Get(d, ids...)
}

func TestST20_what_is_fetched_at_once_is_what_each_look_would_find(t *testing.T) {
	engine := &counted{Engine: memstore.New(append(store.Defs(), cards.Def())...)}
	ctx := context.Background()
	open := func() *store.Store {
		s, err := store.New(engine, store.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(s.Close)
		return s
	}
	var ids []string
	_, err := open().Update(ctx, "org_1", store.By{Kind: "system"}, func(tx store.Tx) error {
		ids = nil
		for i := range 50 {
			ids = append(ids, fmt.Sprintf("card_%02d", i))
			if err := cards.Put(tx, "card.created", &card{Meta: store.Meta{ID: ids[i]}, Project: "p", Number: int64(i + 1)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	ids = append(ids, "card_none")
	look := func(tx store.Tx) error {
		for i, id := range ids {
			c, err := cards.Look(tx, id)
			if err != nil {
				return err
			}
			if there := id != "card_none"; (c != nil) != there || there && c.Number != int64(i+1) {
				t.Errorf("%s is %+v", id, c)
			}
		}
		return nil
	}
	s := open() // its memory is empty
	err = s.View(ctx, "org_1", func(tx store.Tx) error {
		engine.gets.Store(0)
		if err := tx.Fetch(cards.Def(), ids...); err != nil {
			return err
		}
		return look(tx)
	})
	if n := engine.gets.Load(); err != nil || n != 1 {
		t.Errorf("a view asked %d times: %v", n, err)
	}
	_, err = open().Update(ctx, "org_1", store.By{Kind: "system"}, func(tx store.Tx) error {
		first, err := cards.Get(tx, ids[0])
		if err != nil {
			return err
		}
		first.Number = 1000
		if err := cards.Put(tx, "card.changed", first); err != nil {
			return err
		}
		engine.gets.Store(0)
		if err := tx.Fetch(cards.Def(), ids...); err != nil {
			return err
		}
		if own, err := cards.Look(tx, ids[0]); err != nil || own.Number != 1000 {
			t.Errorf("the own change was forgotten: %+v %v", own, err)
		}
		first.Number = 1
		if err := cards.Put(tx, "card.changed", first); err != nil {
			return err
		}
		return look(tx)
	})
	if n := engine.gets.Load(); err != nil || n != 1 {
		t.Errorf("an update asked %d times: %v", n, err)
	}
}
