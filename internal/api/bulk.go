package api

import (
	"context"
	"net/http"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/work"
)

func bulkOperations() []*operation {
	later := func(op *operation) {
		op.also = map[int]string{http.StatusAccepted: "It has begun, and a job goes on with it."}
	}
	return []*operation{
		on("POST", inTasks+"/bulk", "changeTasks", "Change many tasks at once", need(access.TaskUpdate), changeTasks, later, answers(200, BulkDoc{})),
		on("GET", inProj+"/bulks/{bulk}", "readBulk", "How a change of many tasks goes on", need(access.TaskRead), readBulk, answers(200, BulkDoc{})),
	}
}

// ChangeTasksIn names tasks and what is done to each of them.
type ChangeTasksIn struct {
	InProject
	Body struct {
		Tasks   []string `json:"tasks" doc:"Up to 20,000 ids or keys. More than 500 are worked off by a job: the status is 202 then."`
		Set     *SetAll  `json:"set,omitempty" doc:"Fields, as in PATCH of one task."`
		Move    *MoveAll `json:"move,omitempty" doc:"The tasks keep the order in which they are named."`
		Trash   bool     `json:"trash,omitempty"`
		Restore bool     `json:"restore,omitempty"`
	}
}

// SetAll are fields that many tasks are given.
type SetAll struct {
	Type            *string               `json:"type,omitempty"`
	Priority        *string               `json:"priority,omitempty"`
	Status          *string               `json:"status,omitempty"`
	Assignees       *[]string             `json:"assignees,omitempty"`
	AddAssignees    []string              `json:"addAssignees,omitempty"`
	RemoveAssignees []string              `json:"removeAssignees,omitempty"`
	Labels          *[]string             `json:"labels,omitempty"`
	AddLabels       []string              `json:"addLabels,omitempty"`
	RemoveLabels    []string              `json:"removeLabels,omitempty"`
	Points          Optional[float64]     `json:"points,omitempty"`
	Due             Optional[moment.Date] `json:"due,omitempty"`
	Parent          Optional[string]      `json:"parent,omitempty"`
}

// MoveAll is a place on the board for many tasks.
type MoveAll struct {
	Status string `json:"status"`
	Before string `json:"before,omitempty" doc:"A task of that column."`
	After  string `json:"after,omitempty" doc:"A task of that column."`
}

func (s *SetAll) patch() *work.Patch {
	if s == nil {
		return nil
	}
	return &work.Patch{Type: s.Type, Priority: s.Priority, Status: s.Status, Assignees: s.Assignees, AddAssignees: s.AddAssignees, RemoveAssignees: s.RemoveAssignees,
		Labels: s.Labels, AddLabels: s.AddLabels, RemoveLabels: s.RemoveLabels, Points: work.Opt[float64](s.Points), Due: work.Opt[moment.Date](s.Due), Parent: work.Opt[string](s.Parent)}
}

func changeTasks(ctx context.Context, c *call, in *ChangeTasksIn) (reply, error) {
	b := in.Body
	bulk, commit, err := c.s.o.Work.Bulk(ctx, c.actor, in.Org, in.Project, b.Tasks, work.Change{Set: b.Set.patch(), Move: (*work.Place)(b.Move), Trash: b.Trash, Restore: b.Restore})
	if err != nil {
		return reply{}, err
	}
	body, err := decoded(bulk, bulk.ID, bulk.Version, nil)
	r := reply{body: body}.committed(c, commit, bulk.Op)
	if bulk.Version != 0 {
		r.status = http.StatusAccepted
	}
	return r, err
}

// InBulk is a change of many tasks.
type InBulk struct {
	InProject
	Bulk string `path:"bulk"`
}

func readBulk(ctx context.Context, c *call, in *InBulk) (reply, error) {
	d, at, err := c.s.o.Work.BulkOf(ctx, c.actor, in.Org, in.Project, in.Bulk)
	if err != nil {
		return reply{}, err
	}
	return document(d, at.Epoch).at(c.space(), at), nil
}
