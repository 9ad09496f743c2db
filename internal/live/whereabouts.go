package live

import (
	"sync"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
)

const (
	stays   = 45 * time.Second       // how long somebody is where he said he was
	returns = 10 * time.Second       // how long his last stream may be broken before he has gone
	tick    = 250 * time.Millisecond // how often changes are told, and ends looked for
	pace    = 200 * time.Millisecond // how often somebody may say something, after a first few
	burst   = 15

	mostTabs = 20     // of one person
	mostHere = 20_000 // tabs of an organisation
)

// whereabouts is who is where, in each organisation, as far as this process has heard.
type whereabouts struct {
	hub   *Hub
	mu    sync.Mutex
	orgs  map[string]*company
	said  map[string]moment.Time // by organisation and user: when he could say something if he had kept to the pace
	begun bool                   // somebody looks after ends
}

// company is who is where in one organisation.
type company struct {
	tabs    map[string]*tab
	of      map[string]int    // tabs of each user
	changed map[string]*moved // what has not been told yet
	told    moment.Time
	streams map[string]int         // open ones of each user
	broken  map[string]moment.Time // when the last stream of a user ended
}

// tab is where somebody is with it, and until when.
type tab struct {
	Presence
	until moment.Time
}

// moved is a change of one tab: where it is now, and where it was when it was last told of.
type moved struct {
	is   Presence
	was  string // a project, "" for none
	here []byte // told to those who see where it is
	gone []byte // told to those who only see where it was
}

func newWhereabouts(h *Hub) *whereabouts {
	return &whereabouts{hub: h, orgs: map[string]*company{}, said: map[string]moment.Time{}}
}

func (w *whereabouts) in(org string) *company {
	c := w.orgs[org]
	if c == nil {
		c = &company{tabs: map[string]*tab{}, of: map[string]int{}, changed: map[string]*moved{}, streams: map[string]int{}, broken: map[string]moment.Time{}}
		w.orgs[org] = c
	}
	return c
}

// admit refuses somebody who says too much, and a name for a tab that is somebody else's. // LV18
func (w *whereabouts) admit(org string, p Presence) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.hub.o.Clock.Now()
	key := org + " " + p.Member
	at := w.said[key]
	if at.Before(now) {
		at = now
	}
	if ahead := at.Sub(now); ahead > burst*pace {
		return fault.Later(pace, "That was too often. Say it again in a moment.")
	}
	w.said[key] = at.Add(pace)
	c := w.in(org)
	if t := c.tabs[p.Client]; t != nil && t.Member != p.Member {
		return fault.New(fault.Conflict, "Another person's tab has this name. Take a random one.")
	}
	w.begin()
	return nil
}

// hear takes what somebody has said, in whichever process.
func (w *whereabouts) hear(org string, p Presence) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c, now := w.in(org), w.hub.o.Clock.Now()
	t := c.tabs[p.Client]
	switch {
	case t != nil && t.Member != p.Member:
		return
	case p.Project == "":
		if t != nil {
			c.leaves(t)
		}
	case t == nil:
		c.makeRoom(p.Member)
		c.tabs[p.Client] = &tab{p, now.Add(stays)}
		c.of[p.Member]++
		c.moves(p, "")
	default:
		t.until = now.Add(stays)
		if t.Presence != p {
			was := t.Project
			t.Presence = p
			c.moves(p, was)
		}
	}
	w.begin()
	if now.Sub(c.told) >= tick {
		w.tell(org, c, now)
	}
}

func (c *company) leaves(t *tab) {
	delete(c.tabs, t.Client)
	if c.of[t.Member]--; c.of[t.Member] == 0 {
		delete(c.of, t.Member)
	}
	was := t.Project
	c.moves(Presence{Client: t.Client, Member: t.Member}, was)
}

// moves notes a change to be told. Several of one tab are one. // LV17
func (c *company) moves(is Presence, was string) {
	if m := c.changed[is.Client]; m != nil {
		was = m.was
	}
	c.changed[is.Client] = &moved{is: is, was: was}
}

// makeRoom holds the number of tabs, of one person and of all: those that were heard of longest ago go. // LV18
func (c *company) makeRoom(member string) {
	if c.of[member] >= mostTabs {
		c.leaves(c.oldest(func(t *tab) bool { return t.Member == member }))
	}
	if len(c.tabs) >= mostHere {
		c.leaves(c.oldest(func(*tab) bool { return true }))
	}
}

func (c *company) oldest(of func(*tab) bool) *tab {
	var first *tab
	for _, t := range c.tabs {
		if of(t) && (first == nil || t.until.Before(first.until)) {
			first = t
		}
	}
	return first
}

// tell hands what has changed to all who listen in the organisation. // LV14
func (w *whereabouts) tell(org string, c *company, now moment.Time) {
	if len(c.changed) == 0 {
		return
	}
	c.told = now
	all := make([]*moved, 0, len(c.changed))
	for _, m := range c.changed {
		if m.is.Project != "" {
			m.here = m.is.message(false)
		}
		if m.was != "" {
			left := m.is
			left.Project = m.was
			m.gone = left.message(true)
		}
		all = append(all, m)
	}
	clear(c.changed)
	w.hub.crowd(org, all)
}

// present gives all who are somewhere, as if they had just come.
func (w *whereabouts) present(org string) []*moved {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.orgs[org]
	if c == nil {
		return nil
	}
	out := make([]*moved, 0, len(c.tabs))
	for _, t := range c.tabs {
		left := t.Presence
		out = append(out, &moved{is: t.Presence, was: t.Project, here: t.message(false), gone: left.message(true)})
	}
	return out
}

// arrives and departs count the open streams of somebody. // LV15
func (w *whereabouts) arrives(org, user string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.in(org)
	c.streams[user]++
	delete(c.broken, user)
}

func (w *whereabouts) departs(org, user string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.in(org)
	if c.streams[user]--; c.streams[user] > 0 {
		return
	}
	delete(c.streams, user)
	if c.of[user] == 0 {
		w.forget(org, c)
		return
	}
	c.broken[user] = w.hub.o.Clock.Now()
	w.begin()
}

// forget drops what is known of an organisation in which nobody is and nobody listens.
func (w *whereabouts) forget(org string, c *company) {
	if len(c.tabs)+len(c.changed)+len(c.streams)+len(c.broken) == 0 {
		delete(w.orgs, org)
	}
}

// begin has somebody look after ends, as long as there is anything to end.
func (w *whereabouts) begin() {
	if !w.begun {
		w.begun = w.hub.start(w.look)
	}
}

func (w *whereabouts) look() {
	for {
		select {
		case <-w.hub.o.Clock.After(tick):
			if !w.round() {
				return
			}
		case <-w.hub.done:
			return
		}
	}
}

// round ends what is over and tells what has not been told; false when there is nothing left to look after.
func (w *whereabouts) round() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.hub.o.Clock.Now()
	for org, c := range w.orgs {
		for _, t := range c.tabs {
			if broken, ok := c.broken[t.Member]; !now.Before(t.until) || (ok && now.Sub(broken) >= returns) {
				c.leaves(t)
			}
		}
		for user, at := range c.broken {
			if now.Sub(at) >= returns {
				delete(c.broken, user)
			}
		}
		w.tell(org, c, now)
		w.forget(org, c)
	}
	for key, at := range w.said {
		if at.Before(now) {
			delete(w.said, key)
		}
	}
	w.begun = len(w.said) > 0
	for _, c := range w.orgs {
		w.begun = w.begun || len(c.tabs)+len(c.broken) > 0
	}
	return w.begun
}
