package project

import (
	"context"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Members lists who is a member of a project. Administrators, and everybody where it is open to the organisation, see it besides.
func (p *Service) Members(ctx context.Context, a access.Actor, org, project string) ([]store.Doc, store.Position, error) {
	var docs []store.Doc
	var at store.Position
	err := p.gate.View(ctx, a, access.ProjectRead, access.InProject(org, project), func(s *access.Scope) error {
		docs, at = docs[:0], s.Position()
		for d, err := range s.Find(store.Query{Def: Members.Def(), Index: "project", Equal: []store.Value{store.T(s.Project)}}) {
			if err != nil {
				return err
			}
			docs = append(docs, d)
		}
		return nil
	})
	return docs, at, err
}

// SetMember makes a member of the organisation a member of a project, or gives him another role there.
func (p *Service) SetMember(ctx context.Context, a access.Actor, org, project, member string, role access.Role) (w Written, err error) {
	if !slices.Contains(access.ProjectRoles, role) {
		return Written{}, fault.Wrong("role", "must be manager, member or viewer")
	}
	w.Commit, err = p.gate.Update(ctx, a, access.ProjectMemberManage, access.InProject(org, project), func(s *access.Scope) error {
		ok, err := s.Belongs(member)
		if err != nil {
			return err
		}
		if !ok {
			return fault.Missing("member")
		}
		w.Doc, err = setMember(s, member, role)
		return err
	})
	return w, err
}

func setMember(s *access.Scope, member string, role access.Role) (store.Doc, error) {
	id, name := MemberID(s.Project, member), "projectMember.changed"
	was, err := Members.Look(s, id)
	if err != nil {
		return store.Doc{}, err
	}
	m := &Member{Meta: store.Meta{ID: id}, Project: s.Project, Member: member, Role: role}
	if was == nil {
		name = "projectMember.added"
	} else {
		m.Version = was.Version
	}
	if err := Members.Put(s, name, m); err != nil {
		return store.Doc{}, err
	}
	d, _, err := s.Get(Members.Def(), id)
	return d, err
}

// RemoveMember takes a membership away. What the person did and is assigned to stays.
func (p *Service) RemoveMember(ctx context.Context, a access.Actor, org, project, member string) (store.Commit, error) {
	return p.gate.Update(ctx, a, access.ProjectMemberManage, access.InProject(org, project), func(s *access.Scope) error {
		m, err := Members.Get(s, MemberID(s.Project, member))
		if err != nil {
			return err
		}
		return Members.Delete(s, "projectMember.removed", m)
	})
}
