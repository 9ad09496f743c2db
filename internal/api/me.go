package api

import (
	"context"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// What one gets in with: sessions and personal tokens. No personal token comes in here.
func credentialOperations() []*operation {
	manage := need(access.CredentialManage)
	return []*operation{
		on("GET", v1+"/me/sessions", "listSessions", "Where one has signed in", manage, listSessions, answers(200, OpenList{})),
		on("DELETE", v1+"/me/sessions/{session}", "endSession", "Sign out elsewhere", manage, endSession, answers(204, nil)),
		on("GET", v1+"/me/tokens", "listTokens", "One's personal tokens", manage, listTokens, answers(200, TokenList{})),
		on("POST", v1+"/me/tokens", "makeToken", "A personal token, shown this once", manage, makeToken, answers(201, TokenDoc{}), secret),
		on("DELETE", v1+"/me/tokens/{token}", "revokeToken", "Revoke a personal token", manage, revokeToken, answers(204, nil)),
		on("GET", v1+"/scopes", "listScopes", "What a personal token may be given", need(access.ScopeRead), listScopes, public, answers(200, ScopeList{})),
	}
}

// OpenDoc is a browser or a program in which somebody has signed in.
type OpenDoc struct {
	ID         string      `json:"id" example:"ses_01jdg3x8q2v7m4k9r5wz"`
	Agent      string      `json:"agent" doc:"What it calls itself, in short; empty where it did not say." example:"Firefox · Linux"`
	CreatedAt  moment.Time `json:"createdAt"`
	LastUsedAt moment.Time `json:"lastUsedAt"`
	ExpiresAt  moment.Time `json:"expiresAt"`
	Current    bool        `json:"current" doc:"It is the one that asks."`
}

// OpenList is a part of a list.
type OpenList struct {
	Items    []OpenDoc `json:"items"`
	Next     string    `json:"next,omitempty" doc:"The cursor of what follows."`
	Position string    `json:"position"`
}

// SelfListIn is a list of one's own. Its items are no documents: they have no versions, and come whole.
type SelfListIn struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	Cursor string `query:"cursor" doc:"From next of the page before."`
}

func (in SelfListIn) page() Page { return Page{Limit: in.Limit, Cursor: in.Cursor} }

func listSessions(ctx context.Context, c *call, in *SelfListIn) (reply, error) {
	all, at, err := c.s.o.Identity.OpenOf(ctx, c.actor)
	if err != nil {
		return reply{}, err
	}
	items, ids := make([][]byte, len(all)), make([]string, len(all))
	for i, o := range all {
		r, err := value(OpenDoc{o.ID, o.Agent, o.CreatedAt, o.LastUsedAt, o.ExpiresAt, o.Current})
		if err != nil {
			return reply{}, err
		}
		items[i], ids[i] = r.body, o.ID
	}
	return c.page(in.page(), items, ids, at)
}

// InSession is a session by its id.
type InSession struct {
	Session string `path:"session" example:"ses_01jdg3x8q2v7m4k9r5wz"`
}

func endSession(ctx context.Context, c *call, in *InSession) (reply, error) {
	commit, err := c.s.o.Identity.EndOpen(ctx, c.actor, in.Session)
	if err != nil {
		return reply{}, err
	}
	return reply{}.instance(commit), nil
}

// TokenDoc is a personal token.
type TokenDoc struct {
	ID           string        `json:"id" example:"pat_01jdg3x8q2v7m4k9r5wz"`
	Name         string        `json:"name" example:"Nightly report"`
	Scopes       []access.Need `json:"scopes" doc:"Needs, as GET /api/v1/scopes lists them, or * for all."`
	Organisation string        `json:"organisation"`
	Projects     []string      `json:"projects" nullable:"true" doc:"The only projects that it reaches; null for all of its owner's."`
	CreatedAt    moment.Time   `json:"createdAt"`
	ExpiresAt    *moment.Time  `json:"expiresAt" doc:"null for never."`
	LastUsedAt   *moment.Time  `json:"lastUsedAt" doc:"To the minute; null for never."`
	Hint         string        `json:"hint" doc:"Its last four characters."`
	Token        string        `json:"token,omitempty" doc:"The token itself, shown this once."`
}

// TokenList is a part of a list.
type TokenList struct {
	Items    []TokenDoc `json:"items"`
	Next     string     `json:"next,omitempty" doc:"The cursor of what follows."`
	Position string     `json:"position"`
}

func tokenDoc(p *identity.PersonalToken, used moment.Time, token string) TokenDoc {
	d := TokenDoc{ID: p.ID, Name: p.Name, Scopes: p.Scopes, Organisation: p.Organisation, Projects: p.Projects, CreatedAt: p.CreatedAt,
		ExpiresAt: p.ExpiresAt, Hint: p.Hint, Token: token}
	if !used.IsZero() {
		d.LastUsedAt = &used
	}
	return d
}

func listTokens(ctx context.Context, c *call, in *SelfListIn) (reply, error) {
	all, at, err := c.s.o.Identity.TokensOf(ctx, c.actor)
	if err != nil {
		return reply{}, err
	}
	items, ids := make([][]byte, len(all)), make([]string, len(all))
	for i, p := range all {
		r, err := value(tokenDoc(p.PersonalToken, p.LastUsedAt, ""))
		if err != nil {
			return reply{}, err
		}
		items[i], ids[i] = r.body, p.ID
	}
	return c.page(in.page(), items, ids, at)
}

// MakeTokenIn is what a token is to be.
type MakeTokenIn struct {
	Body struct {
		Name         string        `json:"name"`
		Scopes       []access.Need `json:"scopes" doc:"Needs, as GET /api/v1/scopes lists them, or * alone for all."`
		Organisation string        `json:"organisation"`
		Projects     []string      `json:"projects,omitempty" nullable:"true" doc:"Ids or keys of the only projects that it is to reach; left out for all."`
		ExpiresAt    *string       `json:"expiresAt,omitempty" nullable:"true" format:"date-time" doc:"Left out for never."`
	}
}

// end is when the token is to expire; nil for never.
func (in *MakeTokenIn) end() (*moment.Time, error) {
	if in.Body.ExpiresAt == nil {
		return nil, nil
	}
	var at moment.Time
	if err := at.UnmarshalText([]byte(*in.Body.ExpiresAt)); err != nil || at.IsZero() {
		return nil, fault.Wrong("expiresAt", "is not a time such as 2026-12-24T18:00:00Z")
	}
	return &at, nil
}

func makeToken(ctx context.Context, c *call, in *MakeTokenIn) (reply, error) {
	end, err := in.end()
	if err != nil {
		return reply{}, err
	}
	p, token, commit, err := c.s.o.Orgs.MakeToken(ctx, c.actor, identity.NewToken{Name: in.Body.Name, Scopes: in.Body.Scopes,
		Organisation: in.Body.Organisation, Projects: in.Body.Projects, ExpiresAt: end})
	if err != nil {
		return reply{}, err
	}
	r, err := value(tokenDoc(p, moment.Time{}, token))
	return r.instance(commit), err
}

// InToken is a personal token by its id.
type InToken struct {
	Token string `path:"token" example:"pat_01jdg3x8q2v7m4k9r5wz"`
}

func revokeToken(ctx context.Context, c *call, in *InToken) (reply, error) {
	commit, err := c.s.o.Identity.RevokeToken(ctx, c.actor, in.Token)
	if err != nil {
		return reply{}, err
	}
	return reply{}.instance(commit), nil
}

// ScopeDoc is something that a token may be given.
type ScopeDoc struct {
	Scope access.Need `json:"scope" example:"task.read"`
	Words string      `json:"words" doc:"For people." example:"Read tasks"`
	Reach string      `json:"reach" enum:"self,organisation,project" doc:"Where it counts. A token that is limited to projects has of the organisation only organisation.read, member.read, change.undo and stream.read."`
}

// ScopeList is all of them.
type ScopeList struct {
	Items []ScopeDoc `json:"items"`
}

var reaches = map[access.Reach]string{access.OfInstance: "self", access.OfOrganisation: "organisation", access.OfProject: "project"}

func listScopes(ctx context.Context, c *call, _ *In) (reply, error) {
	err := c.s.o.Gate.View(ctx, access.Actor{}, access.ScopeRead, access.Instance, func(*access.Scope) error { return nil })
	if err != nil {
		return reply{}, err
	}
	out := ScopeList{Items: []ScopeDoc{}}
	for _, s := range access.TokenScopes() {
		reach, _ := access.ReachOf(s.Need)
		out.Items = append(out.Items, ScopeDoc{s.Need, s.Words, reaches[reach]})
	}
	return value(out)
}
