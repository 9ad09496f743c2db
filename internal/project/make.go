package project

import (
	"strconv"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// UsualStatuses gives the six columns that a new project has.
func UsualStatuses(now moment.Time) []Status { return usualStatuses(now) }

// Make writes a project that a package above makes in its own transaction, in the scope that Found gave: its key, and the actor as its
// manager, included. What it is given is right.
func Make(s *access.Scope, n NewProject, statuses []Status, labels []Label, sample bool) (store.Doc, error) {
	pr := &Project{Meta: store.Meta{ID: n.ID}, Key: n.Key, Name: n.Name, Description: n.Description, Hue: n.Hue, Visibility: n.Visibility,
		Statuses: statuses, Labels: labels, Sample: sample, CreatedAt: s.Now(), CreatedBy: s.Actor.User, UpdatedAt: s.Now()}
	if err := Projects.Put(s, "project.created", pr); err != nil {
		return store.Doc{}, err
	}
	if err := reserve(s, pr.Key); err != nil {
		return store.Doc{}, err
	}
	if s.Actor.User != "" {
		m := &Member{Meta: store.Meta{ID: MemberID(pr.ID, s.Actor.User)}, Project: pr.ID, Member: s.Actor.User, Role: access.Manager}
		if err := Members.Put(s, "projectMember.added", m); err != nil {
			return store.Doc{}, err
		}
	}
	return stored(s)
}

// Sample gives the id of the sample project of an organisation, "" for none. It looks past the scope: there is one, whoever sees it.
func Sample(s *access.Scope) (string, error) {
	for p, err := range Projects.Find(s.Tx, store.Query{}) {
		if err != nil {
			return "", err
		}
		if p.Sample {
			return p.ID, nil
		}
	}
	return "", nil
}

// FreeKey gives a key that no project has or had: the one that is wished for, or that with a number.
func FreeKey(s *access.Scope, wish string) (string, error) {
	for n := 1; ; n++ {
		key := wish
		if n > 1 {
			key += strconv.Itoa(n)
		}
		k, err := Keys.Look(s.Tx, key)
		if err != nil || k == nil {
			return key, err
		}
	}
}
