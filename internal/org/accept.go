package org

import (
	"context"
	"fmt"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/identity"
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
	return i, fit(tx, i, user)
}

// fit says whether somebody may accept an invitation now: it is open, and who made it may still invite. // AC1
func fit(tx *access.Scope, i *Invitation, user string) error {
	if err := usable(i, user, tx.Now()); err != nil {
		return err
	}
	if i.CreatedBy == "" { // the operator of the server, who is no member
		return nil
	}
	role, active, err := Role(tx, i.CreatedBy)
	if err != nil {
		return err
	}
	if !active || !access.May(role, access.InvitationManage) {
		return noInvitation()
	}
	return nil
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
	if err := s.mayAccept(ctx, l, email); err != nil {
		return nil, err
	}
	n, err := s.identity.Prepare(ctx, p, s.identity.DeriveID("usr", "invitation", l.invitation(), email))
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

// mayAccept refuses, before anything costly is done, links that are not good, and addresses other than that of who has begun to accept.
func (s *Service) mayAccept(ctx context.Context, l link, email string) error {
	return s.gate.View(access.WithTrail(ctx), access.System, access.InvitationManage, access.In(l.org), func(tx *access.Scope) error {
		i, err := Invitations.Look(tx, l.invitation())
		if err != nil {
			return err
		}
		if i == nil {
			return noInvitation()
		}
		if i.AcceptedBy != "" {
			c, err := Contacts.Look(tx, i.AcceptedBy)
			if err != nil {
				return err
			}
			if c == nil || c.Email != email {
				return noInvitation()
			}
		}
		if err := fit(tx, i, i.AcceptedBy); err != nil {
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

// pinned refuses an address that is not the one an invitation names.
func pinned(i *Invitation, email string) error {
	if i.Email != "" && i.Email != email {
		return fault.Wrong("email", "is not the address that was invited")
	}
	return nil
}
