package storetest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// crowd lets several goroutines of several stores count the same items, and gives what was acknowledged.
func crowd(t testing.TB, stores []*house, writers, rounds int) map[string]int64 {
	t.Helper()
	var mu sync.Mutex
	acked := map[string]int64{}
	var wg sync.WaitGroup
	for i, w := range stores {
		for n := range writers {
			wg.Add(1)
			go func() {
				defer wg.Done()
				for r := range rounds {
					id := fmt.Sprintf("itm_%d", (r+n)%3)
					_, err := w.Update(context.WithoutCancel(t.Context()), home, store.By{Actor: fmt.Sprintf("usr_%d_%d", i, n), Kind: "user"}, func(tx store.Tx) error {
						if err := w.bump(tx, id); err != nil {
							return err
						}
						return w.bump(tx, "itm_all")
					})
					if err != nil {
						t.Errorf("update: %v", err)
						return
					}
					mu.Lock()
					acked[id]++
					acked["itm_all"]++
					mu.Unlock()
				}
			}()
		}
	}
	wg.Wait()
	return acked
}

func counted(t testing.TB, w *house) {
	t.Helper()
	w.do(t, func(tx store.Tx) error {
		for i, id := range []string{"itm_0", "itm_1", "itm_2", "itm_all"} {
			if err := w.insert(tx, id, int64(i+1)); err != nil {
				return err
			}
		}
		return nil
	})
}

func wantCounts(t testing.TB, w *house, acked map[string]int64) {
	t.Helper()
	w.see(t, func(tx store.Tx) error {
		for id, n := range acked {
			i, err := w.items.Get(tx, id)
			if err != nil {
				return err
			}
			if i.Count != n {
				t.Errorf("%s counts %d, %d were acknowledged", id, i.Count, n)
			}
		}
		return nil
	})
	w.proven(t)
}

func st27TwoStores(t testing.TB, fresh Fresh) {
	one := newHouse(t, fresh, store.Options{})
	counted(t, one)
	two := one.second(t, store.Options{})
	acked := crowd(t, []*house{one, two}, 3, 12)
	wantCounts(t, one.second(t, store.Options{}), acked)
}

// st27Turns lets two stores that hear each other write one space: they lose nothing, and collide less often than they commit.
func st27Turns(t testing.TB, fresh Fresh) {
	var bus store.Bus
	d := newDomain()
	db := fresh(t, d.defs())
	a, b := &refusals{Engine: open(t, db)}, &refusals{Engine: open(t, db)}
	one := d.over(t, db, a, store.Options{Bell: &bus})
	counted(t, one)
	two := d.over(t, db, b, store.Options{Bell: &bus})
	acked := crowd(t, []*house{one, two}, 3, 12)
	wantCounts(t, one.second(t, store.Options{}), acked)
	if refused := a.n.Load() + b.n.Load(); refused > acked["itm_all"]/2 {
		t.Errorf("%d batches were refused for %d updates", refused, acked["itm_all"])
	}
}

// st27Deaf gives the turn to a store that never answers: nobody waits for long.
func st27Deaf(t testing.TB, fresh Fresh) {
	var bus store.Bus
	d := newDomain()
	db := fresh(t, d.defs())
	one := d.over(t, db, open(t, db), store.Options{Bell: &bus})
	counted(t, one)
	for range 3 {
		bus.Ring(store.Message{Space: home, Who: "a store that was killed"})
		one.do(t, func(tx store.Tx) error { return one.bump(tx, "itm_0") })
	}
	wantCounts(t, one, map[string]int64{"itm_0": 3})
}

// st27Refusal refuses on what another store has changed meanwhile: the refusal must be true of what is durable now.
func st27Refusal(t testing.TB, fresh Fresh) {
	one := newHouse(t, fresh, store.Options{})
	counted(t, one)
	two := one.second(t, store.Options{})
	one.counts(t) // its memory is warm
	two.do(t, func(tx store.Tx) error { return two.insert(tx, "itm_new", 9) })
	one.do(t, func(tx store.Tx) error { _, err := one.items.Get(tx, "itm_new"); return err })
	two.do(t, func(tx store.Tx) error {
		i, err := two.items.Get(tx, "itm_new")
		if err != nil {
			return err
		}
		return two.items.Delete(tx, "item.removed", i)
	})
	_, err := one.Update(t.Context(), home, ada, func(tx store.Tx) error { return one.bump(tx, "itm_new") })
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("counting what is gone: %v", err)
	}
}

// st27AtLeast reads one's own write on another instance.
func st27AtLeast(t testing.TB, fresh Fresh) {
	one := newHouse(t, fresh, store.Options{})
	counted(t, one)
	two := one.second(t, store.Options{})
	two.counts(t)
	for range 5 {
		c := one.do(t, func(tx store.Tx) error { return one.bump(tx, "itm_0") })
		var seen int64
		err := two.View(store.AtLeast(t.Context(), home, c.Position), home, func(tx store.Tx) error {
			i, err := two.items.Get(tx, "itm_0")
			if err == nil {
				seen = i.Version
			}
			return err
		})
		if err != nil || seen != c.Position.Number {
			t.Fatalf("the other instance sees version %d, %v; want %d", seen, err, c.Position.Number)
		}
	}
}

// st27Foreign learns of what another store does without asking for anything: the poll tells.
func st27Foreign(t testing.TB, fresh Fresh) {
	one := newHouse(t, fresh, store.Options{})
	counted(t, one)
	two := one.second(t, store.Options{})
	two.counts(t)
	told := make(chan store.Position, 100)
	two.OnMove(func(s store.Space, p store.Position) {
		if s == home {
			told <- p
		}
	})
	c := one.do(t, func(tx store.Tx) error { return one.bump(tx, "itm_0") })
	for p := range told {
		if p == c.Position {
			break
		}
	}
	events, _, err := two.Events(t.Context(), home, c.Position.Number-1, 10)
	if err != nil || len(events) != 1 || events[0].Name != "item.counted" {
		t.Errorf("the other store reads %v, %v", events, err)
	}
}

func st28LostAnswers(t testing.TB, fresh Fresh) {
	d := newDomain()
	db := fresh(t, d.defs())
	one := d.over(t, db, &lossy{Engine: open(t, db)}, store.Options{})
	counted(t, one)
	two := d.over(t, db, &lossy{Engine: open(t, db)}, store.Options{})
	acked := crowd(t, []*house{one, two}, 2, 8)
	wantCounts(t, one.second(t, store.Options{}), acked)
	// Quiet writes alone have no event to tell: their documents do.
	for i := int64(1); i <= 6; i++ {
		one.do(t, func(tx store.Tx) error {
			n, err := one.tags.Look(tx, "tag_1")
			if err != nil {
				return err
			}
			next := &tag{Meta: store.Meta{ID: "tag_1"}, Count: 1}
			if n != nil {
				next.Version, next.Count = n.Version, n.Count+1
			}
			return one.tags.Put(tx, "", next)
		})
	}
	one.see(t, func(tx store.Tx) error {
		n, err := one.tags.Get(tx, "tag_1")
		if err == nil && n.Count != 6 {
			t.Errorf("the quiet document counts %d, want 6", n.Count)
		}
		return err
	})
}

// st29OnePosition changes two documents together, from two stores, while others read both: they are always alike.
func st29OnePosition(t testing.TB, fresh Fresh) {
	one := newHouse(t, fresh, store.Options{})
	counted(t, one)
	two := one.second(t, store.Options{})
	var stop atomic.Bool
	var readers, writers sync.WaitGroup
	for _, w := range []*house{one, two} {
		readers.Add(1)
		go func() {
			defer readers.Done()
			for !stop.Load() {
				err := w.View(context.WithoutCancel(t.Context()), home, func(tx store.Tx) error {
					at := tx.Position()
					a, err := w.items.Look(tx, "itm_0")
					if err != nil {
						return err
					}
					sums, err := tx.Tally(store.Query{Def: w.items.Def()}, "project", "count")
					if err != nil {
						return err
					}
					b, err := w.items.Look(tx, "itm_1")
					if err != nil {
						return err
					}
					if tx.Position() != at {
						return nil // it will run again
					}
					if a.Count != b.Count || sums["p"].Sum != a.Count+b.Count || a.Version > at.Number || b.Version > at.Number {
						t.Errorf("at %d: %d and %d, %d together", at.Number, a.Count, b.Count, sums["p"].Sum)
					}
					return nil
				})
				if err != nil && !fault.Is(err, fault.Unavailable) {
					t.Errorf("view: %v", err)
					return
				}
			}
		}()
	}
	for _, w := range []*house{one, two} {
		writers.Add(1)
		go func() {
			defer writers.Done()
			for range 25 {
				_, err := w.Update(context.WithoutCancel(t.Context()), home, ada, func(tx store.Tx) error {
					if err := w.bump(tx, "itm_0"); err != nil {
						return err
					}
					return w.bump(tx, "itm_1")
				})
				if err != nil {
					t.Errorf("update: %v", err)
				}
			}
		}()
	}
	writers.Wait()
	stop.Store(true)
	readers.Wait()
}

// st28Late asks again for a commit that then arrives twice: it is done once.
func st28Late(t testing.TB, fresh Fresh) {
	d := newDomain()
	db := fresh(t, d.defs())
	w := d.over(t, db, &late{Engine: open(t, db)}, store.Options{})
	counted(t, w)
	acked := crowd(t, []*house{w}, 1, 9)
	wantCounts(t, w.second(t, store.Options{}), acked)
}
