package org

import (
	"context"
	"fmt"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Service keeps organisations. All methods may be called by many goroutines at once.
type Service struct {
	gate     *access.Gate
	identity *identity.Service
	clock    moment.Clock
}

// New makes a Service; a nil clock is moment.Real.
func New(g *access.Gate, who *identity.Service, c moment.Clock) *Service {
	if c == nil {
		c = moment.Real
	}
	return &Service{g, who, c}
}

// asKanvaro runs fn in an organisation as Kanvaro itself, on behalf of a user: for what somebody does who is not a member yet. It is not
// a decision about the caller, so the trail of his request does not have it.
func (s *Service) asKanvaro(ctx context.Context, org, user string, fn func(*access.Scope) error) error {
	a := access.Actor{User: user, Kind: access.System.Kind}
	_, err := s.gate.Update(access.WithTrail(ctx), a, access.MemberManage, access.In(org), fn)
	return err
}

// Get reads an organisation.
func (s *Service) Get(ctx context.Context, a access.Actor, org string) (*Organisation, error) {
	var o *Organisation
	err := s.gate.View(ctx, a, access.OrganisationRead, access.In(org), func(tx *access.Scope) error {
		var err error
		o, err = Organisations.Get(tx, org)
		return err
	})
	return o, err
}

// Rename gives an organisation another name.
func (s *Service) Rename(ctx context.Context, a access.Actor, org, name string) (*Organisation, store.Commit, error) {
	name, err := identity.NormalName("name", name)
	if err != nil {
		return nil, store.Commit{}, err
	}
	var o *Organisation
	commit, err := s.gate.Update(ctx, a, access.OrganisationUpdate, access.In(org), func(tx *access.Scope) error {
		var err error
		if o, err = Organisations.Get(tx, org); err != nil {
			return err
		}
		o.Name = name
		return Organisations.Put(tx, "organisation.renamed", o)
	})
	return o, commit, err
}

// SetUp makes the first organisation and its administrator, who is the first user, and signs him in. See identity.SetUp for who may.
func (s *Service) SetUp(ctx context.Context, in SetUp) (*identity.SignedIn, error) {
	var all fault.List
	name, err := identity.NormalName("organisation.name", in.Organisation)
	all.Take("", err)
	all.Take("user.", in.Person.Check())
	if err := all.Err(); err != nil {
		return nil, err
	}
	return s.identity.SetUp(ctx, in.Token, in.Person, func(ctx context.Context, u *identity.User) (string, error) {
		org := s.identity.DeriveID("org", "set-up", u.ID)
		return org, s.found(ctx, org, name, u)
	})
}

// found makes an organisation with its first administrator, or continues to.
func (s *Service) found(ctx context.Context, org, name string, u *identity.User) error {
	err := s.asKanvaro(ctx, org, u.ID, func(tx *access.Scope) error {
		o, err := Organisations.Get(tx, org)
		if fault.Is(err, fault.NotFound) {
			o, err = &Organisation{Meta: store.Meta{ID: org}}, nil
		}
		if err != nil {
			return err
		}
		o.Name = name
		if err := Organisations.Put(tx, "organisation.created", o); err != nil {
			return err
		}
		return join(tx, u, access.Admin)
	})
	if err != nil {
		return fmt.Errorf("found an organisation: %w", err)
	}
	return nil
}

// join makes a user a member, or continues to: the caller knows that he was not one before this began. What an administrator has done
// with him meanwhile stays.
func join(tx *access.Scope, u *identity.User, role access.Role) error {
	m, err := Members.Get(tx, u.ID)
	if fault.Is(err, fault.NotFound) {
		m, err = &Member{Meta: store.Meta{ID: u.ID}, Role: role, Hue: hueOf(u.ID), CreatedAt: tx.Now()}, nil
	}
	if err != nil {
		return err
	}
	m.Name = u.Name
	if err := Members.Put(tx, "member.joined", m); err != nil {
		return err
	}
	c, err := Contacts.Get(tx, u.ID)
	if fault.Is(err, fault.NotFound) {
		c, err = &Contact{Meta: store.Meta{ID: u.ID}}, nil
	}
	if err != nil {
		return err
	}
	c.Email = u.Email
	return Contacts.Put(tx, "member.contactChanged", c)
}
