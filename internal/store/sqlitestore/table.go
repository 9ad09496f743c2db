package sqlitestore

import (
	"fmt"
	"strings"

	"github.com/kanvaro/kanvaro/internal/store"
)

// table is a kind as SQLite keeps it: one row for each document, with a column for each declared field, an index for each declared one,
// and for an index with a field of many values a table of its own, with a row for each value.
type table struct {
	def     *store.Def
	name    string
	sides   []*side
	columns string // of a document's declared values, after version: "f_a","f_b"
	get     string // body, version and values of one document, by space and id
	lookup  string // rowid, version and values of one document
	insert  string
	remove  string
	updates map[uint64]string // by the set of changed fields
}

// side is an index with a field of many values: a table ordered by its primary key, and by nothing else.
type side struct {
	index  store.Index
	name   string
	fields []int // positions of the index's fields in Keys
	many   int   // which of them has many values
	insert string
	remove string
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func column(field string) string { return quote("f_" + field) }

func newTable(d *store.Def) *table {
	t := &table{def: d, name: quote("d_" + d.Kind), updates: map[uint64]string{}}
	for _, f := range d.Fields {
		t.columns += "," + column(f.Name)
	}
	key, values := "space,id", "?,?"
	if d.Numbers {
		key, values = "n,space", "?,?"
	}
	one := "space=? AND id=?"
	if d.Numbers {
		one = "n=?"
	}
	t.get = fmt.Sprintf("SELECT body,version%s FROM %s WHERE %s", t.columns, t.name, one)
	t.lookup = fmt.Sprintf("SELECT n,version%s FROM %s WHERE %s", t.columns, t.name, one)
	t.insert = fmt.Sprintf("INSERT INTO %s(%s,version%s,body) VALUES(%s,?%s,?) ON CONFLICT DO NOTHING",
		t.name, key, t.columns, values, strings.Repeat(",?", len(d.Fields)))
	t.remove = fmt.Sprintf("DELETE FROM %s WHERE n=?", t.name)
	for _, x := range d.Indexes {
		if d.ManyField(x) != "" {
			t.sides = append(t.sides, newSide(t, x))
		}
	}
	return t
}

func newSide(t *table, x store.Index) *side {
	s := &side{index: x, name: sideName(t.def, x)}
	var columns, where []string
	for i, f := range x.Fields {
		at := t.def.Field(f)
		s.fields = append(s.fields, at)
		if t.def.Fields[at].Type == store.Many {
			s.many = i
		}
		columns, where = append(columns, column(f)), append(where, column(f)+"=?")
	}
	list, marks := "space,"+strings.Join(columns, ",")+",id,n", strings.Repeat("?,", len(columns)+2)+"?"
	if t.def.Numbers {
		list, marks = "space,"+strings.Join(columns, ",")+",n", strings.Repeat("?,", len(columns)+1)+"?"
	}
	s.insert = fmt.Sprintf("INSERT INTO %s(%s) VALUES(%s)", s.name, list, marks)
	s.remove = fmt.Sprintf("DELETE FROM %s WHERE space=? AND %s AND %s=?", s.name, strings.Join(where, " AND "), t.idColumn())
	return s
}

func indexName(d *store.Def, x store.Index) string { return quote("x_" + d.Kind + "_" + x.Name) }

func sideName(d *store.Def, x store.Index) string { return quote("m_" + d.Kind + "_" + x.Name) }

// idColumn is what the documents of a space are told apart and ordered by.
func (t *table) idColumn() string {
	if t.def.Numbers {
		return "n"
	}
	return "id"
}

// create makes the table, without its indexes. The small columns come first: a long body runs over into pages that a search need not read.
func (t *table) create() []string {
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE TABLE %s (n INTEGER PRIMARY KEY, space INTEGER NOT NULL", t.name)
	if !t.def.Numbers {
		b.WriteString(", id TEXT NOT NULL")
	}
	b.WriteString(", version INTEGER NOT NULL")
	for _, f := range t.def.Fields {
		fmt.Fprintf(&b, ", %s %s", column(f.Name), columnType(f.Type))
	}
	b.WriteString(", body BLOB NOT NULL)")
	sqls := []string{b.String()}
	if !t.def.Numbers {
		sqls = append(sqls, fmt.Sprintf("CREATE UNIQUE INDEX %s ON %s (space, id)", quote("i_"+t.def.Kind), t.name))
	}
	return sqls
}

func columnType(t store.Type) string {
	switch t {
	case store.Int:
		return "INTEGER NOT NULL DEFAULT 0"
	case store.Many:
		return "BLOB NOT NULL DEFAULT x''"
	default:
		return "TEXT NOT NULL DEFAULT ''"
	}
}

// createIndex makes one index, or its table. Unique is the store's affair.
func (t *table) createIndex(x store.Index) string {
	columns := "space"
	for _, f := range x.Fields {
		columns += ", " + column(f)
	}
	if t.def.ManyField(x) == "" {
		if !t.def.Numbers {
			columns += ", id"
		}
		sql := fmt.Sprintf("CREATE INDEX %s ON %s (%s)", indexName(t.def, x), t.name, columns)
		if x.Sparse {
			sql += " WHERE " + t.holds(x)
		}
		return sql
	}
	typed := ""
	for _, f := range x.Fields {
		kind := columnType(t.def.Fields[t.def.Field(f)].Type)
		if f == t.def.ManyField(x) {
			kind = columnType(store.Text)
		}
		typed += fmt.Sprintf(", %s %s", column(f), kind)
	}
	if t.def.Numbers {
		return fmt.Sprintf("CREATE TABLE %s (space INTEGER NOT NULL%s, n INTEGER NOT NULL, PRIMARY KEY (%s, n)) WITHOUT ROWID", sideName(t.def, x), typed, columns)
	}
	return fmt.Sprintf("CREATE TABLE %s (space INTEGER NOT NULL%s, id TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (%s, id)) WITHOUT ROWID",
		sideName(t.def, x), typed, columns)
}

// dropIndex removes an index, or its table; made is the statement that made it.
func dropIndex(d *store.Def, name, made string) string {
	x := store.Index{Name: name}
	if strings.HasPrefix(made, "CREATE TABLE") {
		return "DROP TABLE " + sideName(d, x)
	}
	return "DROP INDEX " + indexName(d, x)
}

// holds is the condition under which a sparse index has a document.
func (t *table) holds(x store.Index) string {
	if t.def.Fields[t.def.Field(x.Fields[0])].Type == store.Int {
		return column(x.Fields[0]) + "<>0"
	}
	return column(x.Fields[0]) + "<>''"
}

// update gives the statement for a document of which these declared values have changed: SQLite leaves the indexes of the others alone.
// Only the writer asks, one at a time.
func (t *table) update(changed []int) string {
	var mask uint64
	for _, i := range changed {
		mask |= 1 << i
	}
	sql := t.updates[mask]
	if sql == "" {
		sql = t.updateSQL(changed)
		t.updates[mask] = sql
	}
	return sql
}

func (t *table) updateSQL(changed []int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "UPDATE %s SET version=?,body=?", t.name)
	for _, i := range changed {
		fmt.Fprintf(&b, ",%s=?", column(t.def.Fields[i].Name))
	}
	b.WriteString(" WHERE n=?")
	return b.String()
}
