package project

import (
	"context"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
)

// NewStatus is a column to be added, in front of another one or at the end. ID may be the caller's.
type NewStatus struct {
	ID, Name string
	Group    Group
	Limit    int
	Hue      int
	Before   string
}

// AddStatus adds a column. Sent again with the same id and content, nothing changes.
func (p *Service) AddStatus(ctx context.Context, a access.Actor, org, project string, n NewStatus) (Written, error) {
	var l fault.List
	n.Name = checkName(&l, "name", n.Name)
	checkGroup(&l, n.Group)
	checkLimit(&l, n.Limit)
	checkStatusHue(&l, n.Hue)
	checkID(&l, "sts", n.ID)
	if err := l.Err(); err != nil {
		return Written{}, err
	}
	if n.ID == "" {
		n.ID = id.New("sts", p.clock.Now())
	}
	add := Status{n.ID, n.Name, n.Group, n.Limit, n.Hue}
	return p.change(ctx, a, org, project, "project.statusAdded", func(_ *access.Scope, pr *Project) (err error) {
		if has, ok := pr.Status(n.ID); ok {
			return once(has == add)
		}
		if pr.Statuses, err = place(pr.Statuses, add, n.Before); err != nil {
			return err
		}
		return checkStatuses(pr.Statuses)
	})
}

func checkID(l *fault.List, prefix, s string) {
	if s != "" && !id.Valid(prefix, s) {
		l.Add("id", "is not an id such as %s_ and 20 characters", prefix)
	}
}

// once judges a thing that is there under the id of one that is to be made.
func once(same bool) error {
	if same {
		return nil
	}
	return fault.New(fault.Conflict, "This id is in use already.")
}

// StatusPatch says what is to be set; nil leaves it. Before moves the column in front of another one, to the end when it is "".
type StatusPatch struct {
	Name   *string
	Group  *Group
	Limit  *int
	Hue    *int
	Before *string
}

// ChangeStatus renames, regroups, limits, colours or moves a column.
func (p *Service) ChangeStatus(ctx context.Context, a access.Actor, org, project, status string, c StatusPatch) (Written, error) {
	var l fault.List
	if c.Name != nil {
		name := checkName(&l, "name", *c.Name)
		c.Name = &name
	}
	if c.Group != nil {
		checkGroup(&l, *c.Group)
	}
	if c.Limit != nil {
		checkLimit(&l, *c.Limit)
	}
	if c.Hue != nil {
		checkStatusHue(&l, *c.Hue)
	}
	if err := l.Err(); err != nil {
		return Written{}, err
	}
	return p.change(ctx, a, org, project, "project.statusChanged", func(_ *access.Scope, pr *Project) error {
		var err error
		pr.Statuses, err = c.apply(pr.Statuses, status)
		return err
	})
}

func (c StatusPatch) apply(statuses []Status, id string) ([]Status, error) {
	rest, s, ok := without(statuses, id)
	if !ok {
		return nil, fault.Missing("status")
	}
	set(&s.Name, c.Name)
	set(&s.Group, c.Group)
	set(&s.Limit, c.Limit)
	set(&s.Hue, c.Hue)
	out := append([]Status(nil), statuses...)
	for i := range out {
		if out[i].ID == id {
			out[i] = s
		}
	}
	if c.Before != nil && *c.Before != id {
		var err error
		if out, err = place(rest, s, *c.Before); err != nil {
			return nil, err
		}
	}
	return out, checkStatuses(out)
}

// DropStatus takes a column away that no task is in any more. Package work, which knows the tasks, calls it (work.RemoveStatus).
func DropStatus(s *access.Scope, status string) error {
	return Change(s, "project.statusRemoved", func(pr *Project) error {
		rest, _, ok := without(pr.Statuses, status)
		if !ok {
			return fault.Missing("status")
		}
		pr.Statuses = rest
		return checkStatuses(rest)
	})
}

// MayDropStatus tells beforehand whether a board could do without a column.
func MayDropStatus(pr *Project, status string) error {
	rest, _, ok := without(pr.Statuses, status)
	if !ok {
		return fault.Missing("status")
	}
	return checkStatuses(rest)
}
