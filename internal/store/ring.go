package store

import (
	"context"
	"fmt"
	"sync"
)

// ring keeps the latest events of a space, so that those who follow the log need no database.
type ring struct {
	mu     sync.Mutex
	pos    Position
	events []*Event // without a gap, the last one is pos.Number
}

const ringSize = 2048

func (r *ring) add(events []*Event, p Position) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, events...)
	if len(r.events) > 2*ringSize {
		r.events = append([]*Event(nil), r.events[len(r.events)-ringSize:]...)
	}
	r.pos = p
}

func (r *ring) reset(p Position) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pos, r.events = p, nil
}

// after gives the events after a number, false when some of them are not here.
func (r *ring) after(n int64, limit int) ([]*Event, Position, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	missing := r.pos.Number - n
	if r.pos.Epoch == "" || missing < 0 || missing > int64(len(r.events)) {
		return nil, Position{}, false
	}
	from := r.events[len(r.events)-int(missing):]
	return append([]*Event(nil), from[:min(limit, len(from))]...), r.pos, true
}

// Events gives the events of a space after a number, at most limit, in order, and the position that the space had when they were read.
// All of them are durable. It is what streams and readers follow the log with.
func (s *Store) Events(ctx context.Context, name Space, after int64, limit int) ([]*Event, Position, error) {
	sp := s.space(name)
	if events, p, ok := sp.recent.after(after, limit); ok {
		return events, p, nil
	}
	snap, err := s.engine.Snapshot(ctx, name)
	if err != nil {
		return nil, Position{}, fmt.Errorf("read the log of %s: %w", name, err)
	}
	defer snap.Close() //nolint:errcheck // a snapshot that cannot be closed takes nothing with it
	from := T(fmt.Sprint(after + 1))
	var out []*Event
	for d, err := range snap.Find(Query{Def: eventDef, From: &from, Limit: limit, WithKeys: true}) {
		if err != nil {
			return nil, Position{}, fmt.Errorf("read the log of %s: %w", name, err)
		}
		e, err := readEvent(s.packer, d)
		if err != nil {
			return nil, Position{}, err
		}
		out = append(out, e)
	}
	return out, snap.Position(), nil
}
