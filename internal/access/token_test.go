package access

import (
	"errors"
	"slices"
	"testing"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// bearing is a personal token of somebody in org_a; with no projects it is limited to none, that is to all.
func bearing(name string, scopes []Need, projects ...string) Actor {
	a := as(name)
	a.Kind, a.Token, a.Org, a.Scopes = "token", "pat_"+name, "org_a", scopes
	if len(projects) > 0 {
		a.Only = projects
	}
	return a
}

// Whoever adds a need decides whether tokens have it.
func TestAC9_EachNeedIsForTokensOrForPeopleInPerson(t *testing.T) {
	for _, r := range policy {
		if slices.Contains(everyScope, r.need) == slices.Contains(inPerson, r.need) {
			t.Errorf("%s must stand either among the scopes of tokens, with words, or among what is done in person", r.need)
		}
	}
	for _, s := range tokenScopes {
		if _, ok := rules[s.Need]; !ok || s.Words == "" {
			t.Errorf("%s is no need, or has no words", s.Need)
		}
	}
	for _, n := range abroad {
		if rules[n].reach != OfOrganisation || !slices.Contains(everyScope, n) {
			t.Errorf("%s is not decided in an organisation, or not for tokens", n)
		}
	}
}

func TestAC9_APersonalTokenHasNothingThatIsDoneInPerson(t *testing.T) {
	w := newWorld(t)
	for _, a := range []Actor{bearing("admin", nil), bearing("admin", EveryScope()), bearing("admin", inPerson)} {
		for _, n := range inPerson {
			at := Instance
			if reach, _ := ReachOf(n); reach == OfOrganisation {
				at = In("org_a")
			}
			wants(t, w.may(a, n, at), fault.Forbidden)
		}
	}
	must(t, w.may(bearing("admin", EveryScope()), SelfRead, Instance))
}

func TestAC9_ATokenFallsWithItsOwner(t *testing.T) {
	w := newWorld(t)
	a := bearing("admin", EveryScope())
	must(t, w.may(a, ProjectDelete, InProject("org_a", "prj_a")))
	change(w, "org_a", people, "usr_admin", func(p *person) { p.Role = Viewer })
	wants(t, w.may(a, ProjectRead, InProject("org_a", "prj_a")), fault.NotFound)
	wants(t, w.may(a, ProjectDelete, InProject("org_a", "prj_open")), fault.Forbidden)
	change(w, "org_a", people, "usr_admin", func(p *person) { p.Disabled = true })
	wants(t, w.may(a, OrganisationRead, In("org_a")), fault.NotFound)
}

func TestAC16_ATokenReachesItsOrganisationAlone(t *testing.T) {
	w := newWorld(t)
	w.have("org_b", func(tx store.Tx) {
		put(t, tx, people, &person{Meta: store.Meta{ID: "usr_admin"}, Role: Admin})
	})
	a := bearing("admin", EveryScope())
	must(t, w.may(as("admin"), OrganisationRead, In("org_b")))
	must(t, w.may(a, OrganisationRead, In("org_a")))
	wants(t, w.may(a, OrganisationRead, In("org_b")), fault.NotFound)
	wants(t, w.may(a, ProjectRead, InProject("org_b", "prj_other")), fault.NotFound)
	wants(t, w.may(a, InvitationManage, In("org_b")), fault.NotFound) // even to what no token has
	_, err := w.Look(w.ctx, a, "org_b", "prj_other")
	wants(t, err, fault.NotFound)
}

func TestAC16_ATokenOfSomeProjectsFindsNoOthers(t *testing.T) {
	w := newWorld(t)
	a := bearing("admin", EveryScope(), "prj_a")
	must(t, w.may(a, TaskRead, InProject("org_a", "A")))
	for _, other := range []string{"prj_b", "prj_open", "prj_none"} {
		wants(t, w.may(a, TaskRead, InProject("org_a", other)), fault.NotFound)
	}
	wants(t, w.may(a, TaskRead, Holding("org_a", cards.Def(), "card of prj_b")), fault.NotFound)
	must(t, w.may(a, TaskRead, Holding("org_a", cards.Def(), "card of prj_a")))
	must(t, w.View(w.ctx, a, ChangeUndo, In("org_a"), func(s *Scope) error {
		in, err := s.Projects(TaskRead)
		must(t, err)
		if len(in) != 1 || in[0].Project != "prj_a" {
			t.Errorf("it enters %d projects", len(in))
		}
		_, err = s.Enter("prj_b", TaskRead)
		wants(t, err, fault.NotFound)
		_, err = s.Found("prj_new")
		wants(t, err, fault.Forbidden)
		_, err = in[0].Enter("prj_b", TaskRead) // nor from a project that it reaches
		wants(t, err, fault.NotFound)
		return nil
	}))
	w.in(a, TaskUpdate, "prj_a", func(s *Scope) {
		if _, ok, err := s.Get(cards.Def(), "card of prj_b"); ok || err != nil {
			t.Errorf("it finds a card of another project: %v", err)
		}
	})
}

func TestAC16_ATokenOfSomeProjectsHasLittleOfTheOrganisation(t *testing.T) {
	w := newWorld(t)
	a := bearing("admin", EveryScope(), "prj_a")
	for _, n := range Needs() {
		if reach, _ := ReachOf(n); reach != OfOrganisation {
			continue
		}
		want := fault.Forbidden
		if slices.Contains([]Need{OrganisationRead, MemberRead, ChangeUndo, StreamRead}, n) {
			want = ""
		}
		err := w.may(a, n, In("org_a"))
		if want == "" {
			must(t, err)
			continue
		}
		wants(t, err, want)
		must(t, w.View(w.ctx, a, OrganisationRead, In("org_a"), func(s *Scope) error {
			if s.May(n) {
				t.Errorf("it may %s, once it is inside", n)
			}
			return nil
		}))
	}
	w.have("org_a", func(tx store.Tx) {
		for _, to := range []string{"org", "org:admin", "user:usr_admin"} {
			put(t, tx, letters, &letter{Meta: store.Meta{ID: to}, Audience: to})
		}
	})
	must(t, w.View(w.ctx, a, OrganisationRead, In("org_a"), func(s *Scope) error {
		all, err := letters.All(s, store.Query{})
		must(t, err)
		if len(all) != 1 || all[0].ID != "org" {
			t.Errorf("it reads %d letters", len(all))
		}
		return nil
	}))
}

func TestAC15_AStreamOfATokenSeesWhatTheTokenReaches(t *testing.T) {
	w := newWorld(t)
	v, err := w.Look(w.ctx, bearing("admin", EveryScope(), "prj_a"), "org_a", "prj_a", "prj_b", "prj_open")
	must(t, err)
	for _, c := range []struct {
		place store.Place
		want  bool
	}{
		{store.Place{Project: "prj_a", Audience: "project"}, true}, {store.Place{Project: "prj_a", Audience: "project:money"}, true},
		{store.Place{Project: "prj_b", Audience: "project"}, false}, {store.Place{Project: "prj_open", Audience: "project"}, false},
		{store.Place{Audience: "org"}, true}, {store.Place{Audience: "user:usr_admin"}, false}, {store.Place{Audience: "org:admin"}, false},
		{store.Place{Project: "prj_a", Audience: "user:usr_admin"}, false},
	} {
		if v.Sees(c.place) != c.want {
			t.Errorf("%+v: %v", c.place, !c.want)
		}
	}
	wants(t, w.may(bearing("admin", []Need{ProjectRead}), StreamRead, In("org_a")), fault.Forbidden)
}

func TestAC9_ATokenIsToldWhichScopeItLacks(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		a    Actor
		n    Need
		at   Where
		want string
	}{
		{bearing("member", []Need{TaskRead}), TaskMove, InProject("org_a", "prj_a"), "This token lacks the scope task.move."},
		{bearing("admin", EveryScope()), MemberManage, In("org_a"), "No personal token may do that: member.manage is for people who have signed in."},
		{bearing("admin", EveryScope(), "prj_a"), ProjectCreate, In("org_a"), "This token is limited to projects: it has no project.create."},
	} {
		var f *fault.Error
		if err := w.may(c.a, c.n, c.at); !errors.As(err, &f) || f.Kind != fault.Forbidden || f.Detail != c.want {
			t.Errorf("it is told %v", err)
		}
	}
}

func TestAC14_WhatWasPreparedForAPersonIsNotForHisToken(t *testing.T) {
	session, one, other := as("ada"), bearing("ada", nil), bearing("ada", nil)
	session.Session, other.Token = "s1", "pat_other"
	again := as("ada")
	again.Session = "s2"
	if session.Sight() != again.Sight() {
		t.Error("two sessions of one person see with different eyes")
	}
	if one.Sight() == session.Sight() || one.Sight() == other.Sight() {
		t.Error("a token shares what was prepared for others")
	}
	if session.Credential() == again.Credential() || one.Credential() != "pat_ada" || as("ada").Credential() != "usr_ada" {
		t.Error("credentials are mixed up")
	}
}
