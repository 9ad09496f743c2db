package search

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/history"
	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/org"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
	"github.com/kanvaro/kanvaro/internal/store/sqlitestore"
	"github.com/kanvaro/kanvaro/internal/work"
)

// facts is what app brings together.
type facts struct{ project.Facts }

func (facts) OrganisationRole(tx store.Tx, user string) (access.Role, bool, error) {
	return org.Role(tx, user)
}

// paragraph is a renderer that shows what it was given.
type paragraph struct{}

func (paragraph) HTML(_, markdown string) (string, error) { return "<p>" + markdown + "</p>", nil }

const here = "org_00000000000000000001"

var (
	ada = access.Actor{User: "usr_000000000000000000ad", Kind: "user"} // administers the organisation
	lin = access.Actor{User: "usr_000000000000000000nn", Kind: "user"} // works in it
	cas = access.Actor{User: "usr_000000000000000000cs", Kind: "user"} // is a client of it
	out = access.Actor{User: "usr_000000000000000000xx", Kind: "user"} // belongs to another one
)

// house is an organisation whose clock stands still until it is moved.
type house struct {
	testing.TB
	ctx      context.Context
	engine   store.Engine
	store    *store.Store
	gate     *access.Gate
	projects *project.Service
	work     *work.Service
	history  *history.Service
	search   *Service
	clock    *moment.Fake
}

// defs are the kinds of a house.
func defs() []*store.Def {
	return slices.Concat(store.Defs(), job.Defs(), []*store.Def{org.Members.Def()}, project.Defs(), work.Defs(), Defs())
}

// engine is memory, or SQLite where KANVARO_TEST_ENGINE says so: the stories are the same on each.
func engine(t testing.TB) store.Engine {
	t.Helper()
	if os.Getenv("KANVARO_TEST_ENGINE") != "sqlite" {
		return memstore.New(defs()...)
	}
	return onDisk(t, filepath.Join(t.TempDir(), "kanvaro.db"))
}

func onDisk(t testing.TB, path string) store.Engine {
	t.Helper()
	e, err := sqlitestore.Open(context.Background(), path, defs(), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func open(t testing.TB) *house {
	t.Helper()
	h := &house{TB: t, ctx: context.Background(), engine: engine(t), clock: moment.NewFake(time.Date(2026, 11, 25, 3, 14, 7, 0, time.UTC))}
	h.serve(true)
	for who, m := range map[string]org.Member{ada.User: {Name: "Ada Lovelace", Role: access.Admin}, lin.User: {Name: "Lin Müller", Role: access.TeamMember},
		cas.User: {Name: "Cas", Role: access.Client}} {
		m.ID, m.Hue = who, 1
		h.update(func(tx store.Tx) error {
			one := m
			return org.Members.Put(tx, "member.joined", &one)
		})
	}
	return h
}

// serve starts another process over the engine of the house.
func (h *house) serve(replay bool) {
	h.Helper()
	s, err := store.New(h.engine, store.Options{Clock: h.clock, Replay: replay})
	h.must(err)
	h.Cleanup(s.Close)
	h.store, h.gate = s, access.New(s, facts{})
	h.search = New(Options{Gate: h.gate, Store: s, Clock: h.clock})
	h.work = work.New(h.gate, paragraph{}, h.clock)
	h.projects = project.New(h.gate, h.clock)
	h.history = history.New(h.gate, h.clock, work.Rules()...)
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) update(fn func(store.Tx) error) {
	h.Helper()
	_, err := h.store.Update(h.ctx, here, store.By{Kind: "system"}, fn)
	h.must(err)
}

// project makes a project that the organisation sees, unless it is for its members.
func (h *house) project(key, name string, v project.Visibility) *project.Project {
	h.Helper()
	w, _, err := h.projects.Create(h.ctx, ada, here, project.NewProject{Key: key, Name: name, Visibility: v})
	h.must(err)
	p, err := project.Projects.Decode(w.Doc)
	h.must(err)
	return p
}

// status gives a column of a group.
func status(p *project.Project, g project.Group) string {
	for _, s := range p.Statuses {
		if s.Group == g {
			return s.ID
		}
	}
	return ""
}

// add makes a task as Ada and gives its id.
func (h *house) add(p *project.Project, title, text string, more ...func(*work.Draft)) string {
	h.Helper()
	d := work.Draft{Title: title, Markdown: text}
	for _, m := range more {
		m(&d)
	}
	w, _, err := h.work.Create(h.ctx, ada, here, p.ID, d)
	h.must(err)
	h.clock.Advance(time.Millisecond)
	return w.Card.Doc.ID
}

func in(status string) func(*work.Draft) { return func(d *work.Draft) { d.Status = status } }

func (h *house) say(p *project.Project, task, text string) string {
	h.Helper()
	said, _, err := h.work.Comment(h.ctx, ada, here, p.ID, task, "", text)
	h.must(err)
	h.clock.Advance(time.Millisecond)
	return said.Doc.ID
}

// catchUp brings the index to the end of the log.
func (h *house) catchUp() {
	h.Helper()
	h.must(h.search.CatchUp(h.ctx, here))
}

// find brings the index to the end of the log and searches.
func (h *house) find(a access.Actor, ask Ask) []Found {
	h.Helper()
	h.catchUp()
	return h.look(a, ask)
}

// look searches the index as it is.
func (h *house) look(a access.Actor, ask Ask) []Found {
	h.Helper()
	r, err := h.search.Find(h.ctx, a, here, ask)
	h.must(err)
	return r.Items
}

// ids gives what was found.
func ids(all []Found) []string {
	out := []string{}
	for _, f := range all {
		out = append(out, f.ID)
	}
	return out
}

// finds asks whether a search finds exactly these, in this order.
func (h *house) finds(words string, want ...string) {
	h.Helper()
	h.findsAs(ada, Ask{Words: words}, want...)
}

func (h *house) findsAs(a access.Actor, ask Ask, want ...string) {
	h.Helper()
	if got := ids(h.find(a, ask)); !slices.Equal(got, want) {
		h.Errorf("%q finds %q, want %q", ask.Words, h.titles(got), h.titles(want))
	}
}

// titles gives tasks by their titles, for people.
func (h *house) titles(ids []string) []string {
	h.Helper()
	var out []string
	h.must(h.store.View(h.ctx, here, func(tx store.Tx) error {
		out = out[:0]
		for _, id := range ids {
			t, err := work.Tasks.Look(tx, id)
			if err != nil {
				return err
			}
			if t != nil {
				id = t.Title
			}
			out = append(out, id)
		}
		return nil
	}))
	return out
}

// opOf names the operation of a commit, as the API does.
func opOf(c store.Commit) string { return strconv.FormatInt(c.Tx, 10) }
