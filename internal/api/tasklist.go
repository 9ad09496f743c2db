package api

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/live"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

// ListTasksIn describes the filters of a list of tasks.
type ListTasksIn struct {
	InProject
	Page
	Status      []string `query:"status"`
	Assignee    []string `query:"assignee" doc:"Users; me, none."`
	Label       []string `query:"label" doc:"Labels; none."`
	Type        []string `query:"type"`
	Priority    []string `query:"priority"`
	Reporter    []string `query:"reporter" doc:"Users; me."`
	Parent      []string `query:"parent" doc:"Tasks whose subtasks are meant; none."`
	Points      []string `query:"points" doc:"Numbers; none."`
	Due         []string `query:"due" doc:"overdue, today, week (today and six days more), 14d (today and 13 days more), none, a date, or two such as 2026-11-01..2026-11-30."`
	NotStatus   []string `query:"not.status"`
	NotAssignee []string `query:"not.assignee"`
	NotLabel    []string `query:"not.label"`
	NotType     []string `query:"not.type"`
	NotPriority []string `query:"not.priority"`
	NotReporter []string `query:"not.reporter"`
	NotParent   []string `query:"not.parent"`
	NotPoints   []string `query:"not.points"`
	NotDue      []string `query:"not.due"`
	Q           string   `query:"q" doc:"Words in the title."`
	Trashed     bool     `query:"trashed"`
	Sort        string   `query:"sort" doc:"rank, -createdAt, createdAt, -updatedAt, updatedAt, number, -number, due, priority, title."`
}

// filterOf reads the filters of a list of tasks. It is exact: a parameter that it does not know is refused, for a filter that is not
// understood would show too much.
func filterOf(query string) (f work.Filter, fields []string, err error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return f, nil, fault.New(fault.Malformed, "The query cannot be read.")
	}
	var l fault.List
	lists := map[string]*[]string{
		"status": &f.Status, "assignee": &f.Assignee, "label": &f.Label, "type": &f.Type, "priority": &f.Priority, "reporter": &f.Reporter,
		"parent": &f.Parent, "points": &f.Points, "due": &f.Due,
		"not.status": &f.Not.Status, "not.assignee": &f.Not.Assignee, "not.label": &f.Not.Label, "not.type": &f.Not.Type, "not.priority": &f.Not.Priority,
		"not.reporter": &f.Not.Reporter, "not.parent": &f.Not.Parent, "not.points": &f.Not.Points, "not.due": &f.Not.Due,
	}
	for name, v := range values {
		if to, ok := lists[name]; ok {
			*to = several(v)
			continue
		}
		switch name {
		case "fields":
			fields = several(v)
		case "q":
			f.Q = v[0]
		case "sort":
			f.Sort = v[0]
		case "cursor":
			f.Cursor = v[0]
		case "trashed":
			if f.Trashed, err = strconv.ParseBool(v[0]); err != nil {
				l.Add("trashed", "must be true or false")
			}
		case "limit":
			if f.Limit, err = strconv.Atoi(v[0]); err != nil || f.Limit < 1 || f.Limit > 1000 {
				l.Add("limit", "must be from 1 to 1000")
			}
		default:
			l.Add(fieldOf("query."+name), "is not a filter")
		}
	}
	return f, fields, l.Err()
}

// several reads a parameter that may be repeated, and have commas.
func several(values []string) []string {
	var out []string
	for _, v := range values {
		for one := range strings.SplitSeq(v, ",") {
			if one = strings.TrimSpace(one); one != "" {
				out = append(out, one)
			}
		}
	}
	return out
}

// listTasks answers with stored bytes. A list that this person has asked for before and that has not changed is given again as it was,
// compressed and all: that costs a look at what it depends on, and no look at the database.
func listTasks(c *call) (reply, error) {
	f, fields, err := filterOf(c.r.URL.RawQuery)
	if err != nil {
		return reply{}, err
	}
	name := c.actor.Sight() + " " + c.r.URL.Path + "?" + c.r.URL.RawQuery
	has := c.s.lists.get(name)
	if has != nil {
		f.Known = has.tag
	} else {
		f.Known = knownTag(c.r.Header.Get("If-None-Match"))
	}
	page, err := c.s.o.Work.List(c.ctx, c.actor, c.path("org"), c.path("project"), f)
	switch {
	case err != nil:
		return reply{}, err
	case page.Unchanged && has == nil:
		return reply{etag: page.Tag}, nil // If-None-Match says the same: 304
	case page.Unchanged:
		return reply{kept: has, etag: has.tag, position: has.position}, nil
	}
	body, err := c.taskList(page, fields)
	if err != nil {
		return reply{}, err
	}
	fresh := &kept{tag: page.Tag, plain: body, position: live.FormatPosition(c.space(), page.Position)}
	c.s.lists.put(name, fresh)
	return reply{kept: fresh, etag: page.Tag, position: fresh.position}, nil
}

// knownTag is the one tag of an If-None-Match; of several the first.
func knownTag(h string) string {
	first, _, _ := strings.Cut(h, ",")
	return tagText(strings.TrimSpace(first))
}

func (c *call) taskList(page work.Page, fields []string) ([]byte, error) {
	if len(fields) > 0 {
		items := make([][]byte, len(page.Cards))
		for i, card := range page.Cards {
			items[i] = card.JSON()
		}
		return listing(items, fields, page.Next, c.space(), page.Position)
	}
	size := 256
	for _, card := range page.Cards {
		size += len(card.Doc.Body) + 96
	}
	b := append(make([]byte, 0, size), `{"items":[`...)
	for i, card := range page.Cards {
		if i > 0 {
			b = append(b, ',')
		}
		b = card.AppendJSON(b)
	}
	return endList(b, page.Next, c.space(), page.Position), nil
}

// endList closes the items and says what follows, and of which position the list is.
func endList(b []byte, next string, space store.Space, at store.Position) []byte {
	b = append(b, ']')
	if next != "" {
		text, _ := json.Marshal(next) // a text can always be written
		b = append(append(b, `,"next":`...), text...)
	}
	b = append(b, `,"position":"`...)
	b = append(b, live.FormatPosition(space, at)...)
	return append(b, `"}`...)
}
