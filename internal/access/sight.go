package access

import (
	"context"
	"slices"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Sight is what somebody may see of an organisation, as of one position: what a stream and a list over projects ask. It is asked by one goroutine.
type Sight struct {
	Role     Role
	Position store.Position
	org      []string
	projects map[string][]string // audiences in each project that was asked about
}

// Sees reports whether an event or a document of this place is visible, as far as the project has been looked at.
func (v *Sight) Sees(p store.Place) bool {
	if p.Project == "" {
		return slices.Contains(v.org, p.Audience)
	}
	return slices.Contains(v.projects[p.Project], p.Audience)
}

// Project reports whether anything of a project is visible.
func (v *Sight) Project(project string) bool { return len(v.projects[project]) > 0 }

// Look finds out what an actor may see today of an organisation and of these projects. Somebody who is no member gets a NotFound fault.
func (g *Gate) Look(ctx context.Context, a Actor, org string, projects ...string) (*Sight, error) {
	v := &Sight{projects: map[string][]string{}}
	err := g.View(ctx, a, StreamRead, In(org), func(s *Scope) error {
		v.Role, v.org, v.Position = s.Role, s.sees, s.Position()
		for _, id := range projects {
			in, err := s.Enter(id, ProjectRead)
			switch {
			case err == nil:
				v.projects[id] = in.sees
			case fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden):
				v.projects[id] = nil
			default:
				return err
			}
		}
		return nil
	})
	return v, err
}
