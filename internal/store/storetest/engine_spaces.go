package storetest

import (
	"fmt"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
)

// st4Spaces asks in every way there is. Isolation that was tested by Get alone let a Find without a space survive.
func st4Spaces(t testing.TB, fresh Fresh) {
	k := newKinds()
	e := open(t, fresh(t, k.all()))
	spaces := []store.Space{"org_a", "org_ab", "org_A", store.Instance}
	writers := map[store.Space]*writer{}
	for i, s := range spaces {
		w := &writer{engine: e, space: s}
		writers[s] = w
		for range i {
			w.write(t) // each stands elsewhere
		}
		w.write(t,
			insert(k.card, "1", int64(i+1), card("p", "open", s2(s), int64(i+1), 5, "red")),
			insert(k.card, "of "+string(s), int64(i+1), card("p", "open", "z", 100, 5, "red")),
			insert(k.note, "1", int64(i+1), []store.Value{store.T("1"), store.N(int64(i))}),
			insert(k.lease, "1", 1, lease("held", 5, "w")))
	}
	for i, s := range spaces {
		checkSpace(t, e, k, s, int64(i+1))
		wantAt(t, e, s, writers[s].at)
	}
	checkNothing(t, e, k, "org_") // nobody wrote there
	checkNothing(t, e, k, "")

	first := writers[spaces[0]]
	first.write(t, remove(k.card, "1", 1), remove(k.card, "of org_a", 1), remove(k.note, "1", 1), remove(k.lease, "1", 1))
	checkNothing(t, e, k, first.space)
	for i, s := range spaces[1:] {
		checkSpace(t, e, k, s, int64(i+2))
	}
}

func s2(s store.Space) string { return "rank in " + string(s) }

// ways are queries that give both cards of a space, the one with id "1" first.
func ways(k kinds) []store.Query {
	p, open, red := store.T("p"), store.T("open"), store.T("red")
	return []store.Query{
		{Def: k.card},
		{Def: k.card, Where: []store.Cond{{Field: "labels", Op: store.In, Values: []store.Value{red}}}},
		{Def: k.card, Index: "board"},
		{Def: k.card, Index: "board", Equal: []store.Value{p, open}},
		{Def: k.card, Index: "key", Equal: []store.Value{p}},
		{Def: k.card, Index: "due", Equal: []store.Value{store.N(5)}},
		{Def: k.card, Index: "label", Equal: []store.Value{p, red}},
		{Def: k.card, Index: "labelled", Equal: []store.Value{red}, Limit: 10},
	}
}

func checkSpace(t testing.TB, e store.Engine, k kinds, s store.Space, version int64) {
	t.Helper()
	with(t, e, s, func(snap store.Snapshot) {
		one := docOf(s, insert(k.card, "1", version, card("p", "open", s2(s), version, 5, "red")))
		wantDocs(t, "get", get(t, snap, k.card, "1", "of org_none"), one)
		for _, other := range []string{"org_a", "org_ab", "org_A", "instance"} {
			if other != string(s) {
				wantDocs(t, "get of a neighbour's", get(t, snap, k.card, "of "+other))
			}
		}
		for _, q := range ways(k) {
			wantIDs(t, fmt.Sprintf("%s: %s", s, describe(q)), find(t, snap, q), "1", "of "+string(s))
			if got, want := tally(t, snap, q, "", "points")[""], (store.Sum{Count: 2, Sum: 100 + version}); got != want {
				t.Errorf("%s: tally of %s: %v, want %v", s, describe(q), got, want)
			}
			if got := tally(t, snap, q, "labels", ""); len(got) != 1 || got["red"].Count != 2 {
				t.Errorf("%s: tally by label of %s: %v", s, describe(q), got)
			}
		}
		for _, q := range []store.Query{{Def: k.note}, {Def: k.note, Index: "about", Equal: []store.Value{store.T("1")}}, {Def: k.lease},
			{Def: k.lease, Index: "word", Equal: []store.Value{store.T("w")}}, {Def: k.lease, Index: "due"}} {
			wantIDs(t, fmt.Sprintf("%s: %s", s, describe(q)), find(t, snap, q), "1")
		}
	})
}

func checkNothing(t testing.TB, e store.Engine, k kinds, s store.Space) {
	t.Helper()
	with(t, e, s, func(snap store.Snapshot) {
		wantIDs(t, "get", get(t, snap, k.card, "1", "of org_a"))
		for _, q := range append(ways(k), store.Query{Def: k.note}, store.Query{Def: k.lease}) {
			wantIDs(t, fmt.Sprintf("%q: %s", s, describe(q)), find(t, snap, q))
			if got := tally(t, snap, q, "", ""); len(got) != 0 && got[""] != (store.Sum{}) {
				t.Errorf("%q: tally of %s: %v", s, describe(q), got)
			}
		}
	})
}
