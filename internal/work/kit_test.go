package work

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/history"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/org"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
	"github.com/kanvaro/kanvaro/internal/store/mongostore"
	"github.com/kanvaro/kanvaro/internal/store/sqlitestore"
	"github.com/kanvaro/kanvaro/internal/testmongo"
)

// facts is what app brings together.
type facts struct{ project.Facts }

func (facts) OrganisationRole(tx store.Tx, user string) (access.Role, bool, error) {
	return org.Role(tx, user)
}

// paragraph is a renderer that shows what it was given.
type paragraph struct{}

func (paragraph) HTML(_, markdown string) (string, error) { return "<p>" + markdown + "</p>", nil }

const here1 = "org_00000000000000000001"

// house is an organisation with a project MESOS, whose clock stands still until it is moved.
type house struct {
	*Service
	t        testing.TB
	ctx      context.Context
	engine   store.Engine
	store    *store.Store
	gate     *access.Gate
	projects *project.Service
	history  *history.Service
	clock    *moment.Fake
	project  *project.Project
}

var (
	ada = access.Actor{User: "usr_000000000000000000ad", Kind: "user"} // administers the organisation
	lin = access.Actor{User: "usr_000000000000000000nn", Kind: "user"} // works in it
	mia = access.Actor{User: "usr_000000000000000000mx", Kind: "user"} // works in it too
	vic = access.Actor{User: "usr_000000000000000000vc", Kind: "user"} // only looks
	out = access.Actor{User: "usr_000000000000000000xx", Kind: "user"} // belongs to another one
)

func open(t testing.TB, replay bool) *house {
	t.Helper()
	defs := slices.Concat(store.Defs(), []*store.Def{org.Members.Def()}, project.Defs(), Defs())
	clock := moment.NewFake(time.Date(2026, 11, 25, 3, 14, 7, 0, time.UTC))
	e := engine(t, defs)
	s, err := store.New(e, store.Options{Clock: clock, Replay: replay})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	h := &house{t: t, ctx: context.Background(), engine: e, store: s, clock: clock, gate: access.New(s, facts{})}
	h.Service = New(h.gate, paragraph{}, clock)
	h.projects = project.New(h.gate, clock)
	h.projects.Knows(project.Everything{Regrouped: Regrouped})
	h.history = history.New(h.gate, clock, Rules()...)
	for who, role := range map[string]access.Role{ada.User: access.Admin, lin.User: access.TeamMember, mia.User: access.TeamMember, vic.User: access.Viewer} {
		h.join(who, role)
	}
	w, _, err := h.projects.Create(h.ctx, ada, here1, project.NewProject{Key: "MESOS", Name: "Mesos"})
	if err != nil {
		t.Fatal(err)
	}
	if h.project, err = project.Projects.Decode(w.Doc); err != nil {
		t.Fatal(err)
	}
	return h
}

// engine is memory, or SQLite or MongoDB where KANVARO_TEST_ENGINE says so: the stories are the same on each.
func engine(t testing.TB, defs []*store.Def) store.Engine {
	t.Helper()
	switch os.Getenv("KANVARO_TEST_ENGINE") {
	case "mongodb":
		e, err := mongostore.Open(context.Background(), testmongo.URI(t), testmongo.Database(t), defs, mongostore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { e.Close() })
		return e
	case "":
		return memstore.New(defs...)
	}
	e, err := sqlitestore.Open(context.Background(), filepath.Join(t.TempDir(), "kanvaro.db"), defs, sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func (h *house) join(who string, role access.Role) {
	h.t.Helper()
	_, err := h.store.Update(h.ctx, here1, store.By{Kind: "system"}, func(tx store.Tx) error {
		return org.Members.Put(tx, "member.joined", &org.Member{Meta: store.Meta{ID: who}, Name: who, Role: role, Hue: 1})
	})
	h.must(err)
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// status gives the id of a status by its name.
func (h *house) status(name string) string {
	for _, s := range h.project.Statuses {
		if s.Name == name {
			return s.ID
		}
	}
	h.t.Fatalf("no status %s", name)
	return ""
}

// add makes a task as Ada and gives its id.
func (h *house) add(title string, more ...func(*Draft)) string {
	h.t.Helper()
	d := Draft{Title: title}
	for _, m := range more {
		m(&d)
	}
	w, _, err := h.Create(h.ctx, ada, here1, h.project.ID, d)
	h.must(err)
	return w.Card.Doc.ID
}

func in(status string) func(*Draft) { return func(d *Draft) { d.Status = status } }

func (h *house) task(id string) *Task {
	h.t.Helper()
	c, _, err := h.Get(h.ctx, ada, here1, h.project.ID, id)
	h.must(err)
	t, err := c.Task()
	h.must(err)
	return t
}

func (h *house) text(id string) Text {
	h.t.Helper()
	c, _, err := h.Get(h.ctx, ada, here1, h.project.ID, id)
	h.must(err)
	if c.Text.Version == 0 {
		return Text{}
	}
	t, err := Texts.Decode(c.Text)
	h.must(err)
	return *t
}

// column gives the titles of a column in order.
func (h *house) column(status string) string {
	h.t.Helper()
	return strings.Join(h.titles(Filter{Status: []string{status}}), " ")
}

func (h *house) titles(f Filter) []string {
	h.t.Helper()
	var titles []string
	for {
		p, err := h.List(h.ctx, ada, here1, h.project.ID, f)
		h.must(err)
		for _, c := range p.Cards {
			t, err := c.Task()
			h.must(err)
			titles = append(titles, t.Title)
		}
		if f.Cursor = p.Next; p.Next == "" {
			return titles
		}
	}
}

// opOf names the operation of a commit, as the API does.
func opOf(c store.Commit) string { return strconv.FormatInt(c.Tx, 10) }

func (h *house) undo(a access.Actor, op string) history.Undone {
	h.t.Helper()
	u, err := h.history.Undo(h.ctx, a, here1, op)
	h.must(err)
	return u
}

func wants(t testing.TB, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("got %v, want %s", err, k)
	}
}

// state gives all documents of the project but what undo never sets back.
func (h *house) state() map[string]string {
	h.t.Helper()
	out := map[string]string{}
	h.must(h.store.View(h.ctx, here1, func(tx store.Tx) error {
		for _, d := range slices.Concat(project.Defs(), Defs()) {
			for doc, err := range tx.Find(store.Query{Def: d}) {
				if err != nil {
					return err
				}
				var fields map[string]any
				h.must(json.Unmarshal(doc.Body, &fields))
				delete(fields, "updatedAt")
				if fields["trashedAt"] != nil {
					fields["trashedAt"] = "then"
				}
				b, _ := json.Marshal(fields)
				out[d.Kind+" "+doc.ID] = string(b)
			}
		}
		return nil
	}))
	return out
}

func newID(prefix string) string { return id.New(prefix, moment.Real.Now()) }
