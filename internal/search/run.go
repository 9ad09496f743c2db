package search

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// How the index follows. A space that moves is read a moment later, with all that has happened until then; somebody else's index is looked
// after when he may have died; what failed is tried again.
const (
	rest  = 150 * time.Millisecond
	again = 5 * time.Second
)

// runner keeps the index of all spaces that move.
type runner struct {
	clock moment.Clock
	log   *slog.Logger
	index *indexer

	mu      sync.Mutex
	moved   map[store.Space]bool
	doubted map[store.Space]bool // may be damaged
	passed  map[store.Space]int  // how often in a row the index had moved on
	later   map[store.Space]moment.Time
	wake    chan struct{}
	ctx     context.Context
	cancel  context.CancelFunc
	done    chan struct{}
	working sync.Mutex // the indexer is used by one at a time
}

func newRunner(o Options, all *spaces) *runner {
	r := &runner{clock: o.Clock, log: o.Log, moved: map[store.Space]bool{}, doubted: map[store.Space]bool{}, passed: map[store.Space]int{}, later: map[store.Space]moment.Time{},
		wake: make(chan struct{}, 1)}
	r.index = newIndexer(o.Store, o.Log, rand.Text(), all)
	o.Store.OnMove(func(s store.Space, _ store.Position) { r.look(s) })
	return r
}

// look has a space read soon.
func (r *runner) look(s store.Space) {
	if id.Prefix(string(s)) != "org" {
		return
	}
	r.mu.Lock()
	r.moved[s] = true
	r.mu.Unlock()
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// doubt has an index looked through that could not be read, and made anew if that is so.
func (r *runner) doubt(s store.Space) {
	r.mu.Lock()
	r.doubted[s] = true
	r.mu.Unlock()
	r.look(s)
}

// Start begins to follow the log of all spaces, and makes the indexes that are not there. Stop ends it.
func (s *Service) Start(all []store.Space) {
	r := s.run
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.done = make(chan struct{})
	for _, space := range all {
		r.look(space)
	}
	go r.loop()
}

// Stop ends following. What is not in the index yet is put into it after the next start.
func (s *Service) Stop(ctx context.Context) error {
	if s.run.cancel == nil {
		return nil
	}
	s.run.cancel()
	select {
	case <-s.run.done:
		return nil
	case <-ctx.Done():
		return fault.Because(fault.Unavailable, ctx.Err(), "The search index did not come to rest in time.")
	}
}

// CatchUp brings the index of an organisation to where its log ends: for commands and tests, which do not wait for a loop.
func (s *Service) CatchUp(ctx context.Context, org string) error {
	for more := true; more; {
		var err error
		if more, err = s.run.step(ctx, store.Space(org)); err != nil {
			return err
		}
	}
	return nil
}

func (r *runner) loop() {
	defer close(r.done)
	for r.ctx.Err() == nil {
		wait, more := r.round()
		if more {
			continue
		}
		select {
		case <-r.ctx.Done():
		case <-r.clock.After(wait):
		case <-r.wake:
			select { // with what is about to happen
			case <-r.clock.After(rest):
			case <-r.ctx.Done():
			}
		}
	}
	r.release()
}

// round reads every space that has moved; more says that there is more to be read, and wait how long there is nothing to do.
func (r *runner) round() (wait time.Duration, more bool) {
	for _, s := range r.due() {
		if r.ctx.Err() != nil {
			return 0, false
		}
		left, err := r.step(r.ctx, s)
		switch {
		case err == nil && !left:
			delete(r.passed, s)
		case err == nil:
			more = true
			r.look(s)
		case errors.Is(err, errPassed):
			if r.passed[s]++; r.passed[s] == tries { // it cannot move on so often
				delete(r.passed, s)
				r.doubt(s)
			}
			more = true
			r.look(s)
		case errors.Is(err, errLeased):
			r.put(s, lease)
		case r.ctx.Err() == nil:
			r.log.Warn("the search index cannot be kept; it will be tried again", "organization.id", string(s), "error", err)
			if errors.Is(err, errDamaged) {
				r.doubt(s)
			}
			r.put(s, again)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	wait = time.Hour
	for _, at := range r.later {
		wait = min(wait, max(at.Sub(r.clock.Now()), 0))
	}
	return wait, more
}

// put has a space read later.
func (r *runner) put(s store.Space, d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.later[s] = r.clock.Now().Add(d)
}

// due takes the spaces that have moved, and those whose time has come.
func (r *runner) due() []store.Space {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []store.Space
	for s := range r.moved {
		out = append(out, s)
	}
	now := r.clock.Now()
	for s, at := range r.later {
		if !at.After(now) {
			delete(r.later, s)
			if !r.moved[s] {
				out = append(out, s)
			}
		}
	}
	clear(r.moved)
	return out
}

// step brings one index further.
func (r *runner) step(ctx context.Context, s store.Space) (bool, error) {
	r.working.Lock()
	defer r.working.Unlock()
	r.mu.Lock()
	doubted := r.doubted[s]
	delete(r.doubted, s)
	r.mu.Unlock()
	if doubted {
		if err := r.index.mend(ctx, s); err != nil {
			return false, err
		}
	}
	return r.index.step(ctx, s)
}

// release lets other processes have the indexes at once.
func (r *runner) release() {
	r.working.Lock()
	defer r.working.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), again)
	defer cancel()
	r.index.release(ctx)
}
