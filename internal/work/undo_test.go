package work

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/project"
)

func TestAMoveIsUndoneAndRedone(t *testing.T) {
	h := open(t, true)
	task := h.add("a")
	h.add("b")
	before := h.state()
	w, err := h.Move(h.ctx, lin, here1, "MESOS", task, Place{Status: h.status("Done")})
	h.must(err)
	after := h.state()
	u := h.undo(lin, opOf(w.Commit))
	if u.Undone != 1 || len(u.Conflicts) != 0 {
		t.Errorf("%+v", u)
	}
	differ(t, before, h.state())
	if again := h.undo(lin, opOf(w.Commit)); again.Undone != 0 || len(again.Conflicts) != 0 || again.Op != "" {
		t.Errorf("undone twice: %+v", again)
	}
	h.undo(lin, u.Op)
	differ(t, after, h.state())
}

func TestWhatOthersChangedSinceStays(t *testing.T) {
	h := open(t, true)
	task := h.add("a")
	title, priority := "mine", "high"
	w, err := h.Update(h.ctx, lin, here1, "MESOS", task, Patch{Title: &title, Priority: &priority})
	h.must(err)
	theirs := "theirs"
	_, err = h.Update(h.ctx, mia, here1, "MESOS", task, Patch{Title: &theirs})
	h.must(err)
	u := h.undo(lin, opOf(w.Commit))
	if is := h.task(task); is.Title != "theirs" || is.Priority != "none" || len(u.Conflicts) != 1 || u.Conflicts[0].Field != "title" {
		t.Errorf("%+v %+v", is, u)
	}

	moved, err := h.Move(h.ctx, lin, here1, "MESOS", task, Place{Status: h.status("Ready")})
	h.must(err)
	_, err = h.Move(h.ctx, mia, here1, "MESOS", task, Place{Status: h.status("Done")})
	h.must(err)
	u = h.undo(lin, opOf(moved.Commit))
	if is := h.task(task); is.Status != h.status("Done") || len(u.Conflicts) != 1 || u.Conflicts[0].Field != "status" {
		t.Errorf("%+v %+v", is, u)
	}
}

func TestMakingATaskIsUndoneByTheTrash(t *testing.T) {
	h := open(t, true)
	w, _, err := h.Create(h.ctx, lin, here1, "MESOS", Draft{Title: "oops", Markdown: "text"})
	h.must(err)
	u := h.undo(lin, opOf(w.Commit))
	is := h.task(w.Card.Doc.ID)
	if is.TrashedAt.IsZero() || h.text(is.ID).Markdown != "text" || u.Undone != 1 {
		t.Errorf("%+v %+v", is, u)
	}
	h.add("next")
	if c, _, err := h.ByKey(h.ctx, lin, here1, "MESOS-2"); err != nil || c.Key != "MESOS-2" {
		t.Errorf("a number was given twice: %v", err)
	}
	h.undo(lin, u.Op)
	if is := h.task(is.ID); !is.TrashedAt.IsZero() {
		t.Error("redo")
	}
}

func TestLongTextsComeBackOutOfTheLog(t *testing.T) {
	h := open(t, true)
	long := strings.Repeat("a long line\n", 200)
	task := h.add("text", func(d *Draft) { d.Markdown = long })
	for _, next := range []string{strings.Repeat("another\n", 200), "short"} {
		_, err := h.Update(h.ctx, lin, here1, "MESOS", task, Patch{Markdown: &next})
		h.must(err)
	}
	events := h.listed(lin, task)
	u := h.undo(lin, events[0].Op)
	if len(u.Conflicts) > 0 || !strings.HasPrefix(h.text(task).Markdown, "another") {
		t.Errorf("%+v", u)
	}
	u = h.undo(lin, events[1].Op)
	if got := h.text(task); len(u.Conflicts) > 0 || got.Markdown != long || got.HTML != "<p>"+long+"</p>" {
		t.Errorf("%+v", u)
	}
}

func TestCommentsComeAndGoWithTheirTally(t *testing.T) {
	h := open(t, true)
	task := h.add("talk")
	said, _, err := h.Comment(h.ctx, lin, here1, "MESOS", task, "", "hello")
	h.must(err)
	comments := func() int64 {
		c, _, err := h.Get(h.ctx, ada, here1, "MESOS", task)
		h.must(err)
		return c.Comments
	}
	edited, err := h.EditComment(h.ctx, lin, here1, "MESOS", task, said.Doc.ID, "hi")
	h.must(err)
	gone, err := h.DeleteComment(h.ctx, ada, here1, "MESOS", task, said.Doc.ID)
	h.must(err)
	_, err = h.history.Undo(h.ctx, mia, here1, opOf(gone)) // neither his own nor moderating
	wants(t, err, fault.Forbidden)
	u := h.undo(lin, opOf(gone))
	if comments() != 1 {
		t.Errorf("%d comments after undo", comments())
	}
	_, err = h.history.Undo(h.ctx, ada, here1, opOf(edited.Commit)) // she moderates, but does not put words into his mouth
	wants(t, err, fault.Forbidden)
	h.undo(ada, u.Op)
	if comments() != 0 {
		t.Errorf("%d comments after redo", comments())
	}
	h.undo(lin, opOf(gone))
	h.undo(lin, opOf(edited.Commit))
	thread, err := h.CommentsOf(h.ctx, lin, here1, "MESOS", task, "", 0)
	h.must(err)
	if c, err := Comments.Decode(thread.Docs[0]); err != nil || c.Markdown != "hello" || !c.EditedAt.IsZero() {
		t.Errorf("%+v %v", c, err)
	}
	h.undo(lin, opOf(said.Commit))
	if comments() != 0 {
		t.Errorf("%d comments at last", comments())
	}
}

func TestUndoPassesTheGate(t *testing.T) {
	h := open(t, true)
	w, _, err := h.Create(h.ctx, lin, here1, "MESOS", Draft{Title: "a"})
	h.must(err)
	secret, _, err := h.projects.Create(h.ctx, ada, here1, project.NewProject{Key: "SECRET", Name: "Secret", Visibility: project.ToMembers})
	h.must(err)
	hidden, _, err := h.Create(h.ctx, ada, here1, "SECRET", Draft{Title: "hidden"})
	h.must(err)
	member, err := h.projects.SetMember(h.ctx, ada, here1, "MESOS", vic.User, access.Viewer)
	h.must(err)
	token := lin
	token.Scopes = []access.Need{access.ChangeUndo, access.ProjectRead, access.TaskUpdate}
	for _, c := range []struct {
		name string
		who  access.Actor
		op   string
		want fault.Kind
	}{
		{"a viewer", vic, opOf(w.Commit), fault.Forbidden},
		{"a stranger", out, opOf(w.Commit), fault.NotFound},
		{"nobody", access.Actor{}, opOf(w.Commit), fault.Unauthenticated},
		{"a token that may not delete", token, opOf(w.Commit), fault.Forbidden},
		{"what one does not see", lin, opOf(hidden.Commit), fault.NotFound},
		{"a project that one does not see", lin, opOf(secret.Commit), fault.NotFound},
		{"who may do what", ada, opOf(member.Commit), fault.Forbidden},
		{"nothing", ada, "999999", fault.NotFound},
		{"not an operation", ada, "01", fault.NotFound},
		{"not even a name", ada, "x\x00", fault.NotFound},
	} {
		if _, err := h.history.Undo(h.ctx, c.who, here1, c.op); !fault.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if h.task(w.Card.Doc.ID).TrashedAt.IsZero() == false {
		t.Error("it was undone all the same")
	}
	yes := true
	_, err = h.projects.Update(h.ctx, ada, here1, "MESOS", project.Patch{Archived: &yes})
	h.must(err)
	_, err = h.history.Undo(h.ctx, lin, here1, opOf(w.Commit))
	wants(t, err, fault.Conflict)
}

func TestProjectsAreUndone(t *testing.T) {
	h := open(t, true)
	made, _, err := h.projects.Create(h.ctx, ada, here1, project.NewProject{Key: "NEW", Name: "New"})
	h.must(err)
	u := h.undo(ada, opOf(made.Commit))
	if trashed, _, err := h.projects.List(h.ctx, ada, here1, true); err != nil || len(trashed) != 1 {
		t.Fatalf("%v %v", trashed, err)
	}
	_, _, err = h.projects.Get(h.ctx, lin, here1, "NEW")
	wants(t, err, fault.NotFound)
	h.undo(ada, u.Op)
	if _, _, err = h.projects.Get(h.ctx, lin, here1, "NEW"); err != nil {
		t.Error(err)
	}

	key, name := "NEWER", "Newer"
	w, err := h.projects.Update(h.ctx, ada, here1, "NEW", project.Patch{Key: &key, Name: &name})
	h.must(err)
	h.undo(ada, opOf(w.Commit))
	doc, _, err := h.projects.Get(h.ctx, ada, here1, "NEWER")
	h.must(err)
	if p, err := project.Projects.Decode(doc); err != nil || p.Key != "NEW" || p.Name != "New" {
		t.Errorf("%+v %v", p, err)
	}

	status := newID("sts")
	w, err = h.projects.AddStatus(h.ctx, ada, here1, "MESOS", project.NewStatus{ID: status, Name: "Testing", Group: project.Doing})
	h.must(err)
	h.add("in it", in(status))
	if u := h.undo(ada, opOf(w.Commit)); len(u.Conflicts) != 1 || u.Conflicts[0].Field != "statuses" {
		t.Errorf("%+v", u)
	}
}

// listed gives the history of a task as its first page of 100.
func (h *house) listed(a access.Actor, task string) []item {
	h.t.Helper()
	l, err := h.history.List(h.ctx, a, here1, "MESOS", "task", task, 0, 100)
	h.must(err)
	var out []item
	b, err := json.Marshal(l.Items)
	h.must(err)
	h.must(json.Unmarshal(b, &out))
	return out
}

type item struct {
	Seq                                      int64
	Op, At, Actor, ActorKind, Name, Kind, ID string
	Set, Was                                 map[string]any
	Undoable                                 bool
}

func TestTheHistoryOfATask(t *testing.T) {
	h := open(t, true)
	task := h.add("a", func(d *Draft) { d.Markdown = "text" })
	said, _, err := h.Comment(h.ctx, lin, here1, "MESOS", task, "", "hello")
	h.must(err)
	_, err = h.EditComment(h.ctx, lin, here1, "MESOS", task, said.Doc.ID, "hi")
	h.must(err)
	title := "b"
	_, err = h.Update(h.ctx, lin, here1, "MESOS", task, Patch{Title: &title})
	h.must(err)
	h.must(second(h.Comment(h.ctx, lin, here1, "MESOS", h.add("another"), "", "elsewhere")))
	_, err = h.Move(h.ctx, mia, here1, "MESOS", task, Place{Status: h.status("Done")})
	h.must(err)
	deleted, _, err := h.Comment(h.ctx, mia, here1, "MESOS", task, "", "soon gone")
	h.must(err)
	_, err = h.DeleteComment(h.ctx, mia, here1, "MESOS", task, deleted.Doc.ID)
	h.must(err)
	want := []string{"comment.deleted", "comment.created", "task.moved", "task.updated", "comment.edited", "comment.created", "task.described", "task.created"}
	items := h.listed(vic, "MESOS-1")
	var got []string
	for _, i := range items {
		if got = append(got, i.Name); i.Undoable {
			t.Errorf("a viewer may undo %s", i.Name)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if i := items[3]; i.Set["title"] != "b" || i.Was["title"] != "a" || i.Actor != lin.User || i.ActorKind != "user" {
		t.Errorf("%+v", i)
	}
	for _, i := range h.listed(mia, task) {
		if mine := i.Kind != "comment" || i.Actor == mia.User; i.Undoable != (mine && i.Name != "comment.created") {
			t.Errorf("%s of %s: undoable %v", i.Name, i.Actor, i.Undoable)
		}
	}
	var paged []string
	for before := int64(0); ; {
		l, err := h.history.List(h.ctx, vic, here1, "MESOS", "task", task, before, 3)
		h.must(err)
		for _, i := range l.Items {
			paged = append(paged, i.Name)
		}
		if before = l.Next; before == 0 {
			break
		}
	}
	if !slices.Equal(paged, want) {
		t.Errorf("in pages: %v", paged)
	}
	_, err = h.history.List(h.ctx, out, here1, "MESOS", "task", task, 0, 3)
	wants(t, err, fault.NotFound)
}

// TestUndoThenRedoChangesNothing: after anything that a team does, taking an operation back and taking that back leaves every document as
// it was, times of changes apart, unless the undo met what had been changed since.
func TestUndoThenRedoChangesNothing(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		h := open(t, false)
		tasks := []string{h.add("0"), h.add("1")}
		var said, links []string
		ops := []string{}
		people := []access.Actor{ada, lin, mia}
		for i := range rapid.IntRange(1, 25).Draw(r, "steps") {
			h.clock.Advance(time.Second)
			who := rapid.SampledFrom(people).Draw(r, "who")
			task := rapid.SampledFrom(tasks).Draw(r, "task")
			status := rapid.SampledFrom(h.project.Statuses).Draw(r, "status").ID
			var w Written
			var err error
			switch rapid.IntRange(0, 14).Draw(r, "what") {
			case 0:
				if w, _, err = h.Create(h.ctx, who, here1, "MESOS", Draft{Title: fmt.Sprint(i), Markdown: fmt.Sprint("text", i), Status: status}); err == nil {
					tasks = append(tasks, w.Card.Doc.ID)
				}
			case 1, 2:
				w, err = h.Move(h.ctx, who, here1, "MESOS", task, Place{Status: status, Before: rapid.SampledFrom(tasks).Draw(r, "before")})
			case 3:
				title := fmt.Sprint("title", i%4)
				w, err = h.Update(h.ctx, who, here1, "MESOS", task, Patch{Title: &title, AddAssignees: []string{who.User}})
			case 4:
				text := strings.Repeat(fmt.Sprint("line ", i%3, "\n"), 60)
				w, err = h.Update(h.ctx, who, here1, "MESOS", task, Patch{Markdown: &text})
			case 5:
				w, err = h.Trash(h.ctx, who, here1, "MESOS", task, nil)
			case 6:
				var s Said
				if s, _, err = h.Comment(h.ctx, who, here1, "MESOS", task, "", "words"); err == nil {
					said, w.Commit = append(said, s.Doc.ID), s.Commit
				}
			case 7:
				if len(said) > 0 {
					w.Commit, err = h.DeleteComment(h.ctx, ada, here1, "MESOS", task, rapid.SampledFrom(said).Draw(r, "comment"))
				}
			case 8, 9:
				p := under(rapid.SampledFrom(append(tasks, "")).Draw(r, "parent"))
				w, err = h.Update(h.ctx, who, here1, "MESOS", task, p)
			case 10:
				var l Linked
				n := NewLink{Type: rapid.SampledFrom(LinkTypes).Draw(r, "type"), Other: rapid.SampledFrom(tasks).Draw(r, "other")}
				if l, _, err = h.Link(h.ctx, who, here1, "MESOS", task, n); err == nil {
					links, w.Commit = append(links, task+" "+l.Doc.ID), l.Commit
				}
			case 11:
				if len(links) > 0 {
					at, link, _ := strings.Cut(rapid.SampledFrom(links).Draw(r, "link"), " ")
					w.Commit, err = h.Unlink(h.ctx, who, here1, "MESOS", at, link)
				}
			case 12:
				some := rapid.SliceOfN(rapid.SampledFrom(tasks), 1, 6).Draw(r, "some")
				parent := under(rapid.SampledFrom(tasks).Draw(r, "parent"))
				parent.Status = &status
				c := rapid.SampledFrom([]Change{{Trash: true}, {Restore: true}, {Move: &Place{Status: status}}, {Set: &parent}, {Set: &Patch{Status: &status}}}).Draw(r, "change")
				_, w.Commit, err = h.Bulk(h.ctx, who, here1, "MESOS", some, c)
			case 13:
				group := rapid.SampledFrom(project.Groups).Draw(r, "group")
				var p project.Written
				p, err = h.projects.ChangeStatus(h.ctx, ada, here1, "MESOS", status, project.StatusPatch{Group: &group})
				w.Commit = p.Commit
			case 14:
				if len(said) > 0 {
					var s Said
					s, err = h.React(h.ctx, who, here1, "MESOS", task, rapid.SampledFrom(said).Draw(r, "comment"), rapid.SampledFrom(Emojis[:2]).Draw(r, "emoji"), rapid.Bool().Draw(r, "with"))
					w.Commit = s.Commit
				}
			}
			if err := h.tallied(); err != nil {
				r.Fatal(err)
			}
			if err == nil && w.Commit.Tx != 0 {
				ops = append(ops, opOf(w.Commit))
			}
		}
		if len(ops) == 0 {
			return
		}
		before := h.state()
		u, err := h.history.Undo(h.ctx, ada, here1, rapid.SampledFrom(ops).Draw(r, "op"))
		if fault.Is(err, fault.Forbidden) { // somebody else's words
			return
		}
		h.must(err)
		if err := h.tallied(); err != nil {
			r.Fatalf("after undo: %v", err)
		}
		if u.Op == "" {
			return
		}
		redo := h.undo(ada, u.Op)
		if len(redo.Conflicts) > 0 {
			r.Fatalf("redo: %+v", redo.Conflicts)
		}
		if err := h.tallied(); err != nil {
			r.Fatalf("after redo: %v", err)
		}
		is := h.state()
		for k, v := range before {
			if is[k] != v {
				r.Fatalf("%s\nis   %s\nwas  %s", k, is[k], v)
			}
		}
	})
}
