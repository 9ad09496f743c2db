package work

import (
	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// UnlinkPurged takes away the other half of a link whose own half goes with its project. s is Kanvaro's own scope of that project.
func UnlinkPurged(s *access.Scope, d store.Doc) error {
	half, err := Links.Decode(d)
	if err != nil || half.OtherProject == s.Project {
		return err
	}
	there, err := s.Enter(half.OtherProject, access.ProjectDelete) // in an archived project too
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	other, err := linkBetween(there, half.Other, half.Task, turned(half.Type))
	if err != nil || other == nil {
		return err
	}
	return dropHalf(there, "link.purged", other)
}

// OtherHalf gives the half of a link that lies at the other task.
func (l Link) OtherHalf() *Link { return l.turned() }
