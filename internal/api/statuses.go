package api

import (
	"context"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/project"
)

func statusOperations() []*operation {
	return []*operation{
		on("POST", inProj+"/statuses", "addStatus", "Add a column", need(access.ProjectUpdate), addStatus, create, answers(201, ProjectDoc{})),
		on("PATCH", inProj+"/statuses/{status}", "changeStatus", "Change or move a column", need(access.ProjectUpdate), changeStatus, answers(200, ProjectDoc{})),
		on("DELETE", inProj+"/statuses/{status}", "removeStatus", "Take a column away", need(access.ProjectUpdate), removeStatus, answers(200, ProjectDoc{})),
	}
}

// AddStatusIn is a new column.
type AddStatusIn struct {
	InProject
	Body struct {
		ID     string        `json:"id,omitempty"`
		Name   string        `json:"name"`
		Group  project.Group `json:"group"`
		Limit  int           `json:"limit,omitempty"`
		Hue    int           `json:"hue,omitempty" doc:"1 to 8; 0 is the colour of its group."`
		Before string        `json:"before,omitempty" doc:"A status; the end where it is not given."`
	}
}

func addStatus(ctx context.Context, c *call, in *AddStatusIn) (reply, error) {
	b := in.Body
	w, err := c.s.o.Projects.AddStatus(ctx, c.actor, in.Org, in.Project, project.NewStatus{ID: b.ID, Name: b.Name, Group: b.Group, Limit: b.Limit, Hue: b.Hue, Before: b.Before})
	return c.created(w, w.Commit.Tx != 0, err)
}

// ChangeStatusIn is what is to be set.
type ChangeStatusIn struct {
	InProject
	Status string `path:"status"`
	Body   struct {
		Name   *string          `json:"name,omitempty"`
		Group  *project.Group   `json:"group,omitempty"`
		Limit  *int             `json:"limit,omitempty"`
		Hue    *int             `json:"hue,omitempty"`
		Before Optional[string] `json:"before,omitempty" doc:"A status; null moves it to the end."`
	}
}

func changeStatus(ctx context.Context, c *call, in *ChangeStatusIn) (reply, error) {
	b := in.Body
	patch := project.StatusPatch{Name: b.Name, Group: b.Group, Limit: b.Limit, Hue: b.Hue, Before: b.Before.Value}
	if b.Before.Given && b.Before.Value == nil {
		patch.Before = new(string)
	}
	return c.project(c.s.o.Projects.ChangeStatus(ctx, c.actor, in.Org, in.Project, in.Status, patch))
}

// RemoveStatusIn is a column, and where its tasks go.
type RemoveStatusIn struct {
	InProject
	Status string `path:"status"`
	MoveTo string `query:"moveTo" doc:"Without it the column must be empty."`
}

func removeStatus(ctx context.Context, c *call, in *RemoveStatusIn) (reply, error) {
	return c.project(c.s.o.Work.RemoveStatus(ctx, c.actor, in.Org, in.Project, in.Status, in.MoveTo))
}
