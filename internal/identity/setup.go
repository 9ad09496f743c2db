package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// OpenSetup gives a new token for setting up, to be printed where only the operator reads it; "" when somebody has set up already.
// Each call makes the token before it worthless, and only the digest is kept, in memory.
func (s *Service) OpenSetup(ctx context.Context) (string, error) {
	open, err := s.isOpen(ctx)
	if err != nil || !open {
		return "", err
	}
	token := rand.Text() // 128 bits and more
	s.token.Store(digest(token))
	return token, nil
}

// SetupOpen reports whether nobody has set up yet.
func (s *Service) SetupOpen(ctx context.Context) (bool, error) {
	if err := s.decide(ctx, access.Actor{}, access.SetUp); err != nil {
		return false, err
	}
	return s.isOpen(ctx)
}

func (s *Service) isOpen(ctx context.Context) (bool, error) {
	if s.closed.Load() {
		return false, nil
	}
	open := false
	err := s.look(ctx, func(tx *access.Scope) error {
		var err error
		open, err = noUsers(tx)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look for users: %w", err)
	}
	if !open {
		s.closed.Store(true)
	}
	return open, nil
}

func noUsers(tx store.Tx) (bool, error) {
	u, err := Users.First(tx, store.Query{})
	return u == nil && err == nil, err
}

func setupClosed() error {
	return fault.New(fault.Conflict, "Kanvaro has been set up already. Sign in.")
}

// SetUp makes the first user, who has the token, and signs him in. found makes the organisation in which the user is the administrator
// and gives its id; it is called before the user exists, and again with the same user when a set-up is repeated that broke off.
// Once there is a user it is closed for ever; of several at once one wins.
func (s *Service) SetUp(ctx context.Context, token string, p Person, found func(context.Context, *User) (string, error)) (*SignedIn, error) {
	s.setting.Lock()
	defer s.setting.Unlock()
	open, err := s.SetupOpen(ctx)
	switch {
	case err != nil:
		return nil, err
	case !open:
		return nil, setupClosed()
	case !s.isSetupToken(token):
		return nil, fault.New(fault.Forbidden, "This is not the token that the server has printed.")
	}
	if p, err = p.normal(); err != nil {
		return nil, err
	}
	n, err := s.prepareNew(ctx, p, s.DeriveID("usr", "set-up", p.Email))
	if err != nil {
		return nil, err
	}
	organisation, err := found(ctx, n.User)
	if err != nil {
		return nil, fmt.Errorf("found the organisation: %w", err)
	}
	in := s.newSession(n.User, n.attempt)
	in.Commit, err = s.write(ctx, n.User.ID, func(tx *access.Scope) error {
		none, err := noUsers(tx)
		if err != nil {
			return err
		}
		if !none {
			return setupClosed()
		}
		return n.keep(tx, in, organisation)
	})
	if err != nil {
		return nil, fmt.Errorf("set up: %w", err)
	}
	s.closed.Store(true)
	return &in.SignedIn, nil
}

func (s *Service) isSetupToken(token string) bool {
	kept, ok := s.token.Load().(string)
	return ok && subtle.ConstantTimeCompare([]byte(digest(token)), []byte(kept)) == 1
}
