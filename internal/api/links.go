package api

import (
	"context"
	"net/http"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/work"
)

func linkOperations() []*operation {
	const in = inTask + "/links"
	return []*operation{
		on("GET", in, "listLinks", "What a task is to others", need(access.TaskRead), listLinks, answers(200, LinkList{})),
		on("POST", in, "link", "Link a task to another", need(access.TaskUpdate), link, create, answers(201, LinkDoc{})),
		on("DELETE", in+"/{link}", "unlink", "Take a link away", need(access.TaskUpdate), unlink, answers(204, nil)),
	}
}

func listLinks(ctx context.Context, c *call, in *ListInTask) (reply, error) {
	docs, at, err := c.s.o.Work.LinksOf(ctx, c.actor, in.Org, in.Project, in.Task)
	if err != nil {
		return reply{}, err
	}
	return c.documents(in.Page, docs, at)
}

// LinkIn is a new link.
type LinkIn struct {
	InTask
	Body struct {
		ID    string `json:"id,omitempty"`
		Type  string `json:"type" enum:"blocks,blockedBy,relates,duplicates,duplicatedBy"`
		Other string `json:"other" doc:"A task that one sees, of any project: its id or key."`
	}
}

func link(ctx context.Context, c *call, in *LinkIn) (reply, error) {
	l, made, err := c.s.o.Work.Link(ctx, c.actor, in.Org, in.Project, in.Task, work.NewLink(in.Body))
	if err != nil {
		return reply{}, err
	}
	r := document(l.Doc, l.Commit.Position.Epoch).committed(c, l.Commit, "")
	if !made {
		r.status = http.StatusOK
	}
	return r, nil
}

// InLink is a link of a task.
type InLink struct {
	InTask
	Link string `path:"link"`
}

func unlink(ctx context.Context, c *call, in *InLink) (reply, error) {
	commit, err := c.s.o.Work.Unlink(ctx, c.actor, in.Org, in.Project, in.Task, in.Link)
	if err != nil {
		return reply{}, err
	}
	return reply{}.committed(c, commit, ""), nil
}
