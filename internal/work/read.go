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

// maxPicked is how many tasks Pick gives at once.
const maxPicked = 200

// Pick gives tasks of all projects by their ids or keys, in the order in which they are named, each once. Those that the actor does not see
// are left out, as those that are not there.
func (w *Service) Pick(ctx context.Context, a access.Actor, org string, refs []string) ([]Card, store.Position, error) {
	if len(refs) == 0 || len(refs) > maxPicked {
		return nil, store.Position{}, fault.Wrong("ids", "must name 1 to %d tasks", maxPicked)
	}
	var cards []Card
	var at store.Position
	err := w.gate.View(ctx, a, access.OrganisationRead, access.In(org), func(s *access.Scope) error {
		cards, at = make([]Card, 0, len(refs)), s.Position()
		picked := map[string]bool{}
		for _, ref := range refs {
			c, err := pick(s, ref)
			switch {
			case fault.Is(err, fault.NotFound), fault.Is(err, fault.Forbidden):
			case err != nil:
				return err
			case !picked[c.Doc.ID]:
				picked[c.Doc.ID] = true
				cards = append(cards, c)
			}
		}
		return nil
	})
	return cards, at, err
}

func pick(s *access.Scope, ref string) (Card, error) {
	in, err := enterTask(s, ref)
	if err != nil {
		return Card{}, err
	}
	id, err := resolve(in, ref)
	if err != nil {
		return Card{}, err
	}
	return card(in, id, false)
}
