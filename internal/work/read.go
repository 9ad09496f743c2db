package work

import (
	"context"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Get gives one task with its text, one in the trash too.
func (w *Service) Get(ctx context.Context, a access.Actor, org, project, task string) (Card, store.Position, error) {
	var c Card
	var at store.Position
	err := w.gate.View(ctx, a, access.TaskRead, access.InProject(org, project), func(s *access.Scope) error {
		id, err := resolve(s, task)
		if err != nil {
			return err
		}
		at = s.Position()
		c, err = card(s, id, true)
		return err
	})
	return c, at, err
}

// ByKey gives a task by its key alone ("MESOS-313"; former keys of the project too).
func (w *Service) ByKey(ctx context.Context, a access.Actor, org, key string) (Card, store.Position, error) {
	project, _, ok := splitKey(key)
	if !ok {
		return Card{}, store.Position{}, fault.Missing("task")
	}
	c, at, err := w.Get(ctx, a, org, project, key)
	if fault.Is(err, fault.NotFound) {
		err = fault.Missing("task")
	}
	return c, at, err
}
