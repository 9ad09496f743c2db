package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// st20Overlay runs closures while earlier ones are in flight and waiting: each sees all that came before.
func st20Overlay(t testing.TB, fresh Fresh) {
	d := newDomain()
	db := fresh(t, d.defs())
	h := hold(open(t, db))
	w := d.over(t, db, h, store.Options{})
	results := make(chan error, 3)
	update := func(fn func(store.Tx) error) {
		ran := make(chan struct{}, 10)
		go func() {
			_, err := w.Update(context.WithoutCancel(t.Context()), home, ada, func(tx store.Tx) error { defer func() { ran <- struct{}{} }(); return fn(tx) })
			results <- err
		}()
		<-ran
	}
	update(func(tx store.Tx) error {
		return errors.Join(w.insert(tx, "itm_b", 2), w.insert(tx, "itm_d", 4), w.insert(tx, "itm_a", 1))
	})
	<-h.arrived // the first is in flight
	update(func(tx store.Tx) error { return errors.Join(w.bump(tx, "itm_a"), w.insert(tx, "itm_c", 3)) })
	update(func(tx store.Tx) error {
		b, err := w.items.Get(tx, "itm_b")
		if err != nil {
			return err
		}
		if err := errors.Join(w.items.Delete(tx, "item.removed", b), w.bump(tx, "itm_a"), w.insert(tx, "itm_e", 5)); err != nil {
			return err
		}
		q := store.Query{Def: w.items.Def(), Index: "number", Equal: []store.Value{store.T("p")}}
		for _, c := range []struct {
			desc  bool
			limit int
			want  string
		}{{false, 0, "[itm_a itm_c itm_d itm_e]"}, {true, 0, "[itm_e itm_d itm_c itm_a]"}, {false, 2, "[itm_a itm_c]"}, {true, 1, "[itm_e]"}} {
			q.Desc, q.Limit = c.desc, c.limit
			var got []string
			for doc, err := range tx.Find(q) {
				if err != nil {
					return err
				}
				got = append(got, doc.ID)
				if len(got) == 1 { // Find sees the state as it was at its start
					if err := w.bump(tx, "itm_d"); err != nil {
						return err
					}
				}
			}
			if fmt.Sprint(got) != c.want {
				t.Errorf("found %v, want %s", got, c.want)
			}
		}
		sums, err := tx.Tally(store.Query{Def: w.items.Def(), Index: "number", Equal: []store.Value{store.T("p")}}, "", "count")
		if want := (store.Sum{Count: 4, Sum: 2 + 4}); sums[""] != want {
			t.Errorf("tally: %+v, want %+v", sums[""], want)
		}
		return err
	})
	close(h.letGo)
	for range 3 {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
	if got := fmt.Sprint(w.counts(t)); got != "map[itm_a:2 itm_c:0 itm_d:4 itm_e:0]" {
		t.Errorf("counts: %s", got)
	}
	w.proven(t)
}

func st21Failing(t testing.TB, fresh Fresh) {
	w := newHouse(t, fresh, store.Options{})
	w.do(t, func(tx store.Tx) error { return w.insert(tx, "itm_a", 1) })
	before := w.proven(t)
	for name, end := range map[string]func() error{"fails": func() error { return errNo }, "panics": func() error { panic("at the disco") }} {
		_, err := w.Update(t.Context(), home, ada, func(tx store.Tx) error {
			if err := errors.Join(w.bump(tx, "itm_a"), w.insert(tx, "itm_b", 2), tx.Event("item.read", store.Ref{}, store.Place{}), tx.Enqueue(store.Job{Name: "later"})); err != nil {
				return err
			}
			return end()
		})
		if err == nil {
			t.Errorf("a closure that %s gives no error", name)
		}
	}
	if after := w.proven(t); after.Position != before.Position {
		t.Errorf("the space moved from %d to %d", before.Position.Number, after.Position.Number)
	}
	if got := fmt.Sprint(w.counts(t)); got != "map[itm_a:0]" {
		t.Errorf("counts: %s", got)
	}
	w.see(t, func(tx store.Tx) error {
		jobs, err := store.Jobs.All(tx, store.Query{})
		if len(jobs) != 0 {
			t.Errorf("%d jobs are left", len(jobs))
		}
		return err
	})
}

// st22Durable asks for something that a closure in flight has made: neither yes nor no comes before it is durable.
func st22Durable(t testing.TB, fresh Fresh) {
	d := newDomain()
	db := fresh(t, d.defs())
	h := hold(open(t, db))
	w := d.over(t, db, h, store.Options{})
	first := make(chan error, 1)
	go func() {
		_, err := w.Update(context.WithoutCancel(t.Context()), home, ada, func(tx store.Tx) error { return w.insert(tx, "itm_a", 1) })
		first <- err
	}()
	<-h.arrived
	refusal, reading := make(chan error, 1), make(chan error, 1)
	ran := make(chan struct{}, 2)
	go func() {
		_, err := w.Update(context.WithoutCancel(t.Context()), home, ada, func(tx store.Tx) error {
			defer func() { ran <- struct{}{} }()
			return w.insert(tx, "itm_b", 1) // the number is taken
		})
		refusal <- err
	}()
	<-ran
	go func() {
		_, err := w.Update(context.WithoutCancel(t.Context()), home, ada, func(tx store.Tx) error {
			defer func() { ran <- struct{}{} }()
			_, err := w.items.Get(tx, "itm_a")
			return err
		})
		reading <- err
	}()
	<-ran
	select {
	case err := <-refusal:
		t.Errorf("refused before what it read is durable: %v", err)
	case err := <-reading:
		t.Errorf("answered before what it read is durable: %v", err)
	default:
	}
	close(h.letGo)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if err := <-refusal; !fault.Is(err, fault.Conflict) {
		t.Errorf("the refusal is %v, want a conflict", err)
	}
	if err := <-reading; err != nil {
		t.Errorf("the reader gets %v", err)
	}
}

func st23Events(t testing.TB, fresh Fresh) {
	w := newHouse(t, fresh, store.Options{})
	var a item
	c := w.do(t, func(tx store.Tx) error {
		a = item{Meta: store.Meta{ID: "itm_a"}, Project: "p", Number: 1, Title: "One"}
		if err := w.items.Put(tx, "item.made", &a); err != nil {
			return err
		}
		a.Title = "Two" // twice in one transaction is once in the log
		return errors.Join(w.items.Put(tx, "item.made", &a), w.insert(tx, "itm_b", 2), tx.Event("item.shown", store.Ref{Kind: "item", ID: "itm_b"}, store.Place{Project: "p", Audience: "project"}))
	})
	if c.Tx != 1 || c.Position.Number != 3 || a.Version != 1 {
		t.Errorf("commit %+v, version %d", c, a.Version)
	}
	same := w.do(t, func(tx store.Tx) error { return w.items.Put(tx, "item.nothing", &a) })
	if same.Tx != 0 || same.Position != c.Position {
		t.Errorf("writing what is there already gives %+v", same)
	}
	_, err := w.Update(t.Context(), home, ada, func(tx store.Tx) error { a.Title = "Three"; return w.items.Put(tx, "", &a) })
	if err == nil {
		t.Error("a change without a name is taken")
	}
	w.do(t, func(tx store.Tx) error {
		b, err := w.items.Get(tx, "itm_b")
		if err != nil {
			return err
		}
		b.Hidden = true
		return w.items.Put(tx, "item.hidden", b)
	})
	events, _, err := w.Events(t.Context(), home, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, e := range events {
		got += fmt.Sprintf("%d/%d %s %s %s/%s/%s %s; ", e.Seq, e.Tx, e.Name, e.ID, e.Project, e.Audience, e.Left, e.Actor)
	}
	want := "1/1 item.made itm_a p/project/ usr_ada; 2/1 item.made itm_b p/project/ usr_ada; 3/1 item.shown itm_b p/project/ usr_ada; " +
		"4/4 item.hidden itm_b p/project:internal/project usr_ada; "
	if got != want {
		t.Errorf("log\n got %s\nwant %s", got, want)
	}
	w.proven(t)
}

func st25Versions(t testing.TB, fresh Fresh) {
	w := newHouse(t, fresh, store.Options{})
	w.do(t, func(tx store.Tx) error { return w.insert(tx, "itm_a", 1) })
	for name, i := range map[string]item{
		"inserting what is there":    {Meta: store.Meta{ID: "itm_a"}, Project: "p", Number: 1},
		"replacing an older version": {Meta: store.Meta{ID: "itm_a", Version: 77}, Project: "p", Number: 1},
		"replacing what is gone":     {Meta: store.Meta{ID: "itm_z", Version: 1}, Project: "p", Number: 9},
	} {
		_, err := w.Update(t.Context(), home, ada, func(tx store.Tx) error { return w.items.Put(tx, "item.put", &i) })
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: %v, want a conflict", name, err)
		}
	}
	_, err := w.Update(t.Context(), home, ada, func(tx store.Tx) error {
		return w.items.Delete(tx, "item.removed", &item{Meta: store.Meta{ID: "itm_a", Version: 2}})
	})
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("deleting another version: %v", err)
	}
}

func st26Unique(t testing.TB, fresh Fresh) {
	w := newHouse(t, fresh, store.Options{})
	_, err := w.Update(t.Context(), home, ada, func(tx store.Tx) error { return errors.Join(w.insert(tx, "itm_a", 1), w.insert(tx, "itm_b", 1)) })
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("twice in one transaction: %v", err)
	}
	w.do(t, func(tx store.Tx) error { return w.insert(tx, "itm_a", 1) })
	_, err = w.Update(t.Context(), home, ada, func(tx store.Tx) error { return w.insert(tx, "itm_b", 1) })
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("twice in two transactions: %v", err)
	}
	w.do(t, func(tx store.Tx) error { return w.insert(tx, "itm_b", 2) })
	w.do(t, func(tx store.Tx) error { // two may change places in one transaction, over a free one
		a, errA := w.items.Get(tx, "itm_a")
		b, errB := w.items.Get(tx, "itm_b")
		if err := errors.Join(errA, errB); err != nil {
			return err
		}
		a.Number = 3
		if err := w.items.Put(tx, "item.numbered", a); err != nil {
			return err
		}
		b.Number = 1
		if err := w.items.Put(tx, "item.numbered", b); err != nil {
			return err
		}
		a.Number = 2
		return w.items.Put(tx, "item.numbered", a)
	})
	w.proven(t)
}

// st30Together lets quiet writes and jobs share the fate of the documents beside them.
func st30Together(t testing.TB, fresh Fresh) {
	w := newHouse(t, fresh, store.Options{})
	other := w.second(t, store.Options{})
	ran := 0
	w.do(t, func(tx store.Tx) error {
		ran++
		if err := errors.Join(w.insert(tx, "itm_a", 1), tx.Enqueue(store.Job{Name: "mail", Unique: "once"}), tx.Enqueue(store.Job{Name: "mail", Unique: "once"})); err != nil {
			return err
		}
		n, err := w.tags.Look(tx, "tag_1")
		if err != nil {
			return err
		}
		next := &tag{Meta: store.Meta{ID: "tag_1"}, Count: 1}
		if n != nil {
			next.Version, next.Count = n.Version, n.Count+1
		}
		if ran == 1 { // somebody else writes the quiet document before we commit
			other.do(t, func(tx store.Tx) error { return other.tags.Put(tx, "", &tag{Meta: store.Meta{ID: "tag_1"}, Count: 10}) })
		}
		return w.tags.Put(tx, "", next)
	})
	if ran != 2 {
		t.Errorf("the closure ran %d times, want 2", ran)
	}
	w.see(t, func(tx store.Tx) error {
		n, err := w.tags.Get(tx, "tag_1")
		if err != nil {
			return err
		}
		if n.Count != 11 || n.Version != 2 {
			t.Errorf("the quiet document counts %d at version %d", n.Count, n.Version)
		}
		jobs, err := store.Jobs.All(tx, store.Query{Index: "due", Equal: []store.Value{store.T(store.JobReady)}})
		if len(jobs) != 1 {
			t.Errorf("%d jobs wait, want 1", len(jobs))
		}
		return err
	})
	if r := w.proven(t); r.Position.Number != 1 {
		t.Errorf("quiet writes took the clock to %d", r.Position.Number)
	}
}

func st31Unknown(t testing.TB, fresh Fresh) {
	w := newHouse(t, fresh, store.Options{})
	w.do(t, func(tx store.Tx) error {
		_, err := tx.Put(w.items.Def(), store.Doc{ID: "itm_a", Body: []byte(`{"id":"itm_a","project":"p","number":1,"count":0,"title":"T","colour":{"of":["a newer","program"]}}`),
			Keys: []store.Value{store.T("p"), store.N(1), store.N(0), store.M()}}, "item.made")
		return err
	})
	w.do(t, func(tx store.Tx) error { return w.bump(tx, "itm_a") })
	w.see(t, func(tx store.Tx) error {
		d, _, err := tx.Get(w.items.Def(), "itm_a")
		if got := string(fields(t, d.Body)["colour"]); got != `{"of":["a newer","program"]}` {
			t.Errorf("the unknown field is %q", got)
		}
		return err
	})
	w.proven(t)
}

func st32Replace(t testing.TB, fresh Fresh) {
	w := newHouse(t, fresh, store.Options{})
	w.do(t, func(tx store.Tx) error { return w.insert(tx, "itm_a", 1) })
	w.do(t, func(tx store.Tx) error { return w.bump(tx, "itm_a") })
	w.do(t, func(tx store.Tx) error { return w.bump(tx, "itm_a") })
	before, _, err := w.Events(t.Context(), home, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	var now []byte
	w.see(t, func(tx store.Tx) error { d, _, err := tx.Get(w.items.Def(), "itm_a"); now = d.Body; return err })
	w.do(t, func(tx store.Tx) error {
		return errors.Join(tx.Replace(1, nil), tx.Replace(2, nil), tx.Replace(3, now))
	})
	r := w.proven(t)
	if r.Replaced != 3 || r.Unproven != 0 {
		t.Errorf("%d payloads replaced, %d documents unproven", r.Replaced, r.Unproven)
	}
	again := w.second(t, store.Options{})
	after, _, err := again.Events(t.Context(), home, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	for i := range before {
		if before[i].Hash != after[i].Hash {
			t.Errorf("header %d has changed", i+1)
		}
	}
	if p, err := after[0].Payload(); err != nil || !p.Erased {
		t.Errorf("payload 1 is %+v, %v", p, err)
	}
}
