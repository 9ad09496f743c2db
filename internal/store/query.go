package store

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// Query describes documents of one kind by a declared index.
//
// Equal pins the leading fields of the index. From and To bound the next one (or the id, when all are pinned or the index is ""):
// From ≤ value < To, each optional. Where adds conditions on declared fields. The order is that of the unpinned fields of the index
// and then of the id (as text, or as a number for kinds with Numbers), backwards with Desc. After continues behind a place in that order.
// A field of many values must be pinned, with one of them. Limit 0 is no limit.
type Query struct {
	Def   *Def
	Index string
	Equal []Value
	From  *Value
	To    *Value
	Where []Cond
	After *Cursor
	Desc  bool
	Limit int

	// WithKeys asks the engine for the declared values of each document; without it Doc.Keys is nil.
	WithKeys bool
	// AllSpaces looks through every space: for quiet kinds, on a snapshot of space "", without After.
	AllSpaces bool
}

// Cursor is a place in the order of a query: the values of the unpinned index fields, and the id.
type Cursor struct {
	Values []Value
	ID     string
}

// Op is what a condition asks.
type Op uint8

// The conditions. For a field of many values, In asks for at least one of the values and NotIn for none of them.
const (
	In    Op = iota // equal to one of Values; with no Values nothing is found
	NotIn           // equal to none of Values
	Least           // ≥ Values[0]
	Below           // < Values[0]
	None            // a field of many values that has none
)

// Cond is a condition on a declared field.
type Cond struct {
	Field  string
	Op     Op
	Values []Value
}

// Check reports a query that no engine may be asked: an unknown index or field, a field of many values left open.
func (q Query) Check() error {
	x, ok := q.Def.Index(q.Index)
	if !ok {
		return fmt.Errorf("kind %s has no index %q", q.Def.Kind, q.Index)
	}
	if len(q.Equal) > len(x.Fields) {
		return fmt.Errorf("index %s of %s has %d fields, %d are pinned", x.Name, q.Def.Kind, len(x.Fields), len(q.Equal))
	}
	for _, f := range q.open(x) {
		if q.Def.Fields[q.Def.Field(f)].Type == Many {
			return fmt.Errorf("index %s of %s: %s has many values and must be pinned", x.Name, q.Def.Kind, f)
		}
	}
	if q.After != nil && len(q.After.Values) != len(q.open(x)) {
		return fmt.Errorf("index %s of %s: a cursor needs %d values, not %d", x.Name, q.Def.Kind, len(q.open(x)), len(q.After.Values))
	}
	if q.AllSpaces && (!q.Def.Quiet || q.After != nil) {
		return fmt.Errorf("kind %s: only quiet kinds are looked for over all spaces, and without a cursor", q.Def.Kind)
	}
	for _, c := range q.Where {
		i := q.Def.Field(c.Field)
		if i < 0 {
			return fmt.Errorf("kind %s does not declare %q", q.Def.Kind, c.Field)
		}
		many := q.Def.Fields[i].Type == Many
		if (c.Op == None && !many) || ((c.Op == Least || c.Op == Below) && (many || len(c.Values) != 1)) {
			return fmt.Errorf("kind %s: this condition cannot be asked of %q", q.Def.Kind, c.Field)
		}
	}
	return nil
}

// open lists the fields of the index that are not pinned.
func (q Query) open(x Index) []string { return x.Fields[len(q.Equal):] }

// CursorOf gives the place of a document with these keys in the order of the query.
func (q Query) CursorOf(id string, keys []Value) *Cursor {
	x, _ := q.Def.Index(q.Index)
	c := &Cursor{ID: id}
	for _, f := range q.open(x) {
		c.Values = append(c.Values, keys[q.Def.Field(f)])
	}
	return c
}

// Matches reports whether a document with this id and these keys is described by the query, order and limit apart.
func (q Query) Matches(id string, keys []Value) bool {
	x, _ := q.Def.Index(q.Index)
	if x.Name != "" && q.Def.Omits(x, keys) {
		return false
	}
	for i, v := range q.Equal {
		f := q.Def.Field(x.Fields[i])
		if !equal(q.Def.Fields[f].Type, keys[f], v) {
			return false
		}
	}
	if !q.inRange(x, id, keys) {
		return false
	}
	for _, c := range q.Where {
		f := q.Def.Field(c.Field)
		if !c.holds(q.Def.Fields[f].Type, keys[f]) {
			return false
		}
	}
	return q.After == nil || q.less(x, *q.After, *q.CursorOf(id, keys))
}

func (q Query) inRange(x Index, id string, keys []Value) bool {
	if q.From == nil && q.To == nil {
		return true
	}
	compare := func(bound Value) int { return q.compareID(id, bound.Text) }
	if open := q.open(x); len(open) > 0 {
		f := q.Def.Field(open[0])
		compare = func(bound Value) int { return compareValues(q.Def.Fields[f].Type, keys[f], bound) }
	}
	return (q.From == nil || compare(*q.From) >= 0) && (q.To == nil || compare(*q.To) < 0)
}

// Less orders two places by the query, Desc included.
func (q Query) Less(a, b Cursor) bool {
	x, _ := q.Def.Index(q.Index)
	return q.less(x, a, b)
}

func (q Query) less(x Index, a, b Cursor) bool {
	c := 0
	for i, f := range q.open(x) {
		if c = compareValues(q.Def.Fields[q.Def.Field(f)].Type, a.Values[i], b.Values[i]); c != 0 {
			break
		}
	}
	if c == 0 {
		c = q.compareID(a.ID, b.ID)
	}
	if q.Desc {
		c = -c
	}
	return c < 0
}

func (q Query) compareID(a, b string) int {
	if !q.Def.Numbers {
		return cmp.Compare(a, b)
	}
	m, _ := strconv.ParseInt(a, 10, 64)
	n, _ := strconv.ParseInt(b, 10, 64)
	return cmp.Compare(m, n)
}

func compareValues(t Type, a, b Value) int {
	if t == Int {
		return cmp.Compare(a.Int, b.Int)
	}
	return cmp.Compare(a.Text, b.Text)
}

// equal compares a document's value with one that is asked for; a field of many values is equal to each of them.
func equal(t Type, has, asked Value) bool {
	if t == Many {
		return slices.Contains(has.Many, asked.Text)
	}
	return compareValues(t, has, asked) == 0
}

func (c Cond) holds(t Type, v Value) bool {
	switch c.Op {
	case In:
		return slices.ContainsFunc(c.Values, func(asked Value) bool { return equal(t, v, asked) })
	case NotIn:
		return !slices.ContainsFunc(c.Values, func(asked Value) bool { return equal(t, v, asked) })
	case Least:
		return compareValues(t, v, c.Values[0]) >= 0
	case Below:
		return compareValues(t, v, c.Values[0]) < 0
	default:
		return len(v.Many) == 0
	}
}

// Groups names the groups of a Tally that a document with these keys counts in.
func (d *Def) Groups(by string, keys []Value) []string {
	if by == "" {
		return []string{""}
	}
	i := d.Field(by)
	switch v := keys[i]; d.Fields[i].Type {
	case Many:
		return v.Many
	case Int:
		return []string{strconv.FormatInt(v.Int, 10)}
	default:
		return []string{v.Text}
	}
}
