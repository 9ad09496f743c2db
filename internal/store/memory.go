package store

import "sync"

// memory keeps documents of one space that closures and reads touch, as of one position: own batches advance it, foreign events evict.
//
// It is bounded in bytes by two generations: what is touched moves to the young one, and when that is full the old one is dropped.
type memory struct {
	mu    sync.Mutex
	limit int // bytes of one generation
	pos   Position
	floor int64 // nothing is known of changes before this number
	young map[docKey]Doc
	old   map[docKey]Doc
	size  int
	moved map[moveKey]int64 // the last event of each (project, kind) since floor
}

type docKey struct{ kind, id string }

type moveKey struct{ project, kind string }

func newMemory(limit int) *memory {
	m := &memory{limit: limit / 2}
	m.reset(Position{})
	return m
}

// reset forgets everything and stands at a position.
func (m *memory) reset(p Position) {
	m.pos, m.floor = p, p.Number
	m.young, m.old, m.size = map[docKey]Doc{}, nil, 0
	m.moved = map[moveKey]int64{}
}

func (m *memory) position() Position {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.pos
}

type hit uint8

const (
	miss  hit = iota
	known     // the document as it is at the position asked for
	newer     // it has changed since: the asker's position is over
	none      // there was no such document at the position asked for
)

// get finds a document as of position at, which must not be ahead of the memory.
func (m *memory) get(k docKey, at Position) (Doc, hit) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pos.Epoch != at.Epoch || m.pos.Number < at.Number {
		return Doc{}, miss
	}
	d, ok := m.young[k]
	if !ok {
		if d, ok = m.old[k]; !ok {
			return Doc{}, miss
		}
		delete(m.old, k)
		m.put(k, d)
	}
	switch {
	case d.Version > at.Number:
		return Doc{}, newer
	case d.Kind == "":
		return Doc{}, none
	}
	return d, known
}

// offer takes a document that a snapshot of position p gave, if the memory stands at p too.
func (m *memory) offer(d Doc, p Position) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pos == p {
		m.put(docKey{d.Kind, d.ID}, d)
	}
}

// offerNone takes that a snapshot of position p had no such document. What is not there is asked for as often as what is (the role of
// somebody who is no member of the project, the description of a task that has none), and its making is an event like any other, so it
// leaves the memory as a document would. It stands there as a Doc without a kind, whose version is the number it was found missing at.
func (m *memory) offerNone(k docKey, p Position) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pos == p {
		m.put(k, Doc{Version: p.Number})
	}
}

func (m *memory) put(k docKey, d Doc) {
	if d.memo == nil {
		d.memo = &memo{}
	}
	if was, ok := m.young[k]; ok {
		m.size -= cost(was)
	}
	m.young[k] = d
	if m.size += cost(d); m.size > m.limit {
		m.old, m.young, m.size = m.young, map[docKey]Doc{}, 0
	}
}

// cost is about what a document takes: its bytes, its values and the entry of the map.
func cost(d Doc) int { return len(d.Body) + 200 + 64*len(d.Keys) }

func (m *memory) drop(k docKey) {
	if was, ok := m.young[k]; ok {
		m.size -= cost(was)
		delete(m.young, k)
	}
	delete(m.old, k)
}

// advance moves to position next: the documents of an own batch come in, what is gone goes.
func (m *memory) advance(next Position, docs map[docKey]*change, events []*Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pos = next
	for k, c := range docs {
		if c.def.Quiet {
			continue
		}
		if delete(m.old, k); c.after == nil {
			m.drop(k)
		} else {
			m.put(k, *c.after)
		}
	}
	m.note(events)
}

// evict moves to position next after foreign events: what they changed is forgotten.
func (m *memory) evict(next Position, events []*Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range events {
		m.drop(docKey{e.Ref.Kind, e.ID})
	}
	m.pos = next
	m.note(events)
}

func (m *memory) note(events []*Event) {
	for _, e := range events {
		m.moved[moveKey{e.Project, e.Ref.Kind}] = e.Seq
	}
}

// last is the number of the last event of a kind in a project as of position at; it may be too high, never too low.
func (m *memory) last(project, kind string, at Position) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pos.Epoch != at.Epoch {
		return at.Number
	}
	n, ok := m.moved[moveKey{project, kind}]
	if !ok {
		n = m.floor
	}
	return min(n, at.Number)
}
