package project

import (
	"context"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
)

// NewLabel is a label to be added. ID may be the caller's, Hue is 1 where it is 0.
type NewLabel struct {
	ID, Name string
	Hue      int
}

// AddLabel adds a label. Sent again with the same id and content, nothing changes.
func (p *Service) AddLabel(ctx context.Context, a access.Actor, org, project string, n NewLabel) (Written, error) {
	if n.Hue == 0 {
		n.Hue = 1
	}
	var l fault.List
	n.Name = checkName(&l, "name", n.Name)
	checkHue(&l, n.Hue)
	checkID(&l, "lbl", n.ID)
	if err := l.Err(); err != nil {
		return Written{}, err
	}
	if n.ID == "" {
		n.ID = id.New("lbl", p.clock.Now())
	}
	add := Label(n)
	return p.change(ctx, a, org, project, "project.labelAdded", func(_ *access.Scope, pr *Project) error {
		if i := pr.label(n.ID); i >= 0 {
			return once(pr.Labels[i] == add)
		}
		pr.Labels = append(pr.Labels, add)
		return checkLabels(pr.Labels)
	})
}

func (p *Project) label(id string) int {
	return slices.IndexFunc(p.Labels, func(l Label) bool { return l.ID == id })
}

// LabelPatch says what is to be set; nil leaves it.
type LabelPatch struct {
	Name *string
	Hue  *int
}

// ChangeLabel renames a label or gives it another hue.
func (p *Service) ChangeLabel(ctx context.Context, a access.Actor, org, project, label string, c LabelPatch) (Written, error) {
	var l fault.List
	if c.Name != nil {
		name := checkName(&l, "name", *c.Name)
		c.Name = &name
	}
	if c.Hue != nil {
		checkHue(&l, *c.Hue)
	}
	if err := l.Err(); err != nil {
		return Written{}, err
	}
	return p.change(ctx, a, org, project, "project.labelChanged", func(_ *access.Scope, pr *Project) error {
		i := pr.label(label)
		if i < 0 {
			return fault.Missing("label")
		}
		set(&pr.Labels[i].Name, c.Name)
		set(&pr.Labels[i].Hue, c.Hue)
		return checkLabels(pr.Labels)
	})
}

// RemoveLabel takes a label away. Tasks that have it are left as they are; see Label.
func (p *Service) RemoveLabel(ctx context.Context, a access.Actor, org, project, label string) (Written, error) {
	return p.change(ctx, a, org, project, "project.labelRemoved", func(_ *access.Scope, pr *Project) error {
		i := pr.label(label)
		if i < 0 {
			return fault.Missing("label")
		}
		pr.Labels = slices.Delete(pr.Labels, i, i+1)
		return nil
	})
}
