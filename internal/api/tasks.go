package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/work"
)

func taskOperations() []*operation {
	return []*operation{
		plain[ListTasksIn]("GET", inTasks, "listTasks", "The tasks of a project", need(access.TaskRead), listTasks, answers(200, TaskList{})),
		on("POST", inTasks, "createTask", "Make a task", need(access.TaskCreate), createTask, create, answers(201, TaskDoc{})),
		plain[InTask]("GET", inTask, "readTask", "A task with its text", need(access.TaskRead), readTask, answers(200, TaskDoc{})),
		plain[InKey]("GET", inOrg+"/tasks/{key}", "readTaskByKey", "A task by its key alone", need(access.TaskRead), readTaskByKey, answers(200, TaskDoc{})),
		on("GET", inOrg+"/tasks", "pickTasks", "Tasks of all projects by their ids or keys", need(access.OrganisationRead), pickTasks, answers(200, TaskList{})),
		on("PATCH", inTask, "changeTask", "Change a task", need(access.TaskUpdate), changeTask, answers(200, TaskDoc{})),
		on("POST", inTask+"/move", "moveTask", "Put a task somewhere else on the board", need(access.TaskMove), moveTask, answers(200, TaskDoc{})),
		on("DELETE", inTask, "trashTask", "Put a task into the trash", need(access.TaskDelete), trashTask, answers(200, TaskDoc{})),
		on("POST", inTask+"/restore", "restoreTask", "Bring a task back from the trash", need(access.TaskDelete), restoreTask, answers(200, TaskDoc{})),
	}
}

// InKey is a task by its key.
type InKey struct {
	InOrg
	Key string `path:"key" example:"MESOS-313"`
}

func readTask(c *call) (reply, error) {
	card, at, err := c.s.o.Work.Get(c.ctx, c.actor, c.path("org"), c.path("project"), c.path("task"))
	if err != nil {
		return reply{}, err
	}
	return c.task(card, at.Epoch).at(c.space(), at), nil
}

func readTaskByKey(c *call) (reply, error) {
	card, at, err := c.s.o.Work.ByKey(c.ctx, c.actor, c.path("org"), c.path("key"))
	if err != nil {
		return reply{}, err
	}
	return c.task(card, at.Epoch).at(c.space(), at), nil
}

// PickTasksIn names tasks.
type PickTasksIn struct {
	InOrg
	IDs    []string `query:"ids" required:"true" doc:"Up to 200 ids or keys. What one does not see is left out."`
	Fields []string `query:"fields" doc:"Only these fields, id and version always."`
}

func pickTasks(ctx context.Context, c *call, in *PickTasksIn) (reply, error) {
	cards, at, err := c.s.o.Work.Pick(ctx, c.actor, in.Org, several(in.IDs))
	if err != nil {
		return reply{}, err
	}
	items := make([][]byte, len(cards))
	for i, card := range cards {
		items[i] = card.JSON()
	}
	return c.list(items, in.Fields, "", at)
}

// task answers with a task. Its tag covers all its parts; If-Match compares the first two.
func (c *call) task(card work.Card, epoch string) reply {
	b := make([]byte, 0, 80)
	for _, n := range [...]int64{card.Doc.Version, card.Text.Version, card.Tallied} {
		b = append(strconv.AppendInt(b, n, 10), '.')
	}
	b = append(append(append(b, card.Key...), '.'), epoch...)
	r := reply{etag: string(b)}
	if c.op.method != http.MethodGet || !matches(c.r.Header["If-None-Match"], r.etag) {
		r.body = card.JSON()
	}
	return r
}

// expectedTask is what If-Match asks of a task; nil where it does not ask.
func (c *call) expectedTask() (*work.Versions, error) {
	tag := strings.TrimSpace(c.r.Header.Get("If-Match"))
	if tag == "" || tag == "*" {
		return nil, nil
	}
	parts := strings.Split(tagText(tag), ".")
	if len(parts) < 2 {
		return nil, stale()
	}
	task, err := strconv.ParseInt(parts[0], 10, 64)
	text, err2 := strconv.ParseInt(parts[1], 10, 64)
	if err != nil || err2 != nil {
		return nil, stale()
	}
	return &work.Versions{Task: task, Text: text}, nil
}

// CreateTaskIn is a new task.
type CreateTaskIn struct {
	InProject
	Body struct {
		ID          string       `json:"id,omitempty"`
		Title       string       `json:"title"`
		Description string       `json:"description,omitempty" doc:"Markdown."`
		Status      string       `json:"status,omitempty"`
		Type        string       `json:"type,omitempty"`
		Priority    string       `json:"priority,omitempty"`
		Assignees   []string     `json:"assignees,omitempty"`
		Labels      []string     `json:"labels,omitempty"`
		Points      *float64     `json:"points,omitempty" nullable:"true"`
		Due         *moment.Date `json:"due,omitempty" nullable:"true"`
		Parent      *string      `json:"parent,omitempty" nullable:"true" doc:"A task of the same project that it is to be a part of: its id or key."`
		Before      string       `json:"before,omitempty" doc:"A task of the same column."`
		After       string       `json:"after,omitempty" doc:"A task of the same column."`
	}
}

func createTask(ctx context.Context, c *call, in *CreateTaskIn) (reply, error) {
	b := in.Body
	draft := work.Draft{ID: b.ID, Title: b.Title, Markdown: b.Description, Status: b.Status, Type: b.Type, Priority: b.Priority,
		Assignees: b.Assignees, Labels: b.Labels, Points: b.Points, Before: b.Before, After: b.After}
	if b.Due != nil {
		due, err := parseDue(*b.Due)
		if err != nil {
			return reply{}, err
		}
		draft.Due = due
	}
	if b.Parent != nil {
		draft.Parent = *b.Parent
	}
	w, made, err := c.s.o.Work.Create(ctx, c.actor, in.Org, in.Project, draft)
	r, err := c.written(w, err)
	if !made {
		r.status = http.StatusOK
	}
	return r, err
}

func parseDue(d moment.Date) (moment.Date, error) {
	due, err := moment.ParseDate(string(d))
	if err != nil {
		return "", fault.Wrong("due", "%s", err)
	}
	return due, nil
}

// written answers with a task that was written.
func (c *call) written(w work.Written, err error) (reply, error) {
	if err != nil {
		return reply{}, err
	}
	return c.task(w.Card, w.Commit.Position.Epoch).committed(c, w.Commit, w.Op), nil
}

// ChangeTaskIn is what is to be set.
type ChangeTaskIn struct {
	InTask
	Body struct {
		Title           *string               `json:"title,omitempty"`
		Description     *string               `json:"description,omitempty"`
		BaseVersion     *int64                `json:"baseVersion,omitempty" doc:"Of the text that description was made from: what others wrote since is merged."`
		Type            *string               `json:"type,omitempty"`
		Priority        *string               `json:"priority,omitempty"`
		Assignees       *[]string             `json:"assignees,omitempty"`
		AddAssignees    []string              `json:"addAssignees,omitempty"`
		RemoveAssignees []string              `json:"removeAssignees,omitempty"`
		Labels          *[]string             `json:"labels,omitempty"`
		AddLabels       []string              `json:"addLabels,omitempty"`
		RemoveLabels    []string              `json:"removeLabels,omitempty"`
		Points          Optional[float64]     `json:"points,omitempty"`
		Due             Optional[moment.Date] `json:"due,omitempty"`
		Parent          Optional[string]      `json:"parent,omitempty" doc:"A task of the same project: its id or key."`
		Status          *string               `json:"status,omitempty"`
	}
}

func changeTask(ctx context.Context, c *call, in *ChangeTaskIn) (reply, error) {
	expect, err := c.expectedTask()
	if err != nil {
		return reply{}, err
	}
	b := in.Body
	if b.Due.Value != nil {
		if _, err := parseDue(*b.Due.Value); err != nil {
			return reply{}, err
		}
	}
	return c.written(c.s.o.Work.Update(ctx, c.actor, in.Org, in.Project, in.Task, work.Patch{Title: b.Title, Type: b.Type, Priority: b.Priority, Status: b.Status,
		Markdown: b.Description, BaseVersion: b.BaseVersion, Assignees: b.Assignees, Labels: b.Labels, AddAssignees: b.AddAssignees, RemoveAssignees: b.RemoveAssignees,
		AddLabels: b.AddLabels, RemoveLabels: b.RemoveLabels, Points: work.Opt[float64](b.Points), Due: work.Opt[moment.Date](b.Due), Parent: work.Opt[string](b.Parent), Expect: expect}))
}

// MoveIn is a place on the board.
type MoveIn struct {
	InTask
	Body struct {
		Status string `json:"status"`
		Before string `json:"before,omitempty" doc:"A task of that column."`
		After  string `json:"after,omitempty" doc:"A task of that column."`
	}
}

func moveTask(ctx context.Context, c *call, in *MoveIn) (reply, error) {
	return c.written(c.s.o.Work.Move(ctx, c.actor, in.Org, in.Project, in.Task, work.Place(in.Body)))
}

func trashTask(ctx context.Context, c *call, in *InTask) (reply, error) {
	expect, err := c.expectedTask()
	if err != nil {
		return reply{}, err
	}
	return c.written(c.s.o.Work.Trash(ctx, c.actor, in.Org, in.Project, in.Task, expect))
}

func restoreTask(ctx context.Context, c *call, in *InTask) (reply, error) {
	return c.written(c.s.o.Work.Restore(ctx, c.actor, in.Org, in.Project, in.Task))
}
