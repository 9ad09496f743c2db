package sqlitestore

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
)

// planDefs are a kind of each sort, with indexes of each sort.
func planDefs() []*store.Def {
	fields := []store.FieldDef{{Name: "a"}, {Name: "b"}, {Name: "n", Type: store.Int}, {Name: "many", Type: store.Many}}
	indexes := []store.Index{
		{Name: "plain", Fields: []string{"a", "b", "n"}}, {Name: "sparse", Fields: []string{"b", "n"}, Sparse: true},
		{Name: "count", Fields: []string{"n"}, Sparse: true}, {Name: "first", Fields: []string{"many", "b"}},
		{Name: "second", Fields: []string{"a", "many", "n", "b"}, Sparse: true}, {Name: "last", Fields: []string{"a", "many"}},
	}
	return []*store.Def{
		{Kind: "doc", Fields: fields, Indexes: indexes},
		{Kind: "entry", Fields: fields, Indexes: indexes, Numbers: true},
		{Kind: "quiet", Fields: fields, Indexes: indexes, Quiet: true},
		{Kind: "count", Fields: fields, Indexes: indexes, Quiet: true, Numbers: true},
	}
}

// shapes lists the queries of a kind that differ in more than their values.
func shapes(d *store.Def) (all []store.Query) {
	v := store.Value{Text: "v", Int: 7}
	where := [][]store.Cond{nil, {
		{Field: "a", Op: store.In, Values: []store.Value{v, v, v}}, {Field: "b", Op: store.NotIn, Values: []store.Value{v}}, {Field: "n", Op: store.Least, Values: []store.Value{v}},
		{Field: "many", Op: store.In, Values: []store.Value{v, v}}, {Field: "many", Op: store.NotIn, Values: []store.Value{v}}, {Field: "many", Op: store.None},
	}}
	for _, x := range append([]store.Index{{}}, d.Indexes...) {
		for pins := range len(x.Fields) + 1 {
			for bits := range 64 {
				q := store.Query{Def: d, Index: x.Name, Desc: bits&1 != 0, Where: where[bits>>1&1], WithKeys: bits&1 == 0}
				q.Equal = []store.Value{v, v, v, v}[:pins]
				if bits&4 != 0 {
					q.From = &v
				}
				if bits&8 != 0 {
					q.To = &store.Value{Text: "w", Int: 9}
				}
				if bits&16 != 0 {
					q.After = &store.Cursor{ID: "v1", Values: []store.Value{{Text: "vv", Int: 8}, v, v, v}[:len(x.Fields)-pins]}
				}
				if q.AllSpaces = bits&32 != 0; bits&1 == 0 {
					q.Limit = 10
				}
				if q.AllSpaces == d.Quiet && q.Check() == nil { // in one space quiet kinds are like others
					all = append(all, q)
				}
			}
		}
	}
	return all
}

func TestNoQueryScansATable(t *testing.T) {
	e, err := Open(t.Context(), filepath.Join(t.TempDir(), "plan.db"), planDefs(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	seen := 0
	for _, d := range planDefs() {
		for _, q := range shapes(d) {
			k := newQuestion(e.tables[d.Kind], q, 1)
			k.find()
			checkPlan(t, e, k)
			for _, by := range []string{"", "b", "many"} {
				if q.After != nil || q.Desc {
					break // they play no part in a tally
				}
				k := newQuestion(e.tables[d.Kind], q, 1)
				k.tally(by, "n")
				checkPlan(t, e, k)
			}
			seen++
		}
		for _, sql := range []string{e.tables[d.Kind].get, e.tables[d.Kind].lookup, e.tables[d.Kind].remove} {
			k := newQuestion(e.tables[d.Kind], store.Query{Def: d}, 1)
			k.add(sql)
			checkPlan(t, e, k)
		}
	}
	if seen < 500 {
		t.Errorf("only %d shapes were seen", seen)
	}
}

// checkPlan wants a search with everything that is pinned and bounded, and rows that come in order.
func checkPlan(t *testing.T, e *Engine, k *question) {
	t.Helper()
	sql := k.sql.String()
	plan := strings.Join(explain(t, e.writer, sql), "\n")
	if strings.Contains(plan, "SCAN d") || strings.Contains(plan, "SCAN m") {
		t.Errorf("%s\nscans:\n%s", sql, plan)
	}
	tally := strings.Contains(sql, "count(*)")
	if strings.Contains(plan, "TEMP B-TREE") && !k.q.AllSpaces && !tally {
		t.Errorf("%s\nsorts:\n%s", sql, plan)
	}
	if strings.Count(sql, "d.n>") > 1 || strings.Count(sql, "d.n<") > 1 {
		t.Errorf("%s\nleaves SQLite the choice between two bounds", sql)
	}
	if tally || !strings.Contains(sql, "ORDER BY") {
		return
	}
	for i := range k.q.Equal {
		if want := column(k.index.Fields[i]); !strings.Contains(plan, strings.Trim(want, `"`)+"=?") {
			t.Errorf("%s\ndoes not search by %s:\n%s", sql, want, plan)
		}
	}
	if (k.q.From != nil || (k.q.After != nil && !k.q.Desc)) && !strings.Contains(plan, ">") {
		t.Errorf("%s\nhas no lower bound:\n%s", sql, plan)
	}
	if (k.q.To != nil || (k.q.After != nil && k.q.Desc)) && !strings.Contains(plan, "<") {
		t.Errorf("%s\nhas no upper bound:\n%s", sql, plan)
	}
}

func explain(t *testing.T, c *conn, sql string) (lines []string) {
	t.Helper()
	s, err := c.prepare("EXPLAIN QUERY PLAN " + sql)
	if err != nil {
		t.Fatal(err)
	}
	defer s.end()
	for {
		more, err := s.step()
		if err != nil {
			t.Fatal(err)
		}
		if !more {
			return lines
		}
		lines = append(lines, fmt.Sprint(s.colText(3)))
	}
}
