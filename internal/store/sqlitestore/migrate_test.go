package sqlitestore_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/sqlitestore"
)

const home = store.Space("org_home")

// pet declares as much of a kind as a version of the program knew. Its body is "name owner friend friend …".
func pet(fields []store.FieldDef, indexes ...store.Index) *store.Def {
	return &store.Def{Kind: "pet", Fields: fields, Indexes: indexes}
}

func petKeys(d *store.Def, body []byte) ([]store.Value, error) {
	words := strings.Fields(string(body))
	if len(words) < 2 {
		return nil, errors.New("not a pet")
	}
	all := map[string]store.Value{"name": store.T(words[0]), "owner": store.T(words[1]), "friends": store.M(words[2:]...), "count": store.N(int64(len(words) - 2))}
	var keys []store.Value
	for _, f := range d.Fields {
		keys = append(keys, all[f.Name])
	}
	return keys, nil
}

func openPets(t *testing.T, path string, d *store.Def, o sqlitestore.Options) (*sqlitestore.Engine, error) {
	t.Helper()
	return sqlitestore.Open(t.Context(), path, []*store.Def{d}, o)
}

// writePets writes some hundred pets: more than a migration takes at once.
func writePets(t *testing.T, path string, d *store.Def) {
	t.Helper()
	e, err := openPets(t, path, d, sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := store.Batch{Space: home, Next: store.Position{Epoch: "e", Number: 1}}
	for i := range 450 {
		body := fmt.Appendf(nil, "pet%03d owner%d", i, i%2)
		if i%3 == 0 {
			body = append(body, " rex tom"...)
		}
		keys, err := petKeys(d, body)
		if err != nil {
			t.Fatal(err)
		}
		b.Writes = append(b.Writes, store.Write{Def: d, ID: fmt.Sprintf("%03d", i), Version: 1, Body: body, Keys: keys})
	}
	if err := errors.Join(e.Apply(t.Context(), []store.Batch{b}), e.Close()); err != nil {
		t.Fatal(err)
	}
}

func countPets(t *testing.T, e *sqlitestore.Engine, q store.Query) int64 {
	t.Helper()
	s, err := e.Snapshot(t.Context(), home)
	if err != nil {
		t.Fatal(err)
	}
	sums, err := s.Tally(q, "", "")
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return sums[""].Count
}

func TestIndexesAreAddedChangedAndDropped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kanvaro.db")
	fields := []store.FieldDef{{Name: "owner"}, {Name: "friends", Type: store.Many}, {Name: "count", Type: store.Int}}
	writePets(t, path, pet(fields, store.Index{Name: "by", Fields: []string{"owner"}}, store.Index{Name: "gone", Fields: []string{"friends"}}))

	d := pet(fields, store.Index{Name: "by", Fields: []string{"count"}, Sparse: true}, store.Index{Name: "friend", Fields: []string{"friends", "owner"}})
	e, err := openPets(t, path, d, sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if n := countPets(t, e, store.Query{Def: d, Index: "by"}); n != 150 {
		t.Errorf("a changed index has %d, want 150", n)
	}
	if n := countPets(t, e, store.Query{Def: d, Index: "friend", Equal: []store.Value{store.T("tom"), store.T("owner0")}}); n != 75 {
		t.Errorf("a new index of many values has %d, want 75", n)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	writeAgain := pet(fields) // all indexes are dropped: what is written meanwhile must not be missed by one that comes back
	if e, err = openPets(t, path, writeAgain, sqlitestore.Options{}); err != nil {
		t.Fatal(err)
	}
	body := []byte("new owner0 tom")
	keys, _ := petKeys(writeAgain, body)
	err = e.Apply(t.Context(), []store.Batch{{Space: home, Fence: store.Position{Epoch: "e", Number: 1}, Next: store.Position{Epoch: "e", Number: 2},
		Writes: []store.Write{{Def: writeAgain, ID: "new", Version: 2, Body: body, Keys: keys}}}})
	if err := errors.Join(err, e.Close()); err != nil {
		t.Fatal(err)
	}
	if e, err = openPets(t, path, d, sqlitestore.Options{}); err != nil {
		t.Fatal(err)
	}
	if n := countPets(t, e, store.Query{Def: d, Index: "friend", Equal: []store.Value{store.T("tom"), store.T("owner0")}}); n != 76 {
		t.Errorf("an index that came back has %d, want 76", n)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestNewFieldsAreFilledInWhereSomebodyCanComputeThem(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kanvaro.db")
	writePets(t, path, pet([]store.FieldDef{{Name: "name"}, {Name: "owner"}}, store.Index{Name: "owner", Fields: []string{"owner", "name"}}))
	d := pet([]store.FieldDef{{Name: "friends", Type: store.Many}, {Name: "owner"}}, store.Index{Name: "owner", Fields: []string{"owner", "friends"}})

	if _, err := openPets(t, path, d, sqlitestore.Options{}); !errors.Is(err, sqlitestore.ErrMigrate) || !strings.Contains(err.Error(), `"friends"`) {
		t.Fatalf("want ErrMigrate, got: %v", err)
	}
	e, err := openPets(t, path, d, sqlitestore.Options{Keys: petKeys})
	if err != nil {
		t.Fatal(err)
	}
	if n := countPets(t, e, store.Query{Def: d, Index: "owner", Equal: []store.Value{store.T("owner0"), store.T("rex")}}); n != 75 {
		t.Errorf("afterwards the index has %d, want 75", n)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if e, err = openPets(t, path, d, sqlitestore.Options{}); err != nil {
		t.Fatalf("once it is filled in: %v", err)
	}
	if n := countPets(t, e, store.Query{Def: d}); n != 450 {
		t.Errorf("afterwards there are %d pets, want 450", n)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

type named struct {
	store.Meta
	Name string `json:"name"`
}

func TestAKindComputesItsNewFieldsItself(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kanvaro.db")
	before := store.NewKind(store.Spec[named]{Name: "pet", Quiet: true}).Def()
	e, err := openPets(t, path, before, sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := store.Batch{Space: home, Next: store.Position{Epoch: "e", Number: 1}, Writes: []store.Write{{Def: before, ID: "pet_1", Version: 1, Body: []byte(`{"id":"pet_1","name":"rex"}`)}}}
	if err := errors.Join(e.Apply(t.Context(), []store.Batch{b}), e.Close()); err != nil {
		t.Fatal(err)
	}
	then := store.NewKind(store.Spec[named]{Name: "pet", Quiet: true,
		Fields:  []store.Field[named]{{Name: "name", Type: store.Text, Of: func(n *named) store.Value { return store.T(n.Name) }}},
		Indexes: []store.Index{{Name: "name", Fields: []string{"name"}}},
	}).Def()
	if e, err = openPets(t, path, then, sqlitestore.Options{}); err != nil {
		t.Fatal(err)
	}
	if n := countPets(t, e, store.Query{Def: then, Index: "name", Equal: []store.Value{store.T("rex")}}); n != 1 {
		t.Errorf("%d pets are called rex, want 1", n)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestNewFieldsOfAnEmptyKindNeedNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kanvaro.db")
	for _, d := range []*store.Def{
		pet([]store.FieldDef{{Name: "name"}}),
		pet([]store.FieldDef{{Name: "name", Type: store.Int}, {Name: "owner"}}, store.Index{Name: "owner", Fields: []string{"owner"}}),
	} {
		e, err := openPets(t, path, d, sqlitestore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	_, err := openPets(t, path, &store.Def{Kind: "pet", Numbers: true}, sqlitestore.Options{})
	if err == nil {
		t.Error("ids have become numbers")
	}
}

func TestASecondProcessIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kanvaro.db")
	e, err := openPets(t, path, pet(nil), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := openPets(t, path, pet(nil), sqlitestore.Options{}); !errors.Is(err, sqlitestore.ErrInUse) {
		t.Errorf("want ErrInUse, got: %v", err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if e, err = openPets(t, path, pet(nil), sqlitestore.Options{}); err != nil {
		t.Fatalf("after it was closed: %v", err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAReadEndsWithItsContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kanvaro.db")
	d := pet([]store.FieldDef{{Name: "name"}, {Name: "owner"}})
	writePets(t, path, d)
	e, err := openPets(t, path, d, sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	s, err := e.Snapshot(ctx, home)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, err = range s.Find(store.Query{Def: d}) {
		if seen++; seen == 3 {
			cancel()
		}
	}
	if seen >= 450 || !errors.Is(err, context.Canceled) {
		t.Errorf("%d documents were read, the error is: %v", seen, err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	if n := countPets(t, e, store.Query{Def: d}); n != 450 { // on the same connection
		t.Errorf("the next one counts %d, want 450", n)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}
