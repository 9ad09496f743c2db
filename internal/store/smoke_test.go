package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
)

type card struct {
	store.Meta
	Project string   `json:"project"`
	Title   string   `json:"title"`
	Number  int64    `json:"number"`
	Labels  []string `json:"labels"`
}

var cards = store.NewKind(store.Spec[card]{
	Name:  "card",
	Place: func(c *card) store.Place { return store.Place{Project: c.Project, Audience: "project"} },
	Fields: []store.Field[card]{
		{"project", store.Text, func(c *card) store.Value { return store.T(c.Project) }},
		{"number", store.Int, func(c *card) store.Value { return store.N(c.Number) }},
		{"labels", store.Many, func(c *card) store.Value { return store.M(c.Labels...) }},
	},
	Indexes: []store.Index{
		{Name: "number", Fields: []string{"project", "number"}, Unique: true},
		{Name: "label", Fields: []string{"labels", "number"}},
	},
})

func TestManyWritersGetConsecutiveNumbers(t *testing.T) {
	s, err := store.New(memstore.New(append(store.Defs(), cards.Def())...), store.Options{Replay: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ctx := context.Background()
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range 50 {
				_, err := s.Update(ctx, "org_1", store.By{Actor: "usr_1", Kind: "user"}, func(tx store.Tx) error {
					last, err := cards.First(tx, store.Query{Index: "number", Equal: []store.Value{store.T("p")}, Desc: true})
					if err != nil {
						return err
					}
					c := &card{Meta: store.Meta{ID: fmt.Sprintf("card_%d_%d", w, i)}, Project: "p", Title: "t", Number: 1}
					if last != nil {
						c.Number = last.Number + 1
					}
					if err := cards.Put(tx, "card.created", c); err != nil {
						return err
					}
					if i%7 == 0 {
						return errors.New("changed my mind")
					}
					return nil
				})
				if err != nil && i%7 != 0 {
					t.Error(err)
				}
			}
		}()
	}
	wg.Wait()
	err = s.View(ctx, "org_1", func(tx store.Tx) error {
		all, err := cards.All(tx, store.Query{Index: "number", Equal: []store.Value{store.T("p")}})
		if err != nil {
			return err
		}
		if len(all) != 8*42 {
			t.Errorf("%d cards", len(all))
		}
		for i, c := range all {
			if c.Number != int64(i+1) {
				t.Fatalf("card %d has number %d", i, c.Number)
			}
		}
		one, err := cards.Get(tx, "card_3_3")
		if err != nil {
			return err
		}
		events, err := tx.Log(one.ID, 0, 10)
		if err != nil || len(events) != 1 || events[0].Seq != one.Version {
			t.Errorf("%v %v", events, err)
		}
		_, err = cards.Get(tx, "card_0_0")
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("card_0_0: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
