package work

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Filter says which tasks a list shows, as a request says it: within a field one of the values is enough, and all fields must agree.
type Filter struct {
	Status, Label, Type, Priority, Reporter, Assignee, Parent, Points, Due []string // see Asked

	Not     Asked
	Q       string // words that the title has, in any case
	Trashed bool   // those in the trash, and only those
	Sort    string // see Sorts; "" is rank
	Cursor  string // where an earlier page ended
	Limit   int    // 1 … 1000; 0 is 100
	Known   string // the tag of a page that the caller has: it is not read again if nothing has changed
}

// Asked are values of fields that tasks must have one of, or none of. In Label, Assignee, Parent, Points and Due "none" stands for the
// tasks that have none.
type Asked struct {
	Status, Label, Type, Priority []string
	Reporter, Assignee            []string // usr_…, "me"
	Parent                        []string // tsk_…
	Points                        []string // numbers
	Due                           []string // "overdue", "today", "week", "14d", a day, "2026-11-01..2026-11-30" with either end left open
}

func (f Filter) asked() Asked {
	return Asked{f.Status, f.Label, f.Type, f.Priority, f.Reporter, f.Assignee, f.Parent, f.Points, f.Due}
}

// maxAsked bounds the values of one field of a filter.
const maxAsked = 200

// wanted is a filter in the terms of the store: conditions, and what only the bytes of a document tell.
type wanted struct {
	order
	where   []store.Cond
	pinned  string // the one status that is asked for
	under   string // the one task whose subtasks are asked for
	spans   []span // due in one of these
	not     []span // due in none of these
	tests   []func(body []byte) bool
	trashed bool
	limit   int
	cursor  []string
}

func (f Filter) parse(actor string) (wanted, error) {
	var l fault.List
	w := wanted{trashed: f.Trashed, limit: f.Limit}
	if w.limit == 0 {
		w.limit = 100
	}
	if w.limit < 1 || w.limit > 1000 {
		l.Add("limit", "must be from 1 to 1000")
	}
	o, ok := orders[f.Sort]
	if !ok {
		l.Add("sort", "must be one of %s", strings.Join(Sorts(), ", "))
	}
	w.order = o
	w.asks(&l, "", store.In, f.asked(), actor)
	w.asks(&l, "not.", store.NotIn, f.Not, actor)
	w.spans, w.not = parseSpans(&l, "due", f.Due), parseSpans(&l, "not.due", f.Not.Due)
	w.search(&l, f.Q)
	if f.Cursor != "" && ok {
		if w.cursor, ok = readCursor(f.Cursor, o); !ok {
			l.Add("cursor", "is none that a list of this order gave")
		}
	}
	if len(f.Status) == 1 {
		w.pinned = f.Status[0]
	}
	if len(f.Parent) == 1 && f.Parent[0] != nobody {
		w.under = f.Parent[0]
	}
	return w, l.Err()
}

func (w *wanted) asks(l *fault.List, not string, op store.Op, a Asked, actor string) {
	w.ask(l, not+"status", "status", op, a.Status)
	w.ask(l, not+"type", "type", op, a.Type)
	w.ask(l, not+"priority", "priority", op, a.Priority)
	w.ask(l, not+"reporter", "reporter", op, me(a.Reporter, actor))
	w.askMany(l, not+"assignee", "assignees", op, me(a.Assignee, actor))
	w.askMany(l, not+"label", "labels", op, a.Label)
	w.askParent(l, not+"parent", op, a.Parent)
	w.askPoints(l, not+"points", op, a.Points)
}

func me(users []string, actor string) []string {
	out := slices.Clone(users)
	for i, u := range out {
		if u == "me" {
			out[i] = actor
		}
	}
	return out
}

// nobody stands for having none.
const nobody = "none"

// ask asks a field of one value.
func (w *wanted) ask(l *fault.List, name, field string, op store.Op, values []string) {
	if len(values) == 0 || !checkAsked(l, name, values) {
		return
	}
	c := store.Cond{Field: field, Op: op}
	for _, v := range values {
		c.Values = append(c.Values, store.T(v))
	}
	w.where = append(w.where, c)
}

func checkAsked(l *fault.List, name string, values []string) bool {
	if len(values) > maxAsked {
		l.Add(name, "has more than %d values", maxAsked)
		return false
	}
	for _, v := range values {
		if len(v) > 100 || strings.ContainsRune(v, 0) || !utf8.ValidString(v) {
			l.Add(name, "has a value that cannot be one")
			return false
		}
	}
	return true
}

// askMany asks a field of many values. Those of a list or none, and some at all, are no conditions that engines know: these are asked of the
// bytes.
func (w *wanted) askMany(l *fault.List, name, field string, op store.Op, values []string) {
	rest := slices.DeleteFunc(slices.Clone(values), func(v string) bool { return v == nobody })
	switch none := len(rest) < len(values); {
	case !none:
		w.ask(l, name, field, op, values)
	case !checkAsked(l, name, rest):
	case op == store.NotIn:
		w.ask(l, name, field, op, rest)
		w.tests = append(w.tests, func(body []byte) bool { return len(listOf(body, field)) > 0 })
	case len(rest) == 0:
		w.where = append(w.where, store.Cond{Field: field, Op: store.None})
	default:
		w.tests = append(w.tests, func(body []byte) bool {
			list := listOf(body, field)
			return len(list) == 0 || slices.ContainsFunc(rest, func(v string) bool { return bytes.Contains(list, []byte(`"`+v+`"`)) })
		})
	}
}

// askParent asks for subtasks. That a task has no parent is asked of the bytes, which need not say so.
func (w *wanted) askParent(l *fault.List, name string, op store.Op, parents []string) {
	if !checkAsked(l, name, parents) {
		return
	}
	for _, p := range parents {
		if p != nobody && !id.Valid("tsk", p) {
			l.Add(name, "must be the id of a task, or none")
			return
		}
	}
	if op == store.In && !slices.Contains(parents, nobody) {
		w.ask(l, name, "parent", op, parents)
		return
	}
	if len(parents) > 0 {
		w.tests = append(w.tests, func(body []byte) bool {
			return slices.Contains(parents, cmp.Or(string(field(body, "parent")), nobody)) == (op == store.In)
		})
	}
}

// askPoints asks for how much tasks are, which no index knows.
func (w *wanted) askPoints(l *fault.List, name string, op store.Op, values []string) {
	if len(values) == 0 || !checkAsked(l, name, values) {
		return
	}
	asked := map[float64]bool{}
	for _, v := range values {
		n, err := strconv.ParseFloat(v, 64)
		if v == nobody {
			n = math.Inf(1)
		} else if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			l.Add(name, "must be numbers, or none")
			return
		}
		asked[n] = true
	}
	w.tests = append(w.tests, func(body []byte) bool { return asked[pointsOf(body)] == (op == store.In) })
}

func (w *wanted) search(l *fault.List, q string) {
	if len(q) > 500 || !utf8.ValidString(q) {
		l.Add("q", "is too long")
		return
	}
	words := strings.Fields(strings.ToLower(q))
	if len(words) == 0 {
		return
	}
	w.tests = append(w.tests, func(body []byte) bool {
		title := strings.ToLower(titleOf(body))
		return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(title, word) })
	})
}

// on gives the conditions as of today, in a project. Where they say nothing of the days, late does.
func (w *wanted) on(s *access.Scope) (where []store.Cond, late func(body []byte) bool, err error) {
	where = slices.Clip(w.where)
	if len(w.spans)+len(w.not) == 0 {
		return where, nil, nil
	}
	p, err := here(s)
	if err != nil {
		return nil, nil, err
	}
	day := dayOf(s.Now(), p)
	if len(w.spans) == 1 && len(w.not) == 0 {
		return append(where, day.conditions(w.spans[0])...), nil, nil
	}
	return where, func(body []byte) bool {
		is := func(sp span) bool { return day.holds(sp, body) }
		return (len(w.spans) == 0 || slices.ContainsFunc(w.spans, is)) && !slices.ContainsFunc(w.not, is)
	}, nil
}

// holds asks the bytes of a document.
func (w *wanted) holds(body []byte) bool {
	for _, test := range w.tests {
		if !test(body) {
			return false
		}
	}
	return true
}
