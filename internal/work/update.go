package work

import (
	"context"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/project"
)

// Update sets fields of a task. A status takes it to the end of that column. A description made from an earlier version (BaseVersion) is
// merged with what others wrote since; where that fails the error is *Diverged. A changed description is no change of the card.
func (w *Service) Update(ctx context.Context, a access.Actor, org, project, task string, p Patch) (out Written, err error) {
	if p, err = p.checked(); err != nil {
		return Written{}, err
	}
	text, err := w.newText(org, p)
	if err != nil {
		return Written{}, err
	}
	err = w.merging(text, func() error {
		out.Commit, err = w.gate.Update(ctx, a, access.TaskUpdate, access.InProject(org, project), func(s *access.Scope) error {
			t, err := load(s, task)
			if err != nil {
				return err
			}
			if err := p.keep(s, t); err != nil {
				return err
			}
			if text != nil {
				if err := text.keep(s, t.ID); err != nil {
					return err
				}
			}
			out.Card, err = card(s, t.ID, true)
			return err
		})
		return err
	})
	return out, err
}

func (w *Service) newText(org string, p Patch) (*newText, error) {
	if p.Markdown == nil {
		return nil, nil
	}
	html, err := w.html(org, *p.Markdown)
	n := &newText{org: org, markdown: *p.Markdown, html: html, blind: p.BaseVersion == nil}
	if p.BaseVersion != nil {
		n.base = *p.BaseVersion
	}
	return n, err
}

func (p Patch) checked() (Patch, error) {
	var l fault.List
	if p.Title != nil {
		title := checkTitle(&l, *p.Title)
		p.Title = &title
	}
	if p.Markdown != nil {
		text := checkMarkdown(&l, "description", *p.Markdown, maxMarkdown)
		p.Markdown = &text
	}
	if p.Type != nil {
		checkOneOf(&l, "type", *p.Type, Types)
	}
	if p.Priority != nil {
		checkOneOf(&l, "priority", *p.Priority, Priorities)
	}
	checkPoints(&l, p.Points.Value)
	if p.Due.Value != nil {
		checkDue(&l, *p.Due.Value)
	}
	p.Assignees = checkWhole(&l, "assignees", p.Assignees, p.AddAssignees, p.RemoveAssignees)
	p.Labels = checkWhole(&l, "labels", p.Labels, p.AddLabels, p.RemoveLabels)
	return p, l.Err()
}

func checkWhole(l *fault.List, name string, whole *[]string, add, remove []string) *[]string {
	if len(add) > maxSet || len(remove) > maxSet {
		l.Add(name, "are more than %d", maxSet)
	}
	if whole == nil {
		return nil
	}
	if add != nil || remove != nil {
		l.Add(name, "are either given whole, or as what is added and removed")
	}
	set := checkSet(l, name, *whole)
	return &set
}

// keep decides about a card and writes it. What a task named before is not judged again, only what is new in it.
func (p Patch) keep(s *access.Scope, t *Task) error {
	if err := p.Expect.check(s, t); err != nil {
		return err
	}
	was, err := Tasks.Look(s, t.ID)
	if err != nil {
		return err
	}
	pr, err := here(s)
	if err != nil {
		return err
	}
	return p.amend(s, pr, was, t, func(status string) error { return t.move(s, Place{Status: status}) })
}

// amend decides about a card and writes it; move is how it gets into another column.
func (p Patch) amend(s *access.Scope, pr *project.Project, was, t *Task, move func(status string) error) error {
	p.set(pr, t)
	if err := p.fit(s, pr, was, t); err != nil {
		return err
	}
	if err := p.raise(s, t); err != nil {
		return err
	}
	name := "task.updated"
	if !sameFields(was, t) {
		t.UpdatedAt = s.Now()
	} else {
		name = "task.moved"
	}
	if p.Status != nil && *p.Status != t.Status {
		if !s.May(access.TaskMove) {
			return fault.New(fault.Forbidden, "You may change this task, but not move it.")
		}
		if err := move(*p.Status); err != nil {
			return err
		}
	}
	return keep(s, pr, name, was, t)
}

// raise gives a task another parent, or none.
func (p Patch) raise(s *access.Scope, t *Task) error {
	ref := p.Parent.Value
	switch {
	case !p.Parent.Given:
	case ref == nil || *ref == "":
		t.Parent = nil
	case *ref != t.parent():
		above, err := parentOf(s, t.ID, *ref)
		if err != nil {
			return err
		}
		t.Parent = &above
	}
	return nil
}

// set puts the plain fields and the sets. Labels that the project does not know any more go when the labels are touched.
func (p Patch) set(pr *project.Project, t *Task) {
	assignTo(&t.Title, p.Title)
	assignTo(&t.Type, p.Type)
	assignTo(&t.Priority, p.Priority)
	if p.Points.Given {
		t.Points = p.Points.Value
	}
	if p.Due.Given {
		t.Due = p.Due.Value
		if t.due() == "" {
			t.Due = nil
		}
	}
	if p.Assignees != nil {
		t.Assignees = *p.Assignees
	}
	if p.AddAssignees != nil || p.RemoveAssignees != nil {
		t.Assignees = amend(t.Assignees, p.AddAssignees, p.RemoveAssignees)
	}
	if p.Labels != nil {
		t.Labels = *p.Labels
	}
	if p.AddLabels != nil || p.RemoveLabels != nil {
		has := slices.DeleteFunc(slices.Clone(t.Labels), func(l string) bool { return !pr.HasLabel(l) })
		t.Labels = amend(has, p.AddLabels, p.RemoveLabels)
	}
}

func (p Patch) fit(s *access.Scope, pr *project.Project, was, t *Task) error {
	f := fitting(s, pr)
	if len(t.Assignees) > maxSet {
		f.fault.Add("assignees", "are more than %d", maxSet)
	}
	if len(t.Labels) > maxSet {
		f.fault.Add("labels", "are more than %d", maxSet)
	}
	f.labels(added(was.Labels, t.Labels))
	if err := f.assignees(added(was.Assignees, t.Assignees)); err != nil {
		return err
	}
	return f.fault.Err()
}

func added(was, is []string) []string {
	var out []string
	for _, s := range is {
		if !slices.Contains(was, s) {
			out = append(out, s)
		}
	}
	return out
}

func sameFields(a, b *Task) bool {
	return a.Title == b.Title && a.Type == b.Type && a.Priority == b.Priority && a.due() == b.due() && samePoints(a.Points, b.Points) && a.parent() == b.parent() &&
		slices.Equal(a.Assignees, b.Assignees) && slices.Equal(a.Labels, b.Labels)
}

func samePoints(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

func assignTo[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}
