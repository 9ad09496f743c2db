package api

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/work"
)

func historyOperations() []*operation {
	return []*operation{
		on("GET", inTask+"/history", "listHistory", "What happened to a task, newest first", need(access.TaskRead), listHistory, answers(200, HistoryList{})),
		on("POST", inOrg+"/undo", "undo", "Take an operation back", need(access.ChangeUndo), undo, answers(200, UndoneDoc{})),
	}
}

// HistoryList is a part of a history.
type HistoryList struct {
	Items    []HistoryDoc `json:"items"`
	Next     string       `json:"next,omitempty"`
	Position string       `json:"position"`
}

// HistoryDoc is one thing that happened.
type HistoryDoc struct {
	Seq       int64                      `json:"seq"`
	Op        string                     `json:"op" doc:"What undo takes."`
	At        string                     `json:"at" format:"date-time"`
	Actor     string                     `json:"actor"`
	ActorKind string                     `json:"actorKind"`
	Name      string                     `json:"name" example:"task.moved"`
	Kind      string                     `json:"kind"`
	ID        string                     `json:"id"`
	Set       map[string]json.RawMessage `json:"set,omitempty"`
	Was       map[string]json.RawMessage `json:"was,omitempty"`
	Undoable  bool                       `json:"undoable"`
}

func listHistory(ctx context.Context, c *call, in *ListInTask) (reply, error) {
	before := int64(0)
	if in.Cursor != "" {
		var err error
		if before, err = strconv.ParseInt(in.Cursor, 10, 64); err != nil || before <= 0 {
			return reply{}, fault.Wrong("cursor", "is none that a history gave")
		}
	}
	items, err := c.s.o.History.List(ctx, c.actor, in.Org, in.Project, work.Tasks.Def().Kind, in.Task, before, min(in.Limit, 500))
	if err != nil {
		return reply{}, err
	}
	raw := make([][]byte, len(items.Items))
	for i, item := range items.Items {
		if raw[i], err = json.Marshal(item); err != nil {
			return reply{}, err
		}
	}
	next := ""
	if items.Next > 0 {
		next = strconv.FormatInt(items.Next, 10)
	}
	return c.list(raw, in.Fields, next, items.Position)
}

// UndoIn is an operation.
type UndoIn struct {
	InOrg
	Body struct {
		Op string `json:"op"`
	}
}

// UndoneDoc is what became of an undo.
type UndoneDoc struct {
	Op        string        `json:"op" doc:"Of the undo itself: undoing it is redo."`
	Undone    int           `json:"undone"`
	Conflicts []ConflictDoc `json:"conflicts"`
}

// ConflictDoc is something that was not undone, and why.
type ConflictDoc struct {
	Kind   string `json:"kind"`
	ID     string `json:"id"`
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

func undo(ctx context.Context, c *call, in *UndoIn) (reply, error) {
	undone, err := c.s.o.History.Undo(ctx, c.actor, in.Org, in.Body.Op)
	if err != nil {
		return reply{}, err
	}
	out := UndoneDoc{Op: undone.Op, Undone: undone.Undone, Conflicts: make([]ConflictDoc, len(undone.Conflicts))}
	for i, x := range undone.Conflicts {
		out.Conflicts[i] = ConflictDoc(x)
	}
	r, err := value(out)
	if undone.Commit.Position.Epoch != "" {
		r = r.committed(c, undone.Commit, undone.Op)
	}
	return r, err
}
