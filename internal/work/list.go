package work

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Page is a part of a list. Tag names what it was made of: with the same tag the same filter gives the same page.
type Page struct {
	Cards     []Card
	Next      string // the cursor of what follows, "" at the end
	Position  store.Position
	Tag       string
	Unchanged bool // the tag is the one that the caller knew; nothing was read
}

// List gives tasks of a project as stored bytes: nothing is decoded on the way, and an unchanged list costs no look at the database.
func (w *Service) List(ctx context.Context, a access.Actor, org, project string, f Filter) (Page, error) {
	want, err := f.parse(a.User)
	if err != nil {
		return Page{}, err
	}
	var page Page
	err = w.gate.View(ctx, a, access.TaskRead, access.InProject(org, project), func(s *access.Scope) error {
		page = Page{Position: s.Position(), Tag: f.tag(s)}
		if page.Tag == f.Known {
			page.Unchanged = true
			return nil
		}
		docs, err := want.docs(s)
		if err != nil {
			return err
		}
		if len(docs) > want.limit {
			docs = docs[:want.limit]
			place, err := want.placeOf(docs[want.limit-1])
			if err != nil {
				return err
			}
			page.Next = writeCursor(want.order, place...)
		}
		page.Cards, err = w.cards(s, docs)
		return err
	})
	return page, err
}

// tag is made of what a list depends on: the last events of its kinds, the actor's rights, the filter, and the day where that matters.
func (f Filter) tag(s *access.Scope) string {
	f.Known = ""
	day := ""
	if f.asked().moving() || f.Not.moving() {
		day = string(s.Now().Date())
	}
	filter, _ := json.Marshal(f)
	is := fmt.Sprint(s.Position().Epoch, " ", s.Last(s.Project, "task", "taskTally", "project"), " ", s.RightsVersion(), " ", s.Project, s.Actor.Sight(), day)
	sum := sha256.Sum256(append(filter, is...))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// docs finds one document more than the page has, to see whether there are more.
func (w *wanted) docs(s *access.Scope) ([]store.Doc, error) {
	q, late, err := w.query(s)
	if err != nil {
		return nil, err
	}
	enough := w.limit + 1
	if w.by == nil && late == nil && len(w.tests) == 0 {
		q.Limit = enough
	}
	var docs []store.Doc
	for d, err := range s.Find(q) {
		if err != nil {
			return nil, err
		}
		if !w.holds(d.Body) || (late != nil && !late(d.Body)) {
			continue
		}
		if docs = append(docs, d); w.by == nil && len(docs) == enough {
			break
		}
	}
	if w.by == nil {
		return docs, nil
	}
	return w.sorted(docs)
}

func (w *wanted) query(s *access.Scope) (store.Query, func(body []byte) bool, error) {
	where, late, err := w.on(s)
	if err != nil {
		return store.Query{}, nil, err
	}
	q := store.Query{Def: Tasks.Def(), Index: w.index, Desc: w.desc, Where: where, Equal: []store.Value{store.T(s.Project)}}
	if w.by != nil {
		q.Index, q.Desc = "rank", false
	}
	if q.Index == "rank" && w.under != "" {
		q.Index, q.Equal[0] = "parent", store.T(w.under)
	}
	if q.Index == "number" {
		q.Where = append(q.Where, store.Cond{Field: "trashed", Op: store.In, Values: []store.Value{store.Flag(w.trashed)}})
	} else {
		q.Equal = append(q.Equal, store.Flag(w.trashed))
	}
	if (q.Index == "rank" || q.Index == "parent") && w.pinned != "" {
		q.Equal = append(q.Equal, store.T(w.pinned))
	}
	if w.by != nil {
		return q, late, nil
	}
	after, ok := w.after()
	if !ok {
		return q, nil, fault.Wrong("cursor", "is none that a list with this filter gave")
	}
	q.After = after
	return q, late, nil
}

// sorted orders all that was found in memory, and gives what follows the cursor.
func (w *wanted) sorted(docs []store.Doc) ([]store.Doc, error) {
	type row struct {
		by string
		at int
	}
	rows := make([]row, 0, len(docs))
	compare := func(by, id, by2, id2 string) int {
		c := cmp.Or(cmp.Compare(by, by2), cmp.Compare(id, id2))
		if w.desc {
			return -c
		}
		return c
	}
	for i, d := range docs {
		by := w.by(d.Body)
		if w.cursor != nil {
			if len(w.cursor) != 2 {
				return nil, fault.Wrong("cursor", "is none that a list of this order gave")
			}
			if compare(by, d.ID, w.cursor[0], w.cursor[1]) <= 0 {
				continue
			}
		}
		rows = append(rows, row{by, i})
	}
	slices.SortFunc(rows, func(a, b row) int { return compare(a.by, docs[a.at].ID, b.by, docs[b.at].ID) })
	out := make([]store.Doc, 0, min(len(rows), w.limit+1))
	for _, r := range rows[:min(len(rows), w.limit+1)] {
		out = append(out, docs[r.at])
	}
	return out, nil
}

// cards puts key and tally beside documents.
func (w *Service) cards(s *access.Scope, docs []store.Doc) ([]Card, error) {
	p, err := here(s)
	if err != nil {
		return nil, err
	}
	of, err := w.tallies.in(s)
	if err != nil {
		return nil, err
	}
	cards := make([]Card, len(docs))
	for i, d := range docs {
		t := of[d.ID]
		cards[i] = Card{Key: keyOf(p.Key, numberOf(d)), Doc: d, Counts: t.Counts, Tallied: t.version}
	}
	return cards, nil
}
