package org

import (
	"context"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Members lists who belongs to an organisation, the disabled too, with e-mail addresses for those who may manage members. It gives the
// position that the list is of.
func (s *Service) Members(ctx context.Context, a access.Actor, org string) ([]Listed, store.Position, error) {
	var out []Listed
	var at store.Position
	err := s.gate.View(ctx, a, access.MemberRead, access.In(org), func(tx *access.Scope) error {
		at = tx.Position()
		all, err := Members.All(tx, store.Query{})
		if err != nil {
			return err
		}
		emails, err := emails(tx)
		if err != nil {
			return err
		}
		out = make([]Listed, len(all))
		for i, m := range all {
			out[i] = Listed{m, emails[m.ID]}
		}
		return nil
	})
	return out, at, err
}

// emails gives the addresses of all members to those who may see them.
func emails(tx *access.Scope) (map[string]string, error) {
	if !tx.May(access.MemberManage) {
		return nil, nil
	}
	all, err := Contacts.All(tx, store.Query{})
	if err != nil {
		return nil, err
	}
	out := make(map[string]string, len(all))
	for _, c := range all {
		out[c.ID] = c.Email
	}
	return out, nil
}

// ChangeMember changes the role of a member, disables or enables him. A disabled one counts no more from this moment on; his sessions
// and what he belongs to elsewhere go on. The last active administrator stays one.
func (s *Service) ChangeMember(ctx context.Context, a access.Actor, org, member string, c MemberChange) (*Listed, store.Commit, error) {
	var out *Listed
	commit, err := s.gate.Update(ctx, a, access.MemberManage, access.In(org), func(tx *access.Scope) error {
		m, err := Members.Get(tx, member)
		if err != nil {
			return err
		}
		admins, err := activeAdmins(tx)
		if err != nil {
			return err
		}
		after, err := change(*m, c, admins)
		if err != nil {
			return err
		}
		name := nameOfChange(*m, after)
		if err := Members.Put(tx, name, &after); err != nil {
			return err
		}
		contact, err := Contacts.Look(tx, member)
		if err != nil {
			return err
		}
		out = &Listed{Member: &after}
		if contact != nil {
			out.Email = contact.Email
		}
		return nil
	})
	return out, commit, err
}

func activeAdmins(tx store.Tx) (int64, error) {
	sums, err := Members.Tally(tx, store.Query{Index: "role", Equal: []store.Value{store.T(string(access.Admin)), store.Flag(false)}}, "", "")
	return sums[""].Count, err
}
