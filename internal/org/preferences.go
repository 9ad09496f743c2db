package org

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"regexp"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Preference is something that a member has chosen for himself: the fields of his cards, the columns of a list, his favourites. What the
// value means is the browser's business. He alone sees it, on all of his devices.
type Preference struct {
	store.Meta
	Member string          `json:"member"`
	Key    string          `json:"key"`
	Value  json.RawMessage `json:"value"`
}

// How many preferences one member may have in an organisation, and how long a value may be, in bytes.
const (
	mostPreferences = 200
	longestValue    = 16 << 10
)

var preferenceKey = regexp.MustCompile(`^[A-Za-z0-9_.:-]{1,100}$`)

// Preferences are the kind of what members have chosen.
var Preferences = store.NewKind(store.Spec[Preference]{
	Name:  "preference",
	Place: func(p *Preference) store.Place { return store.Place{Audience: "user:" + p.Member} },
	Fields: []store.Field[Preference]{
		{Name: "audience", Type: store.Text, Of: func(p *Preference) store.Value { return store.T("user:" + p.Member) }},
		{Name: "key", Type: store.Text, Of: func(p *Preference) store.Value { return store.T(p.Key) }},
	},
	Indexes: []store.Index{{Name: "key", Fields: []string{"audience", "key"}}},
})

// preferenceID is made of whose a preference is and what it is called, so that there is one, and it is found without a query.
func preferenceID(member, key string) string {
	return id.Of("prf", sha256.Sum256([]byte("preference "+member+" "+key)))
}

// his are the preferences of a member, in order of their keys.
func his(member string) store.Query {
	return store.Query{Def: Preferences.Def(), Index: "key", Equal: []store.Value{store.T("user:" + member)}}
}

// Preferences lists what the actor has chosen.
func (s *Service) Preferences(ctx context.Context, a access.Actor, org string) ([]store.Doc, store.Position, error) {
	var docs []store.Doc
	var at store.Position
	err := s.gate.View(ctx, a, access.PreferenceRead, access.In(org), func(tx *access.Scope) error {
		docs, at = nil, tx.Position()
		for d, err := range tx.Find(his(a.User)) {
			if err != nil {
				return err
			}
			docs = append(docs, d)
		}
		return nil
	})
	return docs, at, err
}

// Prefer keeps a choice of the actor in place of an earlier one. The same choice again changes nothing.
func (s *Service) Prefer(ctx context.Context, a access.Actor, org, key string, value json.RawMessage) (d store.Doc, c store.Commit, err error) {
	value, err = choice(key, value)
	if err != nil {
		return store.Doc{}, store.Commit{}, err
	}
	c, err = s.gate.Update(ctx, a, access.PreferenceUpdate, access.In(org), func(tx *access.Scope) error {
		p, err := Preferences.Get(tx, preferenceID(a.User, key))
		if fault.Is(err, fault.NotFound) {
			p = &Preference{Meta: store.Meta{ID: preferenceID(a.User, key)}, Member: a.User, Key: key}
			err = roomForOne(tx, a.User)
		}
		if err != nil {
			return err
		}
		p.Value = value
		if err := Preferences.Put(tx, "preference.set", p); err != nil {
			return err
		}
		d, _, err = tx.Get(Preferences.Def(), p.ID)
		return err
	})
	return d, c, err
}

// choice checks a key and a value, and gives the value without the space around its parts.
func choice(key string, value json.RawMessage) (json.RawMessage, error) {
	var l fault.List
	if !preferenceKey.MatchString(key) {
		l.Add("key", "must be 1 to 100 of letters, digits, and _ . : -")
	}
	var small bytes.Buffer
	switch err := json.Compact(&small, value); {
	case err != nil || small.Len() == 0:
		l.Add("value", "is missing")
	case small.Len() > longestValue:
		l.Add("value", "is longer than %d bytes", longestValue)
	}
	return small.Bytes(), l.Err()
}

func roomForOne(tx store.Tx, member string) error {
	has, err := tx.Tally(his(member), "", "")
	if err == nil && has[""].Count >= mostPreferences {
		err = fault.New(fault.Conflict, "You have %d preferences, which is as many as are kept. Take one away first.", mostPreferences)
	}
	return err
}

// Unprefer takes a choice of the actor away, so that what is usual holds again.
func (s *Service) Unprefer(ctx context.Context, a access.Actor, org, key string) (store.Commit, error) {
	if !preferenceKey.MatchString(key) {
		return store.Commit{}, fault.Missing("preference")
	}
	return s.gate.Update(ctx, a, access.PreferenceUpdate, access.In(org), func(tx *access.Scope) error {
		p, err := Preferences.Get(tx, preferenceID(a.User, key))
		if err != nil {
			return err
		}
		return Preferences.Delete(tx, "preference.removed", p)
	})
}
