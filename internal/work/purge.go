package work

import (
	"context"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Purge takes a task out of the trash for good, with its text, comments and links; its subtasks have no parent then. It cannot be undone,
// and the number is not given again. One with very much about it goes in several transactions, the task last: an interrupted call is simply
// made again.
func (w *Service) Purge(ctx context.Context, a access.Actor, org, ref, task string) (commit store.Commit, err error) {
	if a.Op == "" {
		a.Op = id.New("op", w.clock.Now())
	}
	for done := false; err == nil && !done; {
		commit, err = w.gate.Update(ctx, a, access.TaskDelete, access.InProject(org, ref), func(s *access.Scope) error {
			t, err := loadAny(s, task)
			if err != nil {
				return err
			}
			if t.TrashedAt.IsZero() {
				return fault.New(fault.Conflict, "Only what is in the trash can be taken away for good.")
			}
			for _, step := range [...]func(*access.Scope, string) (bool, error){purgeComments, purgeLinks, freeSubtasks} {
				if done, err = step(s, t.ID); err != nil || !done {
					return err
				}
			}
			return purgeTask(s, t)
		})
	}
	return commit, err
}

// purgeComments deletes comments, and tells whether none is left.
func purgeComments(s *access.Scope, task string) (bool, error) {
	q := store.Query{Index: "task", Equal: []store.Value{store.T(task)}, Limit: perTransaction}
	comments, err := Comments.All(s, q)
	if err != nil {
		return false, err
	}
	for _, c := range comments {
		if err := Comments.Delete(s, "comment.purged", c); err != nil {
			return false, err
		}
	}
	return len(comments) < perTransaction, nil
}

// purgeLinks deletes the links of a task, of which there are few. A half that lies where the actor does not reach stays; it is shown to nobody.
func purgeLinks(s *access.Scope, task string) (bool, error) {
	halves, err := Links.All(s, store.Query{Index: "task", Equal: []store.Value{store.T(task)}})
	if err != nil {
		return false, err
	}
	for _, half := range halves {
		there, err := s.Enter(half.OtherProject, access.TaskRead)
		switch {
		case err == nil:
			err = untie(s, there, half, "link.purged")
		case fault.Is(err, fault.NotFound), fault.Is(err, fault.Forbidden), fault.Is(err, fault.Conflict):
			err = dropHalf(s, "link.purged", half)
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// freeSubtasks takes the parent from subtasks, those in the trash too, and tells whether none is left.
func freeSubtasks(s *access.Scope, task string) (bool, error) {
	q := store.Query{Index: "parent", Equal: []store.Value{store.T(task)}, Limit: perTransaction}
	subtasks, err := Tasks.All(s, q)
	if err != nil {
		return false, err
	}
	for _, t := range subtasks {
		t.Parent, t.UpdatedAt = nil, s.Now()
		if err := Tasks.Put(s, "task.updated", t); err != nil {
			return false, err
		}
	}
	return len(subtasks) < perTransaction, nil
}

func purgeTask(s *access.Scope, t *Task) error {
	if err := forget(s, Texts, "task.purged", t.ID); err != nil {
		return err
	}
	if err := forget(s, Tallies, "task.purged", t.ID); err != nil {
		return err
	}
	err := project.Change(s, "project.numbered", func(p *project.Project) error {
		p.LastPurged = max(p.LastPurged, t.Number)
		return nil
	})
	if err != nil {
		return err
	}
	return Tasks.Delete(s, "task.purged", t)
}

func forget[T any](s *access.Scope, k *store.Kind[T], name, id string) error {
	v, err := k.Get(s, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return k.Delete(s, name, v)
}
