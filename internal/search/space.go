package search

import (
	"errors"
	"math"
	"slices"
	"sync"

	"github.com/kanvaro/kanvaro/internal/store"
)

// errPassed says that a transaction reads an index that the process has passed: it is tried again, with a younger one.
var errPassed = errors.New("the index has moved on")

// space is what the process knows of the index of one space. What it knows is as young as the youngest transaction that has read it.
type space struct {
	name  store.Space
	cache *cache

	mu       sync.Mutex
	epoch    string
	version  int64 // of the head
	head     Head
	segments []*segment // in order of their numbers; replaced, never changed
	projects []string   // by the numbers that rows have
	numbers  map[string]uint16
	used     int64 // when it was asked for last, as the service counts

	names names
}

// view is the index as one search sees it.
type view struct {
	sp       *space
	epoch    string
	segments []*segment
	projects []string
	filled   bool
}

func newSpace(name store.Space, c *cache) *space {
	return &space{name: name, cache: c, numbers: map[string]uint16{}}
}

// sync brings what is known to what a transaction sees, and gives it. A transaction that sees less than is known gets what is known.
func (sp *space) sync(tx store.Tx) (view, error) {
	d, ok, err := tx.Get(Heads.Def(), headID)
	if err != nil {
		return view{}, err
	}
	sp.mu.Lock()
	defer sp.mu.Unlock()
	if !ok {
		return view{sp: sp}, nil
	}
	if d.Version > sp.version || sp.version == 0 {
		if err := sp.load(tx, d); err != nil {
			return view{}, err
		}
	}
	return view{sp, sp.epoch, sp.segments, sp.projects, sp.head.Filled}, nil
}

// load reads the segments that are new to the process, and what they say about earlier ones.
func (sp *space) load(tx store.Tx, d store.Doc) error {
	head, err := Heads.Decode(d)
	if err != nil {
		return err
	}
	if head.Format != format {
		sp.version, sp.head, sp.segments = d.Version, Head{}, nil
		return nil
	}
	known := map[uint32]*segment{}
	if head.Epoch == sp.epoch {
		for _, s := range sp.segments {
			known[s.id] = s
		}
	}
	all := make([]*segment, 0, len(head.Segments))
	var fresh []*segment
	for _, id := range head.Segments {
		s := known[id]
		if s == nil {
			if s, err = sp.read(tx, id); err != nil {
				return err
			}
			fresh = append(fresh, s)
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *segment) int { return int(a.id) - int(b.id) })
	slices.SortFunc(fresh, func(a, b *segment) int { return int(a.id) - int(b.id) })
	for _, s := range fresh {
		apply(all, s.touches)
	}
	sp.epoch, sp.version, sp.head, sp.segments = head.Epoch, d.Version, *head, all
	return nil
}

func (sp *space) read(tx store.Tx, id uint32) (*segment, error) {
	d, ok, err := tx.Get(Parts, partID(id, ""))
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errPassed
	}
	return readSegment(id, d.Body, sp.number)
}

// number gives the number of a project, a new one for one that is new. There are as many as a row can name; the last stands for all others.
func (sp *space) number(project short) uint16 {
	name := project.long("prj")
	n, ok := sp.numbers[name]
	if !ok {
		if len(sp.projects) == math.MaxUint16 {
			return math.MaxUint16 - 1
		}
		n = uint16(len(sp.projects))
		sp.projects = append(sp.projects, name)
		sp.numbers[name] = n
	}
	return n
}

// apply changes the rows of segments that are there.
func apply(segments []*segment, touches []touch) {
	for _, t := range touches {
		i, ok := slices.BinarySearchFunc(segments, t.segment, func(s *segment, id uint32) int { return int(s.id) - int(id) })
		if !ok || int(t.doc) >= segments[i].len() {
			continue
		}
		s := segments[i]
		if r := s.row(int(t.doc)); r.flags()&dead == 0 {
			s.set(int(t.doc), r.touched(t.day, t.flags))
		}
	}
}

// locate finds where a thing is alive; false when it is not in the index.
func locate(segments []*segment, id short) (*segment, int, bool) {
	for i := len(segments) - 1; i >= 0; i-- {
		s := segments[i]
		if doc := s.find(id); doc >= 0 && s.row(doc).flags()&dead == 0 {
			return s, doc, true
		}
	}
	return nil, 0, false
}

// from reads blocks out of the memory of the process, or through a transaction.
func (v view) from(tx store.Tx) source {
	return func(s *segment, block int) ([]byte, error) {
		if b := s.blocks[block].inline; b != nil {
			return b, nil
		}
		k := cacheKey{v.sp.name, v.epoch, s.id, block}
		if b := v.sp.cache.get(k); b != nil {
			return b, nil
		}
		b, err := readPart(tx, blockID(s.id, block))
		if err == nil {
			v.sp.cache.put(k, b)
		}
		return b, err
	}
}

func readPart(tx store.Tx, id string) ([]byte, error) {
	d, ok, err := tx.Get(Parts, id)
	if err == nil && !ok {
		err = errPassed
	}
	return d.Body, err
}

// vocabulary gives the words of a segment that typing errors are forgiven by.
func (v view) vocabulary(tx store.Tx, s *segment) (*vocabulary, error) {
	if w := s.words.Load(); w != nil {
		return w, nil
	}
	s.once.Lock()
	defer s.once.Unlock()
	if w := s.words.Load(); w != nil {
		return w, nil
	}
	w, err := v.readWords(tx, s)
	if err == nil {
		s.words.Store(w)
	}
	return w, err
}

func (v view) readWords(tx store.Tx, s *segment) (*vocabulary, error) {
	w := &vocabulary{}
	if len(s.blocks) > 0 && s.blocks[0].inline == nil {
		b, err := readPart(tx, wordsID(s.id))
		if err != nil {
			return nil, err
		}
		return readVocabulary(b)
	}
	for _, b := range s.blocks {
		c, err := cursorAt(b.inline, nil)
		if err != nil {
			return nil, err
		}
		for c.next() {
			if listable(c.word) {
				w.add(c.word)
			}
		}
		if err := c.err(); err != nil {
			return nil, err
		}
	}
	return w, nil
}
