package access

import (
	"fmt"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

func TestAC5_WhatLiesElsewhereIsNotThere(t *testing.T) {
	w := newWorld(t)
	w.in(as("admin"), TaskUpdate, "prj_a", func(s *Scope) { // who may in both is in one of them
		for _, id := range []string{"card of prj_b", "card of prj_open", "card of prj_other", "card of nothing"} {
			_, err := cards.Get(s, id)
			wants(t, err, fault.NotFound)
			if c, err := cards.Look(s, id); c != nil || err != nil {
				t.Errorf("%s: %+v, %v", id, c, err)
			}
			wants(t, s.Delete(cards.Def(), id, 1, "card.deleted"), fault.NotFound)
		}
		c, err := cards.Get(s, "card of prj_a")
		if err != nil || c.Project != "prj_a" {
			t.Error(c, err)
		}
		if _, err := people.Get(s, "usr_member"); err != nil {
			t.Errorf("what belongs to no project is read: %v", err)
		}
	})
}

func TestAC5_ListsAndCountsArePinned(t *testing.T) {
	w := newWorld(t)
	w.in(as("admin"), TaskRead, "prj_a", func(s *Scope) {
		for name, q := range map[string]store.Query{
			"all":                {},
			"by title":           {Index: "title", Equal: []store.Value{store.T("a card")}},
			"from another":       {Index: "project", Equal: []store.Value{store.T("prj_b")}},
			"with a condition":   {Where: []store.Cond{{Field: "project", Op: store.In, Values: []store.Value{store.T("prj_b")}}}},
			"from all but this":  {Where: []store.Cond{{Field: "project", Op: store.NotIn, Values: []store.Value{store.T("prj_a")}}}},
			"backwards, limited": {Index: "title", Desc: true, Limit: 10},
		} {
			all, err := cards.All(s, q)
			must(t, err)
			for _, c := range all {
				if c.Project != "prj_a" {
					t.Errorf("%s: %s", name, c.ID)
				}
			}
			if elsewhere := strings.HasPrefix(name, "from") || name == "with a condition"; elsewhere != (len(all) == 0) {
				t.Errorf("%s: %d cards", name, len(all))
			}
		}
		sums, err := cards.Tally(s, store.Query{}, "project", "points")
		if got := fmt.Sprint(sums); err != nil || got != "map[prj_a:{1 3}]" {
			t.Errorf("%s, %v", got, err)
		}
	})
}

func TestAC5_TheConditionsOfAQueryAreNotShared(t *testing.T) {
	w := newWorld(t)
	q := store.Query{Def: cards.Def(), Where: make([]store.Cond, 0, 8)}
	w.in(as("admin"), TaskRead, "prj_a", func(a *Scope) {
		b, err := a.Enter("prj_b", TaskRead)
		must(t, err)
		first, second := a.Find(q), b.Find(q) // asked one after the other, read afterwards
		for want, found := range map[string]func(func(store.Doc, error) bool){"card of prj_a": first, "card of prj_b": second} {
			for d, err := range found {
				if err != nil || d.ID != want {
					t.Errorf("%s instead of %s, %v", d.ID, want, err)
				}
			}
		}
	})
}

func TestAC5_FromTheOrganisationProjectsAreOutOfReach(t *testing.T) {
	w := newWorld(t)
	_, err := w.Update(w.ctx, as("admin"), StreamRead, In("org_a"), func(s *Scope) error {
		_, err := cards.Get(s, "card of prj_a")
		wants(t, err, fault.NotFound)
		_, err = cards.All(s, store.Query{})
		wants(t, err, fault.Internal)
		_, err = cards.Tally(s, store.Query{}, "", "")
		wants(t, err, fault.Internal)
		wants(t, cards.Put(s, "card.created", &card{Meta: store.Meta{ID: "new"}, Project: "prj_a"}), fault.Internal)
		wants(t, cards.Put(s, "card.created", &card{Meta: store.Meta{ID: "new"}}), fault.Internal)
		wants(t, s.Delete(cards.Def(), "card of prj_a", 1, "card.deleted"), fault.NotFound)
		return nil
	})
	must(t, err)
}

func TestAC6_NothingIsMovedIntoOrOutOfAProject(t *testing.T) {
	w := newWorld(t)
	w.in(as("admin"), TaskUpdate, "prj_a", func(s *Scope) {
		mine, err := cards.Get(s, "card of prj_a")
		must(t, err)
		for _, project := range []string{"prj_b", "prj_other", "prj_none", ""} { // a body that says another project
			out := *mine
			out.Project = project
			wants(t, cards.Put(s, "card.moved", &out), fault.Internal)
		}
	})
	var theirs *card
	w.in(as("admin"), TaskUpdate, "prj_b", func(s *Scope) {
		var err error
		theirs, err = cards.Get(s, "card of prj_b")
		must(t, err)
	})
	w.in(as("admin"), TaskUpdate, "prj_a", func(s *Scope) { // a body with the id of another project's
		in := *theirs
		in.Project = "prj_a"
		err := cards.Put(s, "card.moved", &in)
		wants(t, err, fault.NotFound)
		_, err = cards.PutBody(s, "card.moved", theirs.ID, theirs.Version, []byte(`{"project":"prj_a"}`))
		wants(t, err, fault.NotFound)
	})
	w.in(as("admin"), TaskRead, "prj_b", func(s *Scope) {
		if c, err := cards.Get(s, "card of prj_b"); err != nil || c.Version != theirs.Version {
			t.Errorf("%+v, %v", c, err)
		}
	})
}

func TestAC6_AnIdThatExistsElsewhereSaysNothingOfIt(t *testing.T) {
	w := newWorld(t)
	w.in(as("member"), TaskCreate, "prj_a", func(s *Scope) {
		err := cards.Put(s, "card.created", &card{Meta: store.Meta{ID: "card of prj_b"}, Project: "prj_a", Title: "mine"})
		wants(t, err, fault.Invalid)
		if strings.Contains(err.Error(), "prj_b") || strings.Contains(err.Error(), "a card") {
			t.Error(err)
		}
	})
}

func TestAC6_FromAProjectTheOrganisationIsNotWritten(t *testing.T) {
	w := newWorld(t)
	w.in(as("admin"), ProjectUpdate, "prj_a", func(s *Scope) {
		p, err := people.Get(s, "usr_member")
		must(t, err)
		p.Role = Admin
		wants(t, people.Put(s, "member.roleChanged", p), fault.Internal)
		wants(t, people.Delete(s, "member.removed", p), fault.NotFound)
		wants(t, s.Event("project.exported", store.Ref{Kind: "project", ID: "prj_b"}, store.Place{Project: "prj_b", Audience: "project"}), fault.Internal)
		must(t, s.Event("project.exported", store.Ref{Kind: "project", ID: "prj_a"}, store.Place{Project: "prj_a", Audience: "project"}))
		wants(t, s.Replace(1, nil), fault.Internal)
	})
}

func TestAC7_ADocumentIsThereForItsAudience(t *testing.T) {
	w := newWorld(t)
	audiences := []string{"project", "project:internal", "project:money", "org:admin", "user:usr_member", "nobody"}
	w.have("org_a", func(tx store.Tx) {
		for _, a := range audiences {
			put(t, tx, memos, &memo{Meta: store.Meta{ID: a}, Project: "prj_a", Audience: a})
		}
	})
	for name, want := range map[string]string{
		"admin":   "[org:admin project project:internal project:money]",
		"manager": "[project project:internal project:money]",
		"member":  "[project project:internal user:usr_member]",
		"looker":  "[project]",
		"client":  "[project]",
	} {
		w.in(as(name), ProjectRead, "prj_a", func(s *Scope) {
			all, err := memos.All(s, store.Query{})
			must(t, err)
			seen := []string{}
			for _, m := range all {
				seen = append(seen, m.Audience)
			}
			if fmt.Sprint(seen) != want {
				t.Errorf("%s lists %v, want %s", name, seen, want)
			}
			sums, err := memos.Tally(s, store.Query{}, "", "")
			if err != nil || int(sums[""].Count) != len(seen) {
				t.Errorf("%s counts %v, %v", name, sums, err)
			}
			for _, a := range audiences {
				_, err := memos.Get(s, a)
				if (err == nil) != s.Sees(a) || (err != nil && !fault.Is(err, fault.NotFound)) {
					t.Errorf("%s gets %s: %v", name, a, err)
				}
			}
		})
	}
}

func TestAC7_NobodyWritesForAnAudienceThatHeIsNotIn(t *testing.T) {
	w := newWorld(t)
	w.have("org_a", func(tx store.Tx) {
		put(t, tx, memos, &memo{Meta: store.Meta{ID: "costs"}, Project: "prj_a", Audience: "project:money"})
		put(t, tx, memos, &memo{Meta: store.Meta{ID: "plan"}, Project: "prj_a", Audience: "project"})
	})
	w.in(as("member"), TaskUpdate, "prj_a", func(s *Scope) {
		wants(t, memos.Put(s, "memo.created", &memo{Meta: store.Meta{ID: "new"}, Project: "prj_a", Audience: "project:money"}), fault.Internal)
		wants(t, memos.Put(s, "memo.created", &memo{Meta: store.Meta{ID: "costs"}, Project: "prj_a", Audience: "project"}), fault.Invalid)
		wants(t, s.Delete(memos.Def(), "costs", 1, "memo.deleted"), fault.NotFound)
		m, err := memos.Get(s, "plan")
		must(t, err)
		m.Audience = "nobody"
		wants(t, memos.Put(s, "memo.hidden", m), fault.Internal)
	})
}

func TestAC7_InTheInstanceEverybodySeesHisOwn(t *testing.T) {
	w := newWorld(t)
	w.have(store.Instance, func(tx store.Tx) {
		for _, a := range []string{"user:usr_member", "user:usr_admin", "nobody", "org"} {
			put(t, tx, letters, &letter{Meta: store.Meta{ID: a}, Audience: a})
		}
	})
	for _, c := range []struct {
		a    Actor
		n    Need
		want int
	}{{as("member"), SelfRead, 1}, {as("admin"), SelfRead, 1}, {as("nobody"), SelfRead, 0}, {Actor{}, SignIn, 0}, {System, SelfRead, 4}} {
		must(t, w.View(w.ctx, c.a, c.n, Instance, func(s *Scope) error {
			all, err := letters.All(s, store.Query{})
			if len(all) != c.want || (c.a.User != "" && c.want == 1 && all[0].Audience != "user:"+c.a.User) {
				t.Errorf("%q lists %d letters", c.a.User, len(all))
			}
			sums, err2 := letters.Tally(s, store.Query{}, "", "")
			if int(sums[""].Count) != c.want || err2 != nil {
				t.Errorf("%q counts %v, %v", c.a.User, sums, err2)
			}
			if l, _ := letters.Look(s, "nobody"); (l != nil) != (c.want == 4) {
				t.Errorf("%q gets what is nobody's: %v", c.a.User, l)
			}
			return err
		}))
	}
}

func TestAC8_HistoryIsShownWithTheRightsOfToday(t *testing.T) {
	w := newWorld(t)
	w.have("org_a", func(tx store.Tx) { // it begins open …
		put(t, tx, memos, &memo{Meta: store.Meta{ID: "m"}, Project: "prj_a", Audience: "project"})
	})
	becomes := func(audience, text string) {
		change(w, "org_a", memos, "m", func(m *memo) { m.Audience, m.Text = audience, text })
	}
	shows := func(name string, want int) {
		t.Helper()
		w.in(as(name), TaskRead, "prj_a", func(s *Scope) {
			for _, before := range []int64{0, s.Position().Number + 1} { // a page further down is no way around it
				events, err := s.Log("m", before, 50)
				if err != nil || len(events) != want {
					t.Errorf("%s sees %d events before %d, want %d (%v)", name, len(events), before, want, err)
				}
			}
		})
	}
	shows("looker", 1)
	becomes("project:internal", "a") // … becomes internal …
	becomes("project:internal", "b")
	shows("member", 3)
	shows("looker", 0)
	becomes("project", "c") // … and open again: what was said meanwhile stays internal
	shows("member", 4)
	shows("looker", 2)
	change(w, "org_a", places, "prj_a usr_member", func(p *place) { p.Role = Viewer })
	shows("member", 2)
	w.have("org_a", func(tx store.Tx) {
		m, err := memos.Get(tx, "m")
		must(t, err)
		must(t, memos.Delete(tx, "memo.deleted", m))
	})
	shows("looker", 3)
	w.in(as("admin"), TaskRead, "prj_b", func(s *Scope) {
		if events, err := s.Log("m", 0, 50); len(events) != 0 || err != nil {
			t.Errorf("another project shows %d events, %v", len(events), err)
		}
	})
}

func TestAC8_TheNewestEventOfTheRightKindCounts(t *testing.T) {
	w := newWorld(t)
	w.have("org_a", func(tx store.Tx) {
		put(t, tx, memos, &memo{Meta: store.Meta{ID: "both"}, Project: "prj_a", Audience: "project"})
		put(t, tx, cards, &card{Meta: store.Meta{ID: "both"}, Project: "prj_a"})
	})
	change(w, "org_a", memos, "both", func(m *memo) { m.Audience = "project:internal" })
	first := int64(0)
	for i := range 60 { // more than a page of the other kind in between
		change(w, "org_a", cards, "both", func(c *card) { c.Points = int64(i + 1) })
	}
	w.in(as("member"), TaskRead, "prj_a", func(s *Scope) {
		events, err := s.Log("both", 0, 100)
		must(t, err)
		for _, e := range events {
			if e.Ref.Kind == "memo" {
				first = e.Seq
			}
		}
	})
	w.in(as("looker"), TaskRead, "prj_a", func(s *Scope) {
		events, err := s.Log("both", first+1, 10) // the creation of the memo, which everybody could see then
		if err != nil || len(events) != 0 {
			t.Errorf("%d events, %v", len(events), err)
		}
		if events, err = s.Log("both", 0, 100); len(events) != 61 || err != nil {
			t.Errorf("%d events of the card, %v", len(events), err)
		}
	})
}

func TestAC12_GoingElsewhereIsAnotherDecision(t *testing.T) {
	w := newWorld(t)
	_, err := w.Update(w.ctx, as("member"), StreamRead, In("org_a"), func(s *Scope) error {
		_, err := s.Enter("prj_b", TaskRead)
		wants(t, err, fault.NotFound)
		_, err = s.Enter("prj_other", TaskRead)
		wants(t, err, fault.NotFound)
		_, err = s.Enter("prj_a", ProjectDelete)
		wants(t, err, fault.Forbidden)
		in, err := s.Enter("A", TaskUpdate)
		if err != nil {
			return err
		}
		if in.Project != "prj_a" || in.In != Member || s.Project != "" {
			t.Errorf("%s %s", in.Project, in.In)
		}
		if _, err := cards.Get(in, "card of prj_a"); err != nil {
			t.Error(err)
		}
		_, err = cards.Get(s, "card of prj_a") // the scope of the organisation is what it was
		wants(t, err, fault.NotFound)
		open, err := in.Enter("prj_open", TaskUpdate) // from one project to the next
		if err != nil {
			return err
		}
		_, err = cards.Get(open, "card of prj_a")
		wants(t, err, fault.NotFound)
		_, err = cards.Get(in, "card of prj_open")
		wants(t, err, fault.NotFound)
		return nil
	})
	must(t, err)
}

func TestAC12_RightsDoNotTravelFromOneProjectToTheNext(t *testing.T) {
	w := newWorld(t)
	w.have("org_a", func(tx store.Tx) {
		put(t, tx, memos, &memo{Meta: store.Meta{ID: "costs"}, Project: "prj_open", Audience: "project:money"})
	})
	w.in(as("manager"), ProjectUpdate, "prj_a", func(s *Scope) {
		in, err := s.Enter("prj_open", TaskRead)
		must(t, err)
		if _, err := memos.Get(in, "costs"); !fault.Is(err, fault.NotFound) || in.In != Member || in.May(ProjectUpdate) {
			t.Errorf("%v: the manager of one project is %s in another", err, in.In)
		}
	})
}

func TestAC12_ProjectsAreThoseInWhichOneMay(t *testing.T) {
	w := newWorld(t)
	change(w, "org_a", yards, "prj_b", func(y *yard) { y.Trashed = true })
	for name, want := range map[string]string{
		"admin": "[prj_a prj_b prj_open]", "manager": "[prj_a prj_open]", "client": "[prj_a]", "team_member": "[prj_open]", "viewer": "[prj_open]",
	} {
		must(t, w.View(w.ctx, as(name), StreamRead, In("org_a"), func(s *Scope) error {
			all, err := s.Projects(TaskRead)
			seen := []string{}
			for _, in := range all {
				seen = append(seen, in.Project)
			}
			if fmt.Sprint(seen) != want {
				t.Errorf("%s: %v, want %s", name, seen, want)
			}
			return err
		}))
	}
}

func TestAC13_WhoFoundsAProjectManagesIt(t *testing.T) {
	w := newWorld(t)
	_, err := w.Update(w.ctx, as("project_manager"), ProjectCreate, In("org_a"), func(s *Scope) error {
		for _, there := range []string{"prj_a", "prj_b", "A"} { // one that exists is not taken over
			_, err := s.Found(there)
			wants(t, err, fault.Conflict)
		}
		in, err := s.Found("prj_new")
		if err != nil {
			return err
		}
		must(t, yards.Put(in, "project.created", &yard{Meta: store.Meta{ID: "prj_new"}}))
		must(t, places.Put(in, "projectMember.added", &place{Meta: store.Meta{ID: "prj_new usr_project_manager"}, Project: "prj_new", Role: Manager}))
		wants(t, yards.Put(in, "project.created", &yard{Meta: store.Meta{ID: "prj_newer"}}), fault.Internal)
		wants(t, places.Put(in, "projectMember.added", &place{Meta: store.Meta{ID: "prj_a usr_project_manager"}, Project: "prj_a", Role: Manager}), fault.Internal)
		return nil
	})
	must(t, err)
	must(t, w.may(as("project_manager"), ProjectDelete, InProject("org_a", "prj_new")))
	wants(t, w.may(as("team_member"), ProjectRead, InProject("org_a", "prj_new")), fault.NotFound)
	must(t, w.View(w.ctx, as("team_member"), StreamRead, In("org_a"), func(s *Scope) error {
		_, err := s.Found("prj_mine")
		wants(t, err, fault.Forbidden)
		return nil
	}))
}

func TestAC14_TheVersionOfOnesRightsMovesWithThem(t *testing.T) {
	w := newWorld(t)
	version := func() (v int64) {
		must(t, w.View(w.ctx, as("member"), TaskRead, InProject("org_a", "prj_a"), func(s *Scope) error {
			v = s.RightsVersion()
			return nil
		}))
		return v
	}
	was := version()
	moved := func(what string, want bool) {
		t.Helper()
		if is := version(); (is != was) != want {
			t.Errorf("%s: from %d to %d", what, was, is)
		} else {
			was = is
		}
	}
	change(w, "org_a", cards, "card of prj_a", func(c *card) { c.Points++ })
	moved("a card", false)
	change(w, "org_a", yards, "prj_b", func(y *yard) { y.Archived = true })
	moved("another project", false)
	change(w, "org_a", people, "usr_member", func(p *person) { p.Role = ProjectManager })
	moved("the role in the organisation", true)
	change(w, "org_a", places, "prj_a usr_member", func(p *place) { p.Role = Viewer })
	moved("the role in the project", true)
	change(w, "org_a", yards, "prj_a", func(y *yard) { y.Open = true })
	moved("the project", true)
}

func TestAC14_OthersAreLookedUpByTheSameRules(t *testing.T) {
	w := newWorld(t)
	w.in(as("member"), TaskUpdate, "prj_a", func(s *Scope) {
		for user, want := range map[string]Role{
			"usr_admin": Manager, "usr_manager": Manager, "usr_looker": Viewer, "usr_client": Member, "usr_team_member": "", "usr_disabled": "", "usr_other": "",
		} {
			if got, err := s.RoleOf(user); got != want || err != nil {
				t.Errorf("%s is %q, %v; want %q", user, got, err, want)
			}
			if ok, err := s.Belongs(user); err != nil || ok != (user != "usr_disabled" && user != "usr_other") {
				t.Errorf("%s belongs: %v, %v", user, ok, err)
			}
		}
	})
}

func TestAC15_SightIsWhatOneSeesToday(t *testing.T) {
	w := newWorld(t)
	look := func(name string) *Sight {
		t.Helper()
		v, err := w.Look(w.ctx, as(name), "org_a", "prj_a", "prj_b", "prj_none")
		must(t, err)
		return v
	}
	for _, c := range []struct {
		name            string
		place           store.Place
		want            bool
		projectAsWhole  bool
		projectAsWholeB bool
	}{
		{"looker", store.Place{Project: "prj_a", Audience: "project"}, true, true, false},
		{"looker", store.Place{Project: "prj_a", Audience: "project:internal"}, false, true, false},
		{"client", store.Place{Project: "prj_a", Audience: "project:internal"}, false, true, false},
		{"member", store.Place{Project: "prj_a", Audience: "project:internal"}, true, true, false},
		{"member", store.Place{Project: "prj_b", Audience: "project"}, false, true, false},
		{"member", store.Place{Project: "prj_none", Audience: "project"}, false, true, false},
		{"member", store.Place{Project: "prj_open", Audience: "project"}, false, true, false}, // was not asked about
		{"member", store.Place{Audience: "org"}, true, true, false},
		{"member", store.Place{Audience: "org:admin"}, false, true, false},
		{"member", store.Place{Audience: "user:usr_admin"}, false, true, false},
		{"member", store.Place{Audience: "project"}, false, true, false},
		{"member", store.Place{Audience: "nobody"}, false, true, false},
		{"member", store.Place{}, false, true, false},
		{"admin", store.Place{Audience: "org:admin"}, true, true, true},
		{"admin", store.Place{Project: "prj_b", Audience: "project:money"}, true, true, true},
		{"admin", store.Place{Audience: "nobody"}, false, true, true},
	} {
		v := look(c.name)
		if got := v.Sees(c.place); got != c.want {
			t.Errorf("%s sees %+v: %v", c.name, c.place, got)
		}
		if v.Project("prj_a") != c.projectAsWhole || v.Project("prj_b") != c.projectAsWholeB || v.Project("prj_none") {
			t.Errorf("%s: projects", c.name)
		}
	}
	_, err := w.Look(w.ctx, as("other"), "org_a")
	wants(t, err, fault.NotFound)
	change(w, "org_a", people, "usr_member", func(p *person) { p.Disabled = true })
	_, err = w.Look(w.ctx, as("member"), "org_a")
	wants(t, err, fault.NotFound)
}
