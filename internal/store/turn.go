package store

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/kanvaro/kanvaro/internal/moment"
)

// Bell carries short messages between the stores that share a database: wishes for a turn, and whose turn it is. It may lose, repeat and
// delay them: nothing but time depends on it, the fence is the proof.
type Bell interface {
	// Ring tells all other stores; it must not block for long.
	Ring(m Message)
	// Listen calls fn for what others ring, until stop is called. fn does not block.
	Listen(fn func(Message)) (stop func())
}

// Message is what a Bell carries. Who is the store that speaks, To the one whose turn it is; "" in a wish for a turn.
type Message struct {
	Space Space
	Who   string
	To    string
}

// turnTime is how long a store that has given its turn away, or wished for one, waits for news before it tries all the same.
const turnTime = 60 * time.Millisecond

// turns is what a store knows of whose turn it is in one space. Stores that write one space take turns instead of colliding, for a
// collision wastes the work of one of them: who was refused at a fence wishes for a turn; who hears a wish lets no more closures begin,
// commits what has begun and gives the turn to the first who wished; who waits for his turn wishes for it.
type turns struct {
	mu     sync.Mutex
	wishes []string      // who waits for a turn, in order
	gone   chan struct{} // not nil: the turn is being given away, was given away, or is wished for; closed when it comes back
	wished bool          // others know that this store waits
}

// wait holds up an update while it is another store's turn, but never for long.
func (t *turns) wait(ctx context.Context, wish func()) {
	t.mu.Lock()
	gone, ring := t.gone, t.gone != nil && !t.wished
	t.wished = t.wished || ring
	t.mu.Unlock()
	if gone == nil {
		return
	}
	if ring {
		wish()
	}
	select {
	case <-gone:
	case <-moment.Real.After(turnTime):
		t.mine()
	case <-ctx.Done():
	}
}

// mine makes it this store's turn.
func (t *turns) mine() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.gone != nil {
		close(t.gone)
		t.gone, t.wished = nil, false
	}
}

// away lets no more closures begin until the turn comes back.
func (t *turns) away() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.gone == nil {
		t.gone = make(chan struct{})
	}
}

// next takes the first who wishes for a turn, once nothing is left to be committed; "" where nobody does.
func (t *turns) next(more bool) string {
	t.mu.Lock()
	wanted := len(t.wishes) > 0
	t.mu.Unlock()
	if !wanted {
		return ""
	}
	t.away()
	if more {
		return ""
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	to := t.wishes[0]
	t.wishes = t.wishes[1:]
	return to
}

// wish asks for a turn in a space.
func (s *Store) wish(name Space) { s.bell.Ring(Message{Space: name, Who: s.name}) }

// pass gives the turn to the first who wished for it, after a commit; more says that this store has begun more.
func (s *Store) pass(sp *space, more bool) {
	if s.bell == nil {
		return
	}
	if to := sp.turns.next(more); to != "" {
		s.bell.Ring(Message{Space: sp.name, Who: s.name, To: to})
	}
}

// hear is told by the bell.
func (s *Store) hear(m Message) {
	s.mu.Lock()
	sp := s.spaces[m.Space]
	s.mu.Unlock()
	if sp == nil || m.Who == s.name {
		return
	}
	switch {
	case m.To == s.name:
		sp.turns.mine()
	case m.To == "":
		sp.turns.mu.Lock()
		if !slices.Contains(sp.turns.wishes, m.Who) {
			sp.turns.wishes = append(sp.turns.wishes, m.Who)
		}
		sp.turns.mu.Unlock()
	default: // somebody else's turn: he no longer waits
		sp.turns.mu.Lock()
		sp.turns.wishes = slices.DeleteFunc(sp.turns.wishes, func(w string) bool { return w == m.To })
		sp.turns.mu.Unlock()
	}
}

// Bus is the Bell of stores in one process, for tests and for several stores in one binary. The zero Bus is ready.
type Bus struct {
	mu   sync.Mutex
	next int
	ears map[int]func(Message)
}

// Ring tells everybody, the ringer too.
func (b *Bus) Ring(m Message) {
	b.mu.Lock()
	ears := make([]func(Message), 0, len(b.ears))
	for _, fn := range b.ears {
		ears = append(ears, fn)
	}
	b.mu.Unlock()
	for _, fn := range ears {
		fn(m)
	}
}

// Listen adds an ear.
func (b *Bus) Listen(fn func(Message)) (stop func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ears == nil {
		b.ears = map[int]func(Message){}
	}
	b.next++
	n := b.next
	b.ears[n] = fn
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.ears, n)
	}
}
