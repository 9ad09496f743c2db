package org

import (
	"context"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/store"
)

// MakeToken makes a personal token for who asks, in an organisation to which he belongs and for projects that he sees there. It gives the
// token itself, this once.
func (s *Service) MakeToken(ctx context.Context, a access.Actor, n identity.NewToken) (*identity.PersonalToken, string, store.Commit, error) {
	err := s.gate.View(ctx, a, access.CredentialManage, access.Instance, func(*access.Scope) error { return nil })
	if err == nil {
		err = n.Check(s.clock.Now())
	}
	if err == nil {
		n.Projects, err = s.within(ctx, a, n.Organisation, n.Projects)
	}
	if err != nil {
		return nil, "", store.Commit{}, err
	}
	return s.identity.MakeToken(ctx, a, n)
}

// within gives the ids of the projects that a token is to be limited to, as its owner sees them today. Whether he still does is asked each
// time that the token is used.
func (s *Service) within(ctx context.Context, a access.Actor, org string, projects []string) ([]string, error) {
	var ids []string
	err := s.gate.View(access.WithTrail(ctx), identity.ActorOf(a.User), access.OrganisationRead, access.In(org), func(tx *access.Scope) error {
		ids = nil
		for _, ref := range projects {
			in, err := tx.Enter(ref, access.ProjectRead)
			if fault.Is(err, fault.NotFound) {
				return fault.Wrong("projects", "name one that is not there")
			}
			if err != nil {
				return err
			}
			ids = append(ids, in.Project)
		}
		slices.Sort(ids)
		ids = slices.Compact(ids)
		return nil
	})
	if fault.Is(err, fault.NotFound) {
		err = fault.Wrong("organisation", "is none that you belong to")
	}
	return ids, err
}
