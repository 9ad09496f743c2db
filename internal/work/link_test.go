package work

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/project"
)

// other makes a second project with one task, which only its members see: Ada, and those who are named with a role.
func (h *house) other(key string, members map[string]access.Role) string {
	h.t.Helper()
	h.clock.Advance(time.Second) // ids sort by time
	_, _, err := h.projects.Create(h.ctx, ada, here1, project.NewProject{Key: key, Name: key, Visibility: project.ToMembers})
	h.must(err)
	for who, role := range members {
		h.must(outcomeOf(h.projects.SetMember(h.ctx, ada, here1, key, who, role)))
	}
	w, _, err := h.Create(h.ctx, ada, here1, key, Draft{Title: "in " + key})
	h.must(err)
	return w.Card.Doc.ID
}

// links tells the links of a task as somebody sees them: "blocks other".
func (h *house) links(a access.Actor, project, task string) string {
	h.t.Helper()
	docs, _, err := h.LinksOf(h.ctx, a, here1, project, task)
	h.must(err)
	var out []string
	for _, d := range docs {
		l, err := Links.Decode(d)
		h.must(err)
		out = append(out, l.Type+" "+l.Other)
	}
	return strings.Join(out, ", ")
}

func TestALinkIsSeenFromBothSides(t *testing.T) {
	h := open(t, true)
	a, b := h.add("a"), h.add("b")
	for _, c := range []struct{ is, turned string }{{"blocks", "blockedBy"}, {"blockedBy", "blocks"}, {"relates", "relates"}, {"duplicates", "duplicatedBy"}, {"duplicatedBy", "duplicates"}} {
		l, made, err := h.Link(h.ctx, lin, here1, "MESOS", a, NewLink{Type: c.is, Other: "MESOS-2"})
		h.must(err)
		if !made || h.links(vic, "MESOS", a) != c.is+" "+b || h.links(vic, "MESOS", b) != c.turned+" "+a {
			t.Errorf("%s: %s and %s", c.is, h.links(vic, "MESOS", a), h.links(vic, "MESOS", b))
		}
		if h.counts(a).Links != 1 || h.counts(b).Links != 1 {
			t.Errorf("%s is counted as %+v and %+v", c.is, h.counts(a), h.counts(b))
		}
		half, err := Links.Decode(l.Doc)
		h.must(err)
		from, at := "MESOS-1", half.ID
		if c.is == "blockedBy" { // it goes from either side
			from, at = "MESOS-2", half.turned().ID
		}
		h.must(outcomeOf(h.Unlink(h.ctx, mia, here1, "MESOS", from, at)))
		if got := h.links(lin, "MESOS", a) + h.links(lin, "MESOS", b); got != "" {
			t.Errorf("%s stays: %s", c.is, got)
		}
		h.true(t)
	}
}

func TestWhatCannotBeLinked(t *testing.T) {
	h := open(t, true)
	a, b, gone := h.add("a"), h.add("b"), h.add("gone")
	h.must(outcomeOf(h.Trash(h.ctx, lin, here1, "MESOS", gone, nil)))
	hidden := h.other("HID", nil)
	l, _, err := h.Link(h.ctx, lin, here1, "MESOS", a, NewLink{Type: "blocks", Other: b})
	h.must(err)
	for _, c := range []struct {
		name string
		who  access.Actor
		task string
		n    NewLink
		kind fault.Kind
	}{
		{"a type that is none", lin, a, NewLink{Type: "likes", Other: b}, fault.Invalid},
		{"an id that is none", lin, a, NewLink{ID: "lnk_1", Type: "relates", Other: b}, fault.Invalid},
		{"a task to itself", lin, a, NewLink{Type: "relates", Other: a}, fault.Invalid},
		{"nothing", lin, a, NewLink{Type: "relates", Other: newID("tsk")}, fault.Invalid},
		{"nothing at all", lin, a, NewLink{Type: "relates"}, fault.Invalid},
		{"a key of no project", lin, a, NewLink{Type: "relates", Other: "NONE-1"}, fault.Invalid},
		{"a task in the trash", lin, a, NewLink{Type: "relates", Other: gone}, fault.Invalid},
		{"what is in the trash", lin, gone, NewLink{Type: "relates", Other: a}, fault.Conflict},
		{"a task out of sight", lin, a, NewLink{Type: "relates", Other: hidden}, fault.Invalid},
		{"and its key", lin, a, NewLink{Type: "relates", Other: "HID-1"}, fault.Invalid},
		{"the same again", lin, a, NewLink{Type: "blocks", Other: b}, fault.Conflict},
		{"the same from the other side", lin, b, NewLink{Type: "blockedBy", Other: a}, fault.Conflict},
		{"the other way round", lin, b, NewLink{Type: "blocks", Other: a}, fault.Conflict},
		{"a viewer", vic, a, NewLink{Type: "relates", Other: b}, fault.Forbidden},
		{"a stranger", out, a, NewLink{Type: "relates", Other: b}, fault.NotFound},
	} {
		if _, _, err := h.Link(h.ctx, c.who, here1, "MESOS", c.task, c.n); !fault.Is(err, c.kind) {
			t.Errorf("%s: %v, want %s", c.name, err, c.kind)
		}
	}
	again, made, err := h.Link(h.ctx, lin, here1, "MESOS", a, NewLink{ID: l.Doc.ID, Type: "blocks", Other: b})
	if err != nil || made || again.Doc.Version != l.Doc.Version {
		t.Errorf("sent again: %v %v", made, err)
	}
	if _, err := h.Unlink(h.ctx, lin, here1, "MESOS", b, l.Doc.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("a half was taken away at the other task: %v", err)
	}
	h.true(t)
}

func TestATaskHasOnlySoManyLinks(t *testing.T) {
	h := open(t, false)
	a := h.add("a")
	for i := range maxLinks {
		if _, _, err := h.Link(h.ctx, lin, here1, "MESOS", h.add(fmt.Sprint(i)), NewLink{Type: "relates", Other: a}); err != nil {
			t.Fatal(err)
		}
	}
	_, _, err := h.Link(h.ctx, lin, here1, "MESOS", h.add("one more"), NewLink{Type: "relates", Other: a})
	wants(t, err, fault.Conflict)
}

// Lin may change tasks in MESOS and only looks at OTHER; Mia sees MESOS alone.
func TestALinkBetweenProjects(t *testing.T) {
	h := open(t, true)
	a := h.add("a")
	b := h.other("OTHER", map[string]access.Role{lin.User: access.Viewer})
	l, _, err := h.Link(h.ctx, lin, here1, "MESOS", a, NewLink{Type: "blocks", Other: "other-1"})
	h.must(err)
	if h.links(lin, "MESOS", a) != "blocks "+b || h.links(lin, "OTHER", b) != "blockedBy "+a {
		t.Errorf("%s, %s", h.links(lin, "MESOS", a), h.links(lin, "OTHER", b))
	}
	if got := h.links(mia, "MESOS", a); got != "" {
		t.Errorf("who does not see the other task sees the link: %s", got)
	}
	_, err = h.Unlink(h.ctx, mia, here1, "MESOS", a, l.Doc.ID)
	wants(t, err, fault.NotFound)
	half, err := Links.Decode(l.Doc)
	h.must(err)
	_, err = h.Unlink(h.ctx, lin, here1, "OTHER", b, half.turned().ID)
	wants(t, err, fault.Forbidden) // at a task that he only looks at
	items := h.listed(mia, a)
	if len(items) == 0 || items[0].Name != "link.created" || items[0].Undoable {
		t.Errorf("%+v", items)
	}
	h.true(t)

	_, err = h.history.Undo(h.ctx, mia, here1, opOf(l.Commit)) // a part of it is out of her reach
	wants(t, err, fault.Forbidden)
	u := h.undo(lin, opOf(l.Commit))
	if u.Undone != 2 || len(u.Conflicts) != 0 || h.links(ada, "MESOS", a)+h.links(ada, "OTHER", b) != "" {
		t.Errorf("%+v", u)
	}
	h.true(t)
	r := h.undo(lin, u.Op)
	if r.Undone != 2 || h.links(ada, "MESOS", a) != "blocks "+b || h.links(ada, "OTHER", b) != "blockedBy "+a {
		t.Errorf("%+v: %s", r, h.links(ada, "MESOS", a))
	}
	h.true(t)

	yes := true
	h.must(outcomeOf(h.projects.Update(h.ctx, ada, here1, "OTHER", project.Patch{Archived: &yes})))
	_, err = h.Unlink(h.ctx, lin, here1, "MESOS", a, l.Doc.ID)
	wants(t, err, fault.Conflict)
	if h.links(lin, "MESOS", a) != "blocks "+b {
		t.Error("a link to an archived project is not listed")
	}
	_, err = h.projects.Trash(h.ctx, ada, here1, "OTHER", 0)
	h.must(err)
	if h.links(lin, "MESOS", a) != "" {
		t.Error("a link to a project in the trash is listed")
	}
}

func TestOnlyWhoMayChangeOneOfTheTasksTakesALinkBack(t *testing.T) {
	h := open(t, true)
	a := h.add("a")
	b := h.other("OTHER", map[string]access.Role{lin.User: access.Viewer, mia.User: access.Member, vic.User: access.Viewer})
	l, _, err := h.Link(h.ctx, lin, here1, "MESOS", a, NewLink{Type: "relates", Other: b})
	h.must(err)
	_, err = h.history.Undo(h.ctx, vic, here1, opOf(l.Commit)) // sees both, and changes neither
	wants(t, err, fault.Forbidden)
	h.must(outcomeOf(h.projects.SetMember(h.ctx, ada, here1, "MESOS", mia.User, access.Viewer)))
	if u := h.undo(mia, opOf(l.Commit)); u.Undone != 2 { // she may change the other one
		t.Errorf("%+v", u)
	}
	h.true(t)
}

func TestALinkDoesNotComeBackWhereItCannot(t *testing.T) {
	h := open(t, true)
	a, b := h.add("a"), h.add("b")
	l, _, err := h.Link(h.ctx, lin, here1, "MESOS", a, NewLink{Type: "relates", Other: b})
	h.must(err)
	gone, err := h.Unlink(h.ctx, lin, here1, "MESOS", a, l.Doc.ID)
	h.must(err)
	_, _, err = h.Link(h.ctx, mia, here1, "MESOS", b, NewLink{Type: "relates", Other: a})
	h.must(err)
	if u := h.undo(lin, opOf(gone)); u.Undone != 0 || len(u.Conflicts) != 2 {
		t.Errorf("linked again: %+v", u)
	}
	h.true(t)
	docs, _, err := h.LinksOf(h.ctx, lin, here1, "MESOS", a)
	h.must(err)
	again, err := h.Unlink(h.ctx, lin, here1, "MESOS", a, docs[0].ID)
	h.must(err)
	h.must(outcomeOf(h.Trash(h.ctx, lin, here1, "MESOS", b, nil)))
	_, err = h.Purge(h.ctx, ada, here1, "MESOS", b)
	h.must(err)
	if u := h.undo(lin, opOf(again)); u.Undone != 0 || len(u.Conflicts) != 2 {
		t.Errorf("one is gone: %+v", u)
	}
	h.true(t)
}

func TestAPurgedTaskTakesItsLinksAlong(t *testing.T) {
	h := open(t, true)
	a, b := h.add("a"), h.add("b")
	c := h.other("OTHER", map[string]access.Role{lin.User: access.Viewer})
	for _, other := range []string{a, c} {
		_, _, err := h.Link(h.ctx, lin, here1, "MESOS", b, NewLink{Type: "blocks", Other: other})
		h.must(err)
	}
	h.must(outcomeOf(h.Trash(h.ctx, lin, here1, "MESOS", b, nil)))
	if h.links(lin, "MESOS", a) != "blockedBy "+b {
		t.Error("the trash took the link away")
	}
	_, err := h.Purge(h.ctx, ada, here1, "MESOS", b)
	h.must(err)
	if got := h.links(ada, "MESOS", a) + h.links(ada, "OTHER", c); got != "" {
		t.Errorf("links to nothing: %s", got)
	}
	h.true(t)
}

func TestLinksAreInTheHistoryOfBothTasks(t *testing.T) {
	h := open(t, true)
	a, b := h.add("a"), h.add("b")
	l, _, err := h.Link(h.ctx, lin, here1, "MESOS", a, NewLink{Type: "blocks", Other: b})
	h.must(err)
	h.must(outcomeOf(h.Unlink(h.ctx, lin, here1, "MESOS", a, l.Doc.ID)))
	for _, task := range []string{a, b} {
		var got []string
		for _, i := range h.listed(lin, task) {
			got = append(got, i.Name)
		}
		if want := []string{"link.deleted", "link.created", "task.created"}; !slices.Equal(got, want) {
			t.Errorf("%v", got)
		}
	}
}

func TestCardsOfAllProjectsByTheirIds(t *testing.T) {
	h := open(t, true)
	a := h.add("a")
	seen, hidden := h.other("SEEN", map[string]access.Role{lin.User: access.Viewer}), h.other("HID", nil)
	h.add("b", beneath(a))
	refs := []string{"SEEN-1", hidden, "HID-1", newID("tsk"), "nonsense", "MESOS-2", a, seen, "mesos-1", "NONE-7"}
	cards, at, err := h.Pick(h.ctx, lin, here1, refs)
	h.must(err)
	var got []string
	for _, c := range cards {
		got = append(got, c.Key)
	}
	if want := []string{"SEEN-1", "MESOS-2", "MESOS-1"}; !slices.Equal(got, want) || cards[2].Subtasks != 1 || at.Number == 0 {
		t.Errorf("%v", got)
	}
	for _, refs := range [][]string{nil, make([]string, maxPicked+1)} {
		_, _, err := h.Pick(h.ctx, lin, here1, refs)
		wants(t, err, fault.Invalid)
	}
	_, _, err = h.Pick(context.Background(), out, here1, []string{a})
	wants(t, err, fault.NotFound)
}
