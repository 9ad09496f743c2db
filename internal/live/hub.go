package live

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Options are what a Hub needs.
type Options struct {
	Store *store.Store
	Gate  *access.Gate
	Clock moment.Clock
	Log   *slog.Logger
	Kinds []*store.Def // what streams tell of; everything else stays inside
	// Reads says what reading a kind by hand needs: a token without it is not told. nil asks nothing.
	Reads map[string]access.Need

	// Show completes a document as the API shows it (the key of a task). nil leaves it as it is stored.
	Show func(ctx context.Context, s store.Space, e *store.Event, body []byte) ([]byte, error)
	// MemberOf is the id of the membership of somebody in a project: events about one's own turn what one sees.
	MemberOf func(project, user string) string
	// Carrier takes who is where to other processes; nil where there are none.
	Carrier Carrier
	// Clients and Cut count streams for the operator; nil for nobody.
	Clients func(delta int)
	Cut     func()

	Floor     int64         // how many events back a stream can be resumed; 100,000 where 0
	Queue     int           // how many events may wait for a reader; 4096 where 0
	Heartbeat time.Duration // 15 s where 0
	Patience  time.Duration // how long one write may take: who takes nothing for so long is gone; 30 s where 0
}

// Hub follows the logs that somebody watches. Make it before the store is used: it listens for its bell.
type Hub struct {
	o          Options
	kinds      map[string]*store.Def
	serialised atomic.Int64 // how many events were turned into bytes
	done       chan struct{}
	owned      sync.WaitGroup

	where   *whereabouts
	crew    crew
	parked  sync.WaitGroup // streams that no request waits for
	carrier Carrier
	unheard func() // ends listening to the carrier

	mu      sync.Mutex
	closed  bool
	beating bool // somebody keeps lines open
	slot    int  // of the next client
	rooms   map[store.Space]*room
}

// New makes a hub.
func New(o Options) *Hub {
	if o.Clock == nil {
		o.Clock = moment.Real
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Floor == 0 {
		o.Floor = 100_000
	}
	if o.Queue == 0 {
		o.Queue = 4096
	}
	if o.Heartbeat == 0 {
		o.Heartbeat = 15 * time.Second
	}
	if o.Patience == 0 {
		o.Patience = 30 * time.Second
	}
	h := &Hub{o: o, kinds: map[string]*store.Def{}, done: make(chan struct{}), rooms: map[store.Space]*room{}}
	for _, d := range o.Kinds {
		h.kinds[d.Kind] = d
	}
	h.where = newWhereabouts(h)
	if h.carrier = o.Carrier; h.carrier == nil {
		h.carrier = &alone{}
	}
	h.unheard = h.carrier.Listen(h.where.hear)
	o.Store.OnMove(h.bell)
	return h
}

// start runs fn in a goroutine that Close waits for; false when it is closed already.
func (h *Hub) start(fn func()) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.owned.Go(fn)
	}
	return !h.closed
}

// crowd hands what has changed of who is where to all who listen in an organisation.
func (h *Hub) crowd(org string, all []*moved) {
	h.mu.Lock()
	r := h.rooms[store.Space(org)]
	h.mu.Unlock()
	if r != nil {
		r.crowd(all)
	}
}

// bell hears that a space has moved. It never blocks.
func (h *Hub) bell(s store.Space, _ store.Position) {
	h.mu.Lock()
	r := h.rooms[s]
	h.mu.Unlock()
	if r != nil {
		r.wake()
	}
}

// Close ends all streams and waits for the followers of logs. New streams are refused. // LV11
func (h *Hub) Close() {
	h.mu.Lock()
	again := h.closed
	h.closed = true
	h.mu.Unlock()
	if !again {
		h.unheard()
		close(h.done)
		h.dismiss()
	}
	h.owned.Wait()
	h.parked.Wait()
	h.crew.close()
}

// admit counts a stream in that no request waits for; false when the hub is closed.
func (h *Hub) admit() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.parked.Add(1)
	}
	return !h.closed
}

// dismiss ends the streams that no request waits for.
func (h *Hub) dismiss() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range h.rooms {
		r.tell(func(f *flags) { f.stop = true })
	}
}

func (h *Hub) show(ctx context.Context, s store.Space, e *store.Event, body []byte) ([]byte, error) {
	if h.o.Show == nil {
		return body, nil
	}
	return h.o.Show(ctx, s, e, body)
}

// document reads a document as it is now, nil when it is not there.
func (h *Hub) document(ctx context.Context, s store.Space, ref store.Ref) ([]byte, error) {
	var body []byte
	err := h.o.Store.View(ctx, s, func(tx store.Tx) error {
		d, ok, err := tx.Get(h.kinds[ref.Kind], ref.ID)
		if body = nil; ok {
			body = d.Body
		}
		return err
	})
	return body, err
}

// enter puts a client into the room of its organisation, and into that of the instance, where sessions end.
func (h *Hub) enter(ctx context.Context, c *client) error {
	for _, s := range c.spaces() {
		if err := h.join(ctx, s, c); err != nil {
			return err
		}
	}
	return nil
}

// join lets a client into the room of a space, and opens it at the present position if need be.
func (h *Hub) join(ctx context.Context, s store.Space, c *client) error {
	var pos store.Position
	err := h.o.Store.View(ctx, s, func(tx store.Tx) error {
		pos = tx.Position()
		return nil
	})
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return fault.New(fault.Unavailable, "The server is stopping.")
	}
	r := h.rooms[s]
	if r == nil {
		r = &room{hub: h, space: s, rung: make(chan struct{}, 1), quit: make(chan struct{}), pos: pos, clients: map[*client]bool{}}
		h.rooms[s] = r
		h.owned.Go(r.follow)
	}
	if !h.beating {
		h.beating = true
		h.owned.Go(h.beat)
	}
	if s != store.Instance {
		c.slot = h.slot % slots
		h.slot++
	}
	r.add(c)
	return nil
}

// leave takes a client out of the rooms that it is in, and closes those that are empty.
func (h *Hub) leave(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range c.spaces() {
		if r := h.rooms[s]; r != nil && r.remove(c) == 0 {
			delete(h.rooms, s)
			close(r.quit)
		}
	}
}
