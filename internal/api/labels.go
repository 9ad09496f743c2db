package api

import (
	"context"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/project"
)

func labelOperations() []*operation {
	return []*operation{
		on("POST", inProj+"/labels", "addLabel", "Add a label", need(access.ProjectUpdate), addLabel, create, answers(201, ProjectDoc{})),
		on("PATCH", inProj+"/labels/{label}", "changeLabel", "Change a label", need(access.ProjectUpdate), changeLabel, answers(200, ProjectDoc{})),
		on("DELETE", inProj+"/labels/{label}", "removeLabel", "Take a label away", need(access.ProjectUpdate), removeLabel, answers(200, ProjectDoc{})),
	}
}

// AddLabelIn is a new label.
type AddLabelIn struct {
	InProject
	Body struct {
		ID   string `json:"id,omitempty"`
		Name string `json:"name"`
		Hue  int    `json:"hue,omitempty"`
	}
}

func addLabel(ctx context.Context, c *call, in *AddLabelIn) (reply, error) {
	w, err := c.s.o.Projects.AddLabel(ctx, c.actor, in.Org, in.Project, project.NewLabel{ID: in.Body.ID, Name: in.Body.Name, Hue: in.Body.Hue})
	return c.created(w, w.Commit.Tx != 0, err)
}

// InLabel is a label.
type InLabel struct {
	InProject
	Label string `path:"label"`
}

// ChangeLabelIn is what is to be set.
type ChangeLabelIn struct {
	InLabel
	Body struct {
		Name *string `json:"name,omitempty"`
		Hue  *int    `json:"hue,omitempty"`
	}
}

func changeLabel(ctx context.Context, c *call, in *ChangeLabelIn) (reply, error) {
	return c.project(c.s.o.Projects.ChangeLabel(ctx, c.actor, in.Org, in.Project, in.Label, project.LabelPatch{Name: in.Body.Name, Hue: in.Body.Hue}))
}

func removeLabel(ctx context.Context, c *call, in *InLabel) (reply, error) {
	return c.project(c.s.o.Projects.RemoveLabel(ctx, c.actor, in.Org, in.Project, in.Label))
}
