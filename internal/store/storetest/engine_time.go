package storetest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
)

// seen is everything that a snapshot can tell, as text.
func seen(t testing.TB, k kinds, s store.Snapshot) string {
	t.Helper()
	text := fmt.Sprintln(s.Position())
	tell := func(docs []store.Doc) {
		for _, d := range docs {
			text += fmt.Sprintf("%s %s %d %s %v\n", d.Kind, d.ID, d.Version, d.Body, d.Keys)
		}
	}
	for _, d := range k.all() {
		for _, id := range []string{"1", "2", "3"} {
			tell(get(t, s, d, id))
		}
		tell(find(t, s, store.Query{Def: d, WithKeys: true}))
	}
	queries := append(ways(k), store.Query{Def: k.lease, Index: "word", Equal: []store.Value{store.T("w")}},
		store.Query{Def: k.note, Index: "at", Equal: []store.Value{store.T("1")}})
	for _, q := range queries {
		tell(find(t, s, q))
		sums := tally(t, s, q, q.Def.Fields[0].Name, "")
		for _, g := range slices.Sorted(maps.Keys(sums)) {
			text += fmt.Sprintf("%s: %v\n", g, sums[g])
		}
	}
	return text
}

func st6Snapshot(t testing.TB, fresh Fresh) {
	k := newKinds()
	w := writer{engine: open(t, fresh(t, k.all())), space: home}
	empty := look(t, w.engine, home)
	w.write(t,
		insert(k.card, "1", 1, card("p", "open", "a", 1, 5, "red")), insert(k.card, "2", 1, card("p", "open", "b", 2, 5, "red")),
		insert(k.note, "1", 1, []store.Value{store.T("1"), store.N(1)}), insert(k.lease, "1", 1, lease("held", 1, "w")))
	first := look(t, w.engine, home)
	inLoop := first.Find(store.Query{Def: k.card, WithKeys: true})
	var before string
	w.write(t, replace(k.card, "1", 1, 2, card("q", "done", "z", 9, 9, "blue")), remove(k.card, "2", 1), insert(k.card, "3", 2, card("p", "open", "c", 3, 5, "red")),
		insert(k.note, "2", 2, []store.Value{store.T("1"), store.N(2)}), remove(k.lease, "1", 1))
	before = seen(t, k, first) // its first look comes after the change
	second := look(t, w.engine, home)
	after := seen(t, k, second)
	apply(t, w.engine, loose(home, insert(k.lease, "2", 1, lease("held", 1, "w"))))
	w.write(t, remove(k.card, "1", 2), remove(k.card, "3", 2), insert(k.card, "2", 3, card("p", "open", "b", 2, 5, "red")))

	if now := seen(t, k, first); now != before {
		t.Errorf("a snapshot changed\nfrom %s\n  to %s", before, now)
	}
	if now := seen(t, k, second); now != after {
		t.Errorf("a snapshot changed\nfrom %s\n  to %s", after, now)
	}
	var found []string
	for doc, err := range inLoop {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, fmt.Sprintf("%s at %d", doc.ID, doc.Version))
	}
	if !slices.Equal(found, []string{"1 at 1", "2 at 1"}) {
		t.Errorf("a Find of a snapshot gives %q", found)
	}
	if empty.Position() != (store.Position{}) || first.Position().Number != 1 || second.Position().Number != 2 {
		t.Errorf("snapshots stand at %v, %v, %v", empty.Position(), first.Position(), second.Position())
	}
	wantIDs(t, "the empty one, cards", find(t, empty, store.Query{Def: k.card}))
	wantIDs(t, "the empty one, get", get(t, empty, k.card, "1", "2", "3"))
	if before == after {
		t.Error("the test sees no difference")
	}
}

// st6Whole reads while others write: what is found must be of the position that the snapshot names.
func st6Whole(t testing.TB, fresh Fresh) {
	k := newKinds()
	w := writer{engine: open(t, fresh(t, k.all())), space: home}
	step := func(n int64) []store.Write {
		text := fmt.Sprint(n)
		return []store.Write{
			replace(k.card, "1", n-1, n, card("p", text, "a", n, n, text)), replace(k.card, "2", n-1, n, card("p", text, "b", -n, n, text)),
			replace(k.lease, "1", n-1, n, lease(text, n)),
		}
	}
	w.write(t, step(1)...)
	done := make(chan struct{})
	var readers sync.WaitGroup
	defer readers.Wait()
	defer close(done)
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					wantWhole(t, w.engine, k)
				}
			}
		})
	}
	for n := int64(2); n <= 40; n++ {
		w.write(t, step(n)...)
	}
}

func wantWhole(t testing.TB, e store.Engine, k kinds) {
	snap, err := e.Snapshot(t.Context(), home)
	if err != nil {
		t.Errorf("snapshot: %v", err)
		return
	}
	defer closeSnapshot(t, snap)
	n := snap.Position().Number
	var versions []int64
	for _, d := range []*store.Def{k.card, k.lease} {
		for doc, err := range snap.Find(store.Query{Def: d}) {
			if err != nil {
				t.Errorf("find: %v", err)
			}
			versions = append(versions, doc.Version)
		}
	}
	docs, err := snap.Get(k.card, "2", "1")
	if err != nil {
		t.Errorf("get: %v", err)
	}
	for _, doc := range docs {
		versions = append(versions, doc.Version)
	}
	sums, err := snap.Tally(store.Query{Def: k.card, Index: "board", Equal: []store.Value{store.T("p"), store.T(fmt.Sprint(n))}}, "", "points")
	if err != nil {
		t.Errorf("tally: %v", err)
	}
	if !slices.Equal(versions, []int64{n, n, n, n, n}) || sums[""] != (store.Sum{Count: 2}) {
		t.Errorf("at %d the documents are at %v, the sums are %v", n, versions, sums)
	}
}

func st11Changed(t testing.TB, fresh Fresh) {
	k := newKinds()
	db := fresh(t, k.all())
	e := open(t, db)
	ask := func(since store.Mark, must ...store.Space) store.Mark {
		t.Helper()
		moved, mark, err := e.Changed(t.Context(), since)
		if err != nil {
			t.Fatalf("changed since %q: %v", since, err)
		}
		for _, s := range must {
			if !slices.Contains(moved, s) {
				t.Errorf("since %q: %s moved and is not among %v", since, s, moved)
			}
		}
		return mark
	}
	start := ask("")
	a, b, c := writer{engine: e, space: "org_a"}, writer{engine: e, space: "org_b"}, writer{engine: e, space: "org_c"}
	a.write(t)
	first := ask(start, a.space)
	apply(t, e, b.batch(), c.batch())
	b.at, c.at = after(b.at, 1), after(c.at, 1)
	second := ask(first, b.space, c.space)
	ask(start, a.space, b.space, c.space)
	ask("", a.space, b.space, c.space)

	apply(t, e, store.Batch{Space: b.space, Fence: b.at, Next: store.Position{Epoch: "anew", Number: 0}}) // backwards, in another epoch
	a.write(t, insert(k.card, "1", 2, card("p", "", "", 1, 0)))
	third := ask(second, a.space, b.space)

	refused(t, e, store.FenceError{Space: c.space}, store.Batch{Space: c.space, Fence: a.at, Next: after(a.at, 1)})
	apply(t, e, loose(c.space, insert(k.lease, "1", 1, lease("held", 1))))
	ask(third)
	e = open(t, db) // a mark holds in every process
	a.engine = e
	a.write(t)
	ask(third, a.space)
	ask(second, a.space, b.space)

	var writers sync.WaitGroup // none is missed by one who asks while others write
	mark, all := third, map[store.Space]bool{}
	done := make(chan struct{})
	for i := range 4 {
		writers.Go(func() {
			w := writer{engine: e, space: store.Space(fmt.Sprint("org_", i))}
			for range 5 {
				if err := e.Apply(t.Context(), []store.Batch{w.batch()}); err != nil {
					t.Errorf("apply: %v", err)
				}
				w.at = after(w.at, 1)
			}
		})
	}
	go func() { writers.Wait(); close(done) }()
	for last := false; !last; {
		select {
		case <-done:
			last = true
		default:
		}
		moved, next, err := e.Changed(t.Context(), mark)
		if err != nil {
			t.Errorf("changed: %v", err)
			break
		}
		mark = next
		for _, s := range moved {
			all[s] = true
		}
	}
	<-done
	for i := range 4 {
		if s := store.Space(fmt.Sprint("org_", i)); !all[s] {
			t.Errorf("%s moved and was never named", s)
		}
	}
}

func st12AllSpaces(t testing.TB, fresh Fresh) {
	k := newKinds()
	e := open(t, fresh(t, k.all()))
	spaces := []store.Space{"org_c", "org_a", store.Instance, "org_b"}
	for i, s := range spaces {
		n := int64(i)
		apply(t, e, loose(s,
			insert(k.lease, "same", 1, lease("held", 10-n, "w", string(s))),
			insert(k.lease, fmt.Sprint("l", i), 1, lease("held", 20+n, "w")),
			insert(k.lease, "other", 1, lease("free", 0))))
	}
	snap := look(t, e, "")
	if snap.Position() != (store.Position{}) {
		t.Errorf("all spaces stand at %v", snap.Position())
	}
	held := store.Query{Def: k.lease, Index: "due", Equal: []store.Value{store.T("held")}, AllSpaces: true, WithKeys: true}
	docs := find(t, snap, held)
	wantIDs(t, "held ones in their order", docs, "same", "same", "same", "same", "l0", "l1", "l2", "l3")
	for i, s := range spaces {
		n := int64(i)
		want := []store.Doc{docOf(s, insert(k.lease, "same", 1, lease("held", 10-n, "w", string(s)))), docOf(s, insert(k.lease, fmt.Sprint("l", i), 1, lease("held", 20+n, "w")))}
		if len(docs) == 8 {
			wantDocs(t, "one of "+string(s), []store.Doc{docs[3-i], docs[4+i]}, want...)
		}
	}
	from, to, desc := store.N(8), store.N(22), held
	desc.Desc, desc.From, desc.To, desc.Limit = true, &from, &to, 3
	wantIDs(t, "a range, backwards", find(t, snap, desc), "l1", "l0", "same")
	word := store.Query{Def: k.lease, Index: "word", Equal: []store.Value{store.T("w")}, AllSpaces: true}
	wantIDs(t, "by a word", find(t, snap, word), "same", "same", "same", "same", "l0", "l1", "l2", "l3")
	word.Equal = []store.Value{store.T("org_a")}
	wantDocs(t, "by a word of one", find(t, snap, store.Query{Def: k.lease, Index: "word", Equal: word.Equal, AllSpaces: true, WithKeys: true}),
		docOf("org_a", insert(k.lease, "same", 1, lease("held", 9, "w", "org_a"))))
	waiting := store.Query{Def: k.lease, Index: "waiting", AllSpaces: true}
	if n := len(find(t, snap, waiting)); n != 8 {
		t.Errorf("a sparse index gives %d over all spaces, want 8", n)
	}
	if n := len(find(t, snap, store.Query{Def: k.lease, AllSpaces: true})); n != 12 {
		t.Errorf("by id there are %d over all spaces, want 12", n)
	}
	from = store.T("same")
	if n := len(find(t, snap, store.Query{Def: k.lease, AllSpaces: true, From: &from})); n != 4 {
		t.Errorf("from an id there are %d over all spaces, want 4", n)
	}
	if got := tally(t, snap, held, "state", "due"); len(got) != 1 || got["held"] != (store.Sum{Count: 8, Sum: 120}) {
		t.Errorf("tally over all spaces: %v", got)
	}
	one := held
	one.AllSpaces = false
	wantIDs(t, "one space alone", find(t, look(t, e, "org_a"), one), "same", "l1")
}

// racers is how many goroutines go for one fence.
const racers = 4

// st13Race lets some engines race at one fence again and again: the number of those who won must be that of the rounds.
func st13Race(t testing.TB, fresh Fresh) {
	const rounds = 10
	k := newKinds()
	db := fresh(t, k.all())
	engines := []store.Engine{open(t, db), open(t, db)}
	w := writer{engine: engines[0], space: home}
	for round := range rounds {
		var race sync.WaitGroup
		errs := make([]error, racers)
		for i := range racers {
			batch := w.batch(insert(k.card, fmt.Sprint(round, " of ", i), int64(round+1), card("p", "", "", int64(i), 0)),
				replace(k.lease, "1", int64(round), int64(round+1), lease("held", int64(i))))
			batch.Next.Hash[0] = byte(i)
			race.Go(func() { errs[i] = engines[i%2].Apply(t.Context(), []store.Batch{batch}) })
		}
		race.Wait()
		winner, unknown := -1, false
		for i, err := range errs {
			var fence *store.FenceError
			switch {
			case err == nil && winner >= 0:
				t.Fatalf("round %d: both %d and %d won", round, winner, i)
			case err == nil:
				winner = i
			case errors.Is(err, store.ErrUnknown):
				unknown = true
			case !errors.As(err, &fence) || fence.Space != home || fence.Kind != "":
				t.Fatalf("round %d: want a fence of the space, got: %v", round, err)
			}
		}
		if winner < 0 && !unknown {
			t.Fatalf("round %d: nobody won: %v", round, errors.Join(errs...))
		}
		with(t, engines[1], home, func(s store.Snapshot) {
			w.at = s.Position()
			docs := find(t, s, store.Query{Def: k.card})
			if len(docs) != round+1 || w.at.Number != int64(round+1) {
				t.Fatalf("round %d: %d cards, the space stands at %d", round, len(docs), w.at.Number)
			}
			if winner >= 0 && int(w.at.Hash[0]) != winner {
				t.Fatalf("round %d: %d was told that it won, but %d did", round, winner, w.at.Hash[0])
			}
		})
	}
	race(t, engines, k)
}

// race lets quiet writes race: each version has one writer.
func race(t testing.TB, engines []store.Engine, k kinds) {
	t.Helper()
	apply(t, engines[0], loose("org_quiet", insert(k.lease, "1", 1, lease("held", 0))))
	var all sync.WaitGroup
	var mu sync.Mutex
	won := 0
	for i := range 4 {
		all.Go(func() {
			for n := int64(1); n <= 10; n++ {
				err := engines[i%2].Apply(t.Context(), []store.Batch{loose("org_quiet", replace(k.lease, "1", n, n+1, lease("held", n)))})
				var fence *store.FenceError
				switch {
				case err == nil:
					mu.Lock()
					won++
					mu.Unlock()
				case !errors.As(err, &fence) && !errors.Is(err, store.ErrUnknown):
					t.Errorf("quiet race: %v", err)
				}
			}
		})
	}
	all.Wait()
	with(t, engines[1], "org_quiet", func(s store.Snapshot) {
		if docs := get(t, s, k.lease, "1"); len(docs) != 1 || docs[0].Version != int64(won+1) {
			t.Errorf("%d writes were answered, the lease is %+v", won, docs)
		}
	})
}
