package sqlitestore

import (
	"cmp"
	"strings"

	"github.com/kanvaro/kanvaro/internal/store"
)

// bounds adds From, To and the cursor. SQLite takes but one lower and one upper bound to the index, and it must be the narrower one: so
// where the cursor stands inside the range it takes the place of the bound, and where it stands before the range it is left out.
func (k *question) bounds() {
	from, to, after := k.q.From, k.q.To, k.q.After
	switch {
	case after == nil:
	case !k.q.Desc && from != nil && k.lead(*after, *from) < 0:
		after = nil
	case !k.q.Desc:
		from = nil
	case to != nil && k.lead(*after, *to) >= 0:
		after = nil
	default:
		to = nil
	}
	if from != nil {
		k.bound(">=", *from)
	}
	if to != nil {
		k.bound("<", *to)
	}
	if after != nil {
		k.behind(*after)
	}
}

// lead compares the first part of a cursor with a bound.
func (k *question) lead(c store.Cursor, bound store.Value) int {
	open := k.open()
	switch {
	case len(open) == 0 && k.t.def.Numbers:
		return cmp.Compare(anyNumber(c.ID), anyNumber(bound.Text))
	case len(open) == 0:
		return cmp.Compare(c.ID, bound.Text)
	case k.typeOf(open[0]) == store.Int:
		return cmp.Compare(c.Values[0].Int, bound.Int)
	default:
		return cmp.Compare(c.Values[0].Text, bound.Text)
	}
}

// bound adds a comparison of the first open field, or of the id.
func (k *question) bound(op string, v store.Value) {
	if open := k.open(); len(open) > 0 {
		k.compare(k.indexed(open[0]), op, k.typeOf(open[0]), v)
		return
	}
	k.add(" AND ")
	if k.t.def.Numbers && k.q.AllSpaces {
		k.add(k.id(), op, "(s.id<<40)+?")
	} else {
		k.add(k.id(), op, "?")
	}
	k.args = append(k.args, k.idArg(v.Text))
}

// behind adds a comparison of all open fields and the id with a cursor.
func (k *question) behind(c store.Cursor) {
	op := ">"
	if k.q.Desc {
		op = "<"
	}
	open := k.open()
	k.add(" AND ")
	if len(open) == 0 {
		k.add(k.id(), op, "?")
	} else {
		k.add("(")
		for _, f := range open {
			k.add(k.indexed(f), ",")
		}
		k.add(k.id(), ")", op, "(", strings.Repeat("?,", len(open)), "?)")
	}
	for i, f := range open {
		k.args = append(k.args, arg{kind: k.typeOf(f), text: c.Values[i].Text, int: c.Values[i].Int})
	}
	k.args = append(k.args, k.idArg(c.ID))
}

// idArg is an id as its column has it.
func (k *question) idArg(id string) arg {
	switch {
	case !k.t.def.Numbers:
		return arg{kind: store.Text, text: id}
	case k.q.AllSpaces:
		return arg{kind: store.Int, int: anyNumber(id)}
	default:
		return arg{kind: store.Int, int: k.space<<numberBits + anyNumber(id)}
	}
}
