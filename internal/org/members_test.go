package org

import (
	"fmt"
	"sync"
	"testing"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/store"
)

func TestOnlyAdministratorsSeeAddresses(t *testing.T) {
	x := newTeam(t)
	lin := x.join("lin", access.ProjectManager)
	for _, c := range []struct {
		who  access.Actor
		want string
	}{
		{x.ada, "[ada@example.org lin@example.org]"},
		{lin, "[ ]"},
		{access.Actor{User: x.ada.User, Kind: "token", Scopes: []access.Need{access.MemberRead}}, "[ ]"},
	} {
		all, at, err := x.Members(x.ctx, c.who, x.org)
		must(t, err)
		byName := map[string]string{}
		for _, m := range all {
			byName[m.Name] = m.Email
		}
		if got := fmt.Sprint([]string{byName["ada"], byName["lin"]}); got != c.want || at.Number == 0 {
			t.Errorf("%v sees %s, want %s", c.who, got, c.want)
		}
	}
	must(t, x.gate.View(x.ctx, lin, access.MemberRead, access.In(x.org), func(tx *access.Scope) error {
		if _, err := Contacts.Get(tx, x.ada.User); !fault.Is(err, fault.NotFound) {
			t.Errorf("a project manager reads a contact: %v", err)
		}
		return nil
	}))
}

func TestStrangersDoNotLearnThatAnOrganisationExists(t *testing.T) {
	x := newTeam(t)
	stranger := identity.ActorOf("usr_00000000000000000000")
	calls := map[string]func(org string) error{
		"get":     func(org string) error { _, err := x.Get(x.ctx, stranger, org); return err },
		"rename":  func(org string) error { _, _, err := x.Rename(x.ctx, stranger, org, "Mine"); return err },
		"members": func(org string) error { _, _, err := x.Members(x.ctx, stranger, org); return err },
		"change": func(org string) error {
			_, _, err := x.ChangeMember(x.ctx, stranger, org, x.ada.User, disabled(true))
			return err
		},
		"invite":      func(org string) error { _, _, err := x.Invite(x.ctx, stranger, org, access.Admin, ""); return err },
		"invitations": func(org string) error { _, _, err := x.Invitations(x.ctx, stranger, org); return err },
		"revoke":      func(org string) error { _, err := x.Revoke(x.ctx, stranger, org, "inv_1"); return err },
	}
	for name, call := range calls {
		there, nowhere := call(x.org), call("org_00000000000000000000")
		wants(t, there, fault.NotFound)
		if there.Error() != nowhere.Error() {
			t.Errorf("%s: %v there, %v nowhere", name, there, nowhere)
		}
	}
}

func TestWhoMayLookButNotManageIsTold(t *testing.T) {
	x := newTeam(t)
	for i, r := range []access.Role{access.ProjectManager, access.TeamMember, access.Client, access.Viewer} {
		a := x.join(fmt.Sprintf("lin-%d", i), r)
		_, err := x.Get(x.ctx, a, x.org)
		must(t, err)
		_, _, err = x.Rename(x.ctx, a, x.org, "Mine")
		wants(t, err, fault.Forbidden)
		wants(t, x.change(a, a.User, role(access.Admin)), fault.Forbidden)
		_, _, err = x.Invite(x.ctx, a, x.org, access.Admin, "")
		wants(t, err, fault.Forbidden)
		_, _, err = x.Invitations(x.ctx, a, x.org)
		wants(t, err, fault.Forbidden)
	}
}

func TestADisabledMemberCountsNoMoreAtOnce(t *testing.T) {
	x := newTeam(t)
	lin := x.join("lin", access.TeamMember)
	must(t, x.change(x.ada, lin.User, disabled(true)))
	_, err := x.Get(x.ctx, lin, x.org)
	wants(t, err, fault.NotFound)
	me, err := x.Me(x.ctx, lin) // he is still somebody, only not here
	must(t, err)
	if len(me.Organisations) != 0 {
		t.Errorf("%+v", me.Organisations)
	}
	must(t, x.change(x.ada, lin.User, disabled(false)))
	_, err = x.Get(x.ctx, lin, x.org)
	must(t, err)
}

func TestARoleCountsAtOnce(t *testing.T) {
	x := newTeam(t)
	lin := x.join("lin", access.Viewer)
	must(t, x.change(x.ada, lin.User, role(access.Admin)))
	_, _, err := x.Rename(x.ctx, lin, x.org, "Difference Engines")
	must(t, err)
	must(t, x.change(lin, x.ada.User, role(access.Viewer)))
	_, _, err = x.Rename(x.ctx, x.ada, x.org, "Analytical Engines")
	wants(t, err, fault.Forbidden)
	wants(t, x.change(lin, lin.User, role("emperor")), fault.Invalid)
	wants(t, x.change(lin, "usr_1", role(access.Viewer)), fault.NotFound)
}

func TestAnOrganisationKeepsAnAdministrator(t *testing.T) {
	for name, c := range map[string]struct {
		member Member
		change MemberChange
		admins int64
		ok     bool
	}{
		"the last one takes another role":   {Member{Role: access.Admin}, role(access.Viewer), 1, false},
		"the last one is disabled":          {Member{Role: access.Admin}, disabled(true), 1, false},
		"one of two takes another role":     {Member{Role: access.Admin}, role(access.Viewer), 2, true},
		"one of two is disabled":            {Member{Role: access.Admin}, disabled(true), 2, true},
		"the last one stays one":            {Member{Role: access.Admin}, role(access.Admin), 1, true},
		"a disabled one takes another role": {Member{Role: access.Admin, Disabled: true}, role(access.Viewer), 1, true},
		"a disabled one is enabled":         {Member{Role: access.Admin, Disabled: true}, disabled(false), 1, true},
		"somebody else is disabled":         {Member{Role: access.TeamMember}, disabled(true), 1, true},
		"nothing is changed":                {Member{Role: access.Admin}, MemberChange{}, 1, true},
		"a role that is none":               {Member{Role: access.TeamMember}, role("manager"), 2, false},
		"no role":                           {Member{Role: access.TeamMember}, role(""), 2, false},
	} {
		if _, err := change(c.member, c.change, c.admins); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTwoAdministratorsWhoDisableEachOtherAtOnce(t *testing.T) {
	x := newTeam(t)
	lin := x.join("lin", access.Admin)
	for range 10 {
		var wg sync.WaitGroup
		wg.Go(func() { x.change(x.ada, lin.User, disabled(true)) }) //nolint:errcheck // one of them is refused
		wg.Go(func() { x.change(lin, x.ada.User, disabled(true)) }) //nolint:errcheck // one of them is refused
		wg.Wait()
		var n int64
		must(t, x.store.View(x.ctx, store.Space(x.org), func(tx store.Tx) error {
			var err error
			n, err = activeAdmins(tx)
			return err
		}))
		if n != 1 {
			t.Fatalf("%d administrators are left", n)
		}
		must(t, x.asKanvaro(x.ctx, x.org, "", func(tx *access.Scope) error { // both are back for another round
			for _, id := range []string{x.ada.User, lin.User} {
				m, err := Members.Get(tx, id)
				if err != nil {
					return err
				}
				m.Disabled = false
				if err := Members.Put(tx, "member.enabled", m); err != nil {
					return err
				}
			}
			return nil
		}))
	}
}

func TestTheLogSaysWhatHappenedToAMember(t *testing.T) {
	x := newTeam(t)
	lin := x.join("lin", access.Viewer)
	must(t, x.change(x.ada, lin.User, role(access.TeamMember)))
	must(t, x.change(x.ada, lin.User, disabled(true)))
	must(t, x.change(x.ada, lin.User, disabled(false)))
	must(t, x.change(x.ada, lin.User, MemberChange{}))
	var got []string
	must(t, x.gate.View(x.ctx, x.ada, access.MemberRead, access.In(x.org), func(tx *access.Scope) error {
		events, err := tx.Log(lin.User, 0, 20)
		got = nil
		for _, e := range events {
			if e.Ref.Kind == "member" {
				got = append(got, e.Name+" by "+e.Actor)
			}
		}
		return err
	}))
	want := fmt.Sprintf("[member.enabled by %s member.disabled by %[1]s member.roleChanged by %[1]s member.joined by %s]", x.ada.User, lin.User)
	if fmt.Sprint(got) != want {
		t.Errorf("%v, want %s", got, want)
	}
}

func TestARenamedUserHasTheNewNameInEachOrganisation(t *testing.T) {
	x := newTeam(t)
	name := "Augusta Ada King"
	me, _, err := x.UpdateMe(x.ctx, x.ada, identity.Change{Name: &name})
	must(t, err)
	all, _, err := x.Members(x.ctx, x.ada, x.org)
	must(t, err)
	if me.User.Name != name || all[0].Name != name || len(me.Organisations) != 1 {
		t.Errorf("%+v, %+v", me.User, all[0].Member)
	}
	reader := access.Actor{User: x.ada.User, Kind: "token", Scopes: []access.Need{access.SelfRead}}
	nobody := "Nobody"
	_, _, err = x.UpdateMe(x.ctx, reader, identity.Change{Name: &nobody})
	wants(t, err, fault.Forbidden)
	if all, _, _ = x.Members(x.ctx, x.ada, x.org); all[0].Name != name {
		t.Errorf("a token without the scope has renamed %q", all[0].Name)
	}
}

func TestARenamingThatBreaksOffIsContinued(t *testing.T) {
	x := newTeam(t)
	name := "Augusta Ada King"
	x.broken.space.Store(store.Instance)
	_, _, err := x.UpdateMe(x.ctx, x.ada, identity.Change{Name: &name})
	wants(t, err, fault.Unavailable)
	x.broken.space.Store(store.Space("none"))
	me, _, err := x.UpdateMe(x.ctx, x.ada, identity.Change{Name: &name})
	must(t, err)
	if me.User.Name != name {
		t.Errorf("%+v", me.User)
	}
}

func TestEverybodyHasAColour(t *testing.T) {
	seen := map[int]bool{}
	for i := range 200 {
		h := hueOf(fmt.Sprintf("usr_%d", i))
		if h < 1 || h > 8 {
			t.Fatal(h)
		}
		seen[h] = true
	}
	if len(seen) != 8 {
		t.Error(seen)
	}
}
