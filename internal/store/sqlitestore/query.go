package sqlitestore

import (
	"strconv"
	"strings"

	"github.com/kanvaro/kanvaro/internal/store"
)

// question is a query on its way to SQL: the text, and the arguments in their order.
type question struct {
	t     *table
	q     store.Query
	index store.Index
	many  string // the field of many values that the index has, "" if none
	space int64

	sql  strings.Builder
	args []arg
}

// arg is one argument.
type arg struct {
	kind store.Type // Many is a blob that is looked for in a field of many values
	text string
	int  int64
}

func (a arg) bind(s *stmt) {
	switch a.kind {
	case store.Int:
		s.int(a.int)
	case store.Many:
		s.blob(joined([]string{a.text}))
	default:
		s.text(a.text)
	}
}

func newQuestion(t *table, q store.Query, space int64) *question {
	k := &question{t: t, q: q, space: space}
	k.index, _ = t.def.Index(q.Index)
	k.many = t.def.ManyField(k.index)
	return k
}

// find asks for documents: n, version, body, id (but of Numbers kinds), declared values, name of the space (over all spaces).
func (k *question) find() {
	k.add("SELECT d.n,d.version,d.body")
	if !k.t.def.Numbers {
		k.add(",d.id")
	}
	if k.q.WithKeys {
		for _, f := range k.t.def.Fields {
			k.add(",d.", column(f.Name))
		}
	}
	if k.q.AllSpaces {
		k.add(",s.name")
	}
	k.from()
	k.where()
	direction := ""
	if k.q.Desc {
		direction = " DESC"
	}
	k.add(" ORDER BY ")
	for _, f := range k.open() {
		k.add(k.indexed(f), direction, ",")
	}
	k.add(k.id(), direction)
	if k.q.Limit > 0 {
		k.add(" LIMIT ?")
		k.args = append(k.args, arg{kind: store.Int, int: int64(k.q.Limit)})
	}
}

// tally asks for groups: count, sum, value of the field.
func (k *question) tally(by, sum string) {
	k.add("SELECT count(*),")
	if sum == "" {
		k.add("0")
	} else {
		k.add("sum(d.", column(sum), ")")
	}
	if by != "" {
		k.add(",d.", column(by))
	}
	k.from()
	k.where()
	if by != "" {
		k.add(" GROUP BY d.", column(by))
	}
}

func (k *question) add(parts ...string) {
	for _, p := range parts {
		k.sql.WriteString(p)
	}
}

// compare adds a comparison with one value.
func (k *question) compare(left, op string, t store.Type, v store.Value) {
	k.add(" AND ", left, op, "?")
	k.args = append(k.args, arg{kind: t, text: v.Text, int: v.Int})
}

// from names the tables, in the order in which SQLite is to go through them, and the index that it is to take.
func (k *question) from() {
	k.add(" FROM ")
	if k.q.AllSpaces {
		k.add("space s CROSS JOIN ")
	}
	switch {
	case k.many != "":
		k.add(sideName(k.t.def, k.index), " m CROSS JOIN ", k.t.name, " d ON d.n=m.n")
	case k.index.Name != "":
		k.add(k.t.name, " d INDEXED BY ", indexName(k.t.def, k.index))
	case k.t.def.Numbers:
		k.add(k.t.name, " d NOT INDEXED") // by rowid
	default:
		k.add(k.t.name, " d INDEXED BY ", quote("i_"+k.t.def.Kind))
	}
}

// open lists the fields of the index that are not pinned.
func (k *question) open() []string { return k.index.Fields[len(k.q.Equal):] }

// indexed is the column of a field as the index has it.
func (k *question) indexed(field string) string {
	if k.many != "" {
		return "m." + column(field)
	}
	return "d." + column(field)
}

// id is the column that comes last in every order.
func (k *question) id() string {
	if k.many != "" {
		return "m." + k.t.idColumn()
	}
	return "d." + k.t.idColumn()
}

func (k *question) typeOf(field string) store.Type { return k.t.def.Fields[k.t.def.Field(field)].Type }

// where adds space, pins, range and conditions.
func (k *question) where() {
	k.add(" WHERE 1")
	k.inSpace()
	for i, v := range k.q.Equal {
		f := k.index.Fields[i]
		t := k.typeOf(f)
		if t == store.Many {
			t = store.Text // m has one row for each value
		}
		k.compare(k.indexed(f), "=", t, v)
	}
	if k.index.Sparse && k.many == "" {
		k.add(" AND d.", k.t.holds(k.index)) // else SQLite may not take a partial index
	}
	k.bounds()
	for _, c := range k.q.Where {
		k.condition(c)
	}
}

// inSpace pins the space. By number a space is a range of rowids, each end of which is left to bounds when that has a narrower one.
func (k *question) inSpace() {
	table := "d"
	if k.many != "" {
		table = "m"
	}
	byNumber := k.t.def.Numbers && k.index.Name == ""
	switch {
	case !byNumber && k.q.AllSpaces:
		k.add(" AND ", table, ".space=s.id")
	case !byNumber:
		k.compare(table+".space", "=", store.Int, store.N(k.space))
	default:
		cursor := k.q.After != nil
		if k.q.From == nil && (!cursor || k.q.Desc) {
			k.edge(">=", 0)
		}
		if k.q.To == nil && (!cursor || !k.q.Desc) {
			k.edge("<", 1)
		}
	}
}

// edge bounds the rowid by the first one of a space, or of the space after it.
func (k *question) edge(op string, next int64) {
	if k.q.AllSpaces {
		k.add(" AND d.n", op, "((s.id+", strconv.FormatInt(next, 10), ")<<40)")
		return
	}
	k.compare("d.n", op, store.Int, store.N((k.space+next)<<numberBits))
}
