package archive

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/sqlitestore"
	"github.com/kanvaro/kanvaro/internal/work"
)

func TestAFileOfJiraBecomesTasksThatKeepTheirKeys(t *testing.T) {
	h := open(t)
	v := h.upload(sample(t))
	if v.State != Mapping || v.Rows != 20 || v.Encoding != "utf-8" || v.Delimiter != "," || v.Markup != "jira" || len(v.Preview) != 5 || v.Created != 0 {
		t.Fatalf("%+v", v)
	}
	if p := v.Preview[0]; p.Key != "AUD-1" || *p.Points != 3 || !strings.Contains(p.Description, "<strong>without</strong>") || p.Due != "2026-12-01" || len(p.Labels) != 2 {
		t.Errorf("%+v", p)
	}
	v = h.check(v)
	if v.State != Checked || v.FaultCount != 0 || v.Faulty != 0 {
		t.Fatalf("%d faults: %+v", v.FaultCount, v.Faults)
	}
	v, _, err := h.Start(h.ctx, ada, here, "AUD", v.ID, false)
	h.must(err)
	if v.State != Running {
		t.Errorf("%s", v.State)
	}
	h.process.runner.Start()
	v = h.settle(v.ID)
	if v.State != Done || v.Done != 20 || v.Created != 20 || v.Skipped != 0 {
		t.Fatalf("%+v", v.Import)
	}
	lines, made := h.ledger()
	if len(lines) != 20 || made != 20 {
		t.Fatalf("%d tasks, made %d times", len(lines), made)
	}
	one := lines[slices.IndexFunc(lines, func(l line) bool { return l.number == 1 })]
	if one.title != "Rotate the audit log" || one.status != "Ready" || one.typ != "bug" || one.prio != "medium" || one.owner != lin.User || one.labels != 2 ||
		one.points != 3 || one.due != "2026-12-01" || one.created != "2026-11-03T09:15:00.000Z" || !strings.Contains(one.markdown, "```bash") || !strings.Contains(one.html, "<pre>") {
		t.Errorf("%+v", one)
	}
	if c, _, err := h.process.work.Create(h.ctx, lin, here, "AUD", work.Draft{Title: "The next"}); err != nil || c.Card.Key != "AUD-21" {
		t.Errorf("%s %v", c.Card.Key, err)
	}
}

func TestEveryFaultIsSaidByLineAndField(t *testing.T) {
	h := open(t)
	_, _, err := h.process.work.Create(h.ctx, ada, here, "AUD", work.Draft{Title: "Here before"})
	h.must(err)
	csv := "key,title,points,due,status,type,priority,assignee,created\n" +
		"AUD-2,Good,3,2026-12-01,Done,bug,high,Lin,2026-01-01\n" +
		"AUD-1,\"Taken\nby another\",,,,,,,\n" +
		"AUD-2,Twice,,,,,,,\n" +
		"OTHER-5,Elsewhere,,,,,,,\n" +
		"AUD-x,,many,tomorrow,Limbo,creature,immense,Nobody,03/04/2026\n" +
		"AUD-7," + strings.Repeat("x", 301) + ",-1,,,,,Cleo,\n" +
		"8,Number alone,1.234,,,,,,\n"
	v := h.check(h.upload(csv))
	want := []Fault{
		{3, "key", "is that of another task"},
		{5, "key", "stands in line 2 already"},
		{6, "key", "belongs to another project than AUD"},
		{7, "key", "is not a key such as AUD-12"},
		{7, "title", "is missing"},
		{7, "points", "are not a number"},
		{7, "status", `"Limbo" is not a status of this project; say which one it is`},
		{7, "type", `"creature" is none that is known here`},
		{7, "priority", `"immense" is none that is known here`},
		{7, "assignee", `"Nobody" is not a member here`},
		{7, "due", "is not a date such as 2026-11-27"},
		{7, "createdAt", "is not a time such as 2026-11-27 15:04"},
		{8, "title", "is longer than 300 characters"},
		{8, "points", "must be from 0 to 1000"},
		{8, "assignee", `"Cleo" has no access to this project`},
		{9, "points", "have more than two decimals"},
	}
	if !slices.Equal(v.Faults, want) || v.FaultCount != len(want) || v.Faulty != 6 {
		t.Fatalf("%d in %d rows:\n%+v", v.FaultCount, v.Faulty, v.Faults)
	}
	_, _, err = h.Start(h.ctx, ada, here, "AUD", v.ID, false)
	h.wants(err, fault.Conflict)
	_, _, err = h.Start(h.ctx, ada, here, "AUD", v.ID, true)
	h.must(err)
	h.process.runner.Start()
	if v = h.settle(v.ID); v.State != Done || v.Created != 1 || v.Skipped != 6 || v.FaultCount != len(want) || !slices.Equal(v.Faults, want) {
		t.Errorf("%+v, %+v", v.Import, v.Faults)
	}
}

func TestKeysOfAnotherProjectAreSaidOnceAndCanBeMapped(t *testing.T) {
	h := open(t)
	v := h.check(h.upload("issuekey,title,description,storypoint,split_mark\nMESOS-12,One,,1,train\nMESOS-13,Two,,2,train\n"))
	if v.FaultCount != 1 || v.Faults[0].Line != 1 || v.Faults[0].Field != "key" || v.Faulty != 2 {
		t.Fatalf("%d: %+v", v.FaultCount, v.Faults)
	}
	_, _, err := h.Start(h.ctx, ada, here, "AUD", v.ID, true)
	h.wants(err, fault.Conflict)
	v, _, err = h.SetMapping(h.ctx, ada, here, "AUD", v.ID, Map{Columns: map[string]string{"issuekey": "key", "title": "title", "storypoint": "points"}, Prefix: "MESOS"})
	h.must(err)
	if v = h.check(v); v.FaultCount != 0 {
		t.Fatalf("%+v", v.Faults)
	}
	_, _, err = h.Start(h.ctx, ada, here, "AUD", v.ID, false)
	h.must(err)
	h.process.runner.Start()
	h.settle(v.ID)
	if lines, _ := h.ledger(); len(lines) != 2 || lines[0].number != 12 || lines[1].number != 13 {
		t.Errorf("%+v", lines)
	}
}

func TestMappings(t *testing.T) {
	h := open(t)
	v := h.upload("a,b\nx,y\n")
	for name, m := range map[string]Map{
		"a column that is not there": {Columns: map[string]string{"c": "title"}},
		"a field that is not there":  {Columns: map[string]string{"a": "colour"}},
		"a field twice":              {Columns: map[string]string{"a": "title", "b": "title"}},
		"a markup that is not there": {Markup: "rtf"},
		"a status of elsewhere":      {Status: new(string), Statuses: map[string]string{"x": "sts_00000000000000000000"}},
	} {
		if _, _, err := h.SetMapping(h.ctx, ada, here, "AUD", v.ID, m); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	done := h.project.Statuses[4].ID
	v, _, err := h.SetMapping(h.ctx, ada, here, "AUD", v.ID, Map{Columns: map[string]string{"a": "title", "b": "status"}, Markup: "plain", Statuses: map[string]string{"y": done}})
	h.must(err)
	if p := v.Preview[0]; p.Title != "x" || p.Status != done {
		t.Errorf("%+v", p)
	}
	if v := h.check(h.upload("a,b\nx,y\n")); v.FaultCount != 1 || v.Faults[0].Field != "title" {
		t.Errorf("no title: %+v", v.Faults)
	}
}

func TestOnlyManagersImport(t *testing.T) {
	h := open(t)
	_, _, err := h.Upload(h.ctx, lin, here, "AUD", "x.csv", strings.NewReader("title\nx\n"))
	h.wants(err, fault.Forbidden)
	_, _, err = h.Upload(h.ctx, cle, here, "AUD", "x.csv", strings.NewReader("title\nx\n"))
	h.wants(err, fault.NotFound)
	v := h.upload("title\nx\n")
	_, _, err = h.Get(h.ctx, lin, here, "AUD", v.ID)
	h.wants(err, fault.Forbidden)
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

func TestAnImportGoesOnAfterBeingKilledBetweenAnyTwoSteps(t *testing.T) {
	prepare := func() (*house, *View) {
		h := open(t)
		h.Service.rows = 4
		v := h.check(h.upload(sample(t)))
		_, _, err := h.Start(h.ctx, ada, here, "AUD", v.ID, false)
		h.must(err)
		return h, v
	}
	h, v := prepare()
	h.process.runner.Start()
	h.settle(v.ID)
	want, _ := h.ledger()
	if len(want) != 20 {
		t.Fatalf("%d tasks", len(want))
	}
	for kill := range int64(60) {
		h, v := prepare()
		m := &mortal{Engine: h.engine}
		m.left.Store(kill)
		p := h.serve(m, store.Options{})
		p.runner.Start()
		for range 3000 {
			if m.left.Load() < 0 || h.get(v.ID).State != Running {
				break
			}
			<-moment.Real.After(time.Millisecond)
		}
		died := m.left.Load() < 0
		m.left.Store(-1)
		p.end(t)
		h.process.runner.Start() // another process
		v = h.settle(v.ID)
		got, made := h.ledger()
		if v.State != Done || v.Created != 20 || v.Done != 20 || v.Skipped != 0 || made != 20 || !slices.Equal(got, want) {
			t.Fatalf("killed after %d commits: %s, %d created, %d tasks made %d times", kill, v.State, v.Created, len(got), made)
		}
		if !died {
			t.Logf("an import takes %d commits", kill)
			return
		}
	}
	t.Error("the import never ran to its end")
}

func TestUndoTakesAnImportBackAsAWholeAndRedoBringsItBack(t *testing.T) {
	h := open(t)
	h.Service.rows = 7
	v := h.check(h.upload(sample(t)))
	_, _, err := h.Start(h.ctx, ada, here, "AUD", v.ID, false)
	h.must(err)
	h.process.runner.Start()
	v = h.settle(v.ID)
	var first string
	h.must(h.process.store.View(h.ctx, here, func(tx store.Tx) error {
		t, err := work.Tasks.First(tx, store.Query{})
		first = t.ID
		return err
	}))
	story, err := h.process.history.List(h.ctx, ada, here, "AUD", "task", first, 0, 10)
	if err != nil || len(story.Items) == 0 {
		t.Fatal(story, err)
	}
	for _, item := range story.Items {
		if item.Undoable {
			t.Errorf("%s of one task offers to take all of the import back", item.Name)
		}
	}
	undone, err := h.process.history.Undo(h.ctx, ada, here, v.Op)
	h.must(err)
	if len(undone.Conflicts) != 0 {
		t.Errorf("%+v", undone.Conflicts)
	}
	lines, _ := h.ledger()
	if slices.ContainsFunc(lines, func(l line) bool { return !l.trashed }) || h.get(v.ID).State != Undone {
		t.Errorf("%s, %+v", h.get(v.ID).State, lines)
	}
	if p := h.now(); len(p.Labels) != 0 {
		t.Errorf("labels stay: %+v", p.Labels)
	}
	_, err = h.process.history.Undo(h.ctx, ada, here, undone.Op)
	h.must(err)
	lines, _ = h.ledger()
	if slices.ContainsFunc(lines, func(l line) bool { return l.trashed }) || h.get(v.ID).State != Done {
		t.Errorf("%s, %+v", h.get(v.ID).State, lines)
	}
	_, err = h.process.history.Undo(h.ctx, lin, here, v.Op)
	if err == nil {
		t.Error("who may not import undid an import")
	}
}

func TestAnImportThatIsUndoneWhileItRunsStopsAndGoesOnWhenThatIsTakenBack(t *testing.T) {
	h := open(t)
	h.Service.rows = 6
	v := h.check(h.upload(sample(t)))
	_, _, err := h.Start(h.ctx, ada, here, "AUD", v.ID, false)
	h.must(err)
	w := &working{s: h.Service, org: here, order: order{v.ID, v.Project, ada.User}}
	if more, err := w.step(h.ctx); !more || err != nil {
		t.Fatal(more, err)
	}
	undone, err := h.process.history.Undo(h.ctx, ada, here, v.Op)
	h.must(err)
	if more, err := w.step(h.ctx); more || err != nil {
		t.Errorf("it goes on: %v %v", more, err)
	}
	if lines, _ := h.ledger(); len(lines) != 6 || !lines[0].trashed || h.get(v.ID).State != Undone {
		t.Errorf("%s: %+v", h.get(v.ID).State, lines)
	}
	_, err = h.process.history.Undo(h.ctx, ada, here, undone.Op)
	h.must(err)
	h.process.runner.Start()
	v = h.settle(v.ID)
	lines, made := h.ledger()
	if v.State != Done || v.Created != 20 || len(lines) != 20 || made != 20 || slices.ContainsFunc(lines, func(l line) bool { return l.trashed }) {
		t.Errorf("%+v, %d tasks made %d times", v.Import, len(lines), made)
	}
}

func (h *house) now() *project.Project {
	d, _, err := h.process.project.Get(h.ctx, ada, here, "AUD")
	h.must(err)
	p, err := project.Projects.Decode(d)
	h.must(err)
	return p
}

func TestAnImportWhoseProjectIsArchivedFailsAndCanBeStartedAgain(t *testing.T) {
	h := open(t)
	v := h.check(h.upload(sample(t)))
	_, _, err := h.Start(h.ctx, ada, here, "AUD", v.ID, false)
	h.must(err)
	yes, no := true, false
	_, err = h.process.project.Update(h.ctx, ada, here, "AUD", project.Patch{Archived: &yes})
	h.must(err)
	h.process.runner.Start()
	if v = h.settle(v.ID); v.State != Failed || v.Problem == "" {
		t.Fatalf("%+v", v.Import)
	}
	_, err = h.process.project.Update(h.ctx, ada, here, "AUD", project.Patch{Archived: &no})
	h.must(err)
	_, _, err = h.Start(h.ctx, ada, here, "AUD", v.ID, false)
	h.must(err)
	if v = h.settle(v.ID); v.State != Done || v.Created != 20 {
		t.Errorf("%+v", v.Import)
	}
}

func TestRowsAreThrownAwayWhenTheyAreNotNeeded(t *testing.T) {
	h := open(t)
	kept := func() int {
		n := 0
		h.must(h.process.store.View(h.ctx, here, func(tx store.Tx) error {
			all, err := parts.All(tx, store.Query{})
			n = len(all)
			return err
		}))
		return n
	}
	h.Service.rows = 2
	done := h.check(h.upload(sample(t)))
	left := h.upload("title\nx\n")
	_, _, err := h.Start(h.ctx, ada, here, "AUD", done.ID, false)
	h.must(err)
	h.process.runner.Start()
	h.settle(done.ID)
	for kept() > 1 {
		h.clock.Advance(time.Second)
		<-moment.Real.After(time.Millisecond)
	}
	if h.get(left.ID); kept() != 1 {
		t.Fatal("an import that waits has lost its rows")
	}
	for kept() > 0 {
		h.clock.Advance(time.Hour)
		<-moment.Real.After(time.Millisecond)
	}
	_, _, err = h.Check(h.ctx, ada, here, "AUD", left.ID)
	h.wants(err, fault.Conflict)
}

func TestRunImportsInTheForegroundAndTellsHowFarItIs(t *testing.T) {
	h := open(t)
	h.Service.rows = 5
	var told []int
	v, err := h.Run(h.ctx, ada, here, "AUD", "sample.csv", strings.NewReader(sample(t)), Foreground{Progress: func(v *View) { told = append(told, v.Done) }})
	h.must(err)
	if v.State != Done || v.Created != 20 || !slices.Equal(told, []int{0, 0, 5, 10, 15, 20}) {
		t.Errorf("%+v, told %v", v.Import, told)
	}
	v, err = h.Run(h.ctx, ada, here, "AUD", "again.csv", strings.NewReader(sample(t)), Foreground{})
	h.wants(err, fault.Conflict)
	if v == nil || v.FaultCount != 20 {
		t.Errorf("%+v", v)
	}
}

func TestOthersGoOnWorkingWhileAnImportRuns(t *testing.T) {
	e, err := sqlitestore.Open(context.Background(), filepath.Join(t.TempDir(), "kanvaro.db"), defs(), sqlitestore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	h := openOn(t, e, store.Options{})
	w, _, err := h.process.work.Create(h.ctx, lin, here, "AUD", work.Draft{Title: "Mine"})
	h.must(err)
	var csv strings.Builder
	csv.WriteString("title,description\n")
	for i := range 3000 {
		fmt.Fprintf(&csv, "Row %d,\"Some *words* of row %d\n\n* and a list\"\n", i, i)
	}
	var seqs []int64
	steps := 0
	_, err = h.Run(h.ctx, ada, here, "AUD", "big.csv", strings.NewReader(csv.String()), Foreground{Progress: func(v *View) {
		// Between two transactions of the import, and while nothing of it waits.
		moved, err := h.process.work.Move(h.ctx, lin, here, "AUD", w.Card.Doc.ID, work.Place{Status: h.project.Statuses[steps%6].ID})
		h.must(err)
		seqs = append(seqs, moved.Commit.Tx)
		steps++
	}})
	h.must(err)
	if last := len(seqs) - 1; steps < 10 || seqs[last]-seqs[last-1] < 300 {
		t.Errorf("%d steps, moves at %v", steps, seqs)
	}
	if v, made := h.ledger(); len(v) != 3001 || made != 3001 {
		t.Errorf("%d tasks, made %d times", len(v), made)
	}
}

func BenchmarkImport(b *testing.B) {
	var csv strings.Builder
	csv.WriteString("key,title,description\n")
	for i := range 1500 {
		fmt.Fprintf(&csv, "AUD-%d,Row %d,\"%s\"\n", i+1, i, strings.Repeat("Some {{words}} of a *row*.\n\n* and a list\n", 20))
	}
	for b.Loop() {
		e, err := sqlitestore.Open(context.Background(), filepath.Join(b.TempDir(), "kanvaro.db"), defs(), sqlitestore.Options{})
		if err != nil {
			b.Fatal(err)
		}
		h := openOn(b, e, store.Options{})
		v, err := h.Run(h.ctx, ada, here, "AUD", "big.csv", strings.NewReader(csv.String()), Foreground{})
		if err != nil || v.Created != 1500 {
			b.Fatal(v, err)
		}
	}
	b.ReportMetric(1500*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func TestIdsFollowFromTheImport(t *testing.T) {
	h := open(t)
	imp := id.New("imp", h.clock.Now())
	one, two := taskID(imp, 1), taskID(imp, 2)
	if one == two || one != taskID(imp, 1) || !id.Valid("tsk", one) || one == taskID(id.New("imp", h.clock.Now()), 1) {
		t.Error(one, two)
	}
}
