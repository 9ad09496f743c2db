package work

import (
	"context"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
)

// Move puts a task into a column, next to a neighbour or at its end. Where it is there already, nothing changes. The limit of a column is
// shown and not enforced: people must be able to say what is so.
func (w *Service) Move(ctx context.Context, a access.Actor, org, project, task string, to Place) (Written, error) {
	return w.change(ctx, a, access.TaskMove, org, project, task, nil, false, func(s *access.Scope, t *Task) (string, error) {
		return "task.moved", t.move(s, to)
	})
}

func (t *Task) move(s *access.Scope, to Place) error {
	p, err := here(s)
	if err != nil {
		return err
	}
	if _, ok := p.Status(to.Status); !ok {
		return fault.Wrong("status", "is not a status of this project")
	}
	has := ""
	if t.Status == to.Status {
		has = t.Rank
	}
	if t.Rank, err = settle(s, t.ID, has, to); err != nil {
		return err
	}
	if t.Status != to.Status {
		t.Status, t.StatusSince, t.UpdatedAt = to.Status, s.Now(), s.Now()
	}
	return nil
}

// change is how a card is changed: loaded, decided about by fn, which names what happened, and kept if it is different.
func (w *Service) change(ctx context.Context, a access.Actor, n access.Need, org, project, task string, expect *Versions, trashed bool,
	fn func(*access.Scope, *Task) (string, error),
) (out Written, err error) {
	out.Commit, err = w.gate.Update(ctx, a, n, access.InProject(org, project), func(s *access.Scope) error {
		get := load
		if trashed {
			get = loadAny
		}
		t, err := get(s, task)
		if err != nil {
			return err
		}
		if err := expect.check(s, t); err != nil {
			return err
		}
		name, err := fn(s, t)
		if err != nil {
			return err
		}
		p, err := here(s)
		if err != nil {
			return err
		}
		was, err := Tasks.Look(s, t.ID)
		if err != nil {
			return err
		}
		if err := keep(s, p, name, was, t); err != nil {
			return err
		}
		out.Card, err = card(s, t.ID, false)
		return err
	})
	return out, err
}

func (v *Versions) check(s *access.Scope, t *Task) error {
	if v == nil {
		return nil
	}
	text, err := Texts.Look(s, t.ID)
	if err != nil {
		return err
	}
	is := Versions{Task: t.Version}
	if text != nil {
		is.Text = text.Version
	}
	if is != *v {
		return fault.New(fault.Stale, "The task has changed meanwhile.")
	}
	return nil
}

// Trash puts a task into the trash, where it keeps its number, text and comments.
func (w *Service) Trash(ctx context.Context, a access.Actor, org, project, task string, expect *Versions) (Written, error) {
	return w.change(ctx, a, access.TaskDelete, org, project, task, expect, true, func(s *access.Scope, t *Task) (string, error) {
		if t.TrashedAt.IsZero() {
			t.TrashedAt, t.UpdatedAt = s.Now(), s.Now()
		}
		return "task.trashed", nil
	})
}

// Restore brings a task back to where it was; to the first column of open work when its own is gone.
func (w *Service) Restore(ctx context.Context, a access.Actor, org, project, task string) (Written, error) {
	return w.change(ctx, a, access.TaskDelete, org, project, task, nil, true, func(s *access.Scope, t *Task) (string, error) {
		p, err := here(s)
		if err != nil {
			return "", err
		}
		return "task.restored", t.restore(s, p)
	})
}

func (t *Task) restore(s *access.Scope, p *project.Project) error {
	if t.TrashedAt.IsZero() {
		return nil
	}
	t.TrashedAt, t.UpdatedAt = moment.Time{}, s.Now()
	if _, ok := p.Status(t.Status); !ok {
		return t.move(s, Place{Status: p.FirstOpen().ID})
	}
	return t.squeezeIn(s)
}

// squeezeIn finds a new rank next to the old one, should another task have got that meanwhile.
func (t *Task) squeezeIn(s *access.Scope) error {
	next, err := beside(s, only(t.ID), t.Status, &entry{rank: t.Rank}, false, 1)
	if err != nil || len(next) == 0 || next[0].rank != t.Rank {
		return err
	}
	t.Rank, err = settle(s, t.ID, "", Place{Status: t.Status, Before: next[0].id})
	return err
}
