package work

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/project"
)

func TestASubtaskIsCountedAtTheTaskAbove(t *testing.T) {
	h := open(t, true)
	done, dropped := h.status("Done"), h.status("Dropped")
	above, other := h.add("above"), h.add("other")
	a, b := h.add("a", beneath("MESOS-1")), h.add("b", beneath(above))
	is := func(task string, all, closed int64) {
		t.Helper()
		if c := h.counts(task); c.Subtasks != all || c.SubtasksDone != closed {
			t.Errorf("%d of %d are done, want %d of %d", c.SubtasksDone, c.Subtasks, closed, all)
		}
		h.true(t)
	}
	is(above, 2, 0)
	_, err := h.Move(h.ctx, lin, here1, "MESOS", a, Place{Status: done})
	h.must(err)
	is(above, 2, 1)
	moved, err := h.Update(h.ctx, lin, here1, "MESOS", b, Patch{Status: &dropped})
	h.must(err)
	is(above, 2, 2)
	h.undo(lin, opOf(moved.Commit))
	is(above, 2, 1)
	gone, err := h.Trash(h.ctx, lin, here1, "MESOS", a, nil)
	h.must(err)
	is(above, 1, 0)
	h.undo(lin, opOf(gone.Commit))
	is(above, 2, 1)
	to, err := h.Update(h.ctx, lin, here1, "MESOS", a, under(other))
	h.must(err)
	is(above, 1, 0)
	is(other, 1, 1)
	u := h.undo(lin, opOf(to.Commit))
	is(above, 2, 1)
	is(other, 0, 0)
	h.undo(lin, u.Op)
	is(other, 1, 1)
	_, err = h.Update(h.ctx, lin, here1, "MESOS", a, Patch{Parent: Opt[string]{Given: true}})
	h.must(err)
	is(other, 0, 0)
	if h.task(a).Parent != nil {
		t.Error("it still has a parent")
	}
	made, _, err := h.Create(h.ctx, lin, here1, "MESOS", Draft{Title: "c", Parent: above})
	h.must(err)
	is(above, 2, 0)
	h.undo(lin, opOf(made.Commit))
	is(above, 1, 0)
}

func TestATaskThatDoesNotMoveKeepsItsTallies(t *testing.T) {
	h := open(t, true)
	above := h.add("above")
	a := h.add("a", beneath(above))
	before, err := h.List(h.ctx, lin, here1, "MESOS", Filter{})
	h.must(err)
	title := "renamed"
	_, err = h.Update(h.ctx, lin, here1, "MESOS", a, Patch{Title: &title})
	h.must(err)
	after, err := h.List(h.ctx, lin, here1, "MESOS", Filter{})
	h.must(err)
	if after.Cards[0].Tallied != before.Cards[0].Tallied {
		t.Error("a change that moves nothing touched the tally of the task above")
	}
}

func TestAColumnThatMeansSomethingElseIsCountedAnew(t *testing.T) {
	h := open(t, true)
	above := h.add("above")
	for i := range 3 {
		h.add(fmt.Sprint(i), beneath(above), in(h.status("In review")))
	}
	done := project.Done
	w, err := h.projects.ChangeStatus(h.ctx, ada, here1, "MESOS", h.status("In review"), project.StatusPatch{Group: &done})
	h.must(err)
	h.true(t)
	if c := h.counts(above); c.SubtasksDone != 3 {
		t.Errorf("%+v", c)
	}
	u := h.undo(ada, opOf(w.Commit))
	h.true(t)
	if c := h.counts(above); c.SubtasksDone != 0 {
		t.Errorf("%+v", c)
	}
	h.undo(ada, u.Op)
	h.true(t)
	_, err = h.RemoveStatus(h.ctx, ada, here1, "MESOS", h.status("In review"), h.status("Ready"))
	h.must(err)
	h.true(t)
	if c := h.counts(above); c.Subtasks != 3 || c.SubtasksDone != 0 {
		t.Errorf("%+v", c)
	}
}

func TestWhatCanBeAPartOfWhat(t *testing.T) {
	h := open(t, true)
	// a > b > c > d, and e > f.
	a := h.add("a")
	b := h.add("b", beneath(a))
	c := h.add("c", beneath(b))
	d := h.add("d", beneath(c))
	e := h.add("e")
	f := h.add("f", beneath(e))
	gone := h.add("gone")
	h.must(outcomeOf(h.Trash(h.ctx, lin, here1, "MESOS", gone, nil)))
	_, _, err := h.projects.Create(h.ctx, ada, here1, project.NewProject{Key: "OTHER", Name: "Other"})
	h.must(err)
	w, _, err := h.Create(h.ctx, ada, here1, "OTHER", Draft{Title: "elsewhere"})
	h.must(err)
	for _, x := range []struct{ name, task, parent, why string }{
		{"itself", a, a, "is the task itself, or one of its subtasks"},
		{"a task beneath it", a, d, "is the task itself, or one of its subtasks"},
		{"its own subtask", a, b, "is the task itself, or one of its subtasks"},
		{"too deep", e, d, "would make more than 4 levels"},
		{"too deep with what is beneath it", e, c, "would make more than 4 levels"},
		{"the trash", f, gone, "is in the trash"},
		{"another project", f, w.Card.Doc.ID, "is not a task of this project"},
		{"the key of another project", f, "OTHER-1", "is not a task of this project"},
		{"nothing", f, newID("tsk"), "is not a task of this project"},
		{"no id", f, "x", "is not a task of this project"},
		{"the fourth level", f, c, ""},
		{"back", f, e, ""},
		{"two levels beneath the second", e, b, ""},
		{"the same again", e, b, ""},
	} {
		_, err := h.Update(h.ctx, lin, here1, "MESOS", x.task, under(x.parent))
		f := asFault(err)
		if x.why == "" {
			if err != nil {
				t.Errorf("%s: %v", x.name, err)
			}
			continue
		}
		if f == nil || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Field != "parent" || !strings.HasPrefix(f.Fields[0].Detail, x.why) {
			t.Errorf("%s: %v", x.name, err)
		}
	}
	if _, _, err := h.Create(h.ctx, lin, here1, "MESOS", Draft{Title: "x", Parent: d}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a fifth level was made: %v", err)
	}
	// What is in the trash counts, for it may come back.
	h.must(outcomeOf(h.Trash(h.ctx, lin, here1, "MESOS", d, nil)))
	h.must(outcomeOf(h.Update(h.ctx, lin, here1, "MESOS", a, Patch{Parent: Opt[string]{Given: true}})))
	top := h.add("top")
	if _, err := h.Update(h.ctx, lin, here1, "MESOS", a, under(top)); !fault.Is(err, fault.Invalid) {
		t.Errorf("what is in the trash beneath was forgotten: %v", err)
	}
	h.true(t)
}

func TestSubtasksStayWhenTheTaskAboveGoes(t *testing.T) {
	h := open(t, true)
	above := h.add("above")
	sub, gone := h.add("sub", beneath(above)), h.add("gone", beneath(above))
	h.must(outcomeOf(h.Trash(h.ctx, lin, here1, "MESOS", gone, nil)))
	w, err := h.Trash(h.ctx, lin, here1, "MESOS", above, nil)
	h.must(err)
	if is := h.task(sub); is.parent() != above || !is.TrashedAt.IsZero() {
		t.Errorf("%+v", is)
	}
	h.undo(lin, opOf(w.Commit))
	if c := h.counts(above); c.Subtasks != 1 {
		t.Errorf("%+v", c)
	}
	h.must(outcomeOf(h.Trash(h.ctx, lin, here1, "MESOS", above, nil)))
	_, err = h.Purge(h.ctx, ada, here1, "MESOS", above)
	h.must(err)
	for _, id := range []string{sub, gone} {
		if is := h.task(id); is.Parent != nil {
			t.Errorf("%s is a part of what is gone", is.Title)
		}
	}
	h.true(t)
}

func TestUndoMakesNoCirclesAndPutsNothingIntoWhatIsGone(t *testing.T) {
	h := open(t, true)
	a, b := h.add("a"), h.add("b")
	in, err := h.Update(h.ctx, lin, here1, "MESOS", a, under(b))
	h.must(err)
	out := h.undo(lin, opOf(in.Commit)) // a stands alone again: undoing that puts it beneath b
	h.must(outcomeOf(h.Update(h.ctx, lin, here1, "MESOS", b, under(a))))
	u := h.undo(lin, out.Op)
	if len(u.Conflicts) != 1 || u.Conflicts[0].Field != "parent" || h.task(a).Parent != nil {
		t.Errorf("%+v", u)
	}
	h.must(outcomeOf(h.Update(h.ctx, lin, here1, "MESOS", b, Patch{Parent: Opt[string]{Given: true}})))
	h.must(outcomeOf(h.Trash(h.ctx, lin, here1, "MESOS", b, nil)))
	u = h.undo(lin, out.Op)
	if len(u.Conflicts) != 0 || h.task(a).parent() != b { // as if it had been there all the time
		t.Errorf("%+v", u)
	}
	h.true(t)
	again := h.undo(lin, u.Op)
	_, err = h.Purge(h.ctx, ada, here1, "MESOS", b)
	h.must(err)
	u = h.undo(lin, again.Op)
	if len(u.Conflicts) != 1 || h.task(a).Parent != nil {
		t.Errorf("%+v", u)
	}
	h.true(t)
}

func TestSubtasksAreListed(t *testing.T) {
	h := open(t, true)
	above, other := h.add("above"), h.add("other")
	h.add("late", beneath(above), in(h.status("Done")))
	h.add("first", beneath(above))
	h.add("second", beneath(above))
	h.add("elsewhere", beneath(other))
	h.must(outcomeOf(h.Trash(h.ctx, lin, here1, "MESOS", h.add("trashed", beneath(above)), nil)))
	for _, c := range []struct {
		f    Filter
		want string
	}{
		{Filter{Parent: []string{above}}, "first second late"},
		{Filter{Parent: []string{above}, Sort: "title"}, "first late second"},
		{Filter{Parent: []string{above}, Sort: "-number"}, "second first late"},
		{Filter{Parent: []string{above}, Status: []string{h.status("Done")}}, "late"},
		{Filter{Parent: []string{above, other}}, "first second elsewhere late"},
		{Filter{Parent: []string{"none"}}, "above other"},
		{Filter{Parent: []string{"none", other}}, "above other elsewhere"},
		{Filter{Parent: []string{above}, Trashed: true}, "trashed"},
		{Filter{Parent: []string{above}, Q: "ir"}, "first"},
	} {
		for _, limit := range []int{0, 1, 2} {
			c.f.Limit = limit
			if got := strings.Join(h.titles(c.f), " "); got != c.want {
				t.Errorf("%+v: %s, want %s", c.f, got, c.want)
			}
		}
	}
	_, err := h.List(h.ctx, ada, here1, "MESOS", Filter{Parent: []string{"x"}})
	wants(t, err, fault.Invalid)
}

func TestPartsAreInTheHistoryOfTheTaskAbove(t *testing.T) {
	h := open(t, true)
	above := h.add("above")
	sub := h.add("sub", beneath(above))
	h.must(outcomeOf(h.Move(h.ctx, lin, here1, "MESOS", sub, Place{Status: h.status("Done")})))
	h.must(outcomeOf(h.Update(h.ctx, lin, here1, "MESOS", sub, Patch{Parent: Opt[string]{Given: true}})))
	h.must(outcomeOf(h.Update(h.ctx, lin, here1, "MESOS", sub, under(above))))
	var got []string
	for _, i := range h.listed(vic, above) {
		got = append(got, i.Name+" "+map[bool]string{true: "sub", false: "above"}[i.ID == sub])
	}
	if want := []string{"task.updated sub", "task.updated sub", "task.created sub", "task.created above"}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}
