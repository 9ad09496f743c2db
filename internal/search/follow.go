package search

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

// wanted is what some events have to be looked at again for.
type wanted struct {
	words    map[string]bool // tasks; false where only the row may have changed
	statuses map[string]bool // projects whose columns have changed
	comments []*store.Event
}

// read makes of events what is to be added to the index. What things are now is read from them, not from the events: so it does not matter
// how often an event is read, and many changes of one thing cost as much as one.
func (x *indexer) read(ctx context.Context, s store.Space, events []*store.Event) (func(store.Tx) error, error) {
	w, err := sortOut(events)
	if err != nil {
		return nil, err
	}
	var b *batch
	err = x.store.View(ctx, s, func(tx store.Tx) (err error) {
		if b, err = x.batch(tx, s); err != nil {
			return err
		}
		return b.follow(tx, w)
	})
	if err != nil {
		return nil, err
	}
	maps.Copy(x.closed, b.closed)
	if b.empty() {
		return nil, nil
	}
	made := b.build()
	return func(tx store.Tx) error { return x.add(tx, b.version, made, nil) }, nil
}

// sortOut says what events are about.
func sortOut(events []*store.Event) (*wanted, error) {
	w := &wanted{words: map[string]bool{}, statuses: map[string]bool{}}
	for _, e := range events {
		switch e.Ref.Kind {
		case work.Tasks.Def().Kind:
			p, err := e.Payload()
			if err != nil {
				return nil, fmt.Errorf("event %d: %w", e.Seq, err)
			}
			_, title := p.Set["title"]
			w.words[e.ID] = w.words[e.ID] || p.Whole != nil || p.Erased || title
		case work.Texts.Def().Kind:
			w.words[e.ID] = true
		case work.Comments.Def().Kind:
			p, err := e.Payload()
			if err != nil {
				return nil, fmt.Errorf("event %d: %w", e.Seq, err)
			}
			if _, said := p.Set["markdown"]; said || len(p.Set) == 0 { // a reaction says nothing
				w.comments = append(w.comments, e)
			}
		case project.Projects.Def().Kind:
			p, err := e.Payload()
			if err != nil {
				return nil, fmt.Errorf("event %d: %w", e.Seq, err)
			}
			if _, ok := p.Set["statuses"]; ok {
				w.statuses[e.ID] = true
			}
		}
	}
	return w, nil
}

// follow looks at what is wanted.
func (b *batch) follow(tx store.Tx, w *wanted) error {
	words := map[string]bool{}
	for task, all := range w.words {
		words[task] = all
	}
	for _, e := range w.comments {
		task, err := taskOf(tx, e)
		if err != nil {
			return err
		}
		if task != "" {
			words[task] = true
		}
	}
	for _, task := range slices.Sorted(maps.Keys(words)) {
		look := b.row
		if words[task] {
			look = b.words
		}
		if err := look(tx, task); err != nil {
			return err
		}
	}
	for _, p := range slices.Sorted(maps.Keys(w.statuses)) {
		if err := b.statuses(tx, p); err != nil {
			return err
		}
	}
	return nil
}

// taskOf finds the task of a comment that something happened to, as it is or was.
func taskOf(tx store.Tx, e *store.Event) (string, error) {
	c, err := work.Comments.Look(tx, e.ID)
	if err != nil {
		return "", err
	}
	if c != nil {
		return c.Task, nil
	}
	for before := int64(0); ; {
		events, err := tx.Log(e.ID, before, 20)
		if err != nil {
			return "", err
		}
		for _, e := range events {
			before = e.Seq
			p, err := e.Payload()
			if err != nil {
				return "", err
			}
			var was struct {
				Task string `json:"task"`
			}
			if p.Whole != nil {
				err := json.Unmarshal(p.Whole, &was)
				return was.Task, err
			}
		}
		if len(events) < 20 {
			return "", nil // its beginning was erased: its words go when the task is read again
		}
	}
}
