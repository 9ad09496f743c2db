package sqlitestore

import (
	"slices"
	"strings"

	"github.com/kanvaro/kanvaro/internal/store"
)

// nothing reports a query that cannot find anything, and which SQLite will not answer by the index that it is told to take.
func nothing(q store.Query) bool {
	return slices.ContainsFunc(q.Where, func(c store.Cond) bool { return c.Op == store.In && len(c.Values) == 0 })
}

// condition adds one condition on a declared field. Where the index is bounded by a range or a cursor the condition must not take their
// place in the plan, or each page would be read from the first one on: a plus keeps it out.
func (k *question) condition(c store.Cond) {
	t, col := k.typeOf(c.Field), "d."+column(c.Field)
	if k.q.From != nil || k.q.To != nil || k.q.After != nil {
		col = "+" + col
	}
	switch {
	case c.Op == store.NotIn && len(c.Values) == 0: // everything
	case c.Op == store.None:
		k.add(" AND length(", col, ")=0")
	case c.Op == store.Least:
		k.compare(col, ">=", t, c.Values[0])
	case c.Op == store.Below:
		k.compare(col, "<", t, c.Values[0])
	case t == store.Many:
		k.anyOf(col, c)
	default:
		k.among(col, t, c)
	}
}

// among adds IN or NOT IN. The list is filled up to a power of two with its last value, so that few different statements are prepared.
func (k *question) among(col string, t store.Type, c store.Cond) {
	k.add(" AND ")
	if c.Op == store.NotIn {
		k.add("NOT ")
	}
	size := 1
	for size < len(c.Values) {
		size *= 2
	}
	k.add(col, " IN (?", strings.Repeat(",?", size-1), ")")
	for i := range size {
		v := c.Values[min(i, len(c.Values)-1)]
		k.args = append(k.args, arg{kind: t, text: v.Text, int: v.Int})
	}
}

// anyOf looks for values in a field of many: the blob has NUL, value, NUL.
func (k *question) anyOf(col string, c store.Cond) {
	k.add(" AND ")
	if c.Op == store.NotIn {
		k.add("NOT ")
	}
	k.add("((0")
	for i, v := range c.Values {
		if i%100 == 99 {
			k.add(") OR (0") // SQLite allows a depth of 1000
		}
		k.add(" OR instr(", col, ",?)")
		k.args = append(k.args, arg{kind: store.Many, text: v.Text})
	}
	k.add("))")
}
