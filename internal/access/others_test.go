package access_test

import (
	"context"
	"testing"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
)

// roster knows three people and two projects, of which one is open to the organisation.
type roster struct{}

func (roster) OrganisationRole(_ store.Tx, user string) (access.Role, bool, error) {
	role, ok := map[string]access.Role{"usr_admin": access.Admin, "usr_worker": access.TeamMember, "usr_client": access.Client}[user]
	return role, ok, nil
}

func (roster) Project(_ store.Tx, ref string) (access.ProjectFacts, bool, error) {
	return access.ProjectFacts{ID: ref, OpenToOrg: ref == "prj_open"}, true, nil
}

func (roster) Projects(store.Tx) ([]access.ProjectFacts, error) { return nil, nil }

func (roster) ProjectRole(_ store.Tx, _, user string) (access.Role, error) {
	if user == "usr_client" {
		return access.Manager, nil
	}
	return "", nil
}

func TestTheRolesOfOthers(t *testing.T) {
	s, err := store.New(memstore.New(store.Defs()...), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	gate := access.New(s, roster{})
	for _, c := range []struct {
		project, user string
		want          access.Role
		belongs       bool
	}{
		{"prj_open", "usr_admin", access.Manager, true},
		{"prj_open", "usr_worker", access.Member, true},
		{"prj_closed", "usr_worker", "", true},
		{"prj_closed", "usr_client", access.Member, true},
		{"prj_open", "usr_stranger", "", false},
		{"prj_open", "", "", false},
	} {
		err := gate.View(context.Background(), access.Actor{User: "usr_admin", Kind: "user"}, access.ProjectRead, access.InProject("org_1", c.project), func(s *access.Scope) error {
			role, err := s.RoleOf(c.user)
			if role != c.want || err != nil {
				t.Errorf("%s in %s: %q %v", c.user, c.project, role, err)
			}
			belongs, err := s.Belongs(c.user)
			if belongs != c.belongs || err != nil {
				t.Errorf("%s belongs: %v %v", c.user, belongs, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}
