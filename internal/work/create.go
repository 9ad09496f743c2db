package work

import (
	"context"
	"fmt"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Create makes a task with the next number of its project. Sent again with the same id and content by the same person it gives the task
// that was made, and made is false; with another content it is a Conflict.
func (w *Service) Create(ctx context.Context, a access.Actor, org, project string, d Draft) (out Written, made bool, err error) {
	if d, err = d.checked(); err != nil {
		return Written{}, false, err
	}
	html, err := w.html(org, d.Markdown)
	if err != nil {
		return Written{}, false, err
	}
	if d.ID == "" {
		d.ID = id.New("tsk", w.clock.Now())
	}
	out.Commit, err = w.gate.Update(ctx, a, access.TaskCreate, access.InProject(org, project), func(s *access.Scope) error {
		was, err := Tasks.Look(s, d.ID)
		if err != nil {
			return err
		}
		if made = was == nil; made {
			err = d.keep(s, html)
		} else {
			err = d.again(s, was)
		}
		if err == nil {
			out.Card, err = card(s, d.ID, true)
		}
		return err
	})
	return out, made, err
}

// html renders outside of transactions.
func (w *Service) html(org, markdown string) (string, error) {
	if markdown == "" {
		return "", nil
	}
	html, err := w.renderer.HTML(org, markdown)
	if err != nil {
		return "", fmt.Errorf("render text: %w", err)
	}
	return html, nil
}

func (d Draft) checked() (Draft, error) {
	var l fault.List
	if d.Type == "" {
		d.Type = Types[0]
	}
	if d.Priority == "" {
		d.Priority = Priorities[0]
	}
	checkID(&l, "tsk", d.ID)
	d.Title = checkTitle(&l, d.Title)
	d.Markdown = checkMarkdown(&l, "description", d.Markdown, maxMarkdown)
	checkOneOf(&l, "type", d.Type, Types)
	checkOneOf(&l, "priority", d.Priority, Priorities)
	checkPoints(&l, d.Points)
	checkDue(&l, d.Due)
	d.Assignees = checkSet(&l, "assignees", d.Assignees)
	d.Labels = checkSet(&l, "labels", d.Labels)
	return d, l.Err()
}

// keep decides what the project says, and writes the task.
func (d Draft) keep(s *access.Scope, html string) error {
	p, err := here(s)
	if err != nil {
		return err
	}
	if d.Status == "" {
		d.Status = p.FirstOpen().ID
	}
	if err := d.fit(s, p); err != nil {
		return err
	}
	number, err := nextNumber(s, p.LastPurged)
	if err != nil {
		return err
	}
	rank, err := settle(s, "", "", Place{d.Status, d.Before, d.After})
	if err != nil {
		return err
	}
	t := d.task(s, number, rank)
	if d.Parent != "" {
		above, err := parentOf(s, "", d.Parent)
		if err != nil {
			return err
		}
		t.Parent = &above
	}
	return put(s, p, t, d.Markdown, html)
}

func (d Draft) fit(s *access.Scope, p *project.Project) error {
	f := fitting(s, p)
	f.status(d.Status)
	f.labels(d.Labels)
	if err := f.assignees(d.Assignees); err != nil {
		return err
	}
	return f.fault.Err()
}

func (d Draft) task(s *access.Scope, number int64, rank string) *Task {
	now := s.Now()
	return &Task{Meta: store.Meta{ID: d.ID}, Number: number, Project: s.Project, Title: d.Title, Status: d.Status, Rank: rank, Type: d.Type,
		Priority: d.Priority, Assignees: d.Assignees, Reporter: s.Actor.User, Labels: d.Labels, Points: d.Points, Due: orNil(d.Due),
		CreatedAt: now, CreatedBy: s.Actor.User, UpdatedAt: now, StatusSince: now}
}

func orNil(d moment.Date) *moment.Date {
	if d == "" {
		return nil
	}
	return &d
}

// put writes a new task, and its text where it has one.
func put(s *access.Scope, p *project.Project, t *Task, markdown, html string) error {
	if err := keep(s, p, "task.created", nil, t); err != nil {
		return err
	}
	if markdown == "" {
		return nil
	}
	return Texts.Put(s, "task.described", &Text{Meta: store.Meta{ID: t.ID}, Project: t.Project, Markdown: markdown, HTML: html})
}

// sameParent compares parents as far as the draft names its by id.
func (d Draft) sameParent(was *Task) bool {
	if id.Valid("tsk", d.Parent) || d.Parent == "" {
		return was.parent() == d.Parent
	}
	return was.Parent != nil
}

// again judges a task that is there under the id of one that is to be made. Once it has been changed only its maker can be compared.
func (d Draft) again(s *access.Scope, was *Task) error {
	untouched := was.UpdatedAt == was.CreatedAt
	same := was.Title == d.Title && was.Type == d.Type && was.Priority == d.Priority && was.due() == d.Due && d.sameParent(was) &&
		(d.Status == "" || was.Status == d.Status) && slices.Equal(was.Assignees, d.Assignees) && slices.Equal(was.Labels, d.Labels)
	if was.CreatedBy != s.Actor.User || (untouched && !same) {
		return fault.New(fault.Conflict, "There is a task with this id already.")
	}
	return nil
}
