package mongostore

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/testmongo"
)

var (
	explainCard = &store.Def{
		Kind: "card",
		Fields: []store.FieldDef{
			{Name: "project"}, {Name: "state"}, {Name: "rank"}, {Name: "due", Type: store.Int}, {Name: "sprint"}, {Name: "a.b$", Type: store.Many},
		},
		Indexes: []store.Index{
			{Name: "board", Fields: []string{"project", "state", "rank"}},
			{Name: "due", Fields: []string{"due"}, Sparse: true},
			{Name: "sprint", Fields: []string{"sprint", "rank"}, Sparse: true},
			{Name: "label", Fields: []string{"project", "a.b$", "rank"}},
			{Name: "labelled", Fields: []string{"a.b$", "rank"}, Sparse: true},
		},
	}
	explainLease = &store.Def{
		Kind: "lease", Quiet: true,
		Fields:  []store.FieldDef{{Name: "state"}, {Name: "due", Type: store.Int}},
		Indexes: []store.Index{{Name: "due", Fields: []string{"state", "due"}}, {Name: "waiting", Fields: []string{"due"}, Sparse: true}},
	}
	explainNote = &store.Def{
		Kind: "note", Numbers: true,
		Fields:  []store.FieldDef{{Name: "about"}},
		Indexes: []store.Index{{Name: "about", Fields: []string{"about"}}},
	}
)

// explainWorld has 1,000 cards, leases and notes in each of two spaces.
func explainWorld(t *testing.T) *Engine {
	t.Helper()
	e, err := Open(t.Context(), testmongo.URI(t), testmongo.Database(t), []*store.Def{explainCard, explainLease, explainNote}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	var batches []store.Batch
	for _, s := range []store.Space{"org_a", "org_b"} {
		b := store.Batch{Space: s, Next: store.Position{Epoch: "e", Number: 1}}
		for i := range 1000 {
			id := fmt.Sprintf("%04d", i)
			sprint, due := "", int64(0)
			if i%4 == 0 {
				sprint, due = fmt.Sprintf("s%d", i%5), int64(i-500)
			}
			b.Writes = append(b.Writes,
				store.Write{Def: explainCard, ID: id, Version: 1, Body: []byte("body"), Keys: []store.Value{
					store.T(fmt.Sprintf("p%d", i%2)), store.T(fmt.Sprintf("s%d", i%5)), store.T(fmt.Sprintf("r%d", i/20)), store.N(due), store.T(sprint),
					store.M("red", fmt.Sprintf("l%d", i%3))}},
				store.Write{Def: explainLease, ID: id, Version: 1, Keys: []store.Value{store.T(fmt.Sprintf("s%d", i%5)), store.N(due)}},
				store.Write{Def: explainNote, ID: strconv.Itoa(i + 1), Version: 1, Keys: []store.Value{store.T(fmt.Sprintf("a%d", i%5))}})
		}
		batches = append(batches, b)
	}
	if err := e.Apply(t.Context(), batches); err != nil {
		t.Fatal(err)
	}
	return e
}

// TestFind_walksTheDeclaredIndex: each shape of query is answered by the bounds of one index, in its order. Nothing is sorted in memory,
// and no more keys are looked at than are found, a few for the edges of stretches apart.
func TestFind_walksTheDeclaredIndex(t *testing.T) {
	e := explainWorld(t)
	one := func(v store.Value) *store.Value { return &v }
	at := func(id string, values ...store.Value) *store.Cursor { return &store.Cursor{Values: values, ID: id} }
	p, s, red := store.T("p1"), store.T("s1"), store.T("red")
	for _, c := range []struct {
		what string
		q    store.Query
	}{
		{"by id", store.Query{Def: explainCard}},
		{"by id, in a range, behind one", store.Query{Def: explainCard, From: one(store.T("01")), To: one(store.T("09")), After: at("0500")}},
		{"by number, behind one", store.Query{Def: explainNote, From: one(store.T("9")), After: at("500"), Limit: 20}},
		{"numbers of one", store.Query{Def: explainNote, Index: "about", Equal: []store.Value{store.T("a1")}, To: one(store.T("900"))}},
		{"no pin", store.Query{Def: explainCard, Index: "board", Limit: 50}},
		{"one pin", store.Query{Def: explainCard, Index: "board", Equal: []store.Value{p}, Limit: 50}},
		{"two pins", store.Query{Def: explainCard, Index: "board", Equal: []store.Value{p, s}}},
		{"two pins and a range", store.Query{Def: explainCard, Index: "board", Equal: []store.Value{p, s}, From: one(store.T("r2")), To: one(store.T("r4"))}},
		{"all pinned, a range of ids", store.Query{Def: explainCard, Index: "board", Equal: []store.Value{p, s, store.T("r7")}, From: one(store.T("01"))}},
		{"behind a place of one value", store.Query{Def: explainCard, Index: "board", Equal: []store.Value{p, s}, After: at("0211", store.T("r10")), Limit: 20}},
		{"behind a place of two values", store.Query{Def: explainCard, Index: "board", Equal: []store.Value{p}, After: at("0211", s, store.T("r10")), Limit: 20}},
		{"behind a place of three values", store.Query{Def: explainCard, Index: "board", After: at("0211", p, s, store.T("r10")), Limit: 20}},
		{"in a range, behind a place", store.Query{Def: explainCard, Index: "board", Equal: []store.Value{p},
			From: one(store.T("s1")), To: one(store.T("s3")), After: at("0211", s, store.T("r10")), Limit: 20}},
		{"sparse by integer", store.Query{Def: explainCard, Index: "due", Limit: 20}},
		{"sparse by integer, pinned", store.Query{Def: explainCard, Index: "due", Equal: []store.Value{store.N(-300)}}},
		{"sparse by integer, in a range, behind a place", store.Query{Def: explainCard, Index: "due", From: one(store.N(-100)), After: at("0420", store.N(-80)), Limit: 50}},
		{"sparse by text", store.Query{Def: explainCard, Index: "sprint"}},
		{"sparse by text, pinned", store.Query{Def: explainCard, Index: "sprint", Equal: []store.Value{s}}},
		{"sparse by text, in a range, behind a place", store.Query{Def: explainCard, Index: "sprint", From: one(store.T("s1")), After: at("0216", s, store.T("r10")), Limit: 50}},
		{"one of many", store.Query{Def: explainCard, Index: "label", Equal: []store.Value{p, red}, Limit: 50}},
		{"one of many, in a range, behind a place", store.Query{Def: explainCard, Index: "label", Equal: []store.Value{p, red},
			From: one(store.T("r1")), To: one(store.T("r5")), After: at("0211", store.T("r10")), Limit: 50}},
		{"sparse by one of many", store.Query{Def: explainCard, Index: "labelled", Equal: []store.Value{store.T("l1")}, After: at("0211", store.T("r10")), Limit: 20}},
		{"over all spaces", store.Query{Def: explainLease, Index: "due", Equal: []store.Value{s}, To: one(store.N(1)), AllSpaces: true}},
		{"over all spaces, no pin", store.Query{Def: explainLease, Index: "due", Limit: 50, AllSpaces: true}},
		{"over all spaces, sparse", store.Query{Def: explainLease, Index: "waiting", To: one(store.N(100)), AllSpaces: true}},
	} {
		for _, desc := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s desc %v", c.what, desc), func(t *testing.T) {
				c.q.Desc = desc
				if err := c.q.Check(); err != nil {
					t.Fatal(err)
				}
				e.wantWalk(t, c.q)
			})
		}
	}
}

func (e *Engine) wantWalk(t *testing.T, q store.Query) {
	t.Helper()
	k := e.kinds[q.Def.Kind]
	a := k.ask("org_a", q)
	plan := e.explain(t, bson.D{
		{Key: "find", Value: q.Def.Kind}, {Key: "filter", Value: a.filter}, {Key: "sort", Value: a.sort}, {Key: "hint", Value: a.hint}, {Key: "limit", Value: q.Limit},
	})
	var stages []string
	walk(plan.Lookup("queryPlanner", "winningPlan").Document(), &stages)
	for _, stage := range stages {
		if slices.Contains([]string{"SORT", "COLLSCAN", "SORT_KEY_GENERATOR"}, stage) {
			t.Errorf("there is a %s in %v\n%s", stage, stages, plan.Lookup("queryPlanner", "winningPlan"))
		}
	}
	if !slices.Contains(stages, "IXSCAN "+a.hint) {
		t.Errorf("%s is not used: %v", a.hint, stages)
	}
	stats := func(name string) int64 { n, _ := plan.Lookup("executionStats", name).AsInt64OK(); return n }
	found, keys, docs := stats("nReturned"), stats("totalKeysExamined"), stats("totalDocsExamined")
	if found == 0 || keys > found+8 || docs > found+2 {
		t.Errorf("%d keys and %d documents were looked at for %d found\n%s", keys, docs, found, plan.Lookup("queryPlanner", "winningPlan"))
	}
}

// TestTally_walksTheDeclaredIndex: a tally looks at no more than Find would.
func TestTally_walksTheDeclaredIndex(t *testing.T) {
	e := explainWorld(t)
	for _, c := range []struct {
		q       store.Query
		by, sum string
		keys    int64
	}{
		{store.Query{Def: explainCard, Index: "board", Equal: []store.Value{store.T("p1")}}, "state", "due", 500},
		{store.Query{Def: explainCard, Index: "label", Equal: []store.Value{store.T("p1"), store.T("l1")}}, "a.b$", "", 170},
		{store.Query{Def: explainLease, Index: "due", Equal: []store.Value{store.T("s1")}, AllSpaces: true}, "state", "", 400},
	} {
		k := e.kinds[c.q.Def.Kind]
		a := k.ask("org_a", c.q)
		plan := e.explain(t, bson.D{
			{Key: "aggregate", Value: c.q.Def.Kind}, {Key: "pipeline", Value: k.pipeline(a, c.by, c.sum)}, {Key: "hint", Value: a.hint}, {Key: "cursor", Value: bson.D{}},
		})
		stats := func(name string) (n int64) {
			if stage, err := plan.LookupErr("stages", "0", "$cursor", "executionStats", name); err == nil {
				n, _ = stage.AsInt64OK()
				return n
			}
			n, _ = plan.Lookup("executionStats", name).AsInt64OK()
			return n
		}
		if keys := stats("totalKeysExamined"); keys == 0 || keys > c.keys+2 {
			t.Errorf("by %s: %d keys were looked at, want %d\n%s", c.by, keys, c.keys, plan)
		}
	}
}

func (e *Engine) explain(t *testing.T, command bson.D) bson.Raw {
	t.Helper()
	plan, err := e.db.RunCommand(t.Context(), bson.D{{Key: "explain", Value: command}, {Key: "verbosity", Value: "executionStats"}}).Raw()
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// walk lists the stages of a plan; those of indexes with their name.
func walk(plan bson.Raw, stages *[]string) {
	stage := plan.Lookup("stage").StringValue()
	if name, ok := plan.Lookup("indexName").StringValueOK(); ok {
		stage += " " + name
	}
	*stages = append(*stages, stage)
	if in, ok := plan.Lookup("inputStage").DocumentOK(); ok {
		walk(in, stages)
	}
	if in, ok := plan.Lookup("inputStages").ArrayOK(); ok {
		values, _ := in.Values()
		for _, v := range values {
			walk(v.Document(), stages)
		}
	}
}
