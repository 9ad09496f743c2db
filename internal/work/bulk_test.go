package work

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/history"
	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

// letters makes tasks named by single letters in a column and gives their ids.
func (h *house) letters(status, names string) []string {
	h.t.Helper()
	var ids []string
	for _, c := range names {
		ids = append(ids, h.add(string(c), in(status)))
	}
	return ids
}

func (h *house) bulk(a access.Actor, tasks []string, c Change) *Bulk {
	h.t.Helper()
	b, _, err := h.Bulk(h.ctx, a, here1, "MESOS", tasks, c)
	h.must(err)
	return b
}

func TestSeveralTasksAreSetAtOnce(t *testing.T) {
	h := open(t, true)
	red := newID("lbl")
	_, err := h.projects.AddLabel(h.ctx, ada, here1, "MESOS", project.NewLabel{ID: red, Name: "red"})
	h.must(err)
	tasks := h.letters(h.status("Backlog"), "abcd")
	above := h.add("above")
	h.must(outcomeOf(h.Trash(h.ctx, lin, here1, "MESOS", tasks[3], nil)))
	before := h.state()
	high, ready := "high", h.status("Ready")
	points, due := 3.0, moment.Date("2026-12-24")
	missing := newID("tsk")
	b := h.bulk(lin, []string{tasks[1], missing, "mesos-1", tasks[3], tasks[2], tasks[1]}, Change{Set: &Patch{Priority: &high, Status: &ready, AddAssignees: []string{mia.User},
		AddLabels: []string{red}, Points: Opt[float64]{true, &points}, Due: Opt[moment.Date]{true, &due}, Parent: Opt[string]{true, &above}}})
	if b.State != "done" || b.Total != 6 || b.Done != 6 || b.Changed != 3 || b.RefusedCount != 2 || b.Version != 0 || b.Op == "" {
		t.Errorf("%+v", b)
	}
	if len(b.Refused) != 2 || b.Refused[0].Task != missing || b.Refused[0].Code != "not-found" || b.Refused[1].Task != tasks[3] || b.Refused[1].Code != "conflict" {
		t.Errorf("%+v", b.Refused)
	}
	if got := h.column(ready); got != "b a c" {
		t.Errorf("the column is %s", got)
	}
	for _, id := range tasks[:3] {
		is := h.task(id)
		if is.Priority != "high" || !slices.Equal(is.Assignees, []string{mia.User}) || !slices.Equal(is.Labels, []string{red}) || *is.Points != 3 || is.due() != due || is.parent() != above {
			t.Errorf("%+v", is)
		}
	}
	if c := h.counts(above); c.Subtasks != 3 {
		t.Errorf("%+v", c)
	}
	h.true(t)
	u := h.undo(lin, b.Op)
	if u.Undone != 3 || len(u.Conflicts) != 0 {
		t.Errorf("%+v", u)
	}
	h.true(t)
	for k, v := range before {
		if is := h.state()[k]; is != v {
			t.Errorf("%s\nis  %s\nwas %s", k, is, v)
		}
	}
	h.undo(lin, u.Op)
	if got := h.column(ready); got != "b a c" {
		t.Errorf("redone the column is %s", got)
	}
	same := h.bulk(lin, tasks[:3], Change{Set: &Patch{Priority: &high}})
	if same.Changed != 0 || same.Op != "" || same.Done != 3 {
		t.Errorf("nothing changed: %+v", same)
	}
}

func TestTasksThatAreMovedTogetherKeepTheirOrder(t *testing.T) {
	for _, c := range []struct {
		name  string
		moved string // letters of "abcdef" in Ready, of "xyz" in Doing
		to    Place  // neighbours are letters too
		want  string // of Ready
	}{
		{"to the end", "bd", Place{}, "acefbd"},
		{"to the end, turned", "db", Place{}, "acefdb"},
		{"to the beginning", "ce", Place{Before: "a"}, "ceabdf"},
		{"in front of one", "af", Place{Before: "d"}, "bcafde"},
		{"behind one", "fa", Place{After: "c"}, "bcfade"},
		{"from two columns", "xbz", Place{After: "d"}, "acdxbzef"},
		{"all of it", "fedcba", Place{}, "fedcba"},
		{"behind one whose neighbours move", "bc", Place{After: "a"}, "abcdef"},
		{"in front of one whose neighbours move", "bc", Place{Before: "d"}, "abcdef"},
		{"where they are, at the end", "ef", Place{}, "abcdef"},
		{"both neighbours: behind counts", "a", Place{After: "d", Before: "b"}, "bcdaef"},
		{"next to one that has left", "ab", Place{After: "x"}, "cdefab"},
	} {
		h := open(t, true)
		ready := h.status("Ready")
		ids := map[string]string{}
		name := func(s string) string {
			if s == "" {
				return ""
			}
			return ids[s]
		}
		for i, id := range h.letters(ready, "abcdef") {
			ids["abcdef"[i:i+1]] = id
		}
		for i, id := range h.letters(h.status("In progress"), "xyz") {
			ids["xyz"[i:i+1]] = id
		}
		var tasks []string
		for _, l := range c.moved {
			tasks = append(tasks, ids[string(l)])
		}
		before := h.column(ready)
		b := h.bulk(lin, tasks, Change{Move: &Place{ready, name(c.to.Before), name(c.to.After)}})
		if got := strings.ReplaceAll(h.column(ready), " ", ""); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if c.want == "abcdef" && (b.Changed != 0 || b.Op != "") {
			t.Errorf("%s: %d were changed though they stand there already", c.name, b.Changed)
		}
		if b.Op == "" {
			continue
		}
		if u := h.undo(lin, b.Op); len(u.Conflicts) != 0 || h.column(ready) != before {
			t.Errorf("%s, undone: %s, %+v", c.name, h.column(ready), u)
		}
	}
}

// Five hundred times two tasks are put between the same two: there must always be room.
func TestThereIsRoomForManyMovesToOnePlace(t *testing.T) {
	h := open(t, false)
	ready := h.status("Ready")
	ids := h.letters(ready, "az")
	more := h.letters(ready, "bcdefghi")
	for i := range 500 {
		pair := []string{more[i%4*2], more[i%4*2+1]}
		h.bulk(lin, pair, Change{Move: &Place{ready, "", ids[0]}})
		order := strings.Fields(h.column(ready))
		if order[0] != "a" || order[len(order)-1] != "z" && i > 4 || order[1] != h.task(pair[0]).Title || order[2] != h.task(pair[1]).Title {
			t.Fatalf("after %d moves: %v", i+1, order)
		}
	}
	if longest := len(h.task(more[0]).Rank); longest > 64 {
		t.Errorf("a rank of %d characters", longest)
	}
}

func TestTrashAndBack(t *testing.T) {
	h := open(t, true)
	above := h.add("above")
	tasks := []string{h.add("a", beneath(above)), h.add("b", beneath(above)), h.add("c")}
	b := h.bulk(lin, tasks, Change{Trash: true})
	if b.Changed != 3 || h.column(h.status("Backlog")) != "above" || h.counts(above).Subtasks != 0 {
		t.Errorf("%+v", b)
	}
	if again := h.bulk(lin, tasks, Change{Trash: true}); again.Changed != 0 || again.RefusedCount != 0 {
		t.Errorf("%+v", again)
	}
	if back := h.bulk(lin, tasks[:2], Change{Restore: true}); back.Changed != 2 || h.column(h.status("Backlog")) != "above a b" || h.counts(above).Subtasks != 2 {
		t.Errorf("%+v", back)
	}
	if u := h.undo(lin, b.Op); u.Undone != 1 { // the others are back already
		t.Errorf("%+v", u)
	}
	h.true(t)
}

func TestABulkThatIsWrongAsAWholeIsRefused(t *testing.T) {
	h := open(t, true)
	a := h.add("a")
	b := h.add("b")
	nothing, bad, far := "", "urgently", newID("tsk")
	for _, c := range []struct {
		name  string
		tasks []string
		c     Change
		field string
	}{
		{"no tasks", nil, Change{Trash: true}, "tasks"},
		{"too many", make([]string, MaxBulk+1), Change{Trash: true}, "tasks"},
		{"nothing to do", []string{a}, Change{}, "set"},
		{"two things to do", []string{a}, Change{Trash: true, Restore: true}, "set"},
		{"a priority that is none", []string{a}, Change{Set: &Patch{Priority: &bad}}, "set.priority"},
		{"a status that is none", []string{a}, Change{Set: &Patch{Status: &nothing}}, "set.status"},
		{"a label that is none", []string{a}, Change{Set: &Patch{AddLabels: []string{"lbl_1"}}}, "set.labels"},
		{"somebody who is not here", []string{a}, Change{Set: &Patch{Assignees: &[]string{out.User}}}, "set.assignees"},
		{"a parent that is none", []string{a}, Change{Set: func() *Patch { p := under(far); return &p }()}, "set.parent"},
		{"a place that is none", []string{a}, Change{Move: &Place{Status: "sts_1"}}, "move.status"},
		{"a neighbour that is none", []string{a}, Change{Move: &Place{Status: h.status("Ready"), Before: far}}, "move.before"},
		{"itself as neighbour", []string{a}, Change{Move: &Place{Status: h.status("Backlog"), After: a}}, "move.after"},
		{"one of them as neighbour", []string{a, b}, Change{Move: &Place{Status: h.status("Backlog"), After: a}}, "move.after"},
	} {
		_, _, err := h.Bulk(h.ctx, lin, here1, "MESOS", c.tasks, c.c)
		if f := asFault(err); f == nil || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Field != c.field {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for who, kind := range map[string]fault.Kind{vic.User: fault.Forbidden, out.User: fault.NotFound} {
		_, _, err := h.Bulk(h.ctx, access.Actor{User: who, Kind: "user"}, here1, "MESOS", []string{a}, Change{Trash: true})
		wants(t, err, kind)
	}
	narrow := access.Actor{User: lin.User, Kind: "token", Scopes: []access.Need{access.TaskUpdate}}
	_, _, err := h.Bulk(h.ctx, narrow, here1, "MESOS", []string{a}, Change{Trash: true})
	wants(t, err, fault.Forbidden)
	ready := h.status("Ready")
	_, _, err = h.Bulk(h.ctx, narrow, here1, "MESOS", []string{a}, Change{Set: &Patch{Status: &ready}})
	wants(t, err, fault.Forbidden)
}

func TestOneTaskThatCannotBePartOfAnotherIsRefusedAlone(t *testing.T) {
	h := open(t, true)
	a := h.add("a")
	b := h.add("b", beneath(a))
	c := h.add("c")
	p := under(b)
	r := h.bulk(lin, []string{a, c, b}, Change{Set: &p})
	if r.Changed != 1 || r.RefusedCount != 2 || r.Refused[0].Code != "invalid" || h.task(c).parent() != b || h.task(a).Parent != nil {
		t.Errorf("%+v", r)
	}
	h.true(t)
}

func TestHundredRefusalsAreNamed(t *testing.T) {
	h := open(t, true)
	tasks := make([]string, 150)
	for i := range tasks {
		tasks[i] = fmt.Sprintf("MESOS-%d", i+1)
	}
	if b := h.bulk(lin, tasks, Change{Trash: true}); len(b.Refused) != maxRefused || b.RefusedCount != 150 || b.Op != "" {
		t.Errorf("%d named of %d", len(b.Refused), b.RefusedCount)
	}
}

// process is a server over the engine of a house.
type process struct {
	*Service
	store   *store.Store
	history *history.Service
	runner  *job.Runner
}

func (h *house) serve(e store.Engine) *process {
	h.t.Helper()
	s, err := store.New(e, store.Options{Clock: h.clock})
	h.must(err)
	gate := access.New(s, facts{})
	p := &process{Service: New(gate, paragraph{}, h.clock), store: s, history: history.New(gate, h.clock, Rules()...)}
	p.atOnce, p.perPart = h.atOnce, h.perPart
	p.runner = job.New(job.Options{Store: s, Clock: h.clock, Rest: -1, Workers: 2})
	p.runner.Handle(BulkJob, p.RunBulk)
	p.runner.Handle(BulkSweepJob, p.SweepBulk)
	p.runner.Handle(RecountJob, p.Recount)
	return p
}

func (p *process) end(t testing.TB) {
	t.Helper()
	if err := p.runner.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	p.store.Close()
}

func (h *house) bulkNow(id string) *Bulk {
	h.t.Helper()
	d, _, err := h.BulkOf(h.ctx, vic, here1, "MESOS", id)
	h.must(err)
	b, err := Bulks.Decode(d)
	h.must(err)
	return b
}

// settled waits until a bulk does not run any more. The clock goes on meanwhile, a second at a time.
func (h *house) settled(id string) *Bulk {
	h.t.Helper()
	for range 20_000 {
		if b := h.bulkNow(id); b.State != bulkRunning {
			return b
		}
		h.clock.Advance(time.Second)
		<-moment.Real.After(time.Millisecond)
	}
	h.t.Fatal("the bulk does not end")
	return nil
}

// crowd is a house with twenty tasks in Ready, whose bulks are worked off three at a time.
func crowd(t *testing.T) (*house, []string) {
	h := open(t, false)
	h.atOnce, h.perPart = 4, 3
	return h, h.letters(h.status("Ready"), "abcdefghijklmnopqrst")
}

func TestALargeBulkIsWorkedOffByAJob(t *testing.T) {
	h, tasks := crowd(t)
	done := h.status("Done")
	h.letters(done, "xyz")
	x := h.task("MESOS-21").ID
	reversed := slices.Clone(tasks)
	slices.Reverse(reversed)
	b := h.bulk(lin, append(reversed, "MESOS-99"), Change{Move: &Place{Status: done, After: x}})
	if b.State != "running" || b.Version == 0 || b.Op != b.ID || b.Parts != 7 || b.Done != 0 || len(h.titles(Filter{Status: []string{done}})) != 3 {
		t.Errorf("%+v", b)
	}
	p := h.serve(h.engine)
	p.runner.Start()
	is := h.settled(b.ID)
	p.end(t)
	if is.State != "done" || is.Done != 21 || is.Changed != 20 || is.RefusedCount != 1 || is.Refused[0].Task != "MESOS-99" {
		t.Errorf("%+v", is)
	}
	if got := h.column(done); got != "x t s r q p o n m l k j i h g f e d c b a y z" {
		t.Errorf("the column is %s", got)
	}
	_, err := h.history.Undo(h.ctx, vic, here1, b.Op)
	wants(t, err, fault.Forbidden)
	if moved := h.listed(mia, tasks[0])[0]; moved.Name != "task.moved" || moved.Op != b.Op || moved.Undoable {
		t.Errorf("one task of many offers to take back all: %+v", moved)
	}
	u := h.undo(mia, b.Op)
	if len(u.Conflicts) != 0 || h.column(done) != "x y z" || h.column(h.status("Ready")) != "a b c d e f g h i j k l m n o p q r s t" || !h.bulkNow(b.ID).Undone {
		t.Errorf("%+v: %s", u.Conflicts, h.column(h.status("Ready")))
	}
	r := h.undo(mia, u.Op)
	if is := h.bulkNow(b.ID); len(r.Conflicts) != 0 || h.column(done) != "x t s r q p o n m l k j i h g f e d c b a y z" || is.Undone || is.State != "done" {
		t.Errorf("%+v: %s", r.Conflicts, h.column(done))
	}
	if left := h.leftovers(); left != 0 {
		t.Errorf("%d documents are left over", left)
	}
}

// leftovers counts what is kept only while bulks run.
func (h *house) leftovers() (n int) {
	h.t.Helper()
	h.must(h.store.View(h.ctx, here1, func(tx store.Tx) error {
		n = 0
		for _, d := range []*store.Def{bulkParts.Def(), bulkOrders.Def()} {
			for _, err := range tx.Find(store.Query{Def: d}) {
				if err != nil {
					return err
				}
				n++
			}
		}
		return nil
	}))
	return n
}

// mortal is the engine of a process that is killed after so many commits: from then on nothing answers.
type mortal struct {
	store.Engine
	left atomic.Int64
}

var errKilled = errors.New("killed")

func (m *mortal) Apply(ctx context.Context, b []store.Batch) error {
	if m.left.Add(-1) < 0 {
		return errKilled
	}
	return m.Engine.Apply(ctx, b)
}

func (m *mortal) Snapshot(ctx context.Context, s store.Space) (store.Snapshot, error) {
	if m.left.Load() < 0 {
		return nil, errKilled
	}
	return m.Engine.Snapshot(ctx, s)
}

func TestABulkGoesOnAfterBeingKilledBetweenAnyTwoCommits(t *testing.T) {
	for kill := range int64(60) {
		h, tasks := crowd(t)
		above := h.add("above")
		p := under(above)
		done := h.status("Done")
		p.Status = &done
		b := h.bulk(lin, tasks, Change{Set: &p})
		m := &mortal{Engine: h.engine}
		m.left.Store(kill)
		first := h.serve(m)
		first.runner.Start()
		for range 3000 {
			if m.left.Load() < 0 || h.bulkNow(b.ID).State != bulkRunning {
				break
			}
			<-moment.Real.After(time.Millisecond)
		}
		died := m.left.Load() < 0
		m.left.Store(-1)
		first.end(t)
		second := h.serve(h.engine)
		second.runner.Start()
		is := h.settled(b.ID)
		second.end(t)
		changes := 0
		for _, id := range tasks {
			for _, item := range h.listed(lin, id) {
				if item.Name == "task.updated" {
					changes++
				}
			}
		}
		if is.State != "done" || is.Done != 20 || is.Changed != 20 || changes != 20 || h.column(done) != "a b c d e f g h i j k l m n o p q r s t" {
			t.Fatalf("killed after %d commits: %+v, %d changes, %s", kill, is, changes, h.column(done))
		}
		h.true(t)
		if u := h.undo(lin, b.Op); len(u.Conflicts) != 0 || h.counts(above).Subtasks != 0 {
			t.Fatalf("killed after %d commits, undone: %+v", kill, u)
		}
		h.true(t)
		if !died {
			t.Logf("a bulk takes %d commits", kill)
			return
		}
	}
	t.Error("the bulk never ran to its end")
}

func TestABulkThatIsUndoneWhileItRunsStopsFirst(t *testing.T) {
	h, tasks := crowd(t)
	high := "high"
	b := h.bulk(lin, tasks, Change{Set: &Patch{Priority: &high}})
	steps := h.advance(b, 2)
	if steps.Done != 6 {
		t.Fatalf("%+v", steps)
	}
	u := h.undo(lin, b.Op)
	if len(u.Conflicts) != 0 {
		t.Errorf("%+v", u)
	}
	p := h.serve(h.engine)
	p.runner.Start()
	h.clock.Advance(time.Second)
	<-moment.Real.After(50 * time.Millisecond) // nothing is to happen
	for _, id := range tasks {
		if is := h.task(id); is.Priority != "none" {
			t.Errorf("%s has priority %s", is.Title, is.Priority)
		}
	}
	if is := h.bulkNow(b.ID); is.State != "running" || !is.Undone || is.Done != 6 {
		t.Errorf("%+v", is)
	}
	h.undo(lin, u.Op)
	is := h.settled(b.ID)
	p.end(t)
	if is.State != "done" || is.Done != 20 || is.Undone {
		t.Errorf("%+v", is)
	}
	for _, id := range tasks {
		if is := h.task(id); is.Priority != "high" {
			t.Errorf("%s has priority %s", is.Title, is.Priority)
		}
	}
}

// advance works off some parts of a bulk as its job would.
func (h *house) advance(b *Bulk, parts int) *Bulk {
	h.t.Helper()
	for range parts {
		_, err := h.gate.Update(h.ctx, access.Actor{User: b.CreatedBy, Kind: "user", Op: b.ID}, access.TaskUpdate, access.InProject(here1, "MESOS"), func(s *access.Scope) error {
			o, err := bulkOrders.Look(s, b.ID)
			if err != nil {
				return err
			}
			now, err := Bulks.Get(s, b.ID)
			if err != nil {
				return err
			}
			_, err = now.advance(s, o.Change)
			return err
		})
		h.must(err)
	}
	return h.bulkNow(b.ID)
}

func TestABulkOfSomebodyWhoMayNoLongerFails(t *testing.T) {
	h, tasks := crowd(t)
	h.must(outcomeOf(h.projects.SetMember(h.ctx, ada, here1, "MESOS", lin.User, access.Member)))
	b := h.bulk(lin, tasks, Change{Trash: true})
	h.advance(b, 1)
	h.must(outcomeOf(h.projects.SetMember(h.ctx, ada, here1, "MESOS", lin.User, access.Viewer)))
	p := h.serve(h.engine)
	p.runner.Start()
	is := h.settled(b.ID)
	if is.State != "failed" || is.Problem == "" || is.Done != 3 {
		t.Errorf("%+v", is)
	}
	u := h.undo(mia, b.Op)
	if len(u.Conflicts) != 0 || len(h.titles(Filter{Trashed: true})) != 0 {
		t.Errorf("what it did cannot be undone: %+v", u)
	}
	for range 200 {
		if h.leftovers() == 0 {
			break
		}
		h.clock.Advance(24 * time.Hour)
		<-moment.Real.After(time.Millisecond)
	}
	p.end(t)
	if left := h.leftovers(); left != 0 {
		t.Errorf("%d documents are left over", left)
	}
}

func TestWhenVeryManyTasksHaveSubtasksAJobCountsThem(t *testing.T) {
	h := open(t, false)
	review := h.status("In review")
	var many []NewTask
	for range perTransaction + 10 {
		many = append(many, NewTask{ID: newID("tsk"), Title: "above"}, NewTask{ID: newID("tsk"), Title: "sub", Status: review})
	}
	for part := range slices.Chunk(many, MaxMany) {
		_, _, err := h.CreateMany(h.ctx, ada, here1, "MESOS", part)
		h.must(err)
	}
	for i := 0; i < len(many); i += 2 {
		h.must(outcomeOf(h.Update(h.ctx, ada, here1, "MESOS", many[i+1].ID, under(many[i].ID))))
	}
	group := project.Done
	_, err := h.projects.ChangeStatus(h.ctx, ada, here1, "MESOS", review, project.StatusPatch{Group: &group})
	h.must(err)
	p := h.serve(h.engine)
	p.runner.Start()
	for range 5000 {
		if h.tallied() == nil {
			break
		}
		h.clock.Advance(time.Second)
		<-moment.Real.After(time.Millisecond)
	}
	p.end(t)
	h.true(t)
}
