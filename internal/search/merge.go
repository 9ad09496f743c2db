package search

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/kanvaro/kanvaro/internal/store"
)

// Segments are merged when there are fanIn of one size; each size is fanIn times the one below. The largest are left alone.
const (
	fanIn     = 8
	smallest  = 256
	largest   = 32 << 10 // things
	sizes     = 3
	mergeTime = 30 * time.Second // how long the index is kept for a merge
)

// weight is how large a segment is: its things, and what it says about those of others.
func weight(s *segment) int { return s.len() + len(s.touches)/fanIn }

func sizeOf(s *segment) int {
	n, limit := 0, smallest
	for w := weight(s); n < sizes && w >= limit; n++ {
		limit *= fanIn
	}
	return n
}

// plan chooses segments to be merged; none when all is well.
func plan(segments []*segment) []*segment {
	var by [sizes + 1][]*segment
	for _, s := range segments {
		size := sizeOf(s)
		by[size] = append(by[size], s)
	}
	for _, some := range by[:sizes] {
		if len(some) < fanIn {
			continue
		}
		n, total := 0, 0
		for n < len(some) && total < largest {
			total += some[n].len()
			n++
		}
		return some[:n]
	}
	for _, some := range by[1:] {
		for _, s := range some {
			if int(s.changed.Load()) > weight(s)/2 { // half of it is no longer true
				return []*segment{s}
			}
		}
	}
	return nil
}

// merge makes one segment of several, if that is due. It is written in small transactions, and takes the place of the others in the last.
func (x *indexer) merge(ctx context.Context, s store.Space) (bool, error) {
	var w written
	var some []*segment
	version := int64(0)
	err := x.store.View(ctx, s, func(tx store.Tx) error {
		b, err := x.batch(tx, s)
		if err != nil {
			return err
		}
		version = b.version
		if some = plan(b.view.segments); some == nil {
			return nil
		}
		w, err = join(some, b.view.segments, b.view.projects, b.view.from(tx))
		return err
	})
	if err != nil || some == nil {
		return false, err
	}
	number := uint32(0)
	err = x.update(ctx, s, func(tx store.Tx) error {
		return x.keep(tx, version, mergeTime, func(h *Head) error {
			number = h.Next
			h.Next++
			return nil
		})
	})
	if err != nil {
		return false, err
	}
	if err := x.put(ctx, s, w.docs(number)); err != nil {
		return false, err
	}
	err = x.update(ctx, s, func(tx store.Tx) error {
		return x.keep(tx, version+1, lease, func(h *Head) error {
			h.Segments = slices.DeleteFunc(slices.Clone(h.Segments), func(id uint32) bool {
				return slices.ContainsFunc(some, func(s *segment) bool { return s.id == id })
			})
			h.Segments = append(h.Segments, number)
			return nil
		})
	})
	if err != nil {
		return false, err
	}
	return true, x.sweep(ctx, s)
}

// put keeps documents that no head names yet.
func (x *indexer) put(ctx context.Context, s store.Space, docs []store.Doc) error {
	for len(docs) > 0 {
		n, size := 0, 0
		for n < len(docs) && size < batchBytes {
			size += len(docs[n].Body)
			n++
		}
		some := docs[:n]
		err := x.update(ctx, s, func(tx store.Tx) error {
			for _, d := range some {
				if _, err := tx.Put(Parts, d, ""); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		docs = docs[n:]
	}
	return nil
}

// sweep deletes the parts of segments that are no longer in the index: of merged ones, and of a merge that did not come to its end.
func (x *indexer) sweep(ctx context.Context, s store.Space) error {
	for more := true; more; {
		err := x.update(ctx, s, func(tx store.Tx) error {
			h, err := headOf(tx)
			if err != nil {
				return err
			}
			more, err = sweepSome(tx, h)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// sweepSome deletes some parts, looking only where none should be: between the segments of the index.
func sweepSome(tx store.Tx, h *Head) (more bool, err error) {
	from, left := uint32(0), batchBytes
	for _, id := range append(slices.Sorted(slices.Values(h.Segments)), h.Next) {
		q := store.Query{Def: Parts, From: bound(from), To: bound(id)}
		if id == h.Next {
			q.To = nil
		}
		from = id + 1
		for d, err := range tx.Find(q) {
			if err != nil {
				return false, err
			}
			if err := tx.Delete(Parts, d.ID, d.Version, ""); err != nil {
				return false, err
			}
			if left -= len(d.Body); left < 0 {
				return true, nil
			}
		}
	}
	return false, nil
}

func bound(segment uint32) *store.Value {
	v := store.T(partID(segment, ""))
	return &v
}

// moved is a thing on its way into a merged segment.
type moved struct {
	id  short
	of  int // which of the segments
	doc int
}

// join makes one segment of several of the index. What they say about things in other segments is said as it is now.
func join(some, all []*segment, projects []string, from source) (written, error) {
	var things []moved
	maps := make([][]int32, len(some))
	for i, s := range some {
		maps[i] = make([]int32, s.len())
		for doc := range s.len() {
			maps[i][doc] = -1
			if s.row(doc).flags()&dead == 0 {
				things = append(things, moved{s.short(doc), i, doc})
			}
		}
	}
	slices.SortFunc(things, func(a, b moved) int { return bytes.Compare(a.id[:], b.id[:]) })
	w := &writer{touches: carried(some, all)}
	numbers := map[uint16]uint16{}
	for n, t := range things {
		maps[t.of][t.doc] = int32(n)
		r := some[t.of].row(t.doc)
		p, ok := numbers[r.project()]
		if !ok {
			p = uint16(len(w.projects))
			numbers[r.project()] = p
			id, _ := shorten(projects[r.project()])
			w.projects = append(w.projects, id)
		}
		w.ids, w.rows = append(w.ids, t.id[:]...), append(w.rows, r.in(p))
	}
	if err := joinWords(w, some, maps, from); err != nil {
		return written{}, err
	}
	return w.finish(), nil
}

// carried gives what some segments say about things that stay where they are.
func carried(some, all []*segment) []touch {
	stays := map[uint32]*segment{}
	for _, s := range all {
		if !slices.Contains(some, s) {
			stays[s.id] = s
		}
	}
	seen := map[place]bool{}
	var out []touch
	for _, s := range some {
		for _, t := range s.touches {
			target := stays[t.segment]
			if target == nil || int(t.doc) >= target.len() || seen[t.place] {
				continue
			}
			seen[t.place] = true
			r := target.row(int(t.doc))
			out = append(out, touch{t.place, r.day(), r.flags()})
		}
	}
	slices.SortFunc(out, func(a, b touch) int { return cmp.Or(cmp.Compare(a.segment, b.segment), cmp.Compare(a.doc, b.doc)) })
	return out
}

// stream goes through all words of a segment.
type stream struct {
	s     *segment
	from  source
	block int
	c     *cursor
}

// next goes to the next word; false at the end.
func (t *stream) next() (bool, error) {
	for {
		if t.c != nil {
			if t.c.next() {
				return true, nil
			}
			if err := t.c.err(); err != nil {
				return false, err
			}
		}
		if t.block >= len(t.s.blocks) {
			t.c = nil
			return false, nil
		}
		c, err := t.s.open(t.from, t.block, nil)
		if err != nil {
			return false, err
		}
		t.c, t.block = c, t.block+1
	}
}

// joinWords merges the words of segments; maps tell where their things are now.
func joinWords(w *writer, some []*segment, maps [][]int32, from source) error {
	streams := make([]*stream, len(some))
	live := 0
	for i, s := range some {
		streams[i] = &stream{s: s, from: from}
		ok, err := streams[i].next()
		if err != nil {
			return err
		}
		if ok {
			live++
		}
	}
	var word []byte
	var list []posting
	for live > 0 {
		first := true
		for _, t := range streams {
			if t.c != nil && (first || bytes.Compare(t.c.word, word) < 0) {
				word, first = append(word[:0], t.c.word...), false
			}
		}
		list = list[:0]
		for i, t := range streams {
			if t.c == nil || !bytes.Equal(t.c.word, word) {
				continue
			}
			postings(t.c.list, func(p posting) {
				if p.doc() >= len(maps[i]) {
					return
				}
				if doc := maps[i][p.doc()]; doc >= 0 {
					list = append(list, newPosting(int(doc), p.fields()))
				}
			})
			ok, err := t.next()
			if err != nil {
				return err
			}
			if !ok {
				live--
			}
		}
		if len(list) == 0 {
			continue
		}
		if !slices.IsSorted(list) {
			slices.Sort(list)
		}
		w.word(word, list)
	}
	return nil
}
