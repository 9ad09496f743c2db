package storetest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
)

// st7Find compares random queries with the engine in memory, page after page.
func st7Find(t testing.TB, fresh Fresh) {
	worlds(t, fresh, 7, func(w *world) {
		for _, s := range w.spaces {
			got, want := look(t, w.engine, s), look(t, w.memory, s)
			for range 60 {
				samePages(t, got, want, w.query())
			}
			var all []string
			for id := range w.versions[s] {
				all = append(all, id)
			}
			wantDocs(t, "get", get(t, got, w.def, all...), get(t, want, w.def, all...)...)
		}
	})
}

// samePages asks for a query, and for what comes behind each page of it.
func samePages(t testing.TB, got, want store.Snapshot, q store.Query) {
	t.Helper()
	for range 20 {
		g, w := find(t, got, q), find(t, want, q)
		if !slices.Equal(ids(g), ids(w)) {
			t.Fatalf("%s\n got %q\nwant %q", describe(q), ids(g), ids(w))
		}
		for i := range w {
			if diff := difference(g[i], w[i]); diff != "" {
				t.Fatalf("%s: %s", describe(q), diff)
			}
		}
		if q.Limit == 0 || len(w) < q.Limit {
			return
		}
		last := get(t, want, q.Def, w[len(w)-1].ID)[0]
		q.After = q.CursorOf(last.ID, last.Keys)
	}
}

// st7Cards says by hand what random worlds would say by accident.
func st7Cards(t testing.TB, fresh Fresh) {
	k := newKinds()
	w := writer{engine: open(t, fresh(t, k.all())), space: home}
	w.write(t,
		insert(k.card, "1", 1, card("p", "open", "a", 1, 10, "red", "blue")),
		insert(k.card, "2", 1, card("p", "open", "b", 2, 0, "red")),
		insert(k.card, "3", 1, card("p", "done", "a", 3, 30)),
		insert(k.card, "4", 1, card("q", "", "a", 2, 20, "blue")),
		insert(k.card, "5", 1, card("q", "open", "a", 2, -5, "red")),
	)
	s := look(t, w.engine, home)
	v := func(values ...any) (list []store.Value) {
		for _, x := range values {
			if n, ok := x.(int); ok {
				list = append(list, store.N(int64(n)))
			} else {
				list = append(list, store.T(x.(string)))
			}
		}
		return list
	}
	at := func(x any) *store.Value { return &v(x)[0] }
	for _, c := range []struct {
		what string
		q    store.Query
		want []string
	}{
		{"all by id", store.Query{}, []string{"1", "2", "3", "4", "5"}},
		{"backwards", store.Query{Desc: true, Limit: 2}, []string{"5", "4"}},
		{"behind an id", store.Query{After: &store.Cursor{ID: "3"}}, []string{"4", "5"}},
		{"behind an id that is not there", store.Query{After: &store.Cursor{ID: "25"}}, []string{"3", "4", "5"}},
		{"before an id", store.Query{Desc: true, After: &store.Cursor{ID: "3"}}, []string{"2", "1"}},
		{"a range of ids", store.Query{From: at("2"), To: at("4")}, []string{"2", "3"}},
		{"two pins", store.Query{Index: "board", Equal: v("p", "open")}, []string{"1", "2"}},
		{"one pin, ordered by the rest", store.Query{Index: "board", Equal: v("p")}, []string{"3", "1", "2"}},
		{"one pin, backwards", store.Query{Index: "board", Equal: v("p"), Desc: true}, []string{"2", "1", "3"}},
		{"no pin", store.Query{Index: "key"}, []string{"1", "2", "3", "4", "5"}},
		{"a range of integers", store.Query{Index: "key", Equal: v("p"), From: at(2), To: at(3)}, []string{"2"}},
		{"a range behind all pins", store.Query{Index: "key", Equal: v("q", 2), From: at("5")}, []string{"5"}},
		{"a cursor inside a range", store.Query{Index: "key", Equal: v("p"), From: at(1), To: at(9), After: &store.Cursor{Values: v(1), ID: "1"}}, []string{"2", "3"}},
		{"a cursor before a range", store.Query{Index: "key", Equal: v("p"), From: at(3), After: &store.Cursor{Values: v(1), ID: "1"}}, []string{"3"}},
		{"a cursor behind a range, backwards", store.Query{Index: "key", Equal: v("p"), Desc: true, To: at(2), After: &store.Cursor{Values: v(3), ID: "3"}}, []string{"1"}},
		{"a cursor of two values", store.Query{Index: "board", Equal: v("p"), After: &store.Cursor{Values: v("open", "a"), ID: "1"}}, []string{"2"}},
		{"sparse", store.Query{Index: "due"}, []string{"5", "1", "4", "3"}},
		{"sparse, pinned to what is left out", store.Query{Index: "due", Equal: v(0)}, []string{}},
		{"sparse, from what is left out", store.Query{Index: "due", From: at(0)}, []string{"1", "4", "3"}},
		{"sparse by a text", store.Query{Index: "owner", Equal: v("")}, []string{}},
		{"sparse by a text, in order", store.Query{Index: "owner"}, []string{"3", "1", "2", "5"}},
		{"one of many", store.Query{Index: "label", Equal: v("p", "red")}, []string{"1", "2"}},
		{"one of many, behind", store.Query{Index: "label", Equal: v("p", "red"), After: &store.Cursor{Values: v("a"), ID: "1"}}, []string{"2"}},
		{"one of many, in a range", store.Query{Index: "labelled", Equal: v("red"), From: at(2), Desc: true}, []string{"5", "2"}},
		{"a label nobody has", store.Query{Index: "labelled", Equal: v("re")}, []string{}},
		{"in", store.Query{Where: []store.Cond{{Field: "points", Op: store.In, Values: v(1, 3, 7)}}}, []string{"1", "3"}},
		{"in nothing", store.Query{Where: []store.Cond{{Field: "points", Op: store.In}}}, []string{}},
		{"not in", store.Query{Where: []store.Cond{{Field: "state", Op: store.NotIn, Values: v("open", "x")}}}, []string{"3", "4"}},
		{"not in nothing", store.Query{Where: []store.Cond{{Field: "state", Op: store.NotIn}}}, []string{"1", "2", "3", "4", "5"}},
		{"least and below", store.Query{Where: []store.Cond{{Field: "due", Op: store.Least, Values: v(0)}, {Field: "due", Op: store.Below, Values: v(30)}}}, []string{"1", "2", "4"}},
		{"any of many", store.Query{Where: []store.Cond{{Field: "labels", Op: store.In, Values: v("blue", "x")}}}, []string{"1", "4"}},
		{"none of many", store.Query{Where: []store.Cond{{Field: "labels", Op: store.NotIn, Values: v("blue", "x")}}}, []string{"2", "3", "5"}},
		{"no value", store.Query{Where: []store.Cond{{Field: "labels", Op: store.None}}}, []string{"3"}},
		{"a condition and a limit", store.Query{Index: "key", Limit: 2, Where: []store.Cond{{Field: "state", Op: store.In, Values: v("open")}}}, []string{"1", "2"}},
	} {
		c.q.Def = k.card
		wantIDs(t, c.what, find(t, s, c.q), c.want...)
	}
	n := 0
	for _, err := range s.Find(store.Query{Def: k.card}) { // a loop may be left
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 2 {
			break
		}
	}
	for doc, err := range s.Find(store.Query{Def: k.card}) { // and may ask the same again inside
		if err != nil {
			t.Fatal(err)
		}
		wantIDs(t, "inside a loop", find(t, s, store.Query{Def: k.card}), "1", "2", "3", "4", "5")
		wantIDs(t, "inside a loop", get(t, s, k.card, doc.ID), doc.ID)
	}
}

// st8Order writes all nasty texts, as values and as ids, and wants the order of their bytes.
func st8Order(t testing.TB, fresh Fresh) {
	k := newKinds()
	w := writer{engine: open(t, fresh(t, k.all())), space: home}
	var texts []string
	for _, text := range nasty() {
		if text != "" {
			texts = append(texts, text)
		}
	}
	numbers := []int64{-1 << 63, -1 << 53, -10, -9, -1, 0, 1, 9, 10, 1 << 31, 1<<53 + 1, 1<<53 + 2, 1<<63 - 1}
	var writes []store.Write
	for i, text := range texts {
		writes = append(writes, insert(k.card, text, 1, card("p", text, "same", numbers[i%len(numbers)], 0)))
	}
	for _, n := range []int64{1, 2, 9, 10, 11, 99, 100, 1 << 31, 1<<40 - 1} {
		writes = append(writes, insert(k.note, strconv.FormatInt(n, 10), 1, []store.Value{store.T("x"), store.N(0)}))
	}
	w.write(t, writes...)
	s := look(t, w.engine, home)
	slices.Sort(texts)
	p := []store.Value{store.T("p")}
	both(t, s, store.Query{Def: k.card}, texts)
	both(t, s, store.Query{Def: k.card, Index: "board", Equal: p}, texts)

	byPoints := slices.Clone(writes[:len(texts)])
	slices.SortFunc(byPoints, func(a, b store.Write) int {
		return cmp.Or(cmp.Compare(a.Keys[3].Int, b.Keys[3].Int), cmp.Compare(a.ID, b.ID))
	})
	var want []string
	for _, wr := range byPoints {
		want = append(want, wr.ID)
	}
	both(t, s, store.Query{Def: k.card, Index: "key", Equal: p}, want)
	notes := []string{"1", "2", "9", "10", "11", "99", "100", "2147483648", "1099511627775"}
	both(t, s, store.Query{Def: k.note}, notes)
	both(t, s, store.Query{Def: k.note, Index: "about", Equal: []store.Value{store.T("x")}}, notes)
	from, to := store.T("9"), store.T("100")
	both(t, s, store.Query{Def: k.note, From: &from, To: &to}, []string{"9", "10", "11", "99"})
	both(t, s, store.Query{Def: k.note, Index: "about", Equal: []store.Value{store.T("x")}, From: &from, To: &to}, []string{"9", "10", "11", "99"})
	wantIDs(t, "behind a number", find(t, s, store.Query{Def: k.note, After: &store.Cursor{ID: "11"}, Limit: 2}), "99", "100")
	wantIDs(t, "an id that is no number", get(t, s, k.note, "01", "+1", "1 ", "x", "", "-1", "0"))

	for i, text := range texts { // each is an edge of a range
		v := store.T(text)
		wantIDs(t, fmt.Sprintf("from %q", text), find(t, s, store.Query{Def: k.card, Index: "board", Equal: p, From: &v}), texts[i:]...)
		wantIDs(t, fmt.Sprintf("ids below %q", text), find(t, s, store.Query{Def: k.card, To: &v}), texts[:i]...)
	}
}

// both asks forwards and backwards.
func both(t testing.TB, s store.Snapshot, q store.Query, want []string) {
	t.Helper()
	wantIDs(t, describe(q), find(t, s, q), want...)
	q.Desc = true
	back := slices.Clone(want)
	slices.Reverse(back)
	wantIDs(t, describe(q), find(t, s, q), back...)
}

// st9Tally counts what Find gives, and compares with the engine in memory.
func st9Tally(t testing.TB, fresh Fresh) {
	worlds(t, fresh, 9, func(w *world) {
		for _, s := range w.spaces {
			got, want := look(t, w.engine, s), look(t, w.memory, s)
			for range 60 {
				q := w.query()
				by, sum := w.grouping()
				g := tally(t, got, q, by, sum)
				if m := tally(t, want, q, by, sum); !maps.Equal(g, m) {
					t.Fatalf("tally by %q, sum of %q, of %s\n got %v\nwant %v", by, sum, describe(q), g, m)
				}
				if counted := count(t, got, q, by, sum); !maps.Equal(g, counted) {
					t.Fatalf("tally by %q, sum of %q, of %s\n  got %v\nfound %v", by, sum, describe(q), g, counted)
				}
			}
		}
	})
}

// grouping chooses a field to group by, and one of integers to add up; each may be none.
func (w *world) grouping() (by, sum string) {
	if w.r.IntN(4) > 0 {
		by = w.def.Fields[w.r.IntN(len(w.def.Fields))].Name
	}
	if f := w.def.Fields[w.r.IntN(len(w.def.Fields))]; f.Type == store.Int {
		sum = f.Name
	}
	return by, sum
}

// count tallies by hand what the same engine finds.
func count(t testing.TB, s store.Snapshot, q store.Query, by, sum string) map[string]store.Sum {
	t.Helper()
	q.Limit, q.After, q.WithKeys = 0, nil, true
	groups := map[string]store.Sum{}
	for _, doc := range find(t, s, q) {
		for _, g := range q.Def.Groups(by, doc.Keys) {
			has := groups[g]
			has.Count++
			if sum != "" {
				has.Sum += doc.Keys[q.Def.Field(sum)].Int
			}
			groups[g] = has
		}
	}
	return groups
}
