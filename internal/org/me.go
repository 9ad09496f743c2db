package org

import (
	"context"
	"fmt"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Me is who asks, and what he is in each organisation in which he counts.
func (s *Service) Me(ctx context.Context, a access.Actor) (*Standing, error) {
	me, err := s.identity.Me(ctx, a)
	if err != nil {
		return nil, err
	}
	out := &Standing{User: me.User, Organisations: []Belonging{}}
	for _, org := range me.Organisations {
		if a.Org != "" && org != a.Org { // a token knows of no other // AC16
			continue
		}
		var b Belonging
		err := s.gate.View(access.WithTrail(ctx), identity.ActorOf(a.User), access.OrganisationRead, access.In(org), func(tx *access.Scope) error {
			o, err := Organisations.Get(tx, org)
			if err == nil {
				b = Belonging{org, o.Name, tx.Role}
			}
			return err
		})
		switch {
		case err == nil:
			out.Organisations = append(out.Organisations, b)
		case !fault.Is(err, fault.NotFound): // which is: disabled there
			return nil, fmt.Errorf("look at organisation %s: %w", org, err)
		}
	}
	return out, nil
}

// UpdateMe changes what somebody may change about himself, in all organisations that know his name.
func (s *Service) UpdateMe(ctx context.Context, a access.Actor, c identity.Change) (*Standing, store.Commit, error) {
	var none store.Commit
	if err := c.Check(); err != nil {
		return nil, none, err
	}
	err := s.gate.View(ctx, a, access.SelfUpdate, access.Instance, func(*access.Scope) error { return nil })
	if err != nil {
		return nil, none, err
	}
	self := identity.ActorOf(a.User) // decided: the rest is reading oneself, and writing what follows
	if c.Name != nil {
		if err := s.rename(access.WithTrail(ctx), self, *c.Name); err != nil {
			return nil, none, err
		}
	}
	_, commit, err := s.identity.UpdateMe(ctx, a, c)
	if err != nil {
		return nil, none, err
	}
	standing, err := s.Me(access.WithTrail(ctx), self)
	return standing, commit, err
}

// rename gives somebody another name in all his organisations; done again it continues.
func (s *Service) rename(ctx context.Context, self access.Actor, name string) error {
	name, err := identity.NormalName("name", name)
	if err != nil {
		return err
	}
	me, err := s.identity.Me(ctx, self)
	if err != nil {
		return err
	}
	for _, org := range me.Organisations {
		err := s.asKanvaro(ctx, org, self.User, func(tx *access.Scope) error {
			m, err := Members.Get(tx, self.User)
			if fault.Is(err, fault.NotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			m.Name = name
			return Members.Put(tx, "member.renamed", m)
		})
		if err != nil {
			return fmt.Errorf("rename a member of %s: %w", org, err)
		}
	}
	return nil
}
