package access

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

func TestAC1_StrangersDoNotLearnThatAnythingExists(t *testing.T) {
	w := newWorld(t)
	for _, a := range []Actor{as("other"), as("nobody"), as("disabled")} {
		for _, n := range Needs() {
			reach, _ := ReachOf(n)
			var there, nowhere error
			switch reach {
			case OfOrganisation:
				there, nowhere = w.may(a, n, In("org_a")), w.may(a, n, In("org_none"))
			case OfProject:
				there, nowhere = w.may(a, n, InProject("org_a", "prj_a")), w.may(a, n, InProject("org_none", "prj_none"))
			default:
				continue
			}
			wants(t, there, fault.NotFound)
			if there.Error() != nowhere.Error() {
				t.Errorf("%s, %s: %q there, %q nowhere", a.User, n, there, nowhere)
			}
		}
	}
}

func TestAC1_WhoIsDisabledCountsNoMoreAtOnce(t *testing.T) {
	w := newWorld(t)
	must(t, w.may(as("member"), TaskMove, InProject("org_a", "prj_a")))
	change(w, "org_a", people, "usr_member", func(p *person) { p.Disabled = true })
	wants(t, w.may(as("member"), TaskMove, InProject("org_a", "prj_a")), fault.NotFound)
	change(w, "org_a", people, "usr_member", func(p *person) { p.Disabled = false; p.Role = Viewer })
	wants(t, w.may(as("member"), TaskMove, InProject("org_a", "prj_a")), fault.Forbidden)
}

func TestAC1_ARoleIsReadInTheTransactionThatItAllows(t *testing.T) {
	w := newWorld(t)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var off store.Commit
	var last int64
	for worker := range 4 {
		wg.Go(func() {
			for i := range 50 {
				c, err := w.Update(w.ctx, as("member"), TaskCreate, InProject("org_a", "prj_a"), func(s *Scope) error {
					return cards.Put(s, "card.created", &card{Meta: store.Meta{ID: fmt.Sprintf("card %d of %d", i, worker)}, Project: "prj_a"})
				})
				if err == nil {
					mu.Lock()
					last = max(last, c.Tx)
					mu.Unlock()
				}
			}
		})
	}
	wg.Go(func() {
		off, _ = w.store.Update(w.ctx, "org_a", store.By{}, func(tx store.Tx) error {
			p, err := people.Get(tx, "usr_member")
			if err != nil {
				return err
			}
			p.Disabled = true
			return people.Put(tx, "member.disabled", p)
		})
	})
	wg.Wait()
	if off.Tx == 0 || last > off.Tx {
		t.Errorf("he was disabled at %d and wrote at %d", off.Tx, last)
	}
}

func TestAC2_ANeedIsDecidedWhereItBelongs(t *testing.T) {
	w := newWorld(t)
	admin := as("admin")
	for _, c := range []struct {
		need Need
		at   Where
		want fault.Kind
	}{
		{OrganisationRead, In("org_a"), ""},
		{OrganisationRead, Instance, fault.NotFound},
		{OrganisationRead, In("instance"), fault.NotFound},
		{OrganisationRead, In(""), fault.NotFound},
		{OrganisationRead, InProject("org_a", "prj_a"), fault.Internal},
		{TaskRead, InProject("org_a", "prj_a"), ""},
		{TaskRead, InProject("org_a", "A"), ""},
		{TaskRead, In("org_a"), fault.Internal},
		{TaskRead, InProject("org_a", ""), fault.Internal},
		{TaskRead, InProject("instance", "prj_a"), fault.NotFound},
		{TaskRead, InProject("org_a", "prj_none"), fault.NotFound},
		{TaskRead, InProject("org_a", "prj_other"), fault.NotFound},
		{SelfRead, Instance, ""},
		{SelfRead, In("org_a"), fault.Internal},
		{"task.explode", InProject("org_a", "prj_a"), fault.Internal},
		{"", In("org_a"), fault.Internal},
	} {
		if err := w.may(admin, c.need, c.at); fault.KindOf(err) != c.want {
			t.Errorf("%q at %+v: %v, want %q", c.need, c.at, err, c.want)
		}
	}
}

func TestAC2_AnybodyMayWhatIsOpenAndNothingElse(t *testing.T) {
	w := newWorld(t)
	for _, n := range Needs() {
		at := map[Reach]Where{OfInstance: Instance, OfOrganisation: In("org_a"), OfProject: InProject("org_a", "prj_open")}[rules[n].reach]
		want := fault.Unauthenticated
		if Open(n) {
			want = ""
		}
		wants(t, w.may(Actor{}, n, at), want)
	}
	for _, n := range []Need{SetUp, SignIn, InvitationUse} {
		if !Open(n) {
			t.Errorf("%s is not open", n)
		}
	}
}

// The gate is asked with every need by everybody; the answers are those of the table.
func TestAC3_TheGateSaysWhatTheTableSays(t *testing.T) {
	w := newWorld(t)
	for _, n := range Needs() {
		r := rules[n]
		for _, who := range []struct {
			name    string
			inOrg   Role
			in      Role // in prj_a
			visible bool
		}{
			{"admin", Admin, Manager, true}, {"project_manager", ProjectManager, "", false}, {"team_member", TeamMember, "", false},
			{"client", Client, Member, true}, {"viewer", Viewer, "", false},
			{"manager", TeamMember, Manager, true}, {"member", TeamMember, Member, true}, {"looker", TeamMember, Viewer, true},
		} {
			var at Where
			want := fault.Kind("")
			switch r.reach {
			case OfInstance:
				continue
			case OfOrganisation:
				if at = In("org_a"); !May(who.inOrg, n) {
					want = fault.Forbidden
				}
			case OfProject:
				if at = InProject("org_a", "prj_a"); !who.visible {
					want = fault.NotFound
				} else if !May(who.in, n) {
					want = fault.Forbidden
				}
			}
			if err := w.may(as(who.name), n, at); fault.KindOf(err) != want {
				t.Errorf("%s, %s: %v, want %q", who.name, n, err, want)
			}
		}
	}
}

func TestAC4_TheTrailHasWhatWasDecided(t *testing.T) {
	w := newWorld(t)
	ctx := WithTrail(w.ctx)
	for _, n := range Needs() {
		if Decided(ctx, n) {
			t.Errorf("%s was decided by nobody", n)
		}
	}
	w.ctx = ctx
	must(t, w.may(as("admin"), OrganisationRead, In("org_a")))
	wants(t, w.may(as("looker"), TaskMove, InProject("org_a", "prj_a")), fault.Forbidden) // against is decided too
	must(t, w.View(ctx, as("member"), StreamRead, In("org_a"), func(s *Scope) error {
		_, err := s.Enter("prj_a", TaskUpdate)
		return err
	}))
	for n, want := range map[Need]bool{OrganisationRead: true, TaskMove: true, StreamRead: true, TaskUpdate: true, TaskRead: false, MemberManage: false} {
		if Decided(ctx, n) != want {
			t.Errorf("%s: %v", n, !want)
		}
	}
	if Decided(context.Background(), OrganisationRead) {
		t.Error("without a trail nothing is known to be decided")
	}
	inner := WithTrail(ctx)
	w.ctx = inner
	must(t, w.may(as("admin"), MemberManage, In("org_a")))
	if Decided(ctx, MemberManage) {
		t.Error("what is done under a trail of its own is not the caller's decision")
	}
}

func TestAC9_ATokenMayWhatBothItAndItsUserMay(t *testing.T) {
	w := newWorld(t)
	token := as("member")
	token.Kind, token.Scopes = "token", []Need{TaskRead, ProjectDelete, OrganisationRead, StreamRead, ProjectCreate}
	must(t, w.may(token, TaskRead, InProject("org_a", "prj_a")))
	wants(t, w.may(token, TaskMove, InProject("org_a", "prj_a")), fault.Forbidden)      // the user may
	wants(t, w.may(token, ProjectDelete, InProject("org_a", "prj_a")), fault.Forbidden) // the token says so
	wants(t, w.may(token, TaskRead, InProject("org_a", "prj_b")), fault.NotFound)       // he does not see it
	wants(t, w.may(token, SelfRead, Instance), fault.Forbidden)                         // in the instance too
	wants(t, w.may(Actor{User: "usr_member", Scopes: []Need{}}, OrganisationRead, In("org_a")), fault.Forbidden)
	must(t, w.View(w.ctx, token, StreamRead, In("org_a"), func(s *Scope) error {
		_, err := s.Enter("prj_a", TaskMove)
		wants(t, err, fault.Forbidden)
		in, err := s.Enter("prj_a", TaskRead)
		if err != nil {
			return err
		}
		if in.May(TaskMove) || !in.May(TaskRead) || in.May(ProjectDelete) || in.May(SelfRead) || s.May(MemberRead) || !s.May(OrganisationRead) {
			t.Error("May says more or less than the token")
		}
		if got := fmt.Sprint(in.Rights().Needs); got != "[task.read]" {
			t.Errorf("needs %s", got)
		}
		if all, err := s.Projects(TaskMove); len(all) != 0 || err != nil {
			t.Error("projects to move in", len(all), err)
		}
		return nil
	}))
	creator := Actor{User: "usr_admin", Kind: "token", Scopes: []Need{StreamRead}}
	must(t, w.View(w.ctx, creator, StreamRead, In("org_a"), func(s *Scope) error {
		_, err := s.Found("prj_new")
		wants(t, err, fault.Forbidden)
		return nil
	}))
}

func TestAC10_WhatIsInTheTrashIsSeenByThoseWhoMayBringItBack(t *testing.T) {
	w := newWorld(t)
	change(w, "org_a", yards, "prj_a", func(y *yard) { y.Trashed = true })
	at := InProject("org_a", "prj_a")
	for _, name := range []string{"member", "looker", "client", "team_member"} {
		wants(t, w.may(as(name), ProjectRead, at), fault.NotFound)
	}
	for _, name := range []string{"manager", "admin"} {
		must(t, w.may(as(name), ProjectRead, at))
		_, err := w.Update(w.ctx, as(name), ProjectDelete, at, func(*Scope) error { return nil })
		must(t, err)
		_, err = w.Update(w.ctx, as(name), TaskCreate, at, func(*Scope) error { return nil })
		wants(t, err, fault.Conflict)
	}
}

func TestAC10_WhatIsInTheArchiveIsReadAndNotChanged(t *testing.T) {
	w := newWorld(t)
	change(w, "org_a", yards, "prj_a", func(y *yard) { y.Archived = true })
	at := InProject("org_a", "prj_a")
	must(t, w.may(as("looker"), TaskRead, at))
	must(t, w.may(as("member"), TaskCreate, at)) // to be told what one may, a screen looks
	for _, n := range Needs() {
		if rules[n].reach != OfProject {
			continue
		}
		want := fault.Conflict
		if n == ProjectUpdate || n == ProjectDelete {
			want = ""
		}
		_, err := w.Update(w.ctx, as("manager"), n, at, func(*Scope) error { return nil })
		wants(t, err, want)
	}
	_, err := w.Update(w.ctx, as("admin"), StreamRead, In("org_a"), func(s *Scope) error {
		_, err := s.Enter("prj_a", TaskCreate)
		wants(t, err, fault.Conflict)
		_, err = s.Enter("prj_a", ProjectUpdate)
		return err
	})
	must(t, err)
	for _, c := range []struct {
		name string
		want fault.Kind
	}{{"looker", fault.Forbidden}, {"team_member", fault.NotFound}} { // who may not is not told that it is archived
		_, err := w.Update(w.ctx, as(c.name), TaskCreate, at, func(*Scope) error { return nil })
		wants(t, err, c.want)
	}
}

func TestAC11_KanvaroItselfMayEverythingAndTheLogSaysSo(t *testing.T) {
	w := newWorld(t)
	must(t, w.View(w.ctx, System, OrganisationRead, In("org_a"), func(s *Scope) error {
		all, err := cards.All(s, store.Query{})
		if len(all) != 3 {
			t.Errorf("%d cards", len(all))
		}
		return err
	}))
	sweep := System
	sweep.User, sweep.Cause = "usr_member", "op_1"
	w.in(sweep, TaskUpdate, "prj_a", func(s *Scope) {
		must(t, cards.Put(s, "card.created", &card{Meta: store.Meta{ID: "swept"}, Project: "prj_a"}))
	})
	must(t, w.View(w.ctx, as("member"), TaskRead, InProject("org_a", "prj_a"), func(s *Scope) error {
		events, err := s.Log("swept", 0, 5)
		if err != nil || len(events) != 1 || events[0].By != (store.By{Actor: "usr_member", Kind: "system", Cause: "op_1"}) {
			t.Errorf("%v, %v", events, err)
		}
		return nil
	}))
}

func TestAC12_AClosureThatFailsLeavesNothingWhateverItsNeed(t *testing.T) {
	w := newWorld(t)
	changed := errors.New("changed my mind")
	_, err := w.Update(w.ctx, as("member"), TaskCreate, InProject("org_a", "prj_a"), func(s *Scope) error {
		must(t, cards.Put(s, "card.created", &card{Meta: store.Meta{ID: "c"}, Project: "prj_a"}))
		return changed
	})
	if !errors.Is(err, changed) {
		t.Error(err)
	}
	err = w.View(w.ctx, as("member"), TaskCreate, InProject("org_a", "prj_a"), func(s *Scope) error {
		if c, err := cards.Look(s, "c"); c != nil || err != nil {
			t.Error(c, err)
		}
		return cards.Put(s, "card.created", &card{Meta: store.Meta{ID: "c"}, Project: "prj_a"})
	})
	if err == nil {
		t.Error("a view has written")
	}
}
