package work

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

// span are days that tasks may be due on.
type span struct {
	none     bool   // on no day
	late     bool   // before today, and still to be done
	days     int    // today and so many less one after it; 0 where from and to say it
	from, to string // with both ends; "" is open
}

// Words of a filter.
const (
	overdue = "overdue"
	today   = "today"
	week    = "week" // today and the six days after it
)

var someDays = regexp.MustCompile(`^([1-9][0-9]{0,2})d$`)

func parseSpans(l *fault.List, name string, values []string) []span {
	if !checkAsked(l, name, values) {
		return nil
	}
	var out []span
	for _, v := range values {
		sp, ok := parseSpan(v)
		if !ok {
			l.Add(name, "must be overdue, today, week, some days such as 14d, none, a date, or two of them such as 2026-11-01..2026-11-30")
			return nil
		}
		out = append(out, sp)
	}
	return out
}

func parseSpan(v string) (span, bool) {
	switch v {
	case nobody:
		return span{none: true}, true
	case overdue:
		return span{late: true}, true
	case today:
		return span{days: 1}, true
	case week:
		return span{days: 7}, true
	}
	if m := someDays.FindStringSubmatch(v); m != nil {
		n, _ := strconv.Atoi(m[1]) // three digits
		return span{days: n}, true
	}
	from, to, ok := strings.Cut(v, "..")
	if !ok {
		to = from
	}
	_, err := moment.ParseDate(from)
	_, err2 := moment.ParseDate(to)
	return span{from: from, to: to}, err == nil && err2 == nil && (from != "" || to != "")
}

// moving reports whether a filter means other days tomorrow.
func (a Asked) moving() bool {
	for _, v := range a.Due {
		if sp, ok := parseSpan(v); ok && (sp.late || sp.days > 0) {
			return true
		}
	}
	return false
}

// day is what spans depend on: when it is, and which columns are those of work that is over.
type day struct {
	now    moment.Time
	closed []store.Value
}

func dayOf(now moment.Time, p *project.Project) day {
	d := day{now: now}
	for _, st := range p.Statuses {
		if !st.Group.Open() {
			d.closed = append(d.closed, store.T(st.ID))
		}
	}
	return d
}

// dates gives both ends of a span, "" for an open one.
func (d day) dates(sp span) (from, to string) {
	if sp.days == 0 {
		return sp.from, sp.to
	}
	return string(d.now.Date()), string(d.now.Add(time.Duration(sp.days-1) * 24 * time.Hour).Date())
}

// conditions says it to an engine.
func (d day) conditions(sp span) []store.Cond {
	cond := func(op store.Op, v string) store.Cond {
		return store.Cond{Field: "due", Op: op, Values: []store.Value{store.T(v)}}
	}
	switch {
	case sp.none:
		return []store.Cond{cond(store.In, "")}
	case sp.late:
		return []store.Cond{cond(store.Least, "1"), cond(store.Below, string(d.now.Date())), {Field: "status", Op: store.NotIn, Values: d.closed}}
	}
	from, to := d.dates(sp)
	if from == "" {
		from = "1" // there is one
	}
	out := []store.Cond{cond(store.Least, from)}
	if to != "" { // "~" comes behind every digit and dash: the day itself is meant too
		out = append(out, cond(store.Below, to+"~"))
	}
	return out
}

// holds says it of the bytes of a task.
func (d day) holds(sp span, body []byte) bool {
	due := string(field(body, "due"))
	switch {
	case sp.none || due == "":
		return sp.none && due == ""
	case sp.late:
		status := string(field(body, "status"))
		for _, c := range d.closed {
			if c.Text == status {
				return false
			}
		}
		return due < string(d.now.Date())
	}
	from, to := d.dates(sp)
	return due >= from && (to == "" || due <= to)
}
