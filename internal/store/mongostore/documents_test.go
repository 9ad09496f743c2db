package mongostore_test

import (
	"fmt"
	"slices"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/mongostore"
	"github.com/kanvaro/kanvaro/internal/testmongo"
)

// TestApply_refusesWhatIsTooLarge with a fault, and applies nothing beside it; what just fits is kept.
func TestApply_refusesWhatIsTooLarge(t *testing.T) {
	p := newPair(t)
	b := thingBatch(0, 1, "a")
	b.Writes = append(b.Writes, store.Write{Def: thing, ID: "large", Version: 1, Body: make([]byte, 16<<20)})
	if err := p.direct.Apply(t.Context(), []store.Batch{b}); !fault.Is(err, fault.TooLarge) {
		t.Fatalf("got %v", err)
	}
	p.want(t, 0, 0)

	// Two such do not fit one command, and one just does.
	for i := range 2 {
		b.Writes[i].Body = make([]byte, 16<<20-200)
	}
	if err := p.direct.Apply(t.Context(), []store.Batch{b}); err != nil {
		t.Fatal(err)
	}
	next := thingBatch(1, 2, "b")
	next.Writes = append(next.Writes, store.Write{Def: thing, ID: "large", Before: 1, Version: 2, Body: make([]byte, 16<<20-200)})
	if err := p.direct.Apply(t.Context(), []store.Batch{next}); err != nil {
		t.Fatal(err)
	}
	p.want(t, 2, 3)
}

// TestFind_ordersTextsThatAreNoText: bytes are bytes, valid UTF-8 or not, as ids and as values.
func TestFind_ordersTextsThatAreNoText(t *testing.T) {
	def := &store.Def{Kind: "raw", Fields: []store.FieldDef{{Name: "$a.b\x00c%"}, {Name: "many", Type: store.Many}},
		Indexes: []store.Index{{Name: "a", Fields: []string{"$a.b\x00c%"}}, {Name: "many", Fields: []string{"many"}}}}
	e, err := mongostore.Open(t.Context(), testmongo.URI(t), testmongo.Database(t), []*store.Def{def}, mongostore.Options{Timeout: patience})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	texts := []string{"\x00", "\x00\x00", "\x00a", "\x01", "a", "a\x00", "a\x00b", "a\x01", "b", "\x7f", "\x80", "\xc3", "\xc3\x28", "é", "\xed\xa0\x80", "\xff", "\xff\xfe"}
	b := store.Batch{Space: "org\x00\xff", Next: store.Position{Epoch: "e", Number: 1}}
	for _, s := range texts {
		b.Writes = append(b.Writes, store.Write{Def: def, ID: s, Version: 1, Body: []byte(s), Keys: []store.Value{store.T(s), store.M(s, s+"!")}})
	}
	if err := e.Apply(t.Context(), []store.Batch{b}); err != nil {
		t.Fatal(err)
	}
	s, err := e.Snapshot(t.Context(), b.Space)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	slices.Sort(texts)
	for _, index := range []string{"", "a"} {
		var got []string
		for d, err := range s.Find(store.Query{Def: def, Index: index, WithKeys: true}) {
			if err != nil {
				t.Fatal(err)
			}
			if d.Space != b.Space || d.Keys[0].Text != d.ID || string(d.Body) != d.ID {
				t.Errorf("%q came back as %+v", d.ID, d)
			}
			got = append(got, d.ID)
		}
		if !slices.Equal(got, texts) {
			t.Errorf("by %q: got %q, want %q", index, got, texts)
		}
	}
	for _, text := range texts {
		docs, err := s.Get(def, text)
		if err != nil || len(docs) != 1 || docs[0].ID != text {
			t.Errorf("get %q: %v, %v", text, docs, err)
		}
		for d, err := range s.Find(store.Query{Def: def, Index: "many", Equal: []store.Value{store.T(text)}}) {
			if err != nil || d.ID != text {
				t.Errorf("%q among many: %q, %v", text, d.ID, err)
			}
		}
	}
	groups, err := s.Tally(store.Query{Def: def}, "$a.b\x00c%", "")
	if err != nil || len(groups) != len(texts) {
		t.Errorf("%d groups, want %d: %v", len(groups), len(texts), err)
	}
}

// TestSnapshot_hasWhatWasAnsweredBefore, by another engine as well, and all of it of one time.
func TestSnapshot_hasWhatWasAnsweredBefore(t *testing.T) {
	uri, database := testmongo.URI(t), testmongo.Database(t)
	a, b := openThings(t, uri, database, patience), openThings(t, uri, database, patience)
	for i := range int64(100) {
		if err := a.Apply(t.Context(), []store.Batch{thingBatch(i, i+1, fmt.Sprint(i))}); err != nil {
			t.Fatal(err)
		}
		if n, things := stands(t, b); n != i+1 || things != int(i+1) {
			t.Fatalf("the space stands at %d with %d things, want %d", n, things, i+1)
		}
	}
}

// TestOpen_leavesOtherIndexesAlone: another release's, that declares the same name over other fields, and an operator's. Both releases
// find by theirs.
func TestOpen_leavesOtherIndexesAlone(t *testing.T) {
	uri, database := testmongo.URI(t), testmongo.Database(t)
	fields := []store.FieldDef{{Name: "a"}, {Name: "b", Type: store.Int}}
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Disconnect(t.Context()) }()
	kind := client.Database(database).Collection("kind")
	if _, err := kind.Indexes().CreateOne(t.Context(), mongo.IndexModel{Keys: bson.D{{Key: "mine", Value: 1}}}); err != nil {
		t.Fatal(err)
	}
	for i, x := range []store.Index{{Name: "x", Fields: []string{"a"}}, {Name: "x", Fields: []string{"a", "b"}}, {Name: "x", Fields: []string{"a"}, Sparse: true}} {
		def := &store.Def{Kind: "kind", Fields: fields, Indexes: []store.Index{x}}
		for range 2 { // again changes nothing
			e, err := mongostore.Open(t.Context(), uri, database, []*store.Def{def}, mongostore.Options{Timeout: patience})
			if err != nil {
				t.Fatal(err)
			}
			if err := e.Close(); err != nil {
				t.Fatal(err)
			}
		}
		names, err := kind.Indexes().ListSpecifications(t.Context())
		if err != nil || len(names) != 3+i {
			t.Errorf("%d indexes, want %d: %v", len(names), 3+i, err)
		}
	}
}

// TestOpen_refusesKindsThatCannotBeStored before it has done anything.
func TestOpen_refusesKindsThatCannotBeStored(t *testing.T) {
	for _, name := range []string{"", "_space", "system.users", "a$b", "a\x00b"} {
		_, err := mongostore.Open(t.Context(), testmongo.URI(t), testmongo.Database(t), []*store.Def{{Kind: name}}, mongostore.Options{})
		if err == nil {
			t.Errorf("%q was taken", name)
		}
	}
}

// TestChanged_refusesAForeignMark rather than to say that nothing moved.
func TestChanged_refusesAForeignMark(t *testing.T) {
	p := newPair(t)
	for _, mark := range []store.Mark{"x", "12", "\x00\x00", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"} {
		if _, _, err := p.direct.Changed(t.Context(), mark); err == nil {
			t.Errorf("%q was taken", mark)
		}
	}
}

// TestFind_isOfOneTimeOverManyExchanges with the server, whatever others write meanwhile.
func TestFind_isOfOneTimeOverManyExchanges(t *testing.T) {
	const many = 2_500
	p := newPair(t)
	b := thingBatch(0, 1, "0000")
	for i := 1; i < many; i++ {
		b.Writes = append(b.Writes, store.Write{Def: thing, ID: fmt.Sprintf("%04d", i), Version: 1})
	}
	if err := p.direct.Apply(t.Context(), []store.Batch{b}); err != nil {
		t.Fatal(err)
	}
	s, err := p.direct.Snapshot(t.Context(), "org")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	n := 0
	for d, err := range s.Find(store.Query{Def: thing}) {
		if err != nil {
			t.Fatal(err)
		}
		if d.ID != fmt.Sprintf("%04d", n) || d.Version != 1 {
			t.Fatalf("document %d is %+v", n, d)
		}
		if n == 0 {
			last := thingBatch(1, 2, "new")
			last.Writes = append(last.Writes, store.Write{Def: thing, ID: "2499", Before: 1, Version: 2}, store.Write{Def: thing, ID: "2400", Before: 1})
			if err := p.lossy.Apply(t.Context(), []store.Batch{last}); err != nil {
				t.Fatal(err)
			}
		}
		n++
	}
	if n != many {
		t.Errorf("found %d, want %d", n, many)
	}
}
