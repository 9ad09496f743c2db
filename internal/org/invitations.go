package org

import (
	"context"
	"crypto/rand"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Invite makes an invitation to a role, for one person where an e-mail address is given. Its token is given out this once.
func (s *Service) Invite(ctx context.Context, a access.Actor, org string, role access.Role, email string) (*Invited, store.Commit, error) {
	if err := checkRole(role); err != nil {
		return nil, store.Commit{}, err
	}
	if email != "" {
		var err error
		if email, err = identity.NormalEmail(email); err != nil {
			return nil, store.Commit{}, err
		}
	}
	now := s.clock.Now()
	l := link{org: org, secret: rand.Text()}
	out := &Invited{Token: l.token()}
	commit, err := s.gate.Update(ctx, a, access.InvitationManage, access.In(org), func(tx *access.Scope) error {
		out.Invitation = &Invitation{Meta: store.Meta{ID: l.invitation()}, Role: role, Email: email, CreatedAt: now, CreatedBy: a.User, ExpiresAt: now.Add(invitationLife)}
		return Invitations.Put(tx, "invitation.created", out.Invitation)
	})
	if err != nil {
		return nil, store.Commit{}, err
	}
	return out, commit, nil
}

// Invitations lists the open invitations, newest first, and the position that the list is of.
func (s *Service) Invitations(ctx context.Context, a access.Actor, org string) ([]*Invitation, store.Position, error) {
	var out []*Invitation
	var at store.Position
	err := s.gate.View(ctx, a, access.InvitationManage, access.In(org), func(tx *access.Scope) error {
		at, out = tx.Position(), nil
		for i, err := range Invitations.Find(tx, store.Query{Index: "created", Desc: true}) {
			if err != nil {
				return err
			}
			if usable(i, "", tx.Now()) == nil {
				out = append(out, i)
			}
		}
		return nil
	})
	return out, at, err
}

// Revoke takes an invitation back. One that was accepted is not there any more.
func (s *Service) Revoke(ctx context.Context, a access.Actor, org, invitation string) (store.Commit, error) {
	return s.gate.Update(ctx, a, access.InvitationManage, access.In(org), func(tx *access.Scope) error {
		i, err := Invitations.Get(tx, invitation)
		if err != nil {
			return err
		}
		if i.AcceptedBy != "" {
			return fault.Missing("invitation")
		}
		return Invitations.Delete(tx, "invitation.revoked", i)
	})
}
