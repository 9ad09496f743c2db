package storetest

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
)

const home = store.Space("org_home")

// nasty are texts that have broken stores before: operators and paths of MongoDB, quotes and patterns of SQL, texts that look
// like numbers, that differ in case or in how an accent is written, that begin alike, or that end where a C string would not.
func nasty() []string {
	return []string{
		"", " ", "$ne", "$", "a.b", ".", "a", "A", "aa", "ab", "a ", "ä", "a\u0308", "Ä", "z", "Z", "ß", "ss", "'", "\"", "''", "\\", "%", "_",
		"1", "01", "10", "9", "-1", "1e3", "null", "true", "\x01", "\t", "\n", "a\x1fb", "\u007f", "\u00a0", "\u2028", "日本", "\uffff", "😀", "😀a",
		strings.Repeat("long", 60), strings.Repeat("long", 60) + "er",
	}
}

func st1Documents(t testing.TB, fresh Fresh) {
	k := newKinds()
	db := fresh(t, k.all())
	e := open(t, db)
	w := writer{engine: e, space: home}
	writes := []store.Write{
		insert(k.card, "crd_1", 1, card("p", "open", "m", -7, 1<<40, "red", "blue")),
		insert(k.card, "crd_2", 1, card("", "", "", 0, 0)),
		insert(k.note, "1", 1, []store.Value{store.T("crd_1"), store.N(-1 << 62)}),
		insert(k.lease, "lse_1", 1, lease("held", 1<<62, "a", "b", "c")),
	}
	w.write(t, writes...)
	check := func(e store.Engine) {
		t.Helper()
		with(t, e, home, func(s store.Snapshot) {
			if s.Position() != w.at {
				t.Errorf("the space stands at %v, want %v", s.Position(), w.at)
			}
			for _, d := range k.all() {
				var want []store.Doc
				var ids []string
				for _, wr := range writes {
					if wr.Def == d && wr.Version != 0 {
						want, ids = append(want, docOf(home, wr)), append(ids, wr.ID)
					}
				}
				wantDocs(t, "get", get(t, s, d, append(ids, "77")...), want...)
				wantDocs(t, "find", find(t, s, store.Query{Def: d, WithKeys: true}), want...)
				for i := range want {
					want[i].Keys = nil
				}
				wantDocs(t, "find without keys", find(t, s, store.Query{Def: d}), want...)
			}
			if docs := get(t, s, k.card); len(docs) != 0 {
				t.Errorf("get of no ids gives %q", ids(docs))
			}
		})
	}
	check(e)

	writes[0] = replace(k.card, "crd_1", 1, 2, card("q", "done", "n", 8, 0, "green"))
	writes[3] = replace(k.lease, "lse_1", 1, 2, lease("", 0))
	w.write(t, writes[0], writes[3])
	check(e)

	writes[1] = remove(k.card, "crd_2", 1)
	w.write(t, writes[1])
	check(e)

	writes[1] = insert(k.card, "crd_2", 4, card("again", "", "", 1, 1, "x"))
	w.write(t, writes[1])
	check(e)
	check(open(t, db)) // whoever opens it finds the same
}

func st1Texts(t testing.TB, fresh Fresh) {
	k := newKinds()
	w := writer{engine: open(t, fresh(t, k.all())), space: home}
	var writes []store.Write
	for _, text := range nasty() {
		if text != "" {
			writes = append(writes, insert(k.card, text, 1, card(text, text, text, 1, 1, text, text+"x", "other")))
		}
	}
	writes = append(writes, insert(k.card, "empty", 1, card("", "", "", 0, 0, "")))
	w.write(t, writes...)
	s := look(t, w.engine, home)
	for _, wr := range writes {
		want := docOf(home, wr)
		text, labels := wr.Keys[0], wr.Keys[5].Many
		wantDocs(t, "get", get(t, s, k.card, wr.ID), want)
		wantDocs(t, "by index", find(t, s, store.Query{Def: k.card, Index: "board", Equal: []store.Value{text, text, text}, WithKeys: true}), want)
		wantDocs(t, "by label", find(t, s, store.Query{
			Def: k.card, Index: "label", Equal: []store.Value{text, store.T(labels[0])}, WithKeys: true}), want)
		wantDocs(t, "by condition", find(t, s, store.Query{Def: k.card, WithKeys: true, Where: []store.Cond{
			{Field: "rank", Op: store.In, Values: []store.Value{text}}, {Field: "labels", Op: store.In, Values: []store.Value{store.T(labels[0])}}}}), want)
	}
}

func st1Bodies(t testing.TB, fresh Fresh) {
	k := newKinds()
	w := writer{engine: open(t, fresh(t, k.all())), space: home}
	var every []byte
	for b := range 256 {
		every = append(every, byte(b))
	}
	bodies := map[string][]byte{
		"empty": {}, "one": {0}, "every": every, "dollar": []byte(`{"$set":{"a.b":1}}`), "mebibyte": bytes.Repeat(every, 4096),
		"page": bytes.Repeat([]byte("x"), 4096),
	}
	var writes []store.Write
	var want []store.Doc
	for id, body := range bodies {
		wr := insert(k.card, id, 1, card("p", "", "", 0, 0))
		wr.Body = body
		writes, want = append(writes, wr), append(want, docOf(home, wr))
	}
	w.write(t, writes...)
	s := look(t, w.engine, home)
	var all []string
	for id := range bodies {
		all = append(all, id)
	}
	first := get(t, s, k.card, all...)
	wantDocs(t, "get", first, want...)
	wantDocs(t, "find", find(t, s, store.Query{Def: k.card, Index: "board", Equal: []store.Value{store.T("p")}, WithKeys: true}), want...)
	wantDocs(t, "kept while others were read", first, want...)
}

func st2AllOrNone(t testing.TB, fresh Fresh) {
	k := newKinds()
	db := fresh(t, k.all())
	e := open(t, db)
	a, b, c := &writer{engine: e, space: "org_a"}, &writer{engine: e, space: "org_b"}, &writer{engine: e, space: "org_c"}
	a.write(t, insert(k.card, "1", 1, card("p", "", "", 1, 0)), insert(k.lease, "l", 1, lease("held", 1)))
	c.write(t, insert(k.lease, "l", 1, lease("held", 1)))
	_, mark, err := e.Changed(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	batches := func(last store.Write) []store.Batch {
		return []store.Batch{
			a.batch(replace(k.card, "1", 1, 2, card("q", "", "", 2, 0, "x")), insert(k.card, "2", 2, card("q", "", "", 3, 0)),
				remove(k.lease, "l", 1), insert(k.note, "2", 2, []store.Value{store.T("1"), store.N(2)})),
			b.batch(insert(k.card, "1", 1, card("q", "", "", 1, 0))),
			loose("org_d", insert(k.lease, "l", 1, lease("held", 1))),
			c.batch(insert(k.card, "1", 2, card("q", "", "", 1, 0)), last),
		}
	}
	count := func(s store.Space, d *store.Def) (n int) {
		with(t, e, s, func(snap store.Snapshot) { n = len(find(t, snap, store.Query{Def: d})) })
		return n
	}

	refused(t, e, store.FenceError{Space: "org_c", Kind: "lease", ID: "l"}, batches(replace(k.lease, "l", 7, 8, lease("held", 2)))...)
	for _, w := range []*writer{a, b, c} {
		wantAt(t, e, w.space, w.at)
	}
	with(t, e, a.space, func(s store.Snapshot) {
		wantDocs(t, "after a refusal", get(t, s, k.card, "1", "2"), docOf(a.space, insert(k.card, "1", 1, card("p", "", "", 1, 0))))
		wantDocs(t, "after a refusal", get(t, s, k.lease, "l"), docOf(a.space, insert(k.lease, "l", 1, lease("held", 1))))
		wantIDs(t, "side of many values after a refusal", find(t, s, store.Query{Def: k.card, Index: "labelled", Equal: []store.Value{store.T("x")}}))
	})
	if n := count(a.space, k.note) + count(b.space, k.card) + count(c.space, k.card) + count("org_d", k.lease); n != 0 {
		t.Errorf("%d documents of a refused call are there", n)
	}
	if moved, _, err := e.Changed(t.Context(), mark); err != nil || len(moved) != 0 {
		t.Errorf("a refused call moved %v (%v)", moved, err)
	}

	apply(t, e, batches(replace(k.lease, "l", 1, 2, lease("held", 2)))...)
	for _, w := range []*writer{a, b, c} {
		w.at = after(w.at, 1)
		wantAt(t, e, w.space, w.at)
	}
	got := fmt.Sprint(count(a.space, k.card), count(a.space, k.note), count(a.space, k.lease), count(b.space, k.card), count(c.space, k.card), count("org_d", k.lease))
	if got != "2 1 0 1 1 1" {
		t.Errorf("documents of an applied call: %s, want 2 1 0 1 1 1", got)
	}
}
