package identity

import (
	"context"
	"fmt"
	"strings"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/store"
)

// IssueTokens makes the first pair of a family for an API client. Its faults are those of SignIn.
func (s *Service) IssueTokens(ctx context.Context, a Attempt) (*Tokens, error) {
	if err := s.decide(ctx, access.Actor{}, access.SignIn); err != nil {
		return nil, err
	}
	p, err := s.prove(ctx, a)
	if err != nil {
		return nil, err
	}
	now := s.clock.Now()
	f := Family{Meta: store.Meta{ID: id.New(familyPrefix, now)}, User: p.user.ID, Agent: agent(a.Agent), CreatedAt: now, ExpiresAt: now.Add(s.families)}
	refresh := s.secrets.newRefresh(f.ID)
	_, err = s.write(ctx, p.user.ID, func(tx *access.Scope) error {
		if err := p.accept(tx); err != nil {
			return err
		}
		end := func(old *Family) error { return endFamily(tx, "family.ended", old) }
		if err := trim(tx, Families, f.User, end); err != nil {
			return err
		}
		made := f
		if err := Families.Put(tx, "family.created", &made); err != nil {
			return err
		}
		return Rotations.Put(tx, "", &Rotation{Meta: store.Meta{ID: f.ID}, Hash: s.secrets.hashRefresh(s.secrets.refresh[0], refresh), At: tx.Now()})
	})
	if err != nil {
		return nil, fmt.Errorf("issue tokens: %w", err)
	}
	return s.pair(f.User, f.ID, refresh)
}

func (s *Service) pair(user, family, refresh string) (*Tokens, error) {
	signed, err := s.secrets.sign(user, family, s.clock.Now())
	if err != nil {
		return nil, err
	}
	return &Tokens{Access: signed, ExpiresIn: int(accessLife.Seconds()), Refresh: refresh}, nil
}

func noRefresh() error {
	return fault.New(fault.Unauthenticated, "The refresh token is not valid, or not any more.")
}

// Refresh gives a new pair for a refresh token, once. A token that was used before ends the whole family: one of the two who have it stole it.
func (s *Service) Refresh(ctx context.Context, token string) (*Tokens, error) {
	if err := s.decide(ctx, access.Actor{}, access.SignIn); err != nil {
		return nil, err
	}
	family, ok := s.secrets.familyOf(token)
	if !ok {
		return nil, noRefresh()
	}
	user, err := s.userOf(ctx, family)
	if err != nil {
		return nil, err
	}
	next, stolen := s.secrets.newRefresh(family), false
	_, err = s.write(ctx, user, func(tx *access.Scope) error {
		stolen = false
		f, err := Families.Get(tx, family)
		if fault.Is(err, fault.NotFound) || (err == nil && over(f.ExpiresAt, tx.Now())) {
			return noRefresh()
		}
		if err != nil {
			return err
		}
		r, err := Rotations.Get(tx, family)
		if err != nil {
			return err
		}
		if stolen = !s.secrets.isKept(token, r.Hash); stolen {
			return endFamily(tx, "family.stolen", f)
		}
		r.Hash, r.At = s.secrets.hashRefresh(s.secrets.refresh[0], next), tx.Now()
		return Rotations.Put(tx, "", r)
	})
	if err == nil && stolen {
		err = noRefresh()
	}
	if err != nil {
		return nil, fmt.Errorf("refresh: %w", err)
	}
	return s.pair(user, family, next)
}

// userOf looks for a family in memory, so that tokens of those that have ended cost nothing.
func (s *Service) userOf(ctx context.Context, family string) (string, error) {
	user := ""
	err := s.look(ctx, func(tx *access.Scope) error {
		f, err := Families.Look(tx, family)
		if err != nil {
			return err
		}
		if f == nil || over(f.ExpiresAt, tx.Now()) {
			return noRefresh()
		}
		user = f.User
		return nil
	})
	return user, err
}

// endFamily takes a family and its rotation away.
func endFamily(tx store.Tx, name string, f *Family) error {
	r, err := Rotations.Get(tx, f.ID)
	switch {
	case err == nil:
		err = Rotations.Delete(tx, "", r)
	case fault.Is(err, fault.NotFound):
		err = nil
	}
	if err != nil {
		return err
	}
	if err := forgetUse(tx, f.ID); err != nil {
		return err
	}
	return Families.Delete(tx, name, f)
}

// Bearer finds out whose program it is by a personal token, or by an access token: signed by us, not expired, of a family that has not
// ended. It reads the memory of the instance, mostly, and notes no decision.
func (s *Service) Bearer(ctx context.Context, token string) (access.Actor, error) {
	if strings.HasPrefix(token, personalPrefix) {
		return s.personal(ctx, token)
	}
	c, err := s.secrets.verify(token, s.clock.Now())
	if err != nil {
		return access.Actor{}, err
	}
	err = s.look(ctx, func(tx *access.Scope) error {
		f, err := Families.Look(tx, c.Family)
		if err != nil {
			return err
		}
		if f == nil || f.User != c.Subject || over(f.ExpiresAt, tx.Now()) {
			return noToken(nil)
		}
		s.uses.note(f.ID, f.User, tx.Now())
		return nil
	})
	if err != nil {
		return access.Actor{}, err
	}
	return access.Actor{User: c.Subject, Kind: "token", Family: c.Family}, nil
}
