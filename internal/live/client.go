package live

import (
	"context"
	"sync"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Listener is somebody who opens a stream.
type Listener struct {
	Actor   access.Actor
	Org     string
	Project string // the id of the one project that is watched, "" for all
	After   string // where to go on; "" for now
	// Alive reports an error once the session or the token has ended. It is kept as long as the stream: it should hold on to little.
	Alive func(context.Context) error
	// Ended is called when the stream is over, by whoever ends it.
	Ended func()
}

// client is what a stream sees and what waits for it. The follower of the log hands it frames; one goroutine at a time decides what of them may be
// seen, and writes.
type client struct {
	hub *Hub
	o   Listener
	org *access.Sight
	in  map[string]*access.Sight // what may be seen in each project that there was an event in
	// beside are the projects that it was asked of whether one sees who is in them, and the answer; stale says that it may be another one now.
	beside map[string]bool
	stale  bool
	// held is, for a project, the event by which it came into view: what was before is not told, for a reset comes with it.
	held map[string]int64

	joined store.Position // from here on frames are handed over
	slot   int            // when it is reminded that the line is to be kept open

	mu      sync.Mutex
	waiting []*frame
	moved   []*moved // who is where
	flags
	busy bool   // somebody writes what is waiting, and will look again
	push func() // tells somebody to; set before the client is first idle
}

// flags are what else can be waiting.
type flags struct {
	cut   bool // it reads too slowly
	over  bool // the log is another one: it must come again
	doubt bool // something happened to its user: is it still he?
	beat  bool // the line is to be kept open
	left  bool // the listener has gone
	stop  bool // the hub is being closed
}

func newClient(h *Hub, l Listener) *client {
	return &client{hub: h, o: l, in: map[string]*access.Sight{}, busy: true}
}

// spaces are those whose logs matter to it.
func (c *client) spaces() [2]store.Space { return [2]store.Space{store.Space(c.o.Org), store.Instance} }

// ring has what is waiting written. The lock is held.
func (c *client) ring() {
	if !c.busy {
		c.busy = true
		c.push()
	}
}

// note raises a flag.
func (c *client) note(raise func(*flags)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	raise(&c.flags)
	c.ring()
}

// hand gives it events. A queue that is full ends the stream: it will come again and read the rest from the log. // LV9
func (c *client) hand(frames []*frame) {
	if len(frames) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting)+len(frames) > c.hub.o.Queue {
		c.waiting, c.cut = nil, true
	} else if !c.cut {
		c.waiting = append(c.waiting, frames...)
	}
	c.ring()
}

// glance looks at events of the instance: one about this user may have ended his session. // LV8
func (c *client) glance(events []*store.Event) {
	for _, e := range events {
		if e.Audience == "user:"+c.o.Actor.User {
			c.note(func(f *flags) { f.doubt = true })
			return
		}
	}
}

// near gives it news of who is where. They are as bounded as events are.
func (c *client) near(all []*moved) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.moved)+len(all) > max(c.hub.o.Queue, 2*mostHere) {
		c.waiting, c.moved, c.cut = nil, nil, true
	} else if !c.cut {
		c.moved = append(c.moved, all...)
	}
	c.ring()
}

// taken is what had been waiting.
type taken struct {
	frames []*frame
	moved  []*moved
	flags
}

// take gives what is waiting; false when there is nothing, and then the client is idle.
func (c *client) take() (taken, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := taken{c.waiting, c.moved, c.flags}
	if len(t.frames) == 0 && len(t.moved) == 0 && t.flags == (flags{}) {
		c.busy = false
		return t, false
	}
	c.waiting, c.moved = nil, nil
	c.doubt, c.beat = false, false // the others last
	return t, true
}

// turned are the kinds whose events may change what somebody sees.
var turned = map[string]bool{"member": true, "projectMember": true, "project": true, "organisation": true}

// bytes gives what this client is told by a frame: perhaps a reset first, perhaps nothing.
func (c *client) bytes(ctx context.Context, f *frame) ([]byte, error) {
	if c.o.Project != "" && f.Project != c.o.Project && !(f.Ref.Kind == "member" && f.ID == c.o.Actor.User) {
		return nil, nil
	}
	if f.Project != "" && !c.o.Actor.Covers(f.Project) { // of what a token does not reach it does not even learn that something turned // LV19
		return nil, nil
	}
	reset, err := c.turn(ctx, f)
	if err != nil {
		return nil, err
	}
	told, err := c.tell(ctx, f)
	if reset == nil || err != nil {
		return told, err
	}
	c.stale = true
	return append(reset, told...), nil
}

// turn looks anew after events that may have changed the client's own rights, and gives the reset for what has changed. // LV6
func (c *client) turn(ctx context.Context, f *frame) ([]byte, error) {
	switch {
	case !turned[f.Ref.Kind]:
		return nil, nil
	case f.Project != "" && !c.own(f.Event):
		return nil, nil
	case f.Project != "":
		return c.turnProject(ctx, f)
	case f.Ref.Kind == "member" && f.ID != c.o.Actor.User:
		return nil, nil
	}
	was := c.org
	if err := c.lookAround(ctx); err != nil {
		return nil, err
	}
	if was.Role == c.org.Role {
		return nil, nil
	}
	c.in = map[string]*access.Sight{}
	return resetMessage(""), nil
}

// turnProject looks anew at a project. What was seen of it before is known if it was looked at before; else the event tells whether it
// may have been something else.
func (c *client) turnProject(ctx context.Context, f *frame) ([]byte, error) {
	was := c.in[f.Project]
	is, err := c.look(ctx, f.Project)
	if err != nil {
		return nil, err
	}
	if was == nil || was.Position.Number >= f.Seq { // it was looked at when the event had happened already
		maybe, err := turns(f.Event)
		if err != nil || !maybe {
			return nil, err
		}
	} else if sameSight(was, is, f.Project) {
		return nil, nil
	}
	return resetMessage(f.Project), nil
}

// turns reports whether an event may have changed who sees a project.
func turns(e *store.Event) (bool, error) {
	if e.Ref.Kind != "project" {
		return true, nil
	}
	p, err := e.Payload()
	_, visibility := p.Set["visibility"]
	_, trash := p.Set["trashedAt"]
	return visibility || trash || p.Gone || p.Erased, err
}

func sameSight(a, b *access.Sight, project string) bool {
	for _, audience := range [...]string{"project", "project:internal", "project:money"} {
		p := store.Place{Project: project, Audience: audience}
		if a.Sees(p) != b.Sees(p) {
			return false
		}
	}
	return true
}

func (c *client) look(ctx context.Context, project string) (*access.Sight, error) {
	v, err := c.hub.o.Gate.Look(ctx, c.o.Actor, c.o.Org, project)
	if err == nil {
		c.in[project] = v
	}
	return v, err
}

func (c *client) lookAround(ctx context.Context) error {
	v, err := c.hub.o.Gate.Look(ctx, c.o.Actor, c.o.Org)
	if err == nil {
		c.org = v
	}
	return err
}

// sees reports whether an event may be told to those in this audience of its place. // LV5, LV6
func (c *client) sees(ctx context.Context, f *frame, audience string) (bool, error) {
	p := store.Place{Project: f.Project, Audience: audience}
	if p.Project == "" {
		return c.org.Sees(p), nil
	}
	v := c.in[p.Project]
	if v == nil {
		var err error
		if v, err = c.look(ctx, p.Project); err != nil {
			return false, err
		}
		held, err := c.turning(ctx, f, v)
		if err != nil {
			return false, err
		}
		if held > 0 {
			if c.held == nil {
				c.held = map[string]int64{}
			}
			c.held[p.Project] = held
		}
	}
	return f.Seq >= c.held[p.Project] && v.Sees(p), nil
}

// turning finds, where the look at a project was ahead of the event, what has turned it meanwhile: the number of that event, 0 for none.
func (c *client) turning(ctx context.Context, f *frame, v *access.Sight) (int64, error) {
	if v.Position.Number <= f.Seq || !v.Project(f.Project) {
		return 0, nil
	}
	for after := f.Seq; after < v.Position.Number; {
		events, _, err := c.hub.o.Store.Events(ctx, f.space, after, most)
		if err != nil || len(events) == 0 {
			return 0, err
		}
		for _, e := range events {
			if e.Project == f.Project && c.own(e) {
				if turns, err := turns(e); turns || err != nil {
					return e.Seq, err
				}
			}
		}
		after = events[len(events)-1].Seq
	}
	return 0, nil
}

// own reports whether an event may turn what this client sees of the project that it happened in.
func (c *client) own(e *store.Event) bool {
	if e.Ref.Kind == "projectMember" {
		return c.hub.o.MemberOf == nil || e.ID == c.hub.o.MemberOf(e.Project, c.o.Actor.User)
	}
	return e.Ref.Kind == "project"
}

// tell gives the message for this client: the change, the whole document when it comes into view, a tombstone when it leaves it, or
// nothing. // LV5, LV7
func (c *client) tell(ctx context.Context, f *frame) ([]byte, error) {
	if n := c.hub.o.Reads[f.Ref.Kind]; n != "" && !c.o.Actor.Grants(n) { // LV19
		return nil, nil
	}
	sees, err := c.sees(ctx, f, f.Audience)
	if err != nil {
		return nil, err
	}
	saw := sees
	if f.Left != "" {
		if saw, err = c.sees(ctx, f, f.Left); err != nil {
			return nil, err
		}
	}
	if sees && f.narrowed != nil {
		if sees, err = c.sees(ctx, f, f.narrowed.Audience); err != nil {
			return nil, err
		}
	}
	switch {
	case sees && saw:
		return f.change()
	case sees:
		return f.whole()
	case saw && f.Left != "":
		return f.gone()
	}
	return nil, nil
}

// ended reports whether an error says that the listener has no business here any more.
func ended(err error) bool {
	return fault.Is(err, fault.Unauthenticated) || fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden)
}
