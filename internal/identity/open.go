package identity

import (
	"context"
	"crypto/sha256"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Open is a browser or a program in which somebody has signed in with his password, as he is shown it.
type Open struct {
	ID         string
	Agent      string // "Firefox · Linux"; "" where it did not say
	CreatedAt  moment.Time
	LastUsedAt moment.Time
	ExpiresAt  moment.Time
	Current    bool // it is the one that asks

	session *Session
	family  *Family
}

// shownID is how a session is called outside: its own id is made of what its cookie says.
func shownID(session string) string {
	return id.Of("ses", sha256.Sum256([]byte("shown session "+session)))
}

// OpenOf lists where who asks has signed in: the one he asks from first, then what was used last.
func (s *Service) OpenOf(ctx context.Context, a access.Actor) ([]Open, store.Position, error) {
	var out []Open
	var at store.Position
	err := s.gate.View(ctx, a, access.CredentialManage, access.Instance, func(tx *access.Scope) (err error) {
		at = tx.Position()
		out, err = s.open(tx, a)
		return err
	})
	return out, at, err
}

func (s *Service) open(tx *access.Scope, a access.Actor) ([]Open, error) {
	of := store.Query{Index: "user", Equal: []store.Value{store.T(a.User)}}
	sessions, err := Sessions.All(tx, of)
	if err != nil {
		return nil, err
	}
	families, err := Families.All(tx, of)
	if err != nil {
		return nil, err
	}
	out := make([]Open, 0, len(sessions)+len(families))
	for _, one := range sessions {
		out = append(out, Open{ID: shownID(one.ID), Agent: agentFamily(one.Agent), CreatedAt: one.CreatedAt, ExpiresAt: one.ExpiresAt, Current: one.ID == a.Session, session: one})
	}
	for _, f := range families {
		out = append(out, Open{ID: f.ID, Agent: agentFamily(f.Agent), CreatedAt: f.CreatedAt, ExpiresAt: f.ExpiresAt, Current: f.ID == a.Family, family: f})
	}
	out = slices.DeleteFunc(out, func(o Open) bool { return over(o.ExpiresAt, tx.Now()) })
	for i := range out {
		used, err := s.uses.last(tx, out[i].key())
		if err != nil {
			return nil, err
		}
		out[i].LastUsedAt = later(used, out[i].CreatedAt)
	}
	slices.SortStableFunc(out, func(a, b Open) int {
		switch {
		case a.Current:
			return -1
		case b.Current:
			return 1
		}
		return b.LastUsedAt.Std().Compare(a.LastUsedAt.Std())
	})
	return out, nil
}

func (o Open) key() string {
	if o.session != nil {
		return o.session.ID
	}
	return o.family.ID
}

// EndOpen ends one of them, the one that asks too. Its streams end, and nobody gets in with it from this moment on.
func (s *Service) EndOpen(ctx context.Context, a access.Actor, shown string) (store.Commit, error) {
	return s.gate.Update(ctx, a, access.CredentialManage, access.Instance, func(tx *access.Scope) error {
		all, err := s.open(tx, a)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(o Open) bool { return o.ID == shown })
		switch {
		case i < 0:
			return fault.Missing("session")
		case all[i].session != nil:
			return endSession(tx, "session.ended", all[i].session)
		}
		return endFamily(tx, "family.ended", all[i].family)
	})
}
