package identity

import (
	"context"
	"fmt"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// proof says that somebody knew the password of a user, and which one it was.
type proof struct {
	user       *User
	generation int
	rehashed   string // the same password at today's cost, "" when it is so already
}

func wrongPair() error {
	return fault.New(fault.Unauthenticated, "The e-mail address or the password is wrong.")
}

// prove checks an address and a password. Whether the address or the password was wrong can be told neither from the answer nor from the time.
func (s *Service) prove(ctx context.Context, a Attempt) (*proof, error) {
	email, err := NormalEmail(a.Email)
	if err != nil {
		email = a.Email // it is nobody's; say so as slowly as ever
	}
	account := digest(email)
	succeeded, err := s.throttle.begin(try{account, a.Address, s.secrets.device(a.Device, account)})
	if err != nil {
		return nil, err
	}
	var p proof
	var kept string
	err = s.look(ctx, func(tx *access.Scope) error {
		p, kept = proof{}, ""
		if p.user, err = byEmail(tx, email); err != nil || p.user == nil {
			return err
		}
		c, err := Credentials.Get(tx, p.user.ID)
		if err == nil {
			p.generation, kept = c.Generation, c.Password
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find the user: %w", err)
	}
	ok, err := s.check(ctx, a.Password, kept)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, wrongPair()
	}
	succeeded()
	if s.hasher.outdated(kept) {
		if p.rehashed, err = s.hasher.hash(ctx, normalPassword(a.Password)); err != nil {
			return nil, err
		}
	}
	return &p, nil
}

// check compares a password that was typed. One that is too long to be anybody's is not even hashed as it is, but takes as long.
func (s *Service) check(ctx context.Context, typed, kept string) (bool, error) {
	if len(typed) > 4*longestPassword {
		typed, kept = "", ""
	}
	return s.hasher.matches(ctx, normalPassword(typed), kept)
}

// accept makes sure, in the transaction that a proof is used in, that it still holds; the hash is brought to today's cost on the way.
func (p *proof) accept(tx store.Tx) error {
	c, err := Credentials.Get(tx, p.user.ID)
	if fault.Is(err, fault.NotFound) || (err == nil && c.Generation != p.generation) {
		return wrongPair()
	}
	if err != nil || p.rehashed == "" {
		return err
	}
	c.Password = p.rehashed
	return Credentials.Put(tx, "credential.rehashed", c)
}

// SignIn makes a session for a browser. Unauthenticated does not say which of the two was wrong; Limited says when to try again.
func (s *Service) SignIn(ctx context.Context, a Attempt) (*SignedIn, error) {
	if err := s.decide(ctx, access.Actor{}, access.SignIn); err != nil {
		return nil, err
	}
	p, err := s.prove(ctx, a)
	if err != nil {
		return nil, err
	}
	in := s.newSession(p.user, a)
	in.Commit, err = s.write(ctx, p.user.ID, func(tx *access.Scope) error {
		if err := p.accept(tx); err != nil {
			return err
		}
		return in.keep(tx)
	})
	if err != nil {
		return nil, fmt.Errorf("sign in: %w", err)
	}
	return &in.SignedIn, nil
}

// opening is a session that is about to be made.
type opening struct {
	SignedIn
	session Session
}

// newSession prepares a session: its token is new with each sign-in, so nobody can have planted it.
func (s *Service) newSession(u *User, a Attempt) *opening {
	token, now := random(32), s.clock.Now()
	in := &opening{session: Session{Meta: store.Meta{ID: digest(token)}, User: u.ID, Agent: agent(a.Agent), CreatedAt: now, ExpiresAt: now.Add(s.sessions)}}
	in.SignedIn = SignedIn{User: u, Actor: ActorOf(u.ID), Token: token, ExpiresAt: in.session.ExpiresAt}
	in.Actor.Session = in.session.ID
	in.Device = s.secrets.knowDevice(a.Device, digest(u.Email))
	return in
}

// keep puts the session, and ends the oldest ones of somebody who has very many.
func (in *opening) keep(tx store.Tx) error {
	end := func(old *Session) error { return endSession(tx, "session.ended", old) }
	if err := trim(tx, Sessions, in.User.ID, end); err != nil {
		return err
	}
	made := in.session
	return Sessions.Put(tx, "session.created", &made)
}

// most is how many sessions, and how many families, somebody may have.
const most = 50

// trim ends the oldest of what a user has open, so that there is room for one more.
func trim[T any](tx store.Tx, kind *store.Kind[T], user string, end func(*T) error) error {
	all, err := kind.All(tx, store.Query{Index: "user", Equal: []store.Value{store.T(user)}})
	if err != nil {
		return err
	}
	for _, old := range all[:max(0, len(all)-most+1)] {
		if err := end(old); err != nil {
			return err
		}
	}
	return nil
}

// SignOut ends the session of a browser, or the family of an API client's tokens. That it has ended already is no fault.
func (s *Service) SignOut(ctx context.Context, a access.Actor) (store.Commit, error) {
	if a.Session == "" && a.Family == "" {
		return store.Commit{}, s.decide(ctx, a, access.CredentialManage)
	}
	return s.gate.Update(ctx, a, access.CredentialManage, access.Instance, func(tx *access.Scope) error {
		if a.Session == "" {
			f, err := Families.Get(tx, a.Family)
			if fault.Is(err, fault.NotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			return endFamily(tx, "family.ended", f)
		}
		one, err := Sessions.Get(tx, a.Session)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return endSession(tx, "session.ended", one)
	})
}

// endSession takes a session away, and when it was used last.
func endSession(tx store.Tx, name string, one *Session) error {
	if err := forgetUse(tx, one.ID); err != nil {
		return err
	}
	return Sessions.Delete(tx, name, one)
}

// Authenticate finds out whose browser it is by its cookie. It reads the memory of the instance, mostly, and notes no decision.
func (s *Service) Authenticate(ctx context.Context, cookie string) (access.Actor, error) {
	if len(cookie) != sessionLength {
		return access.Actor{}, notSignedIn()
	}
	key := digest(cookie)
	a := access.Actor{Kind: "user", Session: key}
	err := s.look(ctx, func(tx *access.Scope) error {
		one, err := Sessions.Look(tx, key)
		if err != nil {
			return err
		}
		if one == nil || over(one.ExpiresAt, tx.Now()) {
			return notSignedIn()
		}
		a.User = one.User
		s.uses.note(key, one.User, tx.Now())
		return nil
	})
	if err != nil {
		return access.Actor{}, err
	}
	return a, nil
}

// sessionLength is that of what a cookie says: 256 bits in base64.
const sessionLength = 43

func over(end, now moment.Time) bool { return !now.Before(end) }
