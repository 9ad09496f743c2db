package api

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/kanvaro/kanvaro/internal/access"
)

func progressOperations() []*operation {
	return []*operation{
		on("GET", inOrg+"/progress", "readProgress", "How far the projects are that one sees", []access.Need{access.OrganisationRead}, readProgress, answers(200, ProgressList{})),
		on("POST", inOrg+"/preview", "preview", "How a text would be shown", need(access.OrganisationRead), preview, answers(200, PreviewDoc{})),
	}
}

// ProgressDoc is how far a project is.
type ProgressDoc struct {
	Project string     `json:"project"`
	Total   int64      `json:"total" doc:"Tasks, those in the trash left out."`
	Done    int64      `json:"done"`
	Dropped int64      `json:"dropped"`
	Overdue int64      `json:"overdue"`
	ByGroup ByGroupDoc `json:"byGroup"`
}

// ByGroupDoc counts tasks by what their column means.
type ByGroupDoc struct {
	Backlog int64 `json:"backlog"`
	Ready   int64 `json:"ready"`
	Doing   int64 `json:"doing"`
	Review  int64 `json:"review"`
	Done    int64 `json:"done"`
	Dropped int64 `json:"dropped"`
}

// ProgressList is how far all projects are.
type ProgressList struct {
	Items    []ProgressDoc `json:"items"`
	Position string        `json:"position"`
}

func readProgress(ctx context.Context, c *call, in *InOrg) (reply, error) {
	all, at, err := c.s.o.Work.Progress(ctx, c.actor, in.Org)
	if err != nil {
		return reply{}, err
	}
	items := make([][]byte, len(all))
	for i, p := range all {
		if items[i], err = json.Marshal(p); err != nil {
			return reply{}, fmt.Errorf("write the answer: %w", err)
		}
	}
	return c.list(items, nil, "", at)
}

// PreviewIn is a text.
type PreviewIn struct {
	InOrg
	Body struct {
		Markdown string `json:"markdown"`
	}
}

// PreviewDoc is what a page would show.
type PreviewDoc struct {
	HTML string `json:"html" doc:"Sanitised."`
}

func preview(ctx context.Context, c *call, in *PreviewIn) (reply, error) {
	html, err := c.s.o.Work.Preview(ctx, c.actor, in.Org, in.Body.Markdown)
	if err != nil {
		return reply{}, err
	}
	return value(PreviewDoc{html})
}
