package live

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// room is a space that somebody watches: one goroutine follows its log and hands each event to all who are there. It never waits for one.
type room struct {
	hub   *Hub
	space store.Space
	rung  chan struct{}
	quit  chan struct{} // closed when nobody is there any more

	mu      sync.Mutex
	pos     store.Position // how far the log has been handed out
	clients map[*client]bool
}

func (r *room) wake() {
	select {
	case r.rung <- struct{}{}:
	default:
	}
}

// add lets a client in. From here on it is handed everything; what was before is its own to read.
func (r *room) add(c *client) {
	r.mu.Lock()
	r.clients[c] = true
	if r.space != store.Instance {
		c.joined = r.pos
	}
	r.mu.Unlock()
	r.wake() // it may have moved between the look at its position and now
}

// remove takes a client out, and gives how many are left.
func (r *room) remove(c *client) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.clients, c)
	return len(r.clients)
}

// follow reads the log as often as the bell rings, and tries again after a while when it cannot be read.
func (r *room) follow() {
	var again <-chan time.Time
	for {
		select {
		case <-r.rung:
		case <-again:
		case <-r.quit:
			return
		case <-r.hub.done:
			return
		}
		again = nil
		if err := r.handOut(); err != nil {
			r.hub.o.Log.Error("cannot follow the log", "error", err, "kanvaro.space", string(r.space))
			again = moment.Real.After(time.Second)
		}
	}
}

// crowd hands what has changed of who is where to everybody.
func (r *room) crowd(all []*moved) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.clients {
		c.near(all)
	}
}

// remind has those of a slot sent a comment. Each is in the room of its organisation, and in that of the instance; once is enough.
func (r *room) remind(slot int) {
	if r.space == store.Instance {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.clients {
		if c.slot == slot {
			c.note(func(f *flags) { f.beat = true })
		}
	}
}

// tell raises a flag of everybody.
func (r *room) tell(raise func(*flags)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for c := range r.clients {
		c.note(raise)
	}
}

// most is how many events are read at once.
const most = 500

// handOut gives everything new to everybody.
func (r *room) handOut() error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	for {
		r.mu.Lock()
		at := r.pos
		r.mu.Unlock()
		events, p, err := r.hub.o.Store.Events(ctx, r.space, at.Number, most)
		if err != nil {
			return err
		}
		if at.Epoch != "" && p.Epoch != at.Epoch { // it was restored: nothing that anybody knows holds
			r.moveTo(p, func(c *client) { c.note(func(f *flags) { f.over = true }) })
			return nil
		}
		if len(events) == 0 {
			return nil
		}
		next := store.Position{Epoch: p.Epoch, Number: events[len(events)-1].Seq}
		if r.space == store.Instance {
			r.moveTo(next, func(c *client) { c.glance(events) })
			continue
		}
		frames := r.hub.frames(r.space, p.Epoch, events)
		r.moveTo(next, func(c *client) { c.hand(frames) })
	}
}

// frames wraps the events that streams tell of, and notes where a later one narrows who may see an earlier one. // LV5
func (h *Hub) frames(space store.Space, epoch string, events []*store.Event) []*frame {
	var out []*frame
	narrower := map[store.Ref]*store.Place{}
	for _, e := range slices.Backward(events) {
		if h.kinds[e.Ref.Kind] == nil {
			continue
		}
		f := h.frame(space, epoch, e)
		f.narrowed = narrower[e.Ref]
		if e.Left != "" && f.narrowed == nil {
			narrower[e.Ref] = &e.Place
		}
		out = append(out, f)
	}
	slices.Reverse(out)
	return out
}

func (r *room) moveTo(p store.Position, tell func(*client)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pos = p
	for c := range r.clients {
		tell(c)
	}
}
