// Package memstore is the reference engine: documents in memory, obviously right rather than fast.
//
// Tests of the domain run on it, and the other engines are compared with it. Nothing outlives the process.
package memstore

import (
	"context"
	"fmt"
	"maps"
	"strconv"
	"sync"

	"github.com/kanvaro/kanvaro/internal/store"
)

// Engine keeps all spaces as one state that is never changed, only replaced: a snapshot is a pointer to it (ST6).
type Engine struct {
	kinds map[string]*store.Def

	mu   sync.Mutex
	now  state
	tick int64 // counts the Applies that moved a position
}

type state map[store.Space]*space

// space is one space at one position. It is not changed once it stands in a state.
type space struct {
	position store.Position
	moved    int64 // the tick at which position was reached
	kinds    map[string]documents
}

// New makes an empty engine for these kinds. It panics on a Def that contradicts itself, which is a programmer's mistake.
func New(defs ...*store.Def) *Engine {
	e := &Engine{kinds: map[string]*store.Def{}, now: state{}}
	for _, d := range defs {
		if err := d.Check(); err != nil {
			panic(err)
		}
		e.kinds[d.Kind] = d
	}
	return e
}

// Snapshot takes the state as it is.
func (e *Engine) Snapshot(ctx context.Context, s store.Space) (store.Snapshot, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return &snapshot{ctx: ctx, engine: e, space: s, state: e.now}, nil
}

// Apply makes the next state beside the present one, and puts it in its place when every batch went well (ST2).
func (e *Engine) Apply(ctx context.Context, batches []store.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	next := maps.Clone(e.now)
	for _, b := range batches {
		before := next[b.Space]
		if before == nil {
			before = &space{}
		}
		after, err := e.apply(before, b)
		if err != nil {
			return err
		}
		if after.position != before.position {
			after.moved = e.tick + 1
		}
		next[b.Space] = after
	}
	e.now = next
	e.tick++
	return nil
}

func (e *Engine) apply(before *space, b store.Batch) (*space, error) {
	after := &space{position: before.position, moved: before.moved, kinds: maps.Clone(before.kinds)}
	if !b.Loose {
		if before.position != b.Fence {
			return nil, &store.FenceError{Space: b.Space}
		}
		after.position = b.Next
	}
	if after.kinds == nil {
		after.kinds = map[string]documents{}
	}
	for kind, writes := range byKind(b.Writes) {
		if e.kinds[kind] == nil {
			return nil, fmt.Errorf("kind %s is not declared", kind)
		}
		docs := after.kinds[kind].clone(len(writes))
		for _, w := range writes {
			var err error
			if docs, err = docs.write(b.Space, w); err != nil {
				return nil, err
			}
		}
		after.kinds[kind] = docs
	}
	return after, nil
}

func byKind(writes []store.Write) map[string][]store.Write {
	kinds := map[string][]store.Write{}
	for _, w := range writes {
		kinds[w.Def.Kind] = append(kinds[w.Def.Kind], w)
	}
	return kinds
}

// Changed compares ticks.
func (e *Engine) Changed(ctx context.Context, since store.Mark) ([]store.Space, store.Mark, error) {
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	var tick int64
	if since != "" {
		var err error
		if tick, err = strconv.ParseInt(string(since), 10, 64); err != nil {
			return nil, "", fmt.Errorf("mark %q is not one of this engine: %w", since, err)
		}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	var moved []store.Space
	for name, s := range e.now {
		if s.moved > tick {
			moved = append(moved, name)
		}
	}
	return moved, store.Mark(strconv.FormatInt(e.tick, 10)), nil
}

// Close forgets nothing: an engine in memory may be used again, as a database may be opened again.
func (e *Engine) Close() error { return nil }
