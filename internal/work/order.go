package work

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/kanvaro/kanvaro/internal/store"
)

// order is a way to sort a list: by an index, or in memory by a text that is made of each document.
type order struct {
	name  string
	index string
	desc  bool
	by    func(body []byte) string
}

var orders = func() map[string]order {
	all := []order{
		{name: "rank", index: "rank"}, // the columns in the order of their ids, each as on the board
		{name: "updatedAt", index: "updated"},
		{name: "-updatedAt", index: "updated", desc: true},
		{name: "number", index: "number"},
		{name: "-number", index: "number", desc: true},
		{name: "createdAt", by: createdOf},
		{name: "-createdAt", by: createdOf, desc: true},
		{name: "due", by: dueOf},           // what is due first, and what is not due at all at the end
		{name: "priority", by: priorityOf}, // the most urgent first
		{name: "title", by: func(body []byte) string { return strings.ToLower(titleOf(body)) }},
	}
	m := map[string]order{"": all[0]}
	for _, o := range all {
		m[o.name] = o
	}
	return m
}()

// Sorts lists the orders that a list may have.
func Sorts() []string {
	var names []string
	for name := range orders {
		if name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func createdOf(body []byte) string { return string(field(body, "createdAt")) }

func dueOf(body []byte) string {
	if d := field(body, "due"); d != nil {
		return string(d)
	}
	return "~"
}

func priorityOf(body []byte) string {
	return string(rune('a' + len(Priorities) - 1 - slices.Index(Priorities, string(field(body, "priority")))))
}

// A cursor is the name of an order and a place in it: the values that it sorts by, the id last. Callers see base64 and do not look inside.
const maxCursor = 4096

func writeCursor(o order, place ...string) string {
	b, _ := json.Marshal(append([]string{o.name}, place...))
	return base64.RawURLEncoding.EncodeToString(b)
}

// readCursor gives the place, false for what no list of this order has given.
func readCursor(s string, o order) ([]string, bool) {
	if len(s) > maxCursor {
		return nil, false
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return nil, false
	}
	var place []string
	if json.Unmarshal(b, &place) != nil || len(place) < 3 || place[0] != o.name {
		return nil, false
	}
	for _, v := range place {
		if strings.ContainsRune(v, 0) || !utf8.ValidString(v) {
			return nil, false
		}
	}
	return place[1:], true
}

// open names the values of a task that an order by index sorts by, ids apart.
func (w *wanted) open() []string {
	switch {
	case w.index == "rank" && w.pinned != "":
		return []string{"rank"}
	case w.index == "rank":
		return []string{"status", "rank"}
	}
	return []string{w.index}
}

// after gives the cursor of the store, nil where there is none, false where it does not fit the filter.
func (w *wanted) after() (*store.Cursor, bool) {
	if w.cursor == nil {
		return nil, true
	}
	values, id := w.cursor[:len(w.cursor)-1], w.cursor[len(w.cursor)-1]
	open := w.open()
	if len(values) != len(open) {
		return nil, false
	}
	c := &store.Cursor{ID: id}
	for i, name := range open {
		v := store.T(values[i])
		if name == "updated" || name == "number" {
			n, err := strconv.ParseInt(values[i], 10, 64)
			if err != nil {
				return nil, false
			}
			v = store.N(n)
		}
		c.Values = append(c.Values, v)
	}
	return c, true
}

// placeOf gives the place of a task in the order, as a cursor holds it.
func (w *wanted) placeOf(d store.Doc) ([]string, error) {
	if w.by != nil {
		return []string{w.by(d.Body), d.ID}, nil
	}
	t, err := Tasks.Decode(d)
	if err != nil {
		return nil, err
	}
	var place []string
	for _, name := range w.open() {
		switch name {
		case "status":
			place = append(place, t.Status)
		case "rank":
			place = append(place, t.Rank)
		case "updated":
			place = append(place, strconv.FormatInt(t.UpdatedAt.Millis(), 10))
		case "number":
			place = append(place, strconv.FormatInt(t.Number, 10))
		}
	}
	return append(place, d.ID), nil
}
