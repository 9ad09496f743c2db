package storetest

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
)

// kinds are the documents that the rules are told about: cards with every sort of field, numbered notes, quiet leases.
type kinds struct{ card, note, lease *store.Def }

func newKinds() kinds {
	return kinds{
		card: &store.Def{
			Kind: "card",
			Fields: []store.FieldDef{
				{Name: "project"}, {Name: "state"}, {Name: "rank"},
				{Name: "points", Type: store.Int}, {Name: "due", Type: store.Int}, {Name: "labels", Type: store.Many},
			},
			Indexes: []store.Index{
				{Name: "board", Fields: []string{"project", "state", "rank"}},
				{Name: "key", Fields: []string{"project", "points"}, Unique: true},
				{Name: "due", Fields: []string{"due"}, Sparse: true},
				{Name: "owner", Fields: []string{"state", "points"}, Sparse: true},
				{Name: "label", Fields: []string{"project", "labels", "rank"}},
				{Name: "labelled", Fields: []string{"labels", "points"}, Sparse: true},
			},
		},
		note: &store.Def{
			Kind: "note", Numbers: true,
			Fields:  []store.FieldDef{{Name: "about"}, {Name: "at", Type: store.Int}},
			Indexes: []store.Index{{Name: "about", Fields: []string{"about"}}, {Name: "at", Fields: []string{"about", "at"}}},
		},
		lease: &store.Def{
			Kind: "lease", Quiet: true,
			Fields: []store.FieldDef{{Name: "state"}, {Name: "due", Type: store.Int}, {Name: "words", Type: store.Many}},
			Indexes: []store.Index{
				{Name: "due", Fields: []string{"state", "due"}},
				{Name: "word", Fields: []string{"words", "due"}},
				{Name: "waiting", Fields: []string{"due"}, Sparse: true},
			},
		},
	}
}

func (k kinds) all() []*store.Def { return []*store.Def{k.card, k.note, k.lease} }

// card makes the declared values of a card.
func card(project, state, rank string, points, due int64, labels ...string) []store.Value {
	return []store.Value{store.T(project), store.T(state), store.T(rank), store.N(points), store.N(due), store.M(labels...)}
}

// lease makes the declared values of a lease.
func lease(state string, due int64, words ...string) []store.Value {
	return []store.Value{store.T(state), store.N(due), store.M(words...)}
}

func insert(d *store.Def, id string, version int64, keys []store.Value) store.Write {
	return replace(d, id, 0, version, keys)
}

func replace(d *store.Def, id string, before, version int64, keys []store.Value) store.Write {
	return store.Write{Def: d, ID: id, Before: before, Version: version, Keys: keys, Body: fmt.Appendf(nil, "%s %q at %d", d.Kind, id, version)}
}

func remove(d *store.Def, id string, before int64) store.Write {
	return store.Write{Def: d, ID: id, Before: before}
}

// docOf is what a write leaves behind.
func docOf(s store.Space, w store.Write) store.Doc {
	return store.Doc{Space: s, Kind: w.Def.Kind, ID: w.ID, Version: w.Version, Body: w.Body, Keys: w.Keys}
}

// after gives the position some events later.
func after(p store.Position, events int64) store.Position {
	if p.Epoch == "" {
		p.Epoch = "epoch"
	}
	p.Number += events
	p.Hash = sha256.Sum256(binary.BigEndian.AppendUint64(p.Hash[:], uint64(p.Number)))
	return p
}

// writer writes one space as a store does: it knows where the space stands.
type writer struct {
	engine store.Engine
	space  store.Space
	at     store.Position
}

// batch is what moves the space by one event.
func (w *writer) batch(writes ...store.Write) store.Batch {
	return store.Batch{Space: w.space, Fence: w.at, Next: after(w.at, 1), Writes: writes}
}

// write applies a batch, which must succeed.
func (w *writer) write(t testing.TB, writes ...store.Write) {
	t.Helper()
	apply(t, w.engine, w.batch(writes...))
	w.at = after(w.at, 1)
}

// loose is a batch of quiet writes alone.
func loose(s store.Space, writes ...store.Write) store.Batch {
	return store.Batch{Space: s, Loose: true, Writes: writes}
}

func apply(t testing.TB, e store.Engine, batches ...store.Batch) {
	t.Helper()
	if err := e.Apply(t.Context(), batches); err != nil {
		t.Fatalf("apply: %v", err)
	}
}

// refused applies batches that must fail at this fence.
func refused(t testing.TB, e store.Engine, want store.FenceError, batches ...store.Batch) {
	t.Helper()
	err := e.Apply(t.Context(), batches)
	var fence *store.FenceError
	switch {
	case err == nil:
		t.Fatalf("was applied, though the fence of %+v does not hold", want)
	case !errors.As(err, &fence):
		t.Fatalf("want a FenceError, got: %v", err)
	case *fence != want:
		t.Fatalf("the error names %+v, want %+v", *fence, want)
	}
}

// look opens a snapshot for the length of a test.
func look(t testing.TB, e store.Engine, s store.Space) store.Snapshot {
	t.Helper()
	snap, err := e.Snapshot(t.Context(), s)
	if err != nil {
		t.Fatalf("snapshot of %q: %v", s, err)
	}
	t.Cleanup(func() { closeSnapshot(t, snap) })
	return snap
}

func closeSnapshot(t testing.TB, s store.Snapshot) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Errorf("close a snapshot: %v", err)
	}
}

// with opens a snapshot for the length of a function.
func with(t testing.TB, e store.Engine, s store.Space, fn func(store.Snapshot)) {
	t.Helper()
	snap, err := e.Snapshot(t.Context(), s)
	if err != nil {
		t.Fatalf("snapshot of %q: %v", s, err)
	}
	defer closeSnapshot(t, snap)
	fn(snap)
}

func get(t testing.TB, s store.Snapshot, d *store.Def, ids ...string) []store.Doc {
	t.Helper()
	docs, err := s.Get(d, ids...)
	if err != nil {
		t.Fatalf("get %s %q: %v", d.Kind, ids, err)
	}
	return docs
}

func find(t testing.TB, s store.Snapshot, q store.Query) []store.Doc {
	t.Helper()
	if err := q.Check(); err != nil {
		t.Fatalf("the test asks what may not be asked: %v", err)
	}
	var docs []store.Doc
	for doc, err := range s.Find(q) {
		if err != nil {
			t.Fatalf("find %s: %v", describe(q), err)
		}
		docs = append(docs, doc)
	}
	return docs
}

func tally(t testing.TB, s store.Snapshot, q store.Query, by, sum string) map[string]store.Sum {
	t.Helper()
	sums, err := s.Tally(q, by, sum)
	if err != nil {
		t.Fatalf("tally %s: %v", describe(q), err)
	}
	return sums
}

func ids(docs []store.Doc) []string {
	list := []string{}
	for _, d := range docs {
		list = append(list, d.ID)
	}
	return list
}

func wantIDs(t testing.TB, what string, docs []store.Doc, want ...string) {
	t.Helper()
	if got := ids(docs); !slices.Equal(got, want) {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// wantDocs compares documents whose order does not matter.
func wantDocs(t testing.TB, what string, got []store.Doc, want ...store.Doc) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: got %q, want %q", what, ids(got), ids(want))
		return
	}
	for _, w := range want {
		i := slices.IndexFunc(got, func(g store.Doc) bool { return g.ID == w.ID && g.Space == w.Space })
		if i < 0 {
			t.Errorf("%s: %q of %s is missing among %q", what, w.ID, w.Space, ids(got))
		} else if diff := difference(got[i], w); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
}

// difference says in what two documents differ; a field of many values is a set.
func difference(got, want store.Doc) string {
	switch {
	case got.Space != want.Space || got.Kind != want.Kind || got.ID != want.ID:
		return fmt.Sprintf("got %s %q of %s, want %s %q of %s", got.Kind, got.ID, got.Space, want.Kind, want.ID, want.Space)
	case got.Version != want.Version:
		return fmt.Sprintf("%s %q: version %d, want %d", got.Kind, got.ID, got.Version, want.Version)
	case !bytes.Equal(got.Body, want.Body):
		return fmt.Sprintf("%s %q: body %.80q (%d bytes), want %.80q (%d bytes)",
			got.Kind, got.ID, got.Body, len(got.Body), want.Body, len(want.Body))
	case len(got.Keys) != len(want.Keys):
		return fmt.Sprintf("%s %q: keys %v, want %v", got.Kind, got.ID, got.Keys, want.Keys)
	}
	for i, w := range want.Keys {
		g := got.Keys[i]
		if g.Text != w.Text || g.Int != w.Int || !slices.Equal(slices.Sorted(slices.Values(g.Many)), slices.Sorted(slices.Values(w.Many))) {
			return fmt.Sprintf("%s %q: value %d is %+v, want %+v", got.Kind, got.ID, i, g, w)
		}
	}
	return ""
}

// wantAt compares the position of a space.
func wantAt(t testing.TB, e store.Engine, s store.Space, want store.Position) {
	t.Helper()
	with(t, e, s, func(snap store.Snapshot) {
		if got := snap.Position(); got != want {
			t.Errorf("%s stands at %v, want %v", s, got, want)
		}
	})
}

// describe shows a query in a message.
func describe(q store.Query) string {
	text := fmt.Sprintf("%s by %q, pinned %+v", q.Def.Kind, q.Index, q.Equal)
	if q.From != nil {
		text += fmt.Sprintf(", from %+v", *q.From)
	}
	if q.To != nil {
		text += fmt.Sprintf(", below %+v", *q.To)
	}
	for _, c := range q.Where {
		text += fmt.Sprintf(", %s %s %+v", c.Field, [...]string{"in", "not in", "least", "below", "none"}[c.Op], c.Values)
	}
	if q.After != nil {
		text += fmt.Sprintf(", after %+v", *q.After)
	}
	return fmt.Sprintf("%s, desc %v, limit %d, all spaces %v", text, q.Desc, q.Limit, q.AllSpaces)
}
