package org

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/store"
)

func TestAnInvitationLetsOnePersonIn(t *testing.T) {
	x := newTeam(t)
	i, _, err := x.Invite(x.ctx, x.ada, x.org, access.TeamMember, "")
	must(t, err)
	if i.ExpiresAt.Sub(x.clock.Now()) != 7*24*time.Hour || i.CreatedBy != x.ada.User {
		t.Errorf("%+v", i.Invitation)
	}
	seen, err := x.Look(x.ctx, i.Token)
	must(t, err)
	if *seen != (Invitee{"Analytical Engines", access.TeamMember, ""}) {
		t.Errorf("%+v", seen)
	}
	in, err := x.Accept(x.ctx, i.Token, person("lin", good))
	must(t, err)
	who, err := x.who.Authenticate(x.ctx, in.Token)
	must(t, err)
	me, err := x.Me(x.ctx, who)
	must(t, err)
	if len(me.Organisations) != 1 || me.Organisations[0].Role != access.TeamMember || me.User.Name != "lin" {
		t.Errorf("%+v", me)
	}
	_, err = x.Look(x.ctx, i.Token)
	wants(t, err, fault.NotFound)
	_, err = x.Accept(x.ctx, i.Token, person("bob", good))
	wants(t, err, fault.NotFound)
	_, err = x.Accept(x.ctx, i.Token, person("lin", good))
	wants(t, err, fault.Conflict)
	if n := count(x.house, store.Space(x.org), Members); n != 2 {
		t.Errorf("%d members", n)
	}
}

func TestOpenInvitationsAreListedAndRevoked(t *testing.T) {
	x := newTeam(t)
	first := x.invite(access.Viewer, "")
	x.clock.Advance(time.Second)
	second, _, err := x.Invite(x.ctx, x.ada, x.org, access.Client, " Bob@Example.org")
	must(t, err)
	x.clock.Advance(time.Second)
	x.join("lin", access.TeamMember) // accepted: no longer open
	open, _, err := x.Invitations(x.ctx, x.ada, x.org)
	must(t, err)
	if len(open) != 2 || open[0].ID != second.ID || open[0].Email != "bob@example.org" {
		t.Errorf("%+v", open)
	}
	_, err = x.Revoke(x.ctx, x.ada, x.org, second.ID)
	must(t, err)
	for _, token := range []string{second.Token} {
		_, err = x.Look(x.ctx, token)
		wants(t, err, fault.NotFound)
		_, err = x.Accept(x.ctx, token, person("bob", good))
		wants(t, err, fault.NotFound)
	}
	_, err = x.Revoke(x.ctx, x.ada, x.org, second.ID)
	wants(t, err, fault.NotFound)
	_, err = x.Look(x.ctx, first)
	must(t, err)
	x.clock.Advance(invitationLife)
	_, err = x.Look(x.ctx, first)
	wants(t, err, fault.NotFound)
	_, err = x.Accept(x.ctx, first, person("bob", good))
	wants(t, err, fault.NotFound)
	if open, _, err = x.Invitations(x.ctx, x.ada, x.org); len(open) != 0 || err != nil {
		t.Error(open, err)
	}
}

func TestAnInvitationForSomebodyIsForNobodyElse(t *testing.T) {
	x := newTeam(t)
	token := x.invite(access.TeamMember, "lin@example.org")
	_, err := x.Accept(x.ctx, token, person("bob", good))
	wants(t, err, fault.Invalid)
	if strings.Contains(err.Error(), "lin@") {
		t.Errorf("%v tells whose it is", err)
	}
	p := person("lin", good)
	p.Email = "LIN@example.org "
	_, err = x.Accept(x.ctx, token, p)
	must(t, err)
}

func TestWhoIsAUserAlreadyComesWithHisPassword(t *testing.T) {
	x := newTeam(t)
	lin := x.join("lin", access.TeamMember)
	// Another organisation, as Kanvaro itself makes it: its administrator is Ada too.
	const second = "org_22222222222222222222"
	must(t, x.found(x.ctx, second, "Second", &identity.User{Meta: store.Meta{ID: x.ada.User}, Name: "ada", Email: "ada@example.org"}))
	i, _, err := x.Invite(x.ctx, x.ada, second, access.Viewer, "")
	must(t, err)
	_, err = x.Accept(x.ctx, i.Token, person("lin", other))
	wants(t, err, fault.Unauthenticated)
	in, err := x.Accept(x.ctx, i.Token, person("lin", good))
	must(t, err)
	me, err := x.Me(x.ctx, in.Actor)
	must(t, err)
	if in.User.ID != lin.User || len(me.Organisations) != 2 {
		t.Errorf("%+v", me)
	}
}

func TestADisabledMemberDoesNotComeBackByALink(t *testing.T) {
	x := newTeam(t)
	lin := x.join("lin", access.TeamMember)
	token := x.invite(access.Admin, "")
	must(t, x.change(x.ada, lin.User, disabled(true)))
	_, err := x.Accept(x.ctx, token, person("lin", good))
	wants(t, err, fault.Conflict)
	_, err = x.Get(x.ctx, lin, x.org)
	wants(t, err, fault.NotFound)
	_, err = x.Look(x.ctx, token) // it is still good for somebody else
	must(t, err)
}

func TestALinkIsAsGoodAsTheRightsOfWhoMadeIt(t *testing.T) {
	x := newTeam(t)
	lin := x.join("lin", access.Admin)
	i, _, err := x.Invite(x.ctx, lin, x.org, access.Admin, "")
	must(t, err)
	token := i.Token
	for name, end := range map[string]struct{ away, back MemberChange }{
		"disabled": {disabled(true), disabled(false)},
		"demoted":  {role(access.Viewer), role(access.Admin)},
	} {
		must(t, x.change(x.ada, lin.User, end.away))
		_, err = x.Look(x.ctx, token)
		wants(t, err, fault.NotFound)
		if _, err = x.Accept(x.ctx, token, person("noa", good)); !fault.Is(err, fault.NotFound) {
			t.Errorf("whose maker is %s: %v", name, err)
		}
		must(t, x.change(x.ada, lin.User, end.back))
	}
	_, err = x.Accept(x.ctx, token, person("noa", good))
	must(t, err)
}

func TestALinkRaisesNobody(t *testing.T) {
	x := newTeam(t)
	lin := x.join("lin", access.Viewer)
	_, err := x.Accept(x.ctx, x.invite(access.Admin, ""), person("lin", good))
	wants(t, err, fault.Conflict)
	_, _, err = x.Rename(x.ctx, lin, x.org, "Mine")
	wants(t, err, fault.Forbidden)
}

func TestAcceptingThatBreaksOffBetweenTheSpacesIsContinued(t *testing.T) {
	x := newTeam(t)
	token := x.invite(access.TeamMember, "")
	x.broken.space.Store(store.Instance)
	_, err := x.Accept(x.ctx, token, person("lin", good))
	wants(t, err, fault.Unavailable)
	x.broken.space.Store(store.Space("none"))
	x.start()
	_, err = x.Accept(x.ctx, token, person("bob", good)) // somebody else cannot take it over
	wants(t, err, fault.NotFound)
	in, err := x.Accept(x.ctx, token, person("lin", good))
	must(t, err)
	me, err := x.Me(x.ctx, in.Actor)
	must(t, err)
	if len(me.Organisations) != 1 || count(x.house, store.Space(x.org), Members) != 2 || count(x.house, store.Instance, identity.Users) != 2 {
		t.Errorf("%+v: something was made twice", me)
	}
}

func TestWhatAnAdministratorDidMeanwhileStays(t *testing.T) {
	x := newTeam(t)
	token := x.invite(access.Admin, "")
	x.broken.space.Store(store.Instance)
	_, err := x.Accept(x.ctx, token, person("lin", good))
	wants(t, err, fault.Unavailable)
	x.broken.space.Store(store.Space("none"))
	all, _, err := x.Members(x.ctx, x.ada, x.org)
	must(t, err)
	for _, m := range all {
		if m.Name == "lin" {
			must(t, x.change(x.ada, m.ID, role(access.Viewer)))
		}
	}
	in, err := x.Accept(x.ctx, token, person("lin", good))
	must(t, err)
	me, err := x.Me(x.ctx, in.Actor)
	must(t, err)
	if len(me.Organisations) != 1 || me.Organisations[0].Role != access.Viewer {
		t.Errorf("%+v", me.Organisations)
	}
}

func TestOfSeveralWhoAcceptAtOnceOneComesIn(t *testing.T) {
	x := newTeam(t)
	token := x.invite(access.TeamMember, "")
	var wg sync.WaitGroup
	in := make(chan string, 8)
	for _, name := range []string{"lin", "bob", "eve", "kim", "lin", "bob", "eve", "kim"} {
		wg.Go(func() {
			if one, err := x.Accept(x.ctx, token, person(name, good)); err == nil {
				in <- one.User.ID
			}
		})
	}
	wg.Wait()
	if len(in) != 1 || count(x.house, store.Space(x.org), Members) != 2 || count(x.house, store.Instance, identity.Users) != 2 {
		t.Errorf("%d came in, %d members, %d users", len(in), count(x.house, store.Space(x.org), Members), count(x.house, store.Instance, identity.Users))
	}
}

func TestTokensThatAreNoLinksOfOurs(t *testing.T) {
	x := newTeam(t)
	token := x.invite(access.TeamMember, "")
	org, secret, _ := strings.Cut(token, ".")
	i, _, err := x.Invitations(x.ctx, x.ada, x.org)
	must(t, err)
	for _, bad := range []string{
		"", ".", org, org + ".", "." + secret, org + "." + secret + "A", org + "." + secret[:25] + "x", "00000000000000000000." + secret,
		"instance." + secret, org + "." + strings.TrimPrefix(i[0].ID, "inv_") + "AAAAAA", strings.Repeat("a", 1<<20),
	} {
		_, err := x.Look(x.ctx, bad)
		wants(t, err, fault.NotFound)
		_, err = x.Accept(x.ctx, bad, person("lin", good))
		wants(t, err, fault.NotFound)
	}
}

func TestTheSecretOfALinkIsNotKept(t *testing.T) {
	x := newTeam(t)
	_, secret, _ := strings.Cut(x.invite(access.TeamMember, ""), ".")
	snap, err := x.broken.Snapshot(x.ctx, store.Space(x.org))
	must(t, err)
	defer snap.Close()
	for _, d := range Defs() {
		for doc, err := range snap.Find(store.Query{Def: d}) {
			must(t, err)
			if strings.Contains(string(doc.Body), secret) {
				t.Errorf("%s %s", d.Kind, doc.ID)
			}
		}
	}
}

func TestTheTrailHasWhatWasDecidedAndNothingElse(t *testing.T) {
	x := newTeam(t)
	ctx := access.WithTrail(x.ctx)
	_, err := x.Accept(ctx, x.invite(access.TeamMember, ""), person("lin", good))
	must(t, err)
	if !access.Decided(ctx, access.InvitationUse) || access.Decided(ctx, access.InvitationManage) || access.Decided(ctx, access.MemberManage) {
		t.Error("accepting is what was decided")
	}
}

func FuzzReadLink(f *testing.F) {
	f.Add("00000000000000000000.AAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("..")
	f.Fuzz(func(t *testing.T, token string) {
		l, err := readLink(token)
		if err == nil && l.token() != token {
			t.Errorf("%q is read as %q", token, l.token())
		}
	})
}
