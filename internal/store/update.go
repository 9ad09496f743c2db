package store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mrand "math/rand/v2"
	"runtime/debug"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// A batch is closed at about this many documents or bytes; who comes later waits for the next.
const (
	batchDocs  = 1000
	batchBytes = 8 << 20
)

// batch is what waits to be applied to one space, or is being applied: the layers of several closures as one.
type batch struct {
	layer
	base    Position
	next    Position
	events  []*Event
	writes  []Write // of events and replaced payloads
	clocked bool
	unsure  bool // an Apply of it ended without an answer
	bytes   int
	taken   chan struct{} // closed when it is no longer pending
	done    chan struct{} // closed when err is set
	err     error
}

func newBatch(base Position) *batch {
	return &batch{base: base, next: base, taken: make(chan struct{}), done: make(chan struct{})}
}

func (b *batch) full() bool { return len(b.order)+len(b.events) >= batchDocs || b.bytes >= batchBytes }

// Update runs fn over the present state of a space and commits what it did, or nothing when it fails. fn may run again; it must have
// no effects but through its Tx. Once fn has returned nil its work is committed even if ctx ends. Update returns when what fn read and
// wrote is durable; an error of fn comes back as it is, and is true of a durable state as well.
//
// When the outcome can not be learnt within half a minute the fault is Unavailable, and the work may or may not have been done.
func (s *Store) Update(ctx context.Context, name Space, by By, fn func(Tx) error) (Commit, error) {
	if !s.open() {
		return Commit{}, fault.New(fault.Unavailable, "The server is stopping.")
	}
	defer s.active.Done()
	sp := s.space(name)
	for try := 1; ; try++ {
		b, commit, err := s.attempt(ctx, sp, by, fn)
		if b == nil {
			return Commit{}, err
		}
		<-b.done
		switch {
		case b.err == nil:
			return commit, err
		case !errors.Is(b.err, errAgain):
			return Commit{}, b.err
		case try >= 100:
			return Commit{}, fault.Because(fault.Unavailable, b.err, "Too many others are changing the same things. Try again.")
		}
		if s.bell != nil {
			sp.turns.away()
		} else if err := pause(ctx, try); err != nil {
			return Commit{}, err
		}
	}
}

// errAgain is the end of a batch whose fence failed, or that was built on one: its closures run again.
var errAgain = errors.New("the space has moved on")

// pause waits a little, longer with each try and never as long as another one: those who collided should not do so again.
func pause(ctx context.Context, try int) error {
	if try < 2 {
		return nil
	}
	d := time.Duration(mrand.Int64N(int64(min(try, 20)))+1) * 500 * time.Microsecond
	select {
	case <-moment.Real.After(d):
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for a turn: %w", ctx.Err())
	}
}

// attempt runs fn once and gives the batch whose fate is that of its result; nil when there is none to wait for.
func (s *Store) attempt(ctx context.Context, sp *space, by By, fn func(Tx) error) (*batch, Commit, error) {
	sp.turns.wait(ctx, func() { s.wish(sp.name) })
	if err := s.enter(ctx, sp); err != nil {
		return nil, Commit{}, err
	}
	defer sp.mu.Unlock()
	t := s.begin(ctx, sp, by)
	if s.replay {
		run(t, fn) //nolint:errcheck // for nothing: the second run counts
		t.close()
		t = s.begin(ctx, sp, by)
	}
	err := run(t, fn)
	t.close()
	if err == nil {
		err = t.broken
	}
	if err != nil && t.broken != nil {
		return nil, Commit{}, err // nothing is known: no position to confirm
	}
	if sp.pending == nil {
		sp.pending = newBatch(t.head)
		s.enqueue(sp)
	}
	b := sp.pending
	b.clocked = b.clocked || t.clocked
	if err != nil {
		return b, Commit{}, err
	}
	commit := s.seal(t, b)
	return b, commit, nil
}

// enter takes the lock of a space whose position is known, and whose pending batch has room.
func (s *Store) enter(ctx context.Context, sp *space) error {
	for {
		sp.mu.Lock()
		var wait chan struct{}
		switch {
		case sp.pending != nil && sp.pending.full():
			wait = sp.pending.taken
		case !sp.known && sp.flight != nil:
			wait = sp.flight.done
		case !sp.known:
			if err := s.catchUp(ctx, sp); err != nil {
				sp.mu.Unlock()
				return err
			}
			return nil
		default:
			return nil
		}
		sp.mu.Unlock()
		select {
		case <-wait:
		case <-ctx.Done():
			return fmt.Errorf("wait for room in a batch: %w", ctx.Err())
		}
	}
}

func (s *Store) begin(ctx context.Context, sp *space, by By) *updateTx {
	t := &updateTx{ctx: ctx, store: s, space: sp, by: by, now: s.clock.Now(), head: sp.head()}
	if sp.pending != nil {
		t.below[0] = &sp.pending.layer
	}
	if sp.flight != nil {
		t.below[1] = &sp.flight.layer
	}
	return t
}

// run calls a closure; a panic is its error. // ST21
func run(t Tx, fn func(Tx) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a transaction panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return fn(t)
}

// seal numbers and chains the events of a closure that succeeded, and puts its layer into the batch. It cannot fail: a document that
// is not a JSON object was refused before.
func (s *Store) seal(t *updateTx, b *batch) Commit {
	if len(t.drafts) > 0 && b.next.Epoch == "" {
		b.next.Epoch = rand.Text()[:12]
	}
	first := b.next.Number + 1
	for _, d := range t.drafts {
		e := &Event{Seq: b.next.Number + 1, Tx: first, At: t.now, By: t.by, Name: d.name, Ref: d.about, Place: d.place}
		var payload []byte
		if c := d.change; c != nil {
			e.Name, e.Place, e.Left, e.Ref = c.name, c.place, c.left, Ref{c.def.Kind, c.id}
			payload = payloadOf(c)
		}
		doc := e.seal(s.packer, b.next.Hash, payload)
		b.next.Number, b.next.Hash = e.Seq, e.Hash
		b.events = append(b.events, e)
		b.writes = append(b.writes, Write{Def: eventDef, ID: doc.ID, Version: doc.Version, Body: doc.Body, Keys: doc.Keys})
		b.bytes += len(doc.Body)
	}
	for _, w := range t.swaps {
		b.writes = append(b.writes, Write{Def: eventDef, ID: w.after.ID, Before: w.before.Version, Version: w.after.Version, Body: w.after.Body, Keys: w.after.Keys})
	}
	for _, c := range t.own.order {
		b.merge(c)
	}
	commit := Commit{Position: b.next}
	if len(t.drafts) > 0 {
		commit.Tx = first
	}
	return commit
}

// merge puts a change over what the batch has of its document.
func (b *batch) merge(c *change) {
	k := docKey{c.def.Kind, c.id}
	if c.after != nil {
		b.bytes += len(c.after.Body)
	}
	if was, ok := b.docs[k]; ok {
		was.after = c.after
		return
	}
	b.add(k, c)
}

// payloadOf derives what changed. Bodies are JSON objects: Put has split them before.
func payloadOf(c *change) []byte {
	switch {
	case c.before == nil && c.after == nil:
		return nil
	case c.before == nil:
		return whole(nil, c.after.Body)
	case c.after == nil:
		return gone
	}
	p, err := changed(nil, c.before.Body, c.after.Body)
	if err != nil { // keep all of it rather than lose it
		return whole(nil, c.after.Body)
	}
	return p
}

func (s *Store) enqueue(sp *space) {
	s.mu.Lock()
	s.queue = append(s.queue, sp)
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}
