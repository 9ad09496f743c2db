package storetest

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
)

// st33Random leads the same random life in the engine and in memory, where each closure runs twice; then everything is alike.
func st33Random(t testing.TB, fresh Fresh) {
	for seed := range uint64(4) {
		d := newDomain()
		clock := moment.NewFake(time.Date(2026, 11, 25, 3, 14, 7, 0, time.UTC))
		db := fresh(t, d.defs())
		tested := d.over(t, db, open(t, db), store.Options{Clock: clock, Memory: 8 << 10}) // so small that documents are forgotten
		model := d.over(t, Database{}, memstore.New(d.defs()...), store.Options{Clock: clock, Replay: true})
		a, b := life(t, tested, seed), life(t, model, seed)
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Fatalf("seed %d, step %d:\n got %s\nwant %s", seed, i, a[i], b[i])
			}
		}
		if len(a) != len(b) {
			t.Fatalf("seed %d: %d answers, want %d", seed, len(a), len(b))
		}
		tested.proven(t)
		model.proven(t)
	}
}

// life does the same things for the same seed, and gives all that was answered.
func life(t testing.TB, w *house, seed uint64) []string {
	r := rand.New(rand.NewPCG(seed, 7))
	var out []string
	for range 60 {
		kinds, steps := r.IntN(10), make([]int, 1+r.IntN(4))
		for i := range steps {
			steps[i] = r.IntN(1 << 20)
		}
		c, err := w.Update(t.Context(), home, store.By{Actor: fmt.Sprintf("usr_%d", steps[0]%3), Kind: "user"}, func(tx store.Tx) error {
			for _, s := range steps {
				if err := w.step(tx, s); err != nil {
					return err
				}
			}
			if kinds == 0 {
				return errNo
			}
			return nil
		})
		out = append(out, fmt.Sprintf("commit %d/%d, %s", c.Tx, c.Position.Number, answer(err)))
	}
	w.see(t, func(tx store.Tx) error {
		out = append(out, "last "+fmt.Sprint(tx.Position().Number))
		for _, q := range []store.Query{{}, {Index: "number", Equal: []store.Value{store.T("p")}, Desc: true}, {Index: "label", Equal: []store.Value{store.T("red")}}} {
			q.Def = w.items.Def()
			for doc, err := range tx.Find(q) {
				if err != nil {
					return err
				}
				out = append(out, fmt.Sprintf("%s %d %s", doc.ID, doc.Version, doc.Body))
			}
		}
		return nil
	})
	events, _, err := w.Events(t.Context(), home, 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		p, err := e.Payload()
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%d %d %s %s %s %s %v %s", e.Seq, e.Tx, e.Name, e.ID, e.Actor, e.Left, p.Gone, bytes.Join([][]byte{p.Whole, fmt.Append(nil, p.Set), fmt.Append(nil, p.Was)}, []byte{' '})))
	}
	return out
}

// answer says what came back; the text of an error may differ from engine to engine, its kind may not.
func answer(err error) string {
	if errors.Is(err, errNo) {
		return "changed my mind"
	}
	return string(fault.KindOf(err))
}

// step is one random act of a transaction.
func (w *house) step(tx store.Tx, n int) error {
	id := fmt.Sprintf("itm_%d", n%9)
	n /= 9
	i, err := w.items.Look(tx, id)
	if err != nil {
		return err
	}
	if i == nil {
		return w.items.Put(tx, "item.made", &item{Meta: store.Meta{ID: id}, Project: "p", Number: int64(n % 12), Title: fmt.Sprint(n), Labels: []string{"red", "blue"}[:n%3]})
	}
	mine := *i
	switch n % 7 {
	case 0:
		return w.items.Delete(tx, "item.removed", &mine)
	case 1:
		mine.Number = int64(n % 12)
	case 2:
		mine.Title = string(bytes.Repeat([]byte("long "), 80))
	case 3:
		mine.Labels = []string{"red"}
	case 4:
		mine.Hidden = !mine.Hidden
	case 5:
		sums, err := tx.Tally(store.Query{Def: w.items.Def()}, "labels", "count")
		if err != nil {
			return err
		}
		mine.Count = sums["red"].Count*100 + sums["blue"].Sum
	default:
		last, err := w.items.First(tx, store.Query{Index: "number", Equal: []store.Value{store.T("p")}, Desc: true})
		if err != nil || last == nil {
			return err
		}
		mine.Count = last.Number
	}
	return w.items.Put(tx, "item.changed", &mine)
}

// st24Law folds the log of a random life, and sees that each way of tampering with it is found.
func st24Law(t testing.TB, fresh Fresh) {
	w := newHouse(t, fresh, store.Options{})
	life(t, w, 42)
	w.do(t, func(tx store.Tx) error {
		return w.items.Put(tx, "item.made", &item{Meta: store.Meta{ID: "itm_t"}, Project: "q", Title: "T"})
	})
	at := w.proven(t).Position
	var doc, event store.Doc
	with(t, w.engine, home, func(s store.Snapshot) {
		doc = get(t, s, w.items.Def(), "itm_t")[0]
		event = get(t, s, store.Defs()[0], fmt.Sprint(at.Number))[0]
	})
	damaged := bytes.Clone(event.Body)
	damaged[len(damaged)-80] ^= 1
	for name, write := range map[string]store.Write{
		"a document changed behind the log": {Def: w.items.Def(), ID: doc.ID, Before: doc.Version, Version: doc.Version, Keys: doc.Keys, Body: bytes.Replace(doc.Body, []byte(`"T"`), []byte(`"X"`), 1)},
		"a document taken away":             {Def: w.items.Def(), ID: doc.ID, Before: doc.Version},
		"a document put beside the log":     {Def: w.items.Def(), ID: "itm_ghost", Version: 1, Keys: doc.Keys, Body: doc.Body},
		"an event changed":                  {Def: store.Defs()[0], ID: event.ID, Before: event.Version, Version: event.Version, Keys: event.Keys, Body: damaged},
		"an event taken away":               {Def: store.Defs()[0], ID: event.ID, Before: event.Version},
	} {
		apply(t, w.engine, store.Batch{Space: home, Fence: at, Next: at, Writes: []store.Write{write}})
		r, err := w.Verify(t.Context(), home, w.kinds())
		if err == nil && len(r.Faults) == 0 {
			t.Errorf("%s is not found", name)
		}
		back := write
		back.Before, back.Version = write.Version, write.Before
		switch write.Def {
		case w.items.Def():
			if write.ID == doc.ID {
				back.Version, back.Keys, back.Body = doc.Version, doc.Keys, doc.Body
			} else {
				back.Version = 0
			}
		default:
			back.Version, back.Keys, back.Body = event.Version, event.Keys, event.Body
		}
		apply(t, w.engine, store.Batch{Space: home, Fence: at, Next: at, Writes: []store.Write{back}})
	}
	w.proven(t)
}
