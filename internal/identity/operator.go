package identity

import (
	"context"
	"fmt"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// What is here is for the operator of the machine, at its command line. He has the database anyway; nothing of it may be reached by HTTP.

// Everybody lists all users, in order of their addresses, with the organisations that they belong to.
func (s *Service) Everybody(ctx context.Context) ([]Me, error) {
	var out []Me
	err := s.look(ctx, func(tx *access.Scope) error {
		out = nil
		users, err := Users.All(tx, store.Query{Index: "email"})
		if err != nil {
			return err
		}
		for _, u := range users {
			m, err := Memberships.Look(tx, u.ID)
			if err != nil {
				return err
			}
			me := Me{User: u}
			if m != nil {
				me.Organisations = slices.Clone(m.Organisations)
			}
			out = append(out, me)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	return out, nil
}

// SetPassword gives a user another password without knowing his present one, and ends everything that he has open.
func (s *Service) SetPassword(ctx context.Context, email, next string) error {
	email, err := NormalEmail(email)
	if err != nil {
		return err
	}
	var u *User
	if err := s.look(ctx, func(tx *access.Scope) error {
		u, err = byEmail(tx, email)
		return err
	}); err != nil {
		return err
	}
	if u == nil {
		return fault.Missing("user")
	}
	next = normalPassword(next)
	if err := checkPassword("password", next, u.Email, u.Name); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, next)
	if err != nil {
		return err
	}
	if _, err := s.write(ctx, u.ID, func(tx *access.Scope) error {
		if err := s.replace(tx, u.ID, hash); err != nil {
			return err
		}
		if err := endTokens(tx, u.ID); err != nil {
			return err
		}
		return endAll(tx, u.ID, "")
	}); err != nil {
		return fmt.Errorf("set a password: %w", err)
	}
	return nil
}
