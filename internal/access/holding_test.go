package access

import (
	"testing"

	"github.com/kanvaro/kanvaro/internal/fault"
)

func TestAC5_WhatIsKnownByItsIdAloneIsDecidedAboutWhereItLies(t *testing.T) {
	w := newWorld(t)
	at := func(id string) Where { return Holding("org_a", cards.Def(), id) }
	for _, c := range []struct {
		who, id string
		n       Need
		want    fault.Kind
	}{
		{"member", "card of prj_a", TaskUpdate, ""},
		{"looker", "card of prj_a", TaskRead, ""},
		{"looker", "card of prj_a", TaskUpdate, fault.Forbidden},
		{"member", "card of prj_b", TaskRead, fault.NotFound},
		{"member", "card of nothing", TaskRead, fault.NotFound},
		{"admin", "card of prj_other", TaskRead, fault.NotFound}, // it lies in another organisation
		{"stranger", "card of prj_open", TaskRead, fault.NotFound},
	} {
		if err := w.may(as(c.who), c.n, at(c.id)); fault.KindOf(err) != c.want {
			t.Errorf("%s, %s of %q: %v, want %q", c.who, c.n, c.id, err, c.want)
		}
	}
	hidden, none := w.may(as("member"), TaskRead, at("card of prj_b")), w.may(as("member"), TaskRead, at("card of nothing"))
	if hidden.Error() != none.Error() {
		t.Errorf("one learns what is there: %q, %q", hidden, none)
	}
	must(t, w.View(w.ctx, as("member"), TaskRead, at("card of prj_a"), func(s *Scope) error {
		if s.Project != "prj_a" || s.In != Member {
			t.Errorf("%q, %q", s.Project, s.In)
		}
		_, err := cards.Get(s, "card of prj_open")
		wants(t, err, fault.NotFound)
		return nil
	}))
	wants(t, w.may(as("admin"), OrganisationRead, at("card of prj_a")), fault.Internal) // not a need of projects
}
