package identity

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Me is who asks, and where he belongs.
func (s *Service) Me(ctx context.Context, a access.Actor) (*Me, error) {
	var me *Me
	err := s.gate.View(ctx, a, access.SelfRead, access.Instance, func(tx *access.Scope) error {
		u, err := Users.Get(tx, a.User)
		if fault.Is(err, fault.NotFound) {
			return notSignedIn()
		}
		if err != nil {
			return err
		}
		m, err := Memberships.Look(tx, a.User)
		if err != nil {
			return err
		}
		me = &Me{User: u}
		if m != nil {
			me.Organisations = slices.Clone(m.Organisations)
		}
		return nil
	})
	return me, err
}

// UpdateMe changes what a user may change about himself. Who belongs to organisations is known there by name too: package org does both.
func (s *Service) UpdateMe(ctx context.Context, a access.Actor, c Change) (*User, store.Commit, error) {
	c, err := c.normal()
	if err != nil {
		return nil, store.Commit{}, err
	}
	var u *User
	commit, err := s.gate.Update(ctx, a, access.SelfUpdate, access.Instance, func(tx *access.Scope) error {
		var err error
		if u, err = Users.Get(tx, a.User); err != nil {
			return err
		}
		set(&u.Name, c.Name)
		set(&u.Theme, c.Theme)
		set(&u.Density, c.Density)
		set(&u.Language, c.Language)
		return Users.Put(tx, "user.updated", u)
	})
	if err != nil {
		return nil, store.Commit{}, err
	}
	return u, commit, nil
}

func set(field, value *string) {
	if value != nil {
		*field = *value
	}
}

// Check gives everything that is wrong with a change.
func (c Change) Check() error {
	_, err := c.normal()
	return err
}

// normal gives the change as it will be kept, or everything that is wrong with it.
func (c Change) normal() (Change, error) {
	var all fault.List
	if c.Name != nil {
		name, err := NormalName("name", *c.Name)
		all.Take("", err)
		c.Name = &name
	}
	if c.Theme != nil && !slices.Contains(themes, *c.Theme) {
		all.Add("theme", "is none of %s", strings.Join(themes, ", "))
	}
	if c.Density != nil && !slices.Contains(densities, *c.Density) {
		all.Add("density", "is none of %s", strings.Join(densities, ", "))
	}
	if c.Language != nil && !slices.Contains(languages, *c.Language) {
		all.Add("language", "is none of %s", strings.Join(languages, ", "))
	}
	return c, all.Err()
}

// ChangePassword needs the present password, and ends every other session of the user and all of his API clients. Personal tokens stand
// on no password: they end with it only where the change says so.
func (s *Service) ChangePassword(ctx context.Context, a access.Actor, address string, c PasswordChange) (store.Commit, error) {
	if err := s.decide(ctx, a, access.CredentialManage); err != nil {
		return store.Commit{}, err
	}
	me, err := s.Me(access.WithTrail(ctx), access.Actor{User: a.User, Kind: a.Kind})
	if err != nil {
		return store.Commit{}, err
	}
	next := normalPassword(c.Next)
	if err := checkPassword("new", next, me.User.Email, me.User.Name); err != nil {
		return store.Commit{}, err
	}
	p, err := s.prove(ctx, Attempt{Email: me.User.Email, Password: c.Current, Address: address})
	if fault.Is(err, fault.Unauthenticated) { // he is signed in: it is the field that is wrong
		return store.Commit{}, fault.Wrong("current", "is not your password")
	}
	if err != nil {
		return store.Commit{}, err
	}
	if p.user.ID != a.User {
		return store.Commit{}, notSignedIn()
	}
	hash, err := s.hasher.hash(ctx, next)
	if err != nil {
		return store.Commit{}, err
	}
	p.rehashed = ""
	return s.write(ctx, a.User, func(tx *access.Scope) error {
		if err := p.accept(tx); err != nil {
			return err
		}
		if err := s.replace(tx, a.User, hash); err != nil {
			return err
		}
		if c.EndTokens {
			if err := endTokens(tx, a.User); err != nil {
				return err
			}
		}
		return endAll(tx, a.User, a.Session)
	})
}

func (s *Service) replace(tx *access.Scope, user, hash string) error {
	c, err := Credentials.Get(tx, user)
	if err != nil {
		return err
	}
	c.Password, c.ChangedAt = hash, tx.Now()
	c.Generation++
	return Credentials.Put(tx, "credential.changed", c)
}

// endAll ends the sessions of a user but one, and all his families.
func endAll(tx store.Tx, user, but string) error {
	of := store.Query{Index: "user", Equal: []store.Value{store.T(user)}}
	sessions, err := Sessions.All(tx, of)
	if err != nil {
		return err
	}
	for _, one := range sessions {
		if one.ID != but {
			if err := endSession(tx, "session.ended", one); err != nil {
				return err
			}
		}
	}
	families, err := Families.All(tx, of)
	if err != nil {
		return err
	}
	for _, f := range families {
		if err := endFamily(tx, "family.ended", f); err != nil {
			return err
		}
	}
	return nil
}

// EndSessions ends everything that a user has open, his personal tokens too. The caller has decided that it may be done.
func (s *Service) EndSessions(ctx context.Context, user string) error {
	_, err := s.write(ctx, user, func(tx *access.Scope) error {
		if err := endTokens(tx, user); err != nil {
			return err
		}
		return endAll(tx, user, "")
	})
	if err != nil {
		return fmt.Errorf("end the sessions of %s: %w", user, err)
	}
	return nil
}

// sweepLimit is how much one Sweep takes away of each kind.
const sweepLimit = 200

// Sweep takes away sessions and families that have expired, some at a time; it says whether there may be more. They count for nothing
// anyway: it only keeps the house clean.
func (s *Service) Sweep(ctx context.Context) (more bool, err error) {
	_, err = s.gate.Update(access.WithTrail(ctx), access.System, access.SelfUpdate, access.Instance, func(tx *access.Scope) error {
		end := store.N(tx.Now().Millis() + 1)
		expired := store.Query{Index: "expires", To: &end, Limit: sweepLimit}
		sessions, err := Sessions.All(tx, expired)
		if err != nil {
			return err
		}
		for _, one := range sessions {
			if err := endSession(tx, "session.expired", one); err != nil {
				return err
			}
		}
		families, err := Families.All(tx, expired)
		if err != nil {
			return err
		}
		for _, f := range families {
			if err := endFamily(tx, "family.expired", f); err != nil {
				return err
			}
		}
		forgotten := store.N(tx.Now().Add(-expiredListed).Millis() + 1)
		tokens, err := PersonalTokens.All(tx, store.Query{Index: "expires", To: &forgotten, Limit: sweepLimit})
		if err != nil {
			return err
		}
		for _, p := range tokens {
			if err := endToken(tx, "personalToken.expired", p); err != nil {
				return err
			}
		}
		more = len(sessions) == sweepLimit || len(families) == sweepLimit || len(tokens) == sweepLimit
		return nil
	})
	return more, err
}
