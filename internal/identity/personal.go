package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// A personal token is "kvp_", the id of its document without the prefix, and 130 random bits. Of it the hash and the last four characters
// are kept: it is found by its id, and nobody who reads the database can make it.
const (
	personalPrefix = "kvp_"
	personalID     = "pat"
	personalLength = len(personalPrefix) + id.Length + 26
)

// How many personal tokens somebody may have, how many projects one may be limited to, and how long one that has expired is still listed,
// so that its owner sees why his script stands still.
const (
	mostTokens    = 50
	mostProjects  = 100
	longestLife   = 100 // years
	expiredListed = 30 * 24 * time.Hour
)

// anyScope, alone, stands for all that a token may be given, what comes in later versions too.
const anyScope access.Need = "*"

// PersonalToken lets a program act for a user in one organisation, within limits. But for its end, nothing of it ever changes.
type PersonalToken struct {
	store.Meta
	User         string        `json:"user"`
	Name         string        `json:"name"`
	Hash         string        `json:"hash"`
	Hint         string        `json:"hint"` // the last four characters
	Scopes       []access.Need `json:"scopes"`
	Organisation string        `json:"organisation"`
	Projects     []string      `json:"projects"` // null is all that its user reaches
	CreatedAt    moment.Time   `json:"createdAt"`
	ExpiresAt    *moment.Time  `json:"expiresAt"` // null is never
}

func (p *PersonalToken) expires() int64 {
	if p.ExpiresAt == nil {
		return 0
	}
	return p.ExpiresAt.Millis()
}

func (p *PersonalToken) over(now moment.Time) bool {
	return p.ExpiresAt != nil && over(*p.ExpiresAt, now)
}

// actor is who asks with this token: its user, within its limits.
func (p *PersonalToken) actor() access.Actor {
	a := access.Actor{User: p.User, Kind: "token", Token: p.ID, Org: p.Organisation, Only: p.Projects, Scopes: p.Scopes}
	if len(p.Scopes) == 1 && p.Scopes[0] == anyScope {
		a.Scopes = access.EveryScope()
	}
	return a
}

// PersonalTokens are the kind of personal tokens, in the instance.
var PersonalTokens = store.NewKind(store.Spec[PersonalToken]{
	Name: "personalToken", Noun: "token",
	Place: func(p *PersonalToken) store.Place { return store.Place{Audience: "user:" + p.User} },
	Fields: []store.Field[PersonalToken]{
		{Name: "user", Type: store.Text, Of: func(p *PersonalToken) store.Value { return store.T(p.User) }},
		{Name: "created", Type: store.Int, Of: func(p *PersonalToken) store.Value { return store.N(p.CreatedAt.Millis()) }},
		{Name: "expires", Type: store.Int, Of: func(p *PersonalToken) store.Value { return store.N(p.expires()) }},
		own(func(p *PersonalToken) string { return p.User }),
	},
	Indexes: []store.Index{{Name: "user", Fields: []string{"user", "created"}}, {Name: "expires", Fields: []string{"expires"}, Sparse: true}},
})

// NewToken is what a personal token is to be. The caller has seen to it that the user belongs to the organisation, and sees the projects.
type NewToken struct {
	Name         string
	Scopes       []access.Need
	Organisation string
	Projects     []string
	ExpiresAt    *moment.Time
}

// ListedToken is a personal token with when it was used last.
type ListedToken struct {
	*PersonalToken
	LastUsedAt moment.Time // zero for never
}

// Check gives everything that is wrong with a token that is to be made.
func (n NewToken) Check(now moment.Time) error {
	_, err := n.normal(now)
	return err
}

func (n NewToken) normal(now moment.Time) (NewToken, error) {
	var all fault.List
	name, err := NormalName("name", n.Name)
	all.Take("", err)
	n.Name = name
	n.Scopes, err = normalScopes(n.Scopes)
	all.Take("", err)
	if len(n.Projects) > mostProjects {
		all.Add("projects", "are more than %d", mostProjects)
	}
	if n.Projects != nil && len(n.Projects) == 0 {
		all.Add("projects", "are none; leave them out for all")
	}
	switch {
	case n.ExpiresAt == nil:
	case !n.ExpiresAt.After(now):
		all.Add("expiresAt", "has passed")
	case n.ExpiresAt.Std().After(now.Std().AddDate(longestLife, 0, 0)):
		all.Add("expiresAt", "is more than %d years away; leave it out for never", longestLife)
	}
	return n, all.Err()
}

// normalScopes gives scopes once each, in the order of the table.
func normalScopes(scopes []access.Need) ([]access.Need, error) {
	if len(scopes) == 1 && scopes[0] == anyScope {
		return scopes, nil
	}
	var out []access.Need
	for _, n := range access.EveryScope() {
		if slices.Contains(scopes, n) {
			out = append(out, n)
		}
	}
	for _, n := range scopes {
		if !slices.Contains(out, n) {
			return nil, fault.Wrong("scopes", "name one that tokens cannot have; GET /api/v1/scopes lists those that they can, and \"*\" alone is all of them")
		}
	}
	if len(out) == 0 {
		return nil, fault.Wrong("scopes", "are none: a token without any can do nothing")
	}
	return out, nil
}

// MakeToken makes a personal token for who asks, and gives the token itself, this once. Who has come with a personal token may not.
func (s *Service) MakeToken(ctx context.Context, a access.Actor, n NewToken) (*PersonalToken, string, store.Commit, error) {
	now := s.clock.Now()
	n, err := n.normal(now)
	if err != nil {
		return nil, "", store.Commit{}, err
	}
	key := id.New(personalID, now)
	token := personalPrefix + strings.TrimPrefix(key, personalID+"_") + strings.ToLower(rand.Text())
	var out *PersonalToken
	commit, err := s.gate.Update(ctx, a, access.CredentialManage, access.Instance, func(tx *access.Scope) error {
		has, err := PersonalTokens.Tally(tx, tokensOf(a.User), "", "")
		if err != nil {
			return err
		}
		if has[""].Count >= mostTokens {
			return fault.New(fault.Conflict, "You have %d tokens, which is as many as there may be. Revoke one first.", mostTokens)
		}
		out = &PersonalToken{Meta: store.Meta{ID: key}, User: a.User, Name: n.Name, Hash: digest(token), Hint: token[len(token)-4:], Scopes: n.Scopes,
			Organisation: n.Organisation, Projects: n.Projects, CreatedAt: now, ExpiresAt: n.ExpiresAt}
		return PersonalTokens.Put(tx, "personalToken.created", out)
	})
	return out, token, commit, err
}

func tokensOf(user string) store.Query {
	return store.Query{Index: "user", Equal: []store.Value{store.T(user)}}
}

// TokensOf lists the personal tokens of who asks, newest first, those that expired lately too.
func (s *Service) TokensOf(ctx context.Context, a access.Actor) ([]ListedToken, store.Position, error) {
	var out []ListedToken
	var at store.Position
	err := s.gate.View(ctx, a, access.CredentialManage, access.Instance, func(tx *access.Scope) error {
		out, at = []ListedToken{}, tx.Position()
		q := tokensOf(a.User)
		q.Desc = true
		for p, err := range PersonalTokens.Find(tx, q) {
			if err != nil {
				return err
			}
			used, err := s.uses.last(tx, p.ID)
			if err != nil {
				return err
			}
			out = append(out, ListedToken{p, used})
		}
		return nil
	})
	return out, at, err
}

// RevokeToken ends a personal token of who asks. From this moment on nobody gets in with it, and its streams end.
func (s *Service) RevokeToken(ctx context.Context, a access.Actor, token string) (store.Commit, error) {
	return s.gate.Update(ctx, a, access.CredentialManage, access.Instance, func(tx *access.Scope) error {
		p, err := PersonalTokens.Get(tx, token)
		if err != nil {
			return err
		}
		return endToken(tx, "personalToken.revoked", p)
	})
}

// endToken takes a personal token away, and when it was used last.
func endToken(tx store.Tx, name string, p *PersonalToken) error {
	if err := forgetUse(tx, p.ID); err != nil {
		return err
	}
	return PersonalTokens.Delete(tx, name, p)
}

// endTokens ends all personal tokens of a user.
func endTokens(tx store.Tx, user string) error {
	all, err := PersonalTokens.All(tx, tokensOf(user))
	if err != nil {
		return err
	}
	for _, p := range all {
		if err := endToken(tx, "personalToken.revoked", p); err != nil {
			return err
		}
	}
	return nil
}

// personal finds out whose a personal token is, and within which limits he asks.
func (s *Service) personal(ctx context.Context, token string) (access.Actor, error) {
	if len(token) != personalLength {
		return access.Actor{}, noToken(nil)
	}
	key := personalID + "_" + token[len(personalPrefix):len(personalPrefix)+id.Length]
	if !id.Valid(personalID, key) {
		return access.Actor{}, noToken(nil)
	}
	hash := digest(token)
	var a access.Actor
	err := s.look(ctx, func(tx *access.Scope) error {
		p, err := PersonalTokens.Look(tx, key)
		switch {
		case err != nil:
			return fmt.Errorf("look for a token: %w", err)
		case p == nil || subtle.ConstantTimeCompare([]byte(p.Hash), []byte(hash)) != 1 || p.over(tx.Now()):
			return noToken(nil)
		}
		a = p.actor()
		s.uses.note(p.ID, p.User, tx.Now())
		return nil
	})
	return a, err
}
