package api

import (
	"context"
	"encoding/json"

	"github.com/kanvaro/kanvaro/internal/access"
)

func preferenceOperations() []*operation {
	return []*operation{
		on("GET", inOrg+"/preferences", "listPreferences", "What one has chosen for oneself", need(access.PreferenceRead), listPreferences, answers(200, PreferenceList{})),
		on("PUT", inOrg+"/preferences/{key}", "setPreference", "Choose something for oneself", need(access.PreferenceUpdate), setPreference, answers(200, PreferenceDoc{})),
		on("DELETE", inOrg+"/preferences/{key}", "removePreference", "Take a choice back", need(access.PreferenceUpdate), removePreference, answers(204, nil)),
	}
}

// PreferenceDoc is something that a member has chosen for himself.
type PreferenceDoc struct {
	ID      string          `json:"id"`
	Version int64           `json:"version"`
	Member  string          `json:"member"`
	Key     string          `json:"key"`
	Value   json.RawMessage `json:"value" doc:"Any JSON, up to 16 KiB."`
}

// PreferenceList is a part of a list.
type PreferenceList struct {
	Items    []PreferenceDoc `json:"items"`
	Next     string          `json:"next,omitempty" doc:"The cursor of what follows."`
	Position string          `json:"position"`
}

func listPreferences(ctx context.Context, c *call, in *ListIn) (reply, error) {
	docs, at, err := c.s.o.Orgs.Preferences(ctx, c.actor, in.Org)
	if err != nil {
		return reply{}, err
	}
	items, ids := make([][]byte, len(docs)), make([]string, len(docs))
	for i, d := range docs {
		items[i], ids[i] = appendDoc(nil, d), d.ID
	}
	return c.page(in.Page, items, ids, at)
}

// InPreference is one by its key.
type InPreference struct {
	InOrg
	Key string `path:"key" doc:"1 to 100 of letters, digits, and _ . : -" example:"board:prj_01jdg3x8q2v7m4k9r5wz"`
}

// PreferenceIn is what is chosen.
type PreferenceIn struct {
	InPreference
	Body struct {
		Value json.RawMessage `json:"value" doc:"Any JSON, up to 16 KiB."`
	}
}

func setPreference(ctx context.Context, c *call, in *PreferenceIn) (reply, error) {
	d, commit, err := c.s.o.Orgs.Prefer(ctx, c.actor, in.Org, in.Key, in.Body.Value)
	if err != nil {
		return reply{}, err
	}
	return document(d, commit.Position.Epoch).committed(c, commit, "").notUndone(), nil
}

func removePreference(ctx context.Context, c *call, in *InPreference) (reply, error) {
	commit, err := c.s.o.Orgs.Unprefer(ctx, c.actor, in.Org, in.Key)
	if err != nil {
		return reply{}, err
	}
	return reply{}.committed(c, commit, "").notUndone(), nil
}
