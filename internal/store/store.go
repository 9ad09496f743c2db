package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/kanvaro/kanvaro/internal/moment"
)

// Options are what a Store needs besides its engine.
type Options struct {
	Clock  moment.Clock  // moment.Real where nil
	Log    *slog.Logger  // discarded where nil
	Memory int           // bytes that the memory of each space may take; 32 MiB where 0
	Bell   Bell          // between stores that share the database; nil for none: they collide then, and try again
	Poll   time.Duration // how often foreign changes are asked for; 500 ms where 0
	Replay bool          // run each closure twice, the first time for nothing: shows closures that may not run again
}

// Store runs closures over an engine. All methods may be called by many goroutines at once.
type Store struct {
	engine Engine
	clock  moment.Clock
	log    *slog.Logger
	packer *packer
	memory int
	replay bool
	bell   Bell
	name   string // among the stores that share the database

	mu     sync.Mutex // taken under the lock of a space, never the other way round
	spaces map[Space]*space
	queue  []*space // those with a pending batch
	wake   chan struct{}
	closed bool
	active sync.WaitGroup // updates that wait for an answer

	stop     chan struct{} // closed when no update is active any more
	owned    sync.WaitGroup
	unlisten func()
	watchMu  sync.Mutex
	watch    []func(Space, Position)
}

// space is what a Store knows of one space.
type space struct {
	name   Space
	memory *memory
	recent ring
	turns  turns

	mu      sync.Mutex // held while a closure runs, and while a batch is handed over
	known   bool       // memory stands at a position that the engine once had
	flight  *batch     // being applied
	pending *batch     // waiting to be
}

// New makes a store over an engine and starts its committer and the poll for foreign changes. Close ends it; the engine is the caller's to close, afterwards.
func New(engine Engine, o Options) (*Store, error) {
	p, err := newPacker()
	if err != nil {
		return nil, err
	}
	if o.Clock == nil {
		o.Clock = moment.Real
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Poll == 0 {
		o.Poll = pollEvery
	}
	if o.Memory == 0 {
		o.Memory = 32 << 20
	}
	s := &Store{engine: engine, clock: o.Clock, log: o.Log, packer: p, memory: o.Memory, replay: o.Replay, bell: o.Bell, name: rand.Text(),
		spaces: map[Space]*space{}, wake: make(chan struct{}, 1), stop: make(chan struct{})}
	if s.bell != nil {
		s.unlisten = s.bell.Listen(s.hear)
	}
	s.owned.Add(2)
	go s.commit()
	go s.poll(o.Poll)
	return s, nil
}

// Close waits until all updates are answered and ends the committer. Updates that come later fail. It may be called twice.
func (s *Store) Close() {
	s.mu.Lock()
	again := s.closed
	s.closed = true
	s.mu.Unlock()
	s.active.Wait()
	if !again {
		close(s.stop)
		if s.unlisten != nil {
			s.unlisten()
		}
	}
	s.owned.Wait()
}

// open counts an update in, unless the store is closed.
func (s *Store) open() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.active.Add(1)
	}
	return !s.closed
}

// Defs lists the kinds that the store itself keeps; an engine is opened with them and those of the domain.
func Defs() []*Def { return []*Def{eventDef, Jobs.Def()} }

// OnMove calls fn after each move of a space that this store learns of, own and foreign, in no promised order and perhaps too often.
// fn must not block. It may not be called once the store is in use.
func (s *Store) OnMove(fn func(Space, Position)) {
	s.watchMu.Lock()
	defer s.watchMu.Unlock()
	s.watch = append(s.watch, fn)
}

func (s *Store) tell(name Space, p Position) {
	if name == "" { // all spaces together have no position
		return
	}
	s.watchMu.Lock()
	defer s.watchMu.Unlock()
	for _, fn := range s.watch {
		fn(name, p)
	}
}

func (s *Store) space(name Space) *space {
	s.mu.Lock()
	defer s.mu.Unlock()
	sp, ok := s.spaces[name]
	if !ok {
		sp = &space{name: name, memory: newMemory(s.memory)}
		s.spaces[name] = sp
	}
	return sp
}

// drop forgets a space in which nothing has ever happened: whoever asks for what does not exist must not fill the memory. Somebody who
// still holds it goes on as another store would; the fence keeps both right.
func (s *Store) drop(sp *space) {
	if sp.memory.position().Epoch != "" {
		return
	}
	sp.mu.Lock()
	defer sp.mu.Unlock()
	if sp.flight == nil && sp.pending == nil {
		s.mu.Lock()
		if s.spaces[sp.name] == sp {
			delete(s.spaces, sp.name)
		}
		s.mu.Unlock()
	}
}

// head is where the space will be once all that waits is applied. The lock of the space is held.
func (sp *space) head() Position {
	switch {
	case sp.pending != nil:
		return sp.pending.next
	case sp.flight != nil:
		return sp.flight.next
	}
	return sp.memory.position()
}

// catchUp brings the memory of a space to where the engine stands: what foreign events name is forgotten. The lock of the space is held,
// and nothing is in flight: else the memory would learn of the own flight as of something foreign.
func (s *Store) catchUp(ctx context.Context, sp *space) error {
	snap, err := s.engine.Snapshot(ctx, sp.name)
	if err != nil {
		return fmt.Errorf("open a snapshot of %s: %w", sp.name, err)
	}
	defer snap.Close() //nolint:errcheck // a snapshot that cannot be closed takes nothing with it
	is, was := snap.Position(), sp.memory.position()
	if sp.known && is == was {
		return nil
	}
	sp.known = true
	// Too far behind, another epoch, or never been there: what is known is forgotten.
	if was.Number == 0 || was.Epoch != is.Epoch || is.Number < was.Number || is.Number-was.Number > 5000 {
		sp.forget(is)
		s.tell(sp.name, is)
		return nil
	}
	from := T(fmt.Sprint(was.Number + 1))
	var events []*Event
	for d, err := range snap.Find(Query{Def: eventDef, From: &from, WithKeys: true}) {
		if err != nil {
			sp.known = false
			return fmt.Errorf("read foreign events of %s: %w", sp.name, err)
		}
		e, err := readEvent(s.packer, d)
		if err != nil {
			sp.known = false
			return err
		}
		events = append(events, e)
	}
	sp.memory.evict(is, events)
	sp.recent.add(events, is)
	s.tell(sp.name, is)
	return nil
}

func (sp *space) forget(p Position) {
	sp.memory.mu.Lock()
	sp.memory.reset(p)
	sp.memory.mu.Unlock()
	sp.recent.reset(p)
}
