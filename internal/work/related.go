package work

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/history"
	"github.com/kanvaro/kanvaro/internal/store"
)

// related gives events about other documents that people take for events about a task: comments on it, its links, tasks that became parts of
// it or ceased to be. They are found by its tally, which changes with them and has the id of the task; that comments were edited, by those
// that are there.
func related(s *access.Scope, task string, own []*store.Event, before int64, limit int) ([]*store.Event, error) {
	var out []*store.Event
	for _, e := range own {
		if e.Ref.Kind != Tallies.Def().Kind {
			continue
		}
		events, err := s.Operation(fmt.Sprint(e.Tx))
		if err != nil {
			return nil, err
		}
		for _, c := range events {
			is, err := about(s, task, c)
			if err != nil {
				return nil, err
			}
			if is {
				out = append(out, c)
			}
		}
	}
	edits, err := edits(s, task, before, limit)
	out = append(out, edits...)
	return slices.DeleteFunc(out, func(e *store.Event) bool { return before > 0 && e.Seq >= before }), err
}

// edits gives events about comments that were edited. Who put which sign under them is no part of the history.
func edits(s *access.Scope, task string, before int64, limit int) ([]*store.Event, error) {
	var out []*store.Event
	for c, err := range Comments.Find(s, store.Query{Index: "task", Equal: []store.Value{store.T(task)}}) {
		if err != nil {
			return nil, err
		}
		if c.EditedAt.IsZero() {
			continue
		}
		events, err := s.Log(c.ID, before, limit)
		if err != nil {
			return nil, err
		}
		out = append(out, events...)
	}
	return slices.DeleteFunc(out, func(e *store.Event) bool { return e.Name == reactedName || e.Name == unreactedName }), nil
}

// about reports whether an event made or deleted a comment on a task or a link of it, or made another task a part of it, or no part.
// Of what was erased nobody can tell.
func about(s *access.Scope, task string, e *store.Event) (bool, error) {
	if e.Project != s.Project || e.ID == task {
		return false, nil
	}
	p, err := e.Payload()
	if err != nil {
		return false, err
	}
	switch e.Ref.Kind {
	case Comments.Def().Kind:
		return madeAt(s, Comments.Def(), task, e, p)
	case Links.Def().Kind:
		return madeAt(s, Links.Def(), task, e, p)
	case Tasks.Def().Kind:
		if p.Whole != nil {
			return string(field(p.Whole, "parent")) == task, nil
		}
		is, changed := p.Set["parent"]
		return changed && (string(is) == `"`+task+`"` || string(p.Was["parent"]) == `"`+task+`"`), nil
	}
	return false, nil
}

// madeAt reports whether an event made or deleted a document that says that it is about a task.
func madeAt(s *access.Scope, d *store.Def, task string, e *store.Event, p store.Payload) (bool, error) {
	body := []byte(p.Whole)
	if p.Gone {
		var err error
		body, err = history.At(s, d, e.ID, e.Seq-1)
		if fault.Is(err, fault.Conflict) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
	if body == nil {
		return false, nil
	}
	var at struct{ Task string }
	if err := json.Unmarshal(body, &at); err != nil {
		return false, fmt.Errorf("read %s: %w", d.Kind, err)
	}
	return at.Task == task, nil
}
