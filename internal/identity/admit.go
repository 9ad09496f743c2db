package identity

import (
	"context"
	"fmt"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Newcomer is somebody who is about to belong to an organisation: checked and hashed, not yet kept.
type Newcomer struct {
	User *User

	attempt Attempt
	hash    string // of somebody new
	proof   *proof // of somebody who was here before
}

// Prepare checks a person who comes to an organisation. Somebody with this address must say his password; anybody else becomes a user
// with the given id. Nothing is kept yet.
func (s *Service) Prepare(ctx context.Context, p Person, newID string) (*Newcomer, error) {
	email, err := NormalEmail(p.Email)
	if err != nil {
		return nil, p.Check()
	}
	var there *User
	if err := s.look(ctx, func(tx *access.Scope) error {
		there, err = byEmail(tx, email)
		return err
	}); err != nil {
		return nil, err
	}
	if there == nil {
		return s.prepareNew(ctx, p, newID)
	}
	proof, err := s.prove(ctx, p.Attempt)
	if err != nil {
		return nil, err
	}
	return &Newcomer{User: proof.user, attempt: p.Attempt, proof: proof}, nil
}

func (s *Service) prepareNew(ctx context.Context, p Person, newID string) (*Newcomer, error) {
	p, err := p.normal()
	if err != nil {
		return nil, err
	}
	hash, err := s.hasher.hash(ctx, p.Password)
	if err != nil {
		return nil, err
	}
	u := &User{Meta: store.Meta{ID: newID}, Email: p.Email, Name: p.Name, Theme: themes[0], Density: densities[0], CreatedAt: s.clock.Now()}
	return &Newcomer{User: u, attempt: p.Attempt, hash: hash}, nil
}

// Admit keeps a newcomer: the user, if he is new, that he belongs to the organisation, and a session. The organisation knows him already.
// It is one transaction; done again for somebody new it is a Conflict, and Prepare finds that he is a user now.
func (s *Service) Admit(ctx context.Context, n *Newcomer, organisation string) (*SignedIn, error) {
	in := s.newSession(n.User, n.attempt)
	commit, err := s.write(ctx, n.User.ID, func(tx *access.Scope) error { return n.keep(tx, in, organisation) })
	if err != nil {
		return nil, fmt.Errorf("admit a user: %w", err)
	}
	in.Commit = commit
	return &in.SignedIn, nil
}

func (n *Newcomer) keep(tx *access.Scope, in *opening, organisation string) error {
	if n.proof != nil {
		if err := n.proof.accept(tx); err != nil {
			return err
		}
	} else if err := n.create(tx, tx.Now()); err != nil {
		return err
	}
	if err := belong(tx, n.User.ID, organisation); err != nil {
		return err
	}
	return in.keep(tx)
}

func (n *Newcomer) create(tx store.Tx, now moment.Time) error {
	there, err := byEmail(tx, n.User.Email)
	if err != nil {
		return err
	}
	if there != nil {
		return fault.New(fault.Conflict, "Somebody has signed up with this e-mail address meanwhile. Try again with that person's password.")
	}
	made := *n.User
	if err := Users.Put(tx, "user.created", &made); err != nil {
		return err
	}
	return Credentials.Put(tx, "credential.created", &Credential{Meta: store.Meta{ID: made.ID}, Password: n.hash, Generation: 1, ChangedAt: now})
}

// belong notes that a user belongs to an organisation.
func belong(tx store.Tx, user, organisation string) error {
	m, err := Memberships.Get(tx, user)
	if fault.Is(err, fault.NotFound) {
		m, err = &Membership{Meta: store.Meta{ID: user}}, nil
	}
	if err != nil || slices.Contains(m.Organisations, organisation) {
		return err
	}
	m.Organisations = append(m.Organisations, organisation)
	return Memberships.Put(tx, "membership.created", m)
}

// Belongs reports whether the instance knows that a user belongs to an organisation: whether Admit was done.
func (s *Service) Belongs(ctx context.Context, user, organisation string) (bool, error) {
	found := false
	err := s.look(ctx, func(tx *access.Scope) error {
		m, err := Memberships.Look(tx, user)
		found = m != nil && slices.Contains(m.Organisations, organisation)
		return err
	})
	return found, err
}
