package work

import (
	"errors"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
)

// outcome is what became of some tasks.
type outcome struct {
	done, changed int
	refused       []Refusal
	last          string // the last task that was moved
}

// bulking changes many tasks in one transaction.
type bulking struct {
	s      *access.Scope
	p      *project.Project
	change Change
	ends   *maker
	out    outcome
}

// target is a task to be changed, under the name by which it was asked for.
type target struct {
	ref     string
	was, is *Task
}

// apply changes tasks in the order in which they are named. One that cannot be changed is refused and the others are changed; what would
// be wrong with each of them is a fault. after is the task behind which they are moved, where an earlier part ended; "" in the first.
func (c Change) apply(s *access.Scope, refs []string, after string) (outcome, error) {
	if n := c.need(); !s.May(n) {
		return outcome{}, fault.New(fault.Forbidden, "You may change tasks here, but not do that: it needs %s.", n)
	}
	p, err := here(s)
	if err != nil {
		return outcome{}, err
	}
	b := &bulking{s: s, p: p, change: c, ends: &maker{s: s, p: p, last: map[string]string{}}, out: outcome{done: len(refs)}}
	if err := b.fits(); err != nil {
		return outcome{}, err
	}
	targets, err := b.find(refs)
	if err != nil {
		return outcome{}, err
	}
	if c.Move != nil {
		return b.out, b.move(targets, after)
	}
	for _, t := range targets {
		if err := b.refuse(t.ref, b.one(t)); err != nil {
			return outcome{}, err
		}
	}
	return b.out, nil
}

// fits checks what a change names, once for all tasks.
func (b *bulking) fits() error {
	var l fault.List
	switch c := b.change; {
	case c.Move != nil:
		if _, ok := b.p.Status(c.Move.Status); !ok {
			l.Add("move.status", "is not a status of this project")
		}
		for name, ref := range map[string]string{"before": c.Move.Before, "after": c.Move.After} {
			if ref == "" {
				continue
			}
			if _, err := neighbour(b.s, nil, c.Move.Status, ref, name); err != nil {
				l.Take("move.", err)
			}
		}
	case c.Set != nil:
		f := fitting(b.s, b.p)
		if c.Set.Status != nil {
			f.status(*c.Set.Status)
		}
		f.labels(slices.Concat(c.Set.AddLabels, orNone(c.Set.Labels)))
		if err := f.assignees(slices.Concat(c.Set.AddAssignees, orNone(c.Set.Assignees))); err != nil {
			return err
		}
		if c.Set.Parent.Value != nil && *c.Set.Parent.Value != "" {
			if _, err := parentOf(b.s, "", *c.Set.Parent.Value); err != nil {
				l.Take("set.", err)
			}
		}
		l.Take("set.", f.fault.Err())
	}
	return l.Err()
}

func orNone(ids *[]string) []string {
	if ids == nil {
		return nil
	}
	return *ids
}

// find reads the tasks, each once. What is not there, or in the wrong state, is refused.
func (b *bulking) find(refs []string) ([]target, error) {
	if err := b.s.Fetch(Tasks.Def(), refs...); err != nil {
		return nil, err
	}
	get := load
	if b.change.Trash || b.change.Restore {
		get = loadAny
	}
	var out []target
	seen := map[string]bool{}
	for _, ref := range refs {
		t, err := get(b.s, ref)
		if err != nil {
			if err := b.refuse(ref, err); err != nil {
				return nil, err
			}
			continue
		}
		if !seen[t.ID] {
			seen[t.ID] = true
			was := *t
			out = append(out, target{ref, &was, t})
		}
	}
	return out, nil
}

// refuse notes why a task is left as it is. Only what lies in the task itself is a refusal; every other error ends the transaction.
func (b *bulking) refuse(ref string, err error) error {
	var f *fault.Error
	if !errors.As(err, &f) || (f.Kind != fault.NotFound && f.Kind != fault.Conflict && f.Kind != fault.Invalid) {
		return err
	}
	b.out.refused = append(b.out.refused, Refusal{ref, string(f.Kind), f.Detail})
	return nil
}

// one changes one task, moves apart.
func (b *bulking) one(t target) error {
	before := t.is.Version
	var err error
	switch {
	case b.change.Set != nil:
		err = b.change.Set.amend(b.s, b.p, t.was, t.is, func(status string) error { return b.toEnd(t.is, status) })
	case b.change.Trash:
		err = b.trash(t)
	default:
		err = b.restore(t)
	}
	if err == nil && t.is.Version != before {
		b.out.changed++
	}
	return err
}

func (b *bulking) toEnd(t *Task, status string) (err error) {
	if t.Rank, err = b.ends.end(status); err == nil {
		t.enter(status, b.s.Now())
	}
	return err
}

// enter notes that a task has come into another column.
func (t *Task) enter(status string, now moment.Time) {
	if t.Status != status {
		t.Status, t.StatusSince, t.UpdatedAt = status, now, now
	}
}

func (b *bulking) trash(t target) error {
	if t.is.TrashedAt.IsZero() {
		t.is.TrashedAt, t.is.UpdatedAt = b.s.Now(), b.s.Now()
	}
	return keep(b.s, b.p, "task.trashed", t.was, t.is)
}

func (b *bulking) restore(t target) error {
	if err := t.is.restore(b.s, b.p); err != nil {
		return err
	}
	return keep(b.s, b.p, "task.restored", t.was, t.is)
}

// move puts tasks into a column, one behind the other.
func (b *bulking) move(targets []target, after string) error {
	if len(targets) == 0 {
		return nil
	}
	to := *b.change.Move
	if after != "" {
		to.Before, to.After = "", after
	}
	var selves, has []string
	for _, t := range targets {
		selves = append(selves, t.is.ID)
		if t.is.Status == to.Status {
			has = append(has, t.is.Rank)
		}
	}
	if len(has) < len(selves) {
		has = nil
	}
	ranks, err := settleAll(b.s, selves, has, to)
	if err != nil {
		var l fault.List
		if l.Take("move.", err); l.Err() != nil {
			return l.Err()
		}
		return err
	}
	for i, t := range targets {
		before := t.is.Version
		t.is.Rank = ranks[i]
		t.is.enter(to.Status, b.s.Now())
		if err := keep(b.s, b.p, "task.moved", t.was, t.is); err != nil {
			return err
		}
		if t.is.Version != before {
			b.out.changed++
		}
	}
	b.out.last = selves[len(selves)-1]
	return nil
}
