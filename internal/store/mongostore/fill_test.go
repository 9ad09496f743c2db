package mongostore_test

import (
	"fmt"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/testmongo"
)

type pet struct {
	store.Meta
	Name  string   `json:"name"`
	Likes []string `json:"likes"`
}

// pets declares the name, and later what a pet likes too.
func pets(later bool) *store.Kind[pet] {
	spec := store.Spec[pet]{
		Name: "pet", Quiet: true,
		Fields:  []store.Field[pet]{{Name: "name", Type: store.Text, Of: func(p *pet) store.Value { return store.T(p.Name) }}},
		Indexes: []store.Index{{Name: "name", Fields: []string{"name"}}},
	}
	if later {
		spec.Fields = append(spec.Fields, store.Field[pet]{Name: "likes", Type: store.Many, Of: func(p *pet) store.Value { return store.M(p.Likes...) }})
		spec.Indexes = append(spec.Indexes, store.Index{Name: "likes", Fields: []string{"likes", "name"}})
	}
	return store.NewKind(spec)
}

func TestWhatIsDeclaredAnewIsFilledIn(t *testing.T) {
	uri := testmongo.URI(t) + " " + testmongo.Database(t)
	first := pets(false)
	e, err := open(t.Context(), uri, []*store.Def{first.Def()})
	if err != nil {
		t.Fatal(err)
	}
	b := store.Batch{Space: "org_home", Next: store.Position{Epoch: "e", Number: 1}}
	const many = 1203
	for i := range many {
		body := fmt.Appendf(nil, `{"id":"pet_%04d","name":"rex","likes":["%s"]}`, i, []string{"bones", "fish", "sleep"}[i%3])
		b.Writes = append(b.Writes, store.Write{Def: first.Def(), ID: fmt.Sprintf("pet_%04d", i), Version: 1, Body: body, Keys: []store.Value{store.T("rex")}})
	}
	if err := e.Apply(t.Context(), []store.Batch{b}); err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	then := pets(true)
	for range 2 { // the second start has nothing to do
		if e, err = open(t.Context(), uri, []*store.Def{then.Def()}); err != nil {
			t.Fatal(err)
		}
		s, err := e.Snapshot(t.Context(), "org_home")
		if err != nil {
			t.Fatal(err)
		}
		sums, err := s.Tally(store.Query{Def: then.Def(), Index: "likes", Equal: []store.Value{store.T("fish")}}, "", "")
		if err != nil || sums[""].Count != many/3 {
			t.Errorf("%d like fish, want %d (%v)", sums[""].Count, many/3, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
