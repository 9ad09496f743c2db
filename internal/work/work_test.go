package work

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
)

func TestATaskGetsTheNextNumberAndGoesToTheEndOfItsColumn(t *testing.T) {
	h := open(t, true)
	for _, title := range []string{"one", "two", "three"} {
		h.add(title)
	}
	if got := h.column(h.status("Backlog")); got != "one two three" {
		t.Errorf("column: %s", got)
	}
	c, _, err := h.ByKey(h.ctx, lin, here1, "mesos-2")
	h.must(err)
	if c.Key != "MESOS-2" {
		t.Errorf("key %s", c.Key)
	}
}

func TestATaskIsShownWithVersionKeyTallyAndText(t *testing.T) {
	h := open(t, true)
	w, _, err := h.Create(h.ctx, lin, here1, "MESOS", Draft{Title: `A "quoted", title`, Markdown: "Hello"})
	h.must(err)
	_, _, err = h.Comment(h.ctx, lin, here1, "MESOS", "MESOS-1", "", "first")
	h.must(err)
	c, _, err := h.Get(h.ctx, vic, here1, "MESOS", w.Card.Doc.ID)
	h.must(err)
	var shown struct {
		ID      string
		Version int64
		Key     string
		Title   string
		Points  *float64
		Tally   struct{ Comments int }
		Text    struct {
			Version        int64
			Markdown, HTML string
		}
	}
	h.must(json.Unmarshal(c.JSON(), &shown))
	if shown.ID != w.Card.Doc.ID || shown.Version != c.Doc.Version || shown.Key != "MESOS-1" || shown.Title != `A "quoted", title` ||
		shown.Tally.Comments != 1 || shown.Text.Markdown != "Hello" || shown.Text.HTML != "<p>Hello</p>" || shown.Text.Version != c.Text.Version {
		t.Errorf("%s", c.JSON())
	}
}

func TestCreateTwiceWithOneIdMakesOneTask(t *testing.T) {
	h := open(t, true)
	d := Draft{ID: newID("tsk"), Title: "once"}
	first, made, err := h.Create(h.ctx, lin, here1, "MESOS", d)
	h.must(err)
	again, remade, err := h.Create(h.ctx, lin, here1, "MESOS", d)
	h.must(err)
	if !made || remade || first.Card.Doc.ID != again.Card.Doc.ID {
		t.Error("it was made twice")
	}
	_, _, err = h.Create(h.ctx, mia, here1, "MESOS", d)
	wants(t, err, fault.Conflict)
	d.Title = "something else"
	_, _, err = h.Create(h.ctx, lin, here1, "MESOS", d)
	wants(t, err, fault.Conflict)
	h.must(second(h.projects.Create(h.ctx, ada, here1, project.NewProject{Key: "OTHER", Name: "Other"})))
	_, _, err = h.Create(h.ctx, lin, here1, "OTHER", d)
	wants(t, err, fault.Invalid)
}

func second[A, B any](_ A, _ B, err error) error { return err }

func TestWhoMayDoWhat(t *testing.T) {
	h := open(t, true)
	task := h.add("shared")
	_, _, err := h.Create(h.ctx, vic, here1, "MESOS", Draft{Title: "no"})
	wants(t, err, fault.Forbidden)
	_, err = h.Move(h.ctx, vic, here1, "MESOS", task, Place{Status: h.status("Done")})
	wants(t, err, fault.Forbidden)
	_, _, err = h.Get(h.ctx, out, here1, "MESOS", task)
	wants(t, err, fault.NotFound)
	secret, _, err := h.projects.Create(h.ctx, ada, here1, project.NewProject{Key: "SECRET", Name: "Secret", Visibility: project.ToMembers})
	h.must(err)
	hidden, _, err := h.Create(h.ctx, ada, here1, secret.Doc.ID, Draft{Title: "hidden"})
	h.must(err)
	_, _, err = h.ByKey(h.ctx, lin, here1, "SECRET-1")
	wants(t, err, fault.NotFound)
	_, _, err = h.Get(h.ctx, lin, here1, "MESOS", hidden.Card.Doc.ID)
	wants(t, err, fault.NotFound)
	_, err = h.Move(h.ctx, lin, here1, "MESOS", task, Place{Status: h.status("Done"), After: hidden.Card.Doc.ID})
	wants(t, err, fault.Invalid)
	_, err = h.Update(h.ctx, ada, here1, "SECRET", "SECRET-1", Patch{AddAssignees: []string{lin.User}})
	wants(t, err, fault.Invalid)
	_, err = h.Update(h.ctx, ada, here1, "MESOS", task, Patch{AddAssignees: []string{lin.User, vic.User}})
	h.must(err)
}

func TestInputIsChecked(t *testing.T) {
	h := open(t, true)
	many := 100.5
	fine := 0.25
	third := 1.0 / 3
	negative := -1.0
	for _, c := range []struct {
		name string
		d    Draft
		ok   bool
	}{
		{"a plain one", Draft{Title: "x"}, true},
		{"everything", Draft{Title: "x", Markdown: "y", Type: "bug", Priority: "urgent", Points: &many, Due: "2026-11-27", Assignees: []string{lin.User, lin.User}}, true},
		{"hundredths", Draft{Title: "x", Points: &fine}, true},
		{"no title", Draft{Title: " \t "}, false},
		{"300 characters", Draft{Title: strings.Repeat("ü", 300)}, true},
		{"301 characters", Draft{Title: strings.Repeat("ü", 301)}, false},
		{"a line break", Draft{Title: "a\nb"}, false},
		{"broken text", Draft{Title: "a\xff"}, false},
		{"too much text", Draft{Title: "x", Markdown: strings.Repeat("x", 100_001)}, false},
		{"an unknown type", Draft{Title: "x", Type: "epic"}, false},
		{"an unknown priority", Draft{Title: "x", Priority: "very"}, false},
		{"a status from elsewhere", Draft{Title: "x", Status: "sts_x"}, false},
		{"a label from elsewhere", Draft{Title: "x", Labels: []string{"lbl_x"}}, false},
		{"a stranger", Draft{Title: "x", Assignees: []string{out.User}}, false},
		{"thirds", Draft{Title: "x", Points: &third}, false},
		{"less than nothing", Draft{Title: "x", Points: &negative}, false},
		{"no day", Draft{Title: "x", Due: "2026-02-30"}, false},
		{"no id", Draft{Title: "x", ID: "tsk_1"}, false},
		{"a neighbour that is not there", Draft{Title: "x", After: "MESOS-999"}, false},
	} {
		_, _, err := h.Create(h.ctx, ada, here1, "MESOS", c.d)
		if c.ok != (err == nil) || (err != nil && !fault.Is(err, fault.Invalid)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestMoveBetweenNeighbours(t *testing.T) {
	h := open(t, true)
	ids := map[string]string{}
	for _, title := range []string{"a", "b", "c", "d"} {
		ids[title] = h.add(title)
	}
	backlog, doing := h.status("Backlog"), h.status("In progress")
	move := func(title string, p Place) Written {
		t.Helper()
		w, err := h.Move(h.ctx, lin, here1, "MESOS", ids[title], p)
		h.must(err)
		return w
	}
	move("d", Place{Status: backlog, Before: ids["a"]})
	move("a", Place{Status: backlog, After: ids["c"]})
	move("b", Place{Status: backlog})
	if got := h.column(backlog); got != "d c a b" {
		t.Errorf("column: %s", got)
	}
	if w := move("c", Place{Status: backlog, After: ids["d"]}); w.Commit.Tx != 0 {
		t.Error("what is in its place was moved")
	}
	h.clock.Advance(time.Hour)
	since := h.task(ids["c"]).StatusSince
	move("c", Place{Status: doing})
	if is := h.task(ids["c"]); is.Status != doing || !is.StatusSince.After(since) {
		t.Errorf("%+v", is)
	}
	// Lin has not seen that c has left the column.
	move("d", Place{Status: backlog, After: ids["c"]})
	if got := h.column(backlog); got != "a b d" {
		t.Errorf("column: %s", got)
	}
}

func TestACrowdedGapIsSpreadAnew(t *testing.T) {
	h := open(t, false)
	first, last := h.add("first"), h.add("last")
	status := h.status("Backlog")
	want := []string{"first"}
	for i := range 700 {
		title := fmt.Sprint(i)
		h.add(title, func(d *Draft) { d.Status, d.Before = status, last })
		want = append(want, title)
	}
	for i := range 400 { // always into the same gap
		title := fmt.Sprint("x", i)
		h.add(title, func(d *Draft) { d.Status, d.After = status, first })
		want = slices.Insert(want, 1, title)
	}
	want = append(want, "last")
	if got := h.titles(Filter{Status: []string{status}, Limit: 1000}); !slices.Equal(got, want) {
		t.Errorf("the order is lost")
	}
	for _, id := range []string{first, last} {
		if r := h.task(id).Rank; len(r) > 64 {
			t.Errorf("rank %s", r)
		}
	}
}

func TestEqualRanksAreTakenApart(t *testing.T) {
	h := open(t, true)
	a, b, c := h.add("a"), h.add("b"), h.add("c")
	_, err := h.gate.Update(h.ctx, ada, access.TaskMove, access.InProject(here1, "MESOS"), func(s *access.Scope) error {
		for _, id := range []string{a, b} {
			is, err := Tasks.Get(s, id)
			if err != nil {
				return err
			}
			is.Rank = "V"
			if err := Tasks.Put(s, "task.moved", is); err != nil {
				return err
			}
		}
		return nil
	})
	h.must(err)
	low, high := a, b
	if b < a {
		low, high = b, a
	}
	_, err = h.Move(h.ctx, lin, here1, "MESOS", c, Place{Status: h.status("Backlog"), After: low})
	h.must(err)
	if x, y, z := h.task(low).Rank, h.task(c).Rank, h.task(high).Rank; x >= y || y >= z {
		t.Errorf("ranks %s %s %s", x, y, z)
	}
}

func TestTwoPeopleMoveAtOnce(t *testing.T) {
	h := open(t, true)
	var ids []string
	for i := range 20 {
		ids = append(ids, h.add(fmt.Sprint(i)))
	}
	doing := h.status("In progress")
	var wg sync.WaitGroup
	for n, who := range []access.Actor{lin, mia} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range ids {
				task := ids[(i+n*7)%len(ids)]
				if _, err := h.Move(h.ctx, who, here1, "MESOS", task, Place{Status: doing, Before: ids[(i+3)%len(ids)], After: ids[(i+5)%len(ids)]}); err != nil && !fault.Is(err, fault.Invalid) {
					t.Error(err)
				}
			}
		}()
	}
	wg.Wait()
	ranks := map[string]bool{}
	for _, id := range ids {
		is := h.task(id)
		if ranks[is.Status+is.Rank] {
			t.Errorf("two tasks have the place %s", is.Rank)
		}
		ranks[is.Status+is.Rank] = true
	}
}

func TestDescriptionsAreMergedOrRefused(t *testing.T) {
	h := open(t, true)
	task := h.add("text", func(d *Draft) { d.Markdown = "one\ntwo\nthree\nfour\n" })
	base := h.text(task).Version
	write := func(a access.Actor, text string) error {
		_, err := h.Update(h.ctx, a, here1, "MESOS", task, Patch{Markdown: &text, BaseVersion: &base})
		return err
	}
	h.must(write(lin, "ONE\ntwo\nthree\nfour\n"))
	h.must(write(mia, "one\ntwo\nthree\nFOUR\n"))
	if got := h.text(task); got.Markdown != "ONE\ntwo\nthree\nFOUR\n" || got.HTML != "<p>"+got.Markdown+"</p>" {
		t.Errorf("%q", got.Markdown)
	}
	err := write(mia, "Uno\ntwo\nthree\nfour\n")
	wants(t, err, fault.Conflict)
	var d *Diverged
	if !errors.As(err, &d) || d.Present != h.text(task) {
		t.Errorf("the present text is missing: %v", err)
	}
	base = 1
	wants(t, write(lin, "x"), fault.Invalid)
	nothing, first := h.add("no text"), int64(0)
	text := "first"
	_, err = h.Update(h.ctx, lin, here1, "MESOS", nothing, Patch{Markdown: &text, BaseVersion: &first})
	h.must(err)
	other := "second"
	_, err = h.Update(h.ctx, mia, here1, "MESOS", nothing, Patch{Markdown: &other, BaseVersion: &first})
	wants(t, err, fault.Conflict)
}

func TestOnlyWhatChangesMakesAnEvent(t *testing.T) {
	h := open(t, true)
	task := h.add("same", func(d *Draft) { d.Markdown = "text" })
	title, text := "same", "text"
	h.clock.Advance(time.Minute)
	w, err := h.Update(h.ctx, lin, here1, "MESOS", task, Patch{Title: &title, Markdown: &text, Labels: &[]string{}})
	h.must(err)
	if w.Commit.Tx != 0 {
		t.Error("an update of nothing was noted")
	}
	v := w.Card.Versions()
	other := "other"
	_, err = h.Update(h.ctx, lin, here1, "MESOS", task, Patch{Markdown: &other, Expect: &v})
	h.must(err)
	_, err = h.Update(h.ctx, lin, here1, "MESOS", task, Patch{Title: &other, Expect: &v})
	wants(t, err, fault.Stale)
}

func TestTheTrashKeepsNumberPlaceAndText(t *testing.T) {
	h := open(t, true)
	a, b := h.add("a", func(d *Draft) { d.Markdown = "text" }), h.add("b")
	_, err := h.Trash(h.ctx, lin, here1, "MESOS", b, nil)
	h.must(err)
	_, err = h.Trash(h.ctx, lin, here1, "MESOS", a, nil)
	h.must(err)
	title := "no"
	_, err = h.Update(h.ctx, lin, here1, "MESOS", a, Patch{Title: &title})
	wants(t, err, fault.Conflict)
	h.add("c")
	if got := h.titles(Filter{}); !slices.Equal(got, []string{"c"}) {
		t.Errorf("%v", got)
	}
	if n := h.task(b).Number; n != 2 {
		t.Errorf("number %d", n)
	}
	if c, _, err := h.ByKey(h.ctx, lin, here1, "MESOS-3"); err != nil || c.Key != "MESOS-3" {
		t.Errorf("%v %v", c.Key, err)
	}
	_, err = h.Restore(h.ctx, lin, here1, "MESOS", "MESOS-1")
	h.must(err)
	if got := h.titles(Filter{}); !slices.Equal(got, []string{"a", "c"}) || h.text(a).Markdown != "text" {
		t.Errorf("%v", got)
	}
}

func TestComments(t *testing.T) {
	h := open(t, true)
	task := h.add("talk")
	before := h.task(task).Version
	said, made, err := h.Comment(h.ctx, lin, here1, "MESOS", task, "", "hello")
	h.must(err)
	again, remade, err := h.Comment(h.ctx, lin, here1, "MESOS", task, said.Doc.ID, "hello")
	h.must(err)
	if !made || remade || again.Doc.Version != said.Doc.Version {
		t.Error("said twice")
	}
	_, err = h.EditComment(h.ctx, mia, here1, "MESOS", task, said.Doc.ID, "hallo")
	wants(t, err, fault.Forbidden)
	_, err = h.DeleteComment(h.ctx, mia, here1, "MESOS", task, said.Doc.ID)
	wants(t, err, fault.Forbidden)
	_, err = h.EditComment(h.ctx, lin, here1, "MESOS", task, said.Doc.ID, "hi")
	h.must(err)
	for i := range 4 {
		h.clock.Advance(time.Second)
		h.must(second(h.Comment(h.ctx, mia, here1, "MESOS", task, "", fmt.Sprint(i))))
	}
	thread, err := h.CommentsOf(h.ctx, vic, here1, "MESOS", task, "", 3)
	h.must(err)
	rest, err := h.CommentsOf(h.ctx, vic, here1, "MESOS", task, thread.Next, 3)
	h.must(err)
	if len(thread.Docs) != 3 || len(rest.Docs) != 2 || rest.Next != "" {
		t.Errorf("%d and %d comments", len(thread.Docs), len(rest.Docs))
	}
	_, err = h.DeleteComment(h.ctx, ada, here1, "MESOS", task, said.Doc.ID) // she moderates
	h.must(err)
	c, _, err := h.Get(h.ctx, ada, here1, "MESOS", task)
	h.must(err)
	if c.Comments != 4 || c.Doc.Version != before {
		t.Errorf("%d comments, version %d", c.Comments, c.Doc.Version)
	}
	page, err := h.List(h.ctx, ada, here1, "MESOS", Filter{})
	h.must(err)
	if page.Cards[0].Comments != 4 {
		t.Errorf("%d comments in the list", page.Cards[0].Comments)
	}
}

func TestFormerKeysGoOnResolving(t *testing.T) {
	h := open(t, true)
	h.add("one")
	key := "MES"
	_, err := h.projects.Update(h.ctx, ada, here1, "MESOS", project.Patch{Key: &key})
	h.must(err)
	for _, k := range []string{"MESOS-1", "MES-1", "mes-1"} {
		if c, _, err := h.ByKey(h.ctx, lin, here1, k); err != nil || c.Key != "MES-1" {
			t.Errorf("%s: %v %v", k, c.Key, err)
		}
	}
	for _, k := range []string{"MES", "MES-", "MES-0", "MES-01", "MES-+1", "ME-1", "MES-2", "MES-99999999999999999999"} {
		_, _, err := h.ByKey(h.ctx, lin, here1, k)
		wants(t, err, fault.NotFound)
	}
	_, _, err = h.projects.Create(h.ctx, ada, here1, project.NewProject{Key: "MESOS", Name: "Another"})
	wants(t, err, fault.Conflict)
}

func TestAColumnGoesWithItsTasksElsewhere(t *testing.T) {
	h := open(t, true)
	ready, doing := h.status("Ready"), h.status("In progress")
	a := h.add("a", in(ready))
	h.add("b", in(ready))
	h.add("c", in(doing))
	_, err := h.Trash(h.ctx, ada, here1, "MESOS", a, nil)
	h.must(err)
	_, err = h.RemoveStatus(h.ctx, ada, here1, "MESOS", ready, "")
	wants(t, err, fault.Conflict)
	_, err = h.RemoveStatus(h.ctx, lin, here1, "MESOS", ready, doing)
	wants(t, err, fault.Forbidden)
	_, err = h.RemoveStatus(h.ctx, ada, here1, "MESOS", h.status("Done"), doing)
	wants(t, err, fault.Conflict)
	before := h.state()
	w, err := h.RemoveStatus(h.ctx, ada, here1, "MESOS", ready, doing)
	h.must(err)
	if got := h.column(doing); got != "c b" {
		t.Errorf("column: %s", got)
	}
	u := h.undo(ada, w.Op)
	if len(u.Conflicts) > 0 {
		t.Errorf("%v", u.Conflicts)
	}
	differ(t, before, h.state())
}

func TestALongColumnGoesInParts(t *testing.T) {
	h := open(t, false)
	ready, doing := h.status("Ready"), h.status("In progress")
	var many []NewTask
	for i := range 300 {
		many = append(many, NewTask{ID: newID("tsk"), Title: fmt.Sprint(i), Status: ready})
	}
	for range 3 {
		_, _, err := h.CreateMany(h.ctx, ada, here1, "MESOS", many)
		h.must(err)
		for i := range many {
			many[i].ID = newID("tsk")
		}
	}
	before := h.state()
	w, err := h.RemoveStatus(h.ctx, ada, here1, "MESOS", ready, doing)
	h.must(err)
	if n := len(h.titles(Filter{Status: []string{doing}, Limit: 1000})); n != 900 {
		t.Fatalf("%d tasks", n)
	}
	after := h.state()
	u := h.undo(ada, w.Op)
	if u.Undone != 901 || len(u.Conflicts) > 0 {
		t.Errorf("%d undone, %v", u.Undone, u.Conflicts)
	}
	differ(t, before, h.state())
	h.undo(ada, u.Op)
	differ(t, after, h.state())
}

func differ(t *testing.T, want, got map[string]string) {
	t.Helper()
	for k, v := range want {
		if got[k] != v {
			t.Errorf("%s\nis   %s\nwant %s", k, got[k], v)
		}
	}
	for k := range got {
		if want[k] == "" {
			t.Errorf("%s is too much: %s", k, got[k])
		}
	}
}

func TestManyTasksAreMadeOnceWithTheirNumbers(t *testing.T) {
	h := open(t, true)
	h.add("there")
	importer := access.Actor{User: ada.User, Kind: "import", Op: newID("op")}
	early := moment.Of(time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC))
	tasks := []NewTask{
		{ID: newID("tsk"), Title: "next"},
		{ID: newID("tsk"), Title: "seven", Number: 7, Markdown: "m", HTML: "<p>m</p>", CreatedAt: early},
		{ID: newID("tsk"), Title: "taken", Number: 1},
		{ID: newID("tsk"), Title: "twice", Number: 7},
		{ID: newID("tsk"), Title: "", Number: 9},
		{ID: newID("tsk"), Title: "stranger", Assignees: []string{out.User}},
	}
	_, made, err := h.CreateMany(h.ctx, importer, here1, "MESOS", tasks)
	h.must(err)
	for i, want := range []struct {
		number int64
		isNew  bool
	}{{8, true}, {7, true}, {1, false}, {7, false}, {9, false}, {0, false}} {
		if m := made[i]; m.Number != want.number || m.New != want.isNew || (m.Refused == nil) != want.isNew {
			t.Errorf("%s: %+v", tasks[i].Title, m)
		}
	}
	commit, again, err := h.CreateMany(h.ctx, importer, here1, "MESOS", tasks[:2])
	h.must(err)
	if commit.Tx != 0 || again[0].New || again[0].Number != 8 || again[1].Refused != nil {
		t.Errorf("%+v", again)
	}
	if got := h.column(h.status("Backlog")); got != "there next seven" {
		t.Errorf("column: %s", got)
	}
	if is := h.task(tasks[1].ID); is.CreatedAt != early {
		t.Errorf("created %s", is.CreatedAt)
	}
	_, _, err = h.CreateMany(h.ctx, lin, here1, "MESOS", tasks)
	wants(t, err, fault.Forbidden)
	u := h.undo(ada, importer.Op)
	if u.Undone != 2 || len(h.titles(Filter{})) != 1 {
		t.Errorf("%+v", u)
	}
	h.undo(ada, u.Op)
	if len(h.titles(Filter{})) != 3 {
		t.Error("redo")
	}
}

func TestAnArchivedProjectIsOnlyRead(t *testing.T) {
	h := open(t, true)
	task := h.add("old")
	yes := true
	_, err := h.projects.Update(h.ctx, ada, here1, "MESOS", project.Patch{Archived: &yes})
	h.must(err)
	_, err = h.Move(h.ctx, lin, here1, "MESOS", task, Place{Status: h.status("Done")})
	wants(t, err, fault.Conflict)
	if got := h.titles(Filter{}); len(got) != 1 {
		t.Errorf("%v", got)
	}
}

func TestLabelsThatAreGoneAreForgottenWhenTouched(t *testing.T) {
	h := open(t, true)
	var ids []string
	for _, name := range []string{"red", "blue"} {
		l := newID("lbl")
		ids = append(ids, l)
		_, err := h.projects.AddLabel(h.ctx, ada, here1, "MESOS", project.NewLabel{ID: l, Name: name})
		h.must(err)
	}
	task := h.add("marked", func(d *Draft) { d.Labels = ids })
	_, err := h.projects.RemoveLabel(h.ctx, ada, here1, "MESOS", ids[0])
	h.must(err)
	title := "renamed"
	_, err = h.Update(h.ctx, lin, here1, "MESOS", task, Patch{Title: &title})
	h.must(err)
	if is := h.task(task); len(is.Labels) != 2 {
		t.Errorf("%v", is.Labels)
	}
	_, err = h.Update(h.ctx, lin, here1, "MESOS", task, Patch{RemoveLabels: ids[1:]})
	h.must(err)
	if is := h.task(task); len(is.Labels) != 0 {
		t.Errorf("%v", is.Labels)
	}
}

func TestWhatIsPurgedIsGoneAndItsNumberWithIt(t *testing.T) {
	h := open(t, true)
	task := h.add("one", func(d *Draft) { d.Markdown = "text" })
	h.must(second(h.Comment(h.ctx, lin, here1, "MESOS", task, "", "words")))
	_, err := h.Purge(h.ctx, lin, here1, "MESOS", task)
	wants(t, err, fault.Conflict)
	_, err = h.Trash(h.ctx, lin, here1, "MESOS", task, nil)
	h.must(err)
	_, err = h.Purge(h.ctx, vic, here1, "MESOS", task)
	wants(t, err, fault.Forbidden)
	commit, err := h.Purge(h.ctx, lin, here1, "MESOS", "MESOS-1")
	h.must(err)
	_, _, err = h.Get(h.ctx, ada, here1, "MESOS", task)
	wants(t, err, fault.NotFound)
	for k := range h.state() {
		if strings.HasPrefix(k, "task") || strings.HasPrefix(k, "comment") {
			t.Errorf("%s is left", k)
		}
	}
	h.add("two")
	if _, _, err := h.ByKey(h.ctx, lin, here1, "MESOS-2"); err != nil {
		t.Errorf("the number was given again: %v", err)
	}
	_, made, err := h.CreateMany(h.ctx, ada, here1, "MESOS", []NewTask{{ID: newID("tsk"), Title: "again", Number: 1}})
	h.must(err)
	if made[0].Refused == nil {
		t.Error("the number was taken again")
	}
	_, err = h.history.Undo(h.ctx, ada, here1, opOf(commit))
	wants(t, err, fault.Forbidden)
}
