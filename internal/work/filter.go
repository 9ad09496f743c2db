package work

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Filter says which tasks a list shows, as a request says it: within a field one of the values is enough, and all fields must agree.
type Filter struct {
	Status, Label, Type, Priority, Reporter []string
	Assignee                                []string // usr_…, "me", "none"
	Not                                     Not
	Parent                                  []string // tsk_…, "none"
	Due                                     string   // "overdue", "today", "week", "none", a day, "2026-11-01..2026-11-30" with either end left open
	Q                                       string   // words that the title has, in any case
	Trashed                                 bool     // those in the trash, and only those
	Sort                                    string   // see Sorts; "" is rank
	Cursor                                  string   // where an earlier page ended
	Limit                                   int      // 1 … 1000; 0 is 100
	Known                                   string   // the tag of a page that the caller has: it is not read again if nothing has changed
}

// Not says what tasks must not be: none of the values of any field. An assignee "none" asks for those that somebody does.
type Not struct {
	Status, Label, Type, Priority, Reporter, Assignee []string
}

// maxAsked bounds the values of one field of a filter.
const maxAsked = 200

// wanted is a filter in the terms of the store: conditions, and what only the bytes of a document tell.
type wanted struct {
	order
	where   []store.Cond
	pinned  string // the one status that is asked for
	under   string // the one task whose subtasks are asked for
	within  string // today, or the week that begins today
	words   []string
	users   []string // assigned to one of these, or to nobody
	taken   bool     // assigned to somebody
	parents []string // a subtask of one of these; "none" is of no task
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
	w.one(&l, "status", f.Status)
	w.one(&l, "labels", f.Label)
	w.one(&l, "type", f.Type)
	w.one(&l, "priority", f.Priority)
	w.one(&l, "reporter", me(f.Reporter, actor))
	w.assigned(&l, me(f.Assignee, actor))
	w.not(&l, f.Not, actor)
	w.beneath(&l, f.Parent)
	w.due(&l, f.Due)
	w.search(&l, f.Q)
	if f.Cursor != "" && ok {
		if w.cursor, ok = readCursor(f.Cursor, o); !ok {
			l.Add("cursor", "is none that a list of this order gave")
		}
	}
	if len(f.Status) == 1 {
		w.pinned = f.Status[0]
	}
	return w, l.Err()
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

// one asks for one of the values.
func (w *wanted) one(l *fault.List, name string, values []string) { w.ask(l, name, store.In, values) }

func (w *wanted) not(l *fault.List, n Not, actor string) {
	w.ask(l, "status", store.NotIn, n.Status)
	w.ask(l, "labels", store.NotIn, n.Label)
	w.ask(l, "type", store.NotIn, n.Type)
	w.ask(l, "priority", store.NotIn, n.Priority)
	w.ask(l, "reporter", store.NotIn, me(n.Reporter, actor))
	users := me(n.Assignee, actor)
	w.taken = slices.Contains(users, nobody)
	w.ask(l, "assignees", store.NotIn, slices.DeleteFunc(users, func(u string) bool { return u == nobody }))
}

// beneath asks for subtasks. That a task has no parent is asked of the bytes, which need not say so.
func (w *wanted) beneath(l *fault.List, parents []string) {
	for _, p := range parents {
		if p != nobody && !id.Valid("tsk", p) {
			l.Add("parent", "must be the id of a task, or none")
			return
		}
	}
	if slices.Contains(parents, nobody) {
		w.parents = parents
		return
	}
	w.one(l, "parent", parents)
	if len(parents) == 1 {
		w.under = parents[0]
	}
}

func (w *wanted) ask(l *fault.List, name string, op store.Op, values []string) {
	if len(values) > maxAsked {
		l.Add(name, "has more than %d values", maxAsked)
		return
	}
	if len(values) == 0 {
		return
	}
	c := store.Cond{Field: name, Op: op}
	for _, v := range values {
		if len(v) > 100 || strings.ContainsRune(v, 0) || !utf8.ValidString(v) {
			l.Add(name, "has a value that cannot be one")
			return
		}
		c.Values = append(c.Values, store.T(v))
	}
	w.where = append(w.where, c)
}

// assigned asks for assignees. Nobody or somebody is no condition that engines know: that one is asked of the bytes.
func (w *wanted) assigned(l *fault.List, users []string) {
	if !slices.Contains(users, nobody) {
		w.one(l, "assignees", users)
		return
	}
	rest := slices.DeleteFunc(users, func(u string) bool { return u == nobody })
	if len(rest) == 0 {
		w.where = append(w.where, store.Cond{Field: "assignees", Op: store.None})
		return
	}
	if len(rest) > maxAsked {
		l.Add("assignees", "has more than %d values", maxAsked)
	}
	w.users = rest
}

// Words of a filter.
const (
	nobody  = "none"
	overdue = "overdue"
	today   = "today"
	week    = "week" // today and the six days after it
)

// due asks for days. Whether something is overdue depends on the day and on what the columns mean: see on.
func (w *wanted) due(l *fault.List, asked string) {
	least := func(v string) {
		w.where = append(w.where, store.Cond{Field: "due", Op: store.Least, Values: []store.Value{store.T(v)}})
	}
	switch asked {
	case "":
		return
	case nobody:
		w.where = append(w.where, store.Cond{Field: "due", Op: store.In, Values: []store.Value{store.T("")}})
		return
	case overdue:
		w.late = true
		least("1") // there is one
		return
	case today, week:
		w.within = asked
		return
	}
	from, to, ok := strings.Cut(asked, "..")
	if !ok {
		to = from
	}
	_, err := moment.ParseDate(from)
	_, err2 := moment.ParseDate(to)
	if err != nil || err2 != nil || (from == "" && to == "") {
		l.Add("due", "must be overdue, today, week, none, a date, or two of them such as 2026-11-01..2026-11-30")
		return
	}
	if from == "" {
		from = "1"
	}
	least(from)
	if to != "" { // "~" comes behind every digit and dash: the day itself is meant too
		w.where = append(w.where, store.Cond{Field: "due", Op: store.Below, Values: []store.Value{store.T(to + "~")}})
	}
}

func (w *wanted) search(l *fault.List, q string) {
	if len(q) > 500 || !utf8.ValidString(q) {
		l.Add("q", "is too long")
		return
	}
	w.words = strings.Fields(strings.ToLower(q))
}

// on gives the conditions as of today, in a project.
func (w *wanted) on(s *access.Scope) ([]store.Cond, error) {
	where := slices.Clip(w.where)
	if w.within != "" {
		where = append(where, days(s.Now(), w.within)...)
	}
	if !w.late {
		return where, nil
	}
	p, err := here(s)
	if err != nil {
		return nil, err
	}
	closed := store.Cond{Field: "status", Op: store.NotIn}
	for _, st := range p.Statuses {
		if !st.Group.Open() {
			closed.Values = append(closed.Values, store.T(st.ID))
		}
	}
	today := store.Cond{Field: "due", Op: store.Below, Values: []store.Value{store.T(string(s.Now().Date()))}}
	return append(where, today, closed), nil
}

// days gives the conditions for what is due today, or in the week that begins today.
func days(now moment.Time, within string) []store.Cond {
	last := now
	if within == week {
		last = now.Add(6 * 24 * time.Hour)
	}
	return []store.Cond{
		{Field: "due", Op: store.Least, Values: []store.Value{store.T(string(now.Date()))}},
		{Field: "due", Op: store.Below, Values: []store.Value{store.T(string(last.Date()) + "~")}},
	}
}

// filtered reports whether the bytes of documents have to be asked too.
func (w *wanted) filtered() bool {
	return len(w.words) > 0 || len(w.users) > 0 || w.taken || len(w.parents) > 0
}

func (w *wanted) holds(body []byte) bool {
	if len(w.words) > 0 {
		title := strings.ToLower(titleOf(body))
		for _, word := range w.words {
			if !strings.Contains(title, word) {
				return false
			}
		}
	}
	if w.taken && bytes.Contains(body, []byte(`,"assignees":[]`)) {
		return false
	}
	if len(w.parents) > 0 && !slices.Contains(w.parents, cmp.Or(string(field(body, "parent")), nobody)) {
		return false
	}
	return len(w.users) == 0 || assignedTo(body, w.users)
}

func assignedTo(body []byte, users []string) bool {
	_, rest, _ := bytes.Cut(body, []byte(`,"assignees":[`))
	list, _, _ := bytes.Cut(rest, []byte(`]`))
	if len(list) == 0 {
		return true
	}
	for _, u := range users {
		if bytes.Contains(list, []byte(`"`+u+`"`)) {
			return true
		}
	}
	return false
}

// titleOf reads the title of a task out of its bytes.
func titleOf(body []byte) string {
	raw := field(body, "title")
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw)
	}
	var s string
	if json.Unmarshal(slices.Concat([]byte{'"'}, raw, []byte{'"'}), &s) != nil {
		return string(raw)
	}
	return s
}
