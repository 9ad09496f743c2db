package org

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/store"
)

func TestWhoSetsUpAdministersTheFirstOrganisation(t *testing.T) {
	h := newHouse(t)
	in, err := h.setUp()
	must(t, err)
	me, err := h.Me(h.ctx, in.Actor)
	must(t, err)
	if len(me.Organisations) != 1 || me.Organisations[0].Name != "Analytical Engines" || me.Organisations[0].Role != access.Admin {
		t.Fatalf("%+v", me.Organisations)
	}
	org := me.Organisations[0].ID
	o, err := h.Get(h.ctx, in.Actor, org)
	must(t, err)
	if o.Name != "Analytical Engines" || o.Version == 0 {
		t.Errorf("%+v", o)
	}
	members, _, err := h.Members(h.ctx, in.Actor, org)
	must(t, err)
	if len(members) != 1 || members[0].ID != in.User.ID || members[0].Email != "ada@example.org" || members[0].Hue < 1 || members[0].Hue > 8 {
		t.Errorf("%+v", members)
	}
	_, err = h.setUp()
	wants(t, err, fault.Conflict)
}

func TestEverythingThatIsWrongWithASetUpComesAtOnce(t *testing.T) {
	h := newHouse(t)
	_, err := h.SetUp(h.ctx, SetUp{Token: "x", Person: identity.Person{Attempt: identity.Attempt{Password: "short"}}})
	var f *fault.Error
	if !errors.As(err, &f) || fmt.Sprint(f.Fields) != "[{organisation.name is missing} {user.name is missing} {user.email is missing} {user.password is shorter than 10 characters}]" {
		t.Errorf("%v", err)
	}
}

func TestASetUpThatBreaksOffBetweenTheSpacesIsContinued(t *testing.T) {
	h := newHouse(t)
	h.broken.space.Store(store.Instance)
	_, err := h.setUp()
	wants(t, err, fault.Unavailable)
	h.broken.space.Store(store.Space("none"))
	if n := count(h, store.Instance, identity.Users); n != 0 {
		t.Fatalf("%d users", n)
	}
	h.start()
	in, err := h.setUp()
	must(t, err)
	me, err := h.Me(h.ctx, in.Actor)
	must(t, err)
	org := store.Space(me.Organisations[0].ID)
	if len(me.Organisations) != 1 || count(h, org, Members) != 1 || count(h, org, Organisations) != 1 || count(h, org, Contacts) != 1 {
		t.Errorf("%+v: something was made twice", me.Organisations)
	}
	must(t, h.store.View(h.ctx, org, func(tx store.Tx) error { // the same documents, not new ones of the same name
		events, err := tx.Log(in.User.ID, 0, 10)
		if len(events) != 2 { // member and contact
			t.Errorf("%d events", len(events))
		}
		return err
	}))
}

func TestOfSeveralSetUpsAtOnceOneWinsWithItsOwnOrganisation(t *testing.T) {
	h := newHouse(t)
	token, err := h.who.OpenSetup(h.ctx)
	must(t, err)
	var wg sync.WaitGroup
	won := make(chan *identity.SignedIn, 8)
	for i := range 8 {
		wg.Go(func() {
			name := fmt.Sprintf("somebody-%d", i)
			in, err := h.SetUp(h.ctx, SetUp{Token: token, Organisation: "Of " + name, Person: person(name, good)})
			if err == nil {
				won <- in
			} else {
				wants(t, err, fault.Conflict)
			}
		})
	}
	wg.Wait()
	if len(won) != 1 {
		t.Fatalf("%d won", len(won))
	}
	in := <-won
	me, err := h.Me(h.ctx, in.Actor)
	must(t, err)
	if len(me.Organisations) != 1 || me.Organisations[0].Name != "Of "+in.User.Name {
		t.Errorf("%+v of %s", me.Organisations, in.User.Name)
	}
}
