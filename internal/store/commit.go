package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// applyTime bounds one Apply, outcomeTime the search for what became of it.
const (
	applyTime   = 30 * time.Second
	outcomeTime = 30 * time.Second
)

// commit is the one goroutine that applies batches: those of all spaces that wait, at once, again and again. While it applies, closures
// run over what is in flight and make the next batch: that is group commit.
func (s *Store) commit() {
	defer s.owned.Done()
	for {
		select {
		case <-s.wake:
			for s.round() {
			}
		case <-s.stop:
			return
		}
	}
}

// round applies what waits; false when nothing did.
func (s *Store) round() bool {
	s.mu.Lock()
	queue := s.queue
	s.queue = nil
	s.mu.Unlock()
	var going []*space
	for _, sp := range queue {
		sp.mu.Lock()
		sp.flight, sp.pending = sp.pending, nil
		close(sp.flight.taken)
		going = append(going, sp)
		sp.mu.Unlock()
	}
	for len(going) > 0 {
		going = s.apply(going)
	}
	return len(queue) > 0
}

// apply applies the flights of some spaces, and gives those that must be tried again without one that was refused.
func (s *Store) apply(going []*space) []*space {
	batches := make([]Batch, len(going))
	for i, sp := range going {
		batches[i] = sp.flight.finished(sp.name)
	}
	ctx, cancel := context.WithTimeout(context.Background(), applyTime)
	err := s.engine.Apply(ctx, batches)
	cancel()
	if errors.Is(err, ErrUnknown) {
		s.log.Warn("outcome of a commit is unknown", "error", err)
		err = s.outcome(batches, err)
	}
	var fence *FenceError
	switch {
	case err == nil:
		for _, sp := range going {
			s.land(sp)
		}
		return nil
	case errors.Is(err, errAgain):
		for _, sp := range going {
			sp.flight.unsure = true
		}
		return going
	case errors.As(err, &fence) && going[0].flight.unsure && s.landed(batches):
		for _, sp := range going {
			s.land(sp)
		}
		return nil
	case errors.As(err, &fence):
		left := going[:0]
		for _, sp := range going {
			if sp.name == fence.Space {
				s.ground(sp, errAgain)
			} else {
				left = append(left, sp)
			}
		}
		if len(left) == len(batches) { // a fence that is none of ours: an engine must not do that
			err = fmt.Errorf("apply: a foreign fence: %w", err)
			break
		}
		return left
	}
	s.log.Error("commit failed", "error", err)
	for _, sp := range going {
		s.ground(sp, fault.Because(fault.Unavailable, err, "The database did not take the change. Nothing was changed; try again."))
	}
	return nil
}

// finished gives a batch as engines get it.
func (b *batch) finished(name Space) Batch {
	out := Batch{Space: name, Fence: b.base, Next: b.next, Loose: !b.clocked && b.base == b.next, Writes: b.writes}
	for _, c := range b.order {
		w := Write{Def: c.def, ID: c.id}
		if c.before != nil {
			w.Before = c.before.Version
		}
		if c.after != nil {
			w.Version, w.Body, w.Keys = c.after.Version, c.after.Body, c.after.Keys
		}
		if w.Before != 0 || w.Version != 0 {
			out.Writes = append(out.Writes, w)
		}
	}
	return out
}

// land makes a flight the state of the space and answers those who wait.
func (s *Store) land(sp *space) {
	sp.mu.Lock()
	b := sp.flight
	if b.next != b.base {
		sp.memory.advance(b.next, b.docs, b.events)
		sp.recent.add(b.events, b.next)
	}
	sp.flight = nil
	more := sp.pending != nil
	sp.mu.Unlock()
	close(b.done)
	s.pass(sp, more)
	if b.next != b.base {
		s.tell(sp.name, b.next)
	}
}

// ground ends a flight that was not applied, and what was built on it.
func (s *Store) ground(sp *space, err error) {
	sp.mu.Lock()
	b, on := sp.flight, sp.pending
	sp.flight, sp.pending, sp.known = nil, nil, false
	if on != nil {
		s.dequeue(sp)
	}
	sp.mu.Unlock()
	b.err = err
	close(b.done)
	if on != nil {
		on.err = errAgain
		close(on.taken)
		close(on.done)
	}
}

func (s *Store) dequeue(sp *space) {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := s.queue[:0]
	for _, q := range s.queue {
		if q != sp {
			left = append(left, q)
		}
	}
	s.queue = left
}

// landed reports whether batches whose outcome was unknown have arrived after all, when a fence refused their repetition: it may be their
// own first try that moved the space. // ST28
func (s *Store) landed(batches []Batch) bool {
	ctx, cancel := context.WithTimeout(context.Background(), outcomeTime)
	defer cancel()
	for try := 1; ; try++ {
		err := s.look(ctx, batches)
		if err == nil || errors.Is(err, errAgain) {
			return err == nil
		}
		if ctx.Err() != nil {
			s.log.Error("cannot learn whether a commit arrived; its updates may be done twice", "error", err)
			return false
		}
		<-moment.Real.After(min(time.Duration(try)*50*time.Millisecond, time.Second))
	}
}

// outcome finds out what became of an Apply that nobody answered: nil, it was applied; errAgain, it was not. // ST28
//
// One space tells for all, since Apply does all or nothing: the event at the number after the fence is ours or it is not. Batches
// without events are told by their quiet documents, and a batch of nothing but a fence may simply be asked again.
func (s *Store) outcome(batches []Batch, cause error) error {
	ctx, cancel := context.WithTimeout(context.Background(), outcomeTime)
	defer cancel()
	for try := 1; ; try++ {
		err := s.look(ctx, batches)
		if err == nil || errors.Is(err, errAgain) {
			return err
		}
		s.log.Warn("cannot learn the outcome of a commit", "error", err, "try", try)
		select {
		case <-moment.Real.After(min(time.Duration(try)*50*time.Millisecond, time.Second)):
		case <-ctx.Done():
			return fmt.Errorf("%w; then: %w", cause, err)
		}
	}
}

func (s *Store) look(ctx context.Context, batches []Batch) error {
	for _, b := range batches {
		if b.Next != b.Fence {
			return s.lookForEvent(ctx, b)
		}
	}
	for _, b := range batches {
		if len(b.Writes) > 0 {
			return s.lookForWrite(ctx, b.Space, b.Writes[0])
		}
	}
	return errAgain
}

func (s *Store) lookForEvent(ctx context.Context, b Batch) error {
	snap, err := s.engine.Snapshot(ctx, b.Space)
	if err != nil {
		return err
	}
	defer snap.Close() //nolint:errcheck // a snapshot that cannot be closed takes nothing with it
	switch p := snap.Position(); {
	case p == b.Next:
		return nil
	case p == b.Fence, p.Epoch != b.Next.Epoch:
		return errAgain // Apply again: its fence tells
	}
	docs, err := snap.Get(eventDef, strconv.FormatInt(b.Next.Number, 10))
	if err != nil || len(docs) == 0 {
		return errOr(err, errAgain)
	}
	e, err := readEvent(s.packer, docs[0])
	if err != nil {
		return err
	}
	if e.Hash == b.Next.Hash {
		return nil
	}
	return errAgain
}

func (s *Store) lookForWrite(ctx context.Context, name Space, w Write) error {
	snap, err := s.engine.Snapshot(ctx, name)
	if err != nil {
		return err
	}
	defer snap.Close() //nolint:errcheck // a snapshot that cannot be closed takes nothing with it
	docs, err := snap.Get(w.Def, w.ID)
	if err != nil {
		return err
	}
	if len(docs) == 0 && w.Version == 0 {
		return nil
	}
	if len(docs) == 1 && docs[0].Version == w.Version && bytes.Equal(docs[0].Body, w.Body) {
		return nil
	}
	return errAgain
}

func errOr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}
