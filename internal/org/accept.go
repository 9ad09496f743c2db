package org

import (
	"context"
	"fmt"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Look tells somebody who has the link of an invitation what it is. It needs no session.
func (s *Service) Look(ctx context.Context, token string) (*Invitee, error) {
	l, err := s.open(ctx, token)
	if err != nil {
		return nil, err
	}
	var out *Invitee
	err = s.gate.View(access.WithTrail(ctx), access.System, access.InvitationManage, access.In(l.org), func(tx *access.Scope) error {
		i, err := l.find(tx, "")
		if err != nil {
			return err
		}
		o, err := Organisations.Get(tx, l.org)
		if err != nil {
			return err
		}
		out = &Invitee{o.Name, i.Role, i.Email}
		return nil
	})
	return out, err
}

// open decides that whoever has a link may use it, and takes it apart.
func (s *Service) open(ctx context.Context, token string) (link, error) {
	err := s.gate.View(ctx, access.Actor{}, access.InvitationUse, access.Instance, func(*access.Scope) error { return nil })
	if err != nil {
		return link{}, err
	}
	return readLink(token)
}

// find finds the invitation of a link, if this user, or a stranger (""), may accept it now.
func (l link) find(tx *access.Scope, user string) (*Invitation, error) {
	i, err := Invitations.Get(tx, l.invitation())
	if fault.Is(err, fault.NotFound) {
		return nil, noInvitation()
	}
	if err != nil {
		return nil, err
	}
	return i, usable(i, user, tx.Now())
}

// Accept makes who has the link of an invitation a member, and signs him in. Somebody with this address must say his password; anybody
// else becomes a user. What broke off half-way is continued when it is done again with the same address.
func (s *Service) Accept(ctx context.Context, token string, p identity.Person) (*identity.SignedIn, error) {
	l, err := s.open(ctx, token)
	if err != nil {
		return nil, err
	}
	email, err := identity.NormalEmail(p.Email)
	if err != nil {
		return nil, err
	}
	newID := s.identity.DeriveID("usr", "invitation", l.invitation(), email)
	if err := s.mayAccept(ctx, l, newID, email); err != nil {
		return nil, err
	}
	n, err := s.identity.Prepare(ctx, p, newID)
	if err != nil {
		return nil, err
	}
	done, err := s.identity.Belongs(ctx, n.User.ID, l.org)
	if err != nil {
		return nil, err
	}
	if done {
		return nil, fault.New(fault.Conflict, "You are a member already. Sign in.")
	}
	err = s.asKanvaro(ctx, l.org, n.User.ID, func(tx *access.Scope) error { return l.accept(tx, n.User) })
	if err != nil {
		return nil, fmt.Errorf("accept an invitation: %w", err)
	}
	return s.identity.Admit(ctx, n, l.org)
}

// mayAccept refuses links that are not good before anything costly is done, such as hashing.
func (s *Service) mayAccept(ctx context.Context, l link, newID, email string) error {
	return s.gate.View(access.WithTrail(ctx), access.System, access.InvitationManage, access.In(l.org), func(tx *access.Scope) error {
		i, err := l.find(tx, newID)
		if i != nil && err != nil { // a user who was there before, and has begun: only his password tells
			err = usable(i, i.AcceptedBy, tx.Now())
		}
		if err != nil {
			return err
		}
		return pinned(i, email)
	})
}

// accept uses an invitation up.
func (l link) accept(tx *access.Scope, u *identity.User) error {
	i, err := l.find(tx, u.ID)
	if err != nil {
		return err
	}
	if err := pinned(i, u.Email); err != nil {
		return err
	}
	there, err := Members.Look(tx, u.ID)
	if err != nil {
		return err
	}
	if there != nil && i.AcceptedBy != u.ID { // a disabled one does not come back by a link
		return fault.New(fault.Conflict, "You are a member of this organisation already.")
	}
	i.AcceptedBy = u.ID
	if err := Invitations.Put(tx, "invitation.accepted", i); err != nil {
		return err
	}
	return join(tx, u, i.Role)
}

// UpdateMe changes what somebody may change about himself, in all organisations that know his name.
func (s *Service) UpdateMe(ctx context.Context, a access.Actor, c identity.Change) (*Standing, store.Commit, error) {
	if err := c.Check(); err != nil {
		return nil, store.Commit{}, err
	}
	me, err := s.identity.Me(ctx, a)
	if err != nil {
		return nil, store.Commit{}, err
	}
	if c.Name != nil {
		name, err := identity.NormalName("name", *c.Name)
		if err != nil {
			return nil, store.Commit{}, err
		}
		for _, org := range me.Organisations {
			if err := s.rename(ctx, org, a.User, name); err != nil {
				return nil, store.Commit{}, err
			}
		}
	}
	_, commit, err := s.identity.UpdateMe(ctx, a, c)
	if err != nil {
		return nil, store.Commit{}, err
	}
	standing, err := s.Me(ctx, a)
	return standing, commit, err
}

func (s *Service) rename(ctx context.Context, org, user, name string) error {
	err := s.asKanvaro(ctx, org, user, func(tx *access.Scope) error {
		m, err := Members.Get(tx, user)
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
	return nil
}

// Me is who asks, and what he is in each organisation in which he counts.
func (s *Service) Me(ctx context.Context, a access.Actor) (*Standing, error) {
	me, err := s.identity.Me(ctx, a)
	if err != nil {
		return nil, err
	}
	out := &Standing{User: me.User, Organisations: []Belonging{}}
	for _, org := range me.Organisations {
		err := s.gate.View(access.WithTrail(ctx), a, access.OrganisationRead, access.In(org), func(tx *access.Scope) error {
			o, err := Organisations.Get(tx, org)
			if err == nil {
				out.Organisations = append(out.Organisations, Belonging{org, o.Name, tx.Role})
			}
			return err
		})
		if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
			return nil, fmt.Errorf("look at organisation %s: %w", org, err)
		}
	}
	return out, nil
}

// pinned refuses an address that is not the one an invitation names.
func pinned(i *Invitation, email string) error {
	if i.Email != "" && i.Email != email {
		return fault.Wrong("email", "is not the address that was invited")
	}
	return nil
}
