package store

import (
	"context"
	"time"

	"github.com/kanvaro/kanvaro/internal/moment"
)

// pollEvery is how long a foreign change stays unknown at most, when no bell tells of it.
const pollEvery = 500 * time.Millisecond

// poll asks the engine again and again which spaces have moved, and brings those that are remembered up to date.
func (s *Store) poll(every time.Duration) {
	defer s.owned.Done()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { // a database that hangs must not hold up Close
		select {
		case <-s.stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	mark, failing := Mark(""), false
	for {
		select {
		case <-moment.Real.After(every):
		case <-s.stop:
			return
		}
		names, next, err := s.engine.Changed(ctx, mark)
		switch {
		case err == nil:
			mark, failing = next, false
			for _, name := range names {
				s.Refresh(ctx, name)
			}
		case !failing && ctx.Err() == nil:
			failing = true
			s.log.Warn("cannot ask which spaces have moved", "error", err)
		}
	}
}

// Refresh brings a space to where the engine stands, if it is remembered: a bell or the poll says that somebody has moved it. What is
// being applied meanwhile finds out by its own fence.
func (s *Store) Refresh(ctx context.Context, name Space) {
	s.mu.Lock()
	sp := s.spaces[name]
	s.mu.Unlock()
	if sp == nil {
		return
	}
	sp.mu.Lock()
	defer sp.mu.Unlock()
	if !sp.known || sp.flight != nil || sp.pending != nil {
		return
	}
	if err := s.catchUp(ctx, sp); err != nil && ctx.Err() == nil {
		s.log.Warn("cannot catch up with a space", "space", string(name), "error", err)
	}
}
