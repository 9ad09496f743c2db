package project

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/org"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
)

type facts struct{ Facts }

func (facts) OrganisationRole(tx store.Tx, user string) (access.Role, bool, error) {
	return org.Role(tx, user)
}

const here = "org_00000000000000000001"

var (
	ada = access.Actor{User: "usr_000000000000000000ad", Kind: "user"} // administers the organisation
	pia = access.Actor{User: "usr_000000000000000000pa", Kind: "user"} // manages projects
	lin = access.Actor{User: "usr_000000000000000000nn", Kind: "user"} // works in them
	cle = access.Actor{User: "usr_000000000000000000ce", Kind: "user"} // is a client
)

type house struct {
	*Service
	t     *testing.T
	ctx   context.Context
	store *store.Store
	clock *moment.Fake
}

func open(t *testing.T) *house {
	t.Helper()
	clock := moment.NewFake(time.Date(2026, 11, 25, 3, 14, 7, 0, time.UTC))
	s, err := store.New(memstore.New(slices.Concat(store.Defs(), []*store.Def{org.Members.Def()}, Defs())...), store.Options{Clock: clock, Replay: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	h := &house{New(access.New(s, facts{}), clock), t, context.Background(), s, clock}
	for who, role := range map[string]access.Role{ada.User: access.Admin, pia.User: access.ProjectManager, lin.User: access.TeamMember, cle.User: access.Client} {
		h.member(who, role, false)
	}
	return h
}

func (h *house) member(who string, role access.Role, disabled bool) {
	h.t.Helper()
	_, err := h.store.Update(h.ctx, here, store.By{Kind: "system"}, func(tx store.Tx) error {
		m := &org.Member{Meta: store.Meta{ID: who}, Name: who, Role: role, Hue: 1, Disabled: disabled}
		if was, err := org.Members.Look(tx, who); err != nil {
			return err
		} else if was != nil {
			m.Version = was.Version
		}
		return org.Members.Put(tx, "member.joined", m)
	})
	h.must(err)
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
		h.t.Errorf("got %v, want %s", err, k)
	}
}

func (h *house) found(n NewProject) *Project {
	h.t.Helper()
	w, _, err := h.Create(h.ctx, pia, here, n)
	h.must(err)
	return h.read(w.Doc)
}

func (h *house) read(d store.Doc) *Project {
	h.t.Helper()
	p, err := Projects.Decode(d)
	h.must(err)
	return p
}

func TestAProjectBeginsWithSixStatusesAndItsMakerAsManager(t *testing.T) {
	h := open(t)
	p := h.found(NewProject{Key: "MESOS", Name: " Mesos "})
	if p.Name != "Mesos" || p.Hue != 1 || p.Visibility != ToOrganisation || p.CreatedBy != pia.User || len(p.Labels) != 0 {
		t.Errorf("%+v", p)
	}
	var groups []Group
	var ids []string
	for _, s := range p.Statuses {
		groups, ids = append(groups, s.Group), append(ids, s.ID)
	}
	if !slices.Equal(groups, Groups) || !slices.IsSorted(ids) || p.FirstOpen().Name != "Backlog" {
		t.Errorf("%+v", p.Statuses)
	}
	members, _, err := h.Members(h.ctx, lin, here, "mesos")
	h.must(err)
	if len(members) != 1 {
		t.Errorf("%d members", len(members))
	}
	r, err := h.Access(h.ctx, pia, here, "MESOS")
	h.must(err)
	if r.Role != access.Manager || !slices.Contains(r.Needs, access.ProjectDelete) {
		t.Errorf("%+v", r)
	}
}

func TestCreateTwiceWithOneIdMakesOneProject(t *testing.T) {
	h := open(t)
	n := NewProject{ID: id.New("prj", h.clock.Now()), Key: "ONE", Name: "One"}
	h.found(n)
	if _, made, err := h.Create(h.ctx, pia, here, n); err != nil || made {
		t.Errorf("made %v, %v", made, err)
	}
	n.Name = "Other"
	_, _, err := h.Create(h.ctx, pia, here, n)
	h.wants(err, fault.Conflict)
	_, _, err = h.Create(h.ctx, ada, here, n)
	h.wants(err, fault.Conflict)
	_, _, err = h.Create(h.ctx, lin, here, NewProject{Key: "MINE", Name: "Mine"})
	h.wants(err, fault.Forbidden)
}

func TestInputIsChecked(t *testing.T) {
	h := open(t)
	for _, c := range []struct {
		name string
		n    NewProject
		ok   bool
	}{
		{"short", NewProject{Key: "AB", Name: "x"}, true},
		{"long", NewProject{Key: "ABCDEFGHIJ", Name: strings.Repeat("ü", 100), Description: "two\nlines", Hue: 8, Visibility: ToMembers}, true},
		{"one letter", NewProject{Key: "A", Name: "x"}, false},
		{"eleven", NewProject{Key: "ABCDEFGHIJK", Name: "x"}, false},
		{"small letters", NewProject{Key: "abc", Name: "x"}, false},
		{"a digit first", NewProject{Key: "1AB", Name: "x"}, false},
		{"a line after it", NewProject{Key: "ABC\n", Name: "x"}, false},
		{"no name", NewProject{Key: "XYZ", Name: "  "}, false},
		{"a long name", NewProject{Key: "XYZ", Name: strings.Repeat("x", 101)}, false},
		{"a name of two lines", NewProject{Key: "XYZ", Name: "a\nb"}, false},
		{"no such hue", NewProject{Key: "XYZ", Name: "x", Hue: 9}, false},
		{"no such visibility", NewProject{Key: "XYZ", Name: "x", Visibility: "world"}, false},
		{"no such id", NewProject{Key: "XYZ", Name: "x", ID: "prj_1"}, false},
	} {
		_, _, err := h.Create(h.ctx, pia, here, c.n)
		if c.ok != (err == nil) || (err != nil && !fault.Is(err, fault.Invalid)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestKeysStayReservedAndGoOnResolving(t *testing.T) {
	h := open(t)
	h.found(NewProject{Key: "OLD", Name: "Old"})
	key, back := "NEW", "OLD"
	_, err := h.Update(h.ctx, pia, here, "OLD", Patch{Key: &key})
	h.must(err)
	for _, ref := range []string{"OLD", "NEW", "new"} {
		d, _, err := h.Get(h.ctx, lin, here, ref)
		h.must(err)
		if h.read(d).Key != "NEW" {
			t.Errorf("%s", ref)
		}
	}
	for _, k := range []string{"OLD", "NEW"} {
		_, _, err := h.Create(h.ctx, pia, here, NewProject{Key: k, Name: "Another"})
		h.wants(err, fault.Conflict)
	}
	_, err = h.Update(h.ctx, pia, here, "NEW", Patch{Key: &back})
	h.must(err)
	_, _, err = h.Get(h.ctx, lin, here, "NO")
	h.wants(err, fault.NotFound)
}

func TestWhoSeesAndManagesAProject(t *testing.T) {
	h := open(t)
	h.found(NewProject{Key: "OPEN", Name: "Open"})
	h.found(NewProject{Key: "CLOSED", Name: "Closed", Visibility: ToMembers})
	list := func(a access.Actor) string {
		docs, _, err := h.List(h.ctx, a, here, false)
		h.must(err)
		var keys []string
		for _, d := range docs {
			keys = append(keys, h.read(d).Key)
		}
		return strings.Join(keys, " ")
	}
	for who, want := range map[*access.Actor]string{&ada: "CLOSED OPEN", &pia: "CLOSED OPEN", &lin: "OPEN", &cle: ""} {
		if got := list(*who); got != want {
			t.Errorf("%s sees %q, want %q", who.User, got, want)
		}
	}
	_, err := h.SetMember(h.ctx, pia, here, "CLOSED", lin.User, access.Member)
	h.must(err)
	_, err = h.SetMember(h.ctx, pia, here, "CLOSED", cle.User, access.Manager)
	h.must(err)
	if got := list(lin) + ", " + list(cle); got != "CLOSED OPEN, CLOSED" {
		t.Errorf("they see %s", got)
	}
	if r, err := h.Access(h.ctx, cle, here, "CLOSED"); err != nil || r.Role != access.Member { // never more than the organisation grants
		t.Errorf("%+v %v", r, err)
	}
	name := "Mine"
	_, err = h.Update(h.ctx, lin, here, "CLOSED", Patch{Name: &name})
	h.wants(err, fault.Forbidden)
	_, err = h.SetMember(h.ctx, pia, here, "CLOSED", "usr_000000000000000000xx", access.Member)
	h.wants(err, fault.NotFound)
	_, err = h.SetMember(h.ctx, pia, here, "CLOSED", lin.User, "owner")
	h.wants(err, fault.Invalid)
	h.member(lin.User, access.TeamMember, true)
	_, _, err = h.Get(h.ctx, lin, here, "OPEN")
	h.wants(err, fault.NotFound)
	_, err = h.RemoveMember(h.ctx, pia, here, "CLOSED", cle.User)
	h.must(err)
	_, _, err = h.Get(h.ctx, cle, here, "CLOSED")
	h.wants(err, fault.NotFound)
}

func TestTheTrashIsSeenByWhoMayEmptyIt(t *testing.T) {
	h := open(t)
	p := h.found(NewProject{Key: "BIN", Name: "Bin"})
	_, err := h.Trash(h.ctx, lin, here, "BIN", 0)
	h.wants(err, fault.Forbidden)
	_, err = h.Trash(h.ctx, pia, here, "BIN", p.Version+1)
	h.wants(err, fault.Stale)
	_, err = h.Trash(h.ctx, pia, here, "BIN", p.Version)
	h.must(err)
	_, _, err = h.Get(h.ctx, lin, here, "BIN")
	h.wants(err, fault.NotFound)
	_, _, err = h.Create(h.ctx, pia, here, NewProject{Key: "BIN", Name: "Another"})
	h.wants(err, fault.Conflict)
	if docs, _, err := h.List(h.ctx, pia, here, true); err != nil || len(docs) != 1 {
		t.Errorf("%d in the trash, %v", len(docs), err)
	}
	_, err = h.Restore(h.ctx, pia, here, "BIN")
	h.must(err)
	_, _, err = h.Get(h.ctx, lin, here, "BIN")
	h.must(err)
}

func TestStatuses(t *testing.T) {
	h := open(t)
	p := h.found(NewProject{Key: "MESOS", Name: "Mesos"})
	named := func(w Written) string {
		var names []string
		for _, s := range h.read(w.Doc).Statuses {
			names = append(names, s.Name)
		}
		return strings.Join(names, ",")
	}
	n := NewStatus{ID: id.New("sts", h.clock.Now()), Name: "Testing", Group: Review, Limit: 3, Before: p.Statuses[4].ID}
	w, err := h.AddStatus(h.ctx, pia, here, "MESOS", n)
	h.must(err)
	if got := named(w); got != "Backlog,Ready,In progress,In review,Testing,Done,Dropped" {
		t.Errorf("%s", got)
	}
	if w, err = h.AddStatus(h.ctx, pia, here, "MESOS", n); err != nil || w.Commit.Tx != 0 {
		t.Errorf("added twice: %v", err)
	}
	n.Name = "testing"
	_, err = h.AddStatus(h.ctx, pia, here, "MESOS", n)
	h.wants(err, fault.Conflict)
	n.ID = ""
	_, err = h.AddStatus(h.ctx, pia, here, "MESOS", n)
	h.wants(err, fault.Invalid)
	n.Name, n.Before = "Elsewhere", "sts_x"
	_, err = h.AddStatus(h.ctx, pia, here, "MESOS", n)
	h.wants(err, fault.Invalid)

	name, first, end, limit := "To do", p.Statuses[0].ID, "", 7
	w, err = h.ChangeStatus(h.ctx, pia, here, "MESOS", p.Statuses[1].ID, StatusPatch{Name: &name, Before: &first, Limit: &limit})
	h.must(err)
	if got := named(w); got != "To do,Backlog,In progress,In review,Testing,Done,Dropped" || h.read(w.Doc).Statuses[0].Limit != 7 {
		t.Errorf("%s", got)
	}
	w, err = h.ChangeStatus(h.ctx, pia, here, "MESOS", p.Statuses[1].ID, StatusPatch{Before: &end})
	h.must(err)
	if got := named(w); got != "Backlog,In progress,In review,Testing,Done,Dropped,To do" {
		t.Errorf("%s", got)
	}
	group := Dropped
	_, err = h.ChangeStatus(h.ctx, pia, here, "MESOS", p.Statuses[4].ID, StatusPatch{Group: &group}) // nothing would be done any more
	h.wants(err, fault.Conflict)
	_, err = h.ChangeStatus(h.ctx, pia, here, "MESOS", "sts_x", StatusPatch{Limit: &limit})
	h.wants(err, fault.NotFound)
}

func TestABoardNeedsSomethingToDoAndSomewhereToBeDone(t *testing.T) {
	many := []Status{{"a", "A", Backlog, 0, 0}, {"b", "B", Done, 0, 0}}
	for i := range 50 {
		many = append(many, Status{string(rune('0' + i)), strings.Repeat("x", i+1), Doing, 0, 0})
	}
	for _, c := range []struct {
		name string
		s    []Status
		ok   bool
	}{
		{"two", many[:2], true},
		{"fifty", many[:50], true},
		{"fifty-one", many[:51], false},
		{"nothing to do", []Status{{"b", "B", Done, 0, 0}, {"c", "C", Dropped, 0, 0}}, false},
		{"nowhere to be done", []Status{{"a", "A", Backlog, 0, 0}, {"c", "C", Dropped, 0, 0}}, false},
		{"one name twice", []Status{{"a", "A", Backlog, 0, 0}, {"b", "a", Done, 0, 0}}, false},
		{"none", nil, false},
	} {
		if err := checkStatuses(c.s); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestLabels(t *testing.T) {
	h := open(t)
	h.found(NewProject{Key: "MESOS", Name: "Mesos"})
	n := NewLabel{ID: id.New("lbl", h.clock.Now()), Name: "urgent"}
	_, err := h.AddLabel(h.ctx, pia, here, "MESOS", n)
	h.must(err)
	w, err := h.AddLabel(h.ctx, pia, here, "MESOS", n)
	if err != nil || w.Commit.Tx != 0 {
		t.Errorf("added twice: %v", err)
	}
	_, err = h.AddLabel(h.ctx, pia, here, "MESOS", NewLabel{Name: "URGENT"})
	h.wants(err, fault.Invalid)
	_, err = h.AddLabel(h.ctx, lin, here, "MESOS", NewLabel{Name: "mine"})
	h.wants(err, fault.Forbidden)
	hue := 5
	w, err = h.ChangeLabel(h.ctx, pia, here, "MESOS", n.ID, LabelPatch{Hue: &hue})
	h.must(err)
	if got := h.read(w.Doc).Labels[0]; got != (Label{n.ID, "urgent", 5}) {
		t.Errorf("%+v", got)
	}
	w, err = h.RemoveLabel(h.ctx, pia, here, "MESOS", n.ID)
	h.must(err)
	if len(h.read(w.Doc).Labels) != 0 {
		t.Error("it is still there")
	}
	_, err = h.RemoveLabel(h.ctx, pia, here, "MESOS", n.ID)
	h.wants(err, fault.NotFound)
}

func TestMemberIdsAreMadeOfBoth(t *testing.T) {
	a := MemberID("prj_1", "usr_1")
	if !id.Valid("pmb", a) || a != MemberID("prj_1", "usr_1") || a == MemberID("prj_1", "usr_2") || a == MemberID("prj_2", "usr_1") {
		t.Errorf("%s", a)
	}
}
