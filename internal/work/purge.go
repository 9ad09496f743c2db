package work

import (
	"context"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Purge takes a task out of the trash for good, with its text and comments. It cannot be undone, and the number is not given again. One
// with very many comments goes in several transactions, the task last: an interrupted call is simply made again.
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
			if done, err = purgeComments(s, t.ID); err != nil || !done {
				return err
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
