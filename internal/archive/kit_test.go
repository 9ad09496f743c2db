package archive

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/history"
	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/markup"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/org"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
	"github.com/kanvaro/kanvaro/internal/work"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type facts struct{ project.Facts }

func (facts) OrganisationRole(tx store.Tx, user string) (access.Role, bool, error) {
	return org.Role(tx, user)
}

const here = "org_00000000000000000001"

var (
	ada = access.Actor{User: "usr_000000000000000000ad", Kind: "user"} // administers the organisation
	lin = access.Actor{User: "usr_000000000000000000nn", Kind: "user"} // works in projects
	cle = access.Actor{User: "usr_000000000000000000ce", Kind: "user"} // is a client
)

// house is an organisation with one project, AUD.
type house struct {
	*Service
	t       testing.TB
	ctx     context.Context
	engine  store.Engine
	clock   *moment.Fake
	process *process
	project *project.Project
}

// process is what one server has of it.
type process struct {
	store   *store.Store
	archive *Service
	work    *work.Service
	project *project.Service
	history *history.Service
	runner  *job.Runner
}

func defs() []*store.Def {
	return slices.Concat(store.Defs(), []*store.Def{org.Members.Def(), org.Contacts.Def()}, project.Defs(), work.Defs(), Defs())
}

func open(t *testing.T) *house {
	return openOn(t, memstore.New(defs()...), store.Options{Replay: true})
}

func openOn(t testing.TB, e store.Engine, o store.Options) *house {
	t.Helper()
	h := &house{t: t, ctx: context.Background(), engine: e, clock: moment.NewFake(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC))}
	h.process = h.serve(e, o)
	t.Cleanup(func() { h.process.end(t) })
	h.Service = h.process.archive
	for who, m := range map[string]org.Member{ada.User: {Name: "Ada", Role: access.Admin}, lin.User: {Name: "Lin", Role: access.TeamMember}, cle.User: {Name: "Cleo", Role: access.Client}} {
		_, err := h.process.store.Update(h.ctx, here, store.By{Kind: "system"}, func(tx store.Tx) error {
			m := m
			m.ID, m.Hue = who, 1
			return org.Members.Put(tx, "member.joined", &m)
		})
		h.must(err)
	}
	w, _, err := h.process.project.Create(h.ctx, ada, here, project.NewProject{Key: "AUD", Name: "Audit", Visibility: project.ToOrganisation})
	h.must(err)
	h.project, err = project.Projects.Decode(w.Doc)
	h.must(err)
	return h
}

// serve starts a process on an engine.
func (h *house) serve(e store.Engine, o store.Options) *process {
	h.t.Helper()
	o.Clock = h.clock
	s, err := store.New(e, o)
	h.must(err)
	gate, r := access.New(s, facts{}), markup.New()
	p := &process{store: s, project: project.New(gate, h.clock), work: work.New(gate, r, h.clock)}
	p.history = history.New(gate, h.clock, slices.Concat(work.Rules(), Rules())...)
	p.archive = New(Options{Gate: gate, Work: p.work, Projects: p.project, Renderer: r, Clock: h.clock})
	p.runner = job.New(job.Options{Store: s, Clock: h.clock, Rest: -1, Workers: 2})
	p.runner.Handle(RunJob, p.archive.Runs)
	p.runner.Handle(SweepJob, p.archive.Sweeps)
	return p
}

func (p *process) end(t testing.TB) {
	t.Helper()
	if err := p.runner.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	p.store.Close()
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) wants(err error, k fault.Kind) {
	h.t.Helper()
	if !fault.Is(err, k) {
		h.t.Fatalf("got %v, want %s", err, k)
	}
}

func sample(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/sample.csv")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func (h *house) upload(csv string) *View {
	h.t.Helper()
	v, _, err := h.Upload(h.ctx, ada, here, "AUD", "file.csv", strings.NewReader(csv))
	h.must(err)
	return v
}

func (h *house) check(v *View) *View {
	h.t.Helper()
	v, _, err := h.Check(h.ctx, ada, here, "AUD", v.ID)
	h.must(err)
	return v
}

func (h *house) get(imp string) *View {
	h.t.Helper()
	v, _, err := h.Get(h.ctx, ada, here, "AUD", imp)
	h.must(err)
	return v
}

// settle waits until an import does not run any more. The clock goes on meanwhile, a second at a time.
func (h *house) settle(imp string) *View {
	h.t.Helper()
	for range 20_000 {
		if v := h.get(imp); v.State != Running {
			return v
		}
		h.clock.Advance(time.Second)
		<-moment.Real.After(time.Millisecond)
	}
	h.t.Fatal("the import does not end")
	return nil
}

// line is what a ledger has of a task.
type line struct {
	number                   int64
	title, markdown, html    string
	status, typ, prio, owner string
	labels                   int
	points                   float64
	due, created             string
	trashed                  bool
}

// ledger reads all tasks, in the order of the board, and counts the events that made them.
func (h *house) ledger() (lines []line, made int) {
	h.t.Helper()
	err := h.process.store.View(h.ctx, here, func(tx store.Tx) error {
		lines, made = nil, 0
		for _, st := range h.project.Statuses {
			for _, trashed := range []int64{0, 1} {
				q := store.Query{Index: "rank", Equal: []store.Value{store.T(h.project.ID), store.N(trashed), store.T(st.ID)}}
				for t, err := range work.Tasks.Find(tx, q) {
					if err != nil {
						return err
					}
					l := line{number: t.Number, title: t.Title, status: st.Name, typ: t.Type, prio: t.Priority, owner: strings.Join(t.Assignees, " "), labels: len(t.Labels),
						trashed: trashed == 1}
					if t.CreatedAt.Date() < "2026-11-25" { // of the file, not of the clock
						l.created = t.CreatedAt.String()
					}
					if t.Points != nil {
						l.points = *t.Points
					}
					if t.Due != nil {
						l.due = string(*t.Due)
					}
					text, err := work.Texts.Look(tx, t.ID)
					if err != nil {
						return err
					}
					if text != nil {
						l.markdown, l.html = text.Markdown, text.HTML
					}
					lines = append(lines, l)
					events, err := tx.Log(t.ID, 0, 100)
					if err != nil {
						return err
					}
					for _, e := range events {
						if e.Name == "task.created" {
							made++
						}
					}
				}
			}
		}
		return nil
	})
	h.must(err)
	return lines, made
}
