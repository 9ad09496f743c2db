package store

import (
	"fmt"
	"iter"
	"slices"
)

// over gives the newest change of each document of a kind, without those that a newer layer has changed again.
func (t *updateTx) over(kind string) iter.Seq[*change] {
	return func(yield func(*change) bool) {
		for i, l := range [...]*layer{&t.own, t.below[0], t.below[1]} {
			for _, c := range l.of(kind) {
				k := docKey{kind, c.id}
				if i > 0 {
					if _, newer := t.own.docs[k]; newer {
						continue
					}
				}
				if i > 1 {
					if _, newer := t.below[0].get(k); newer {
						continue
					}
				}
				if !yield(c) {
					return
				}
			}
		}
	}
}

// touched reports whether a layer has changed any document of a kind.
func (t *updateTx) touched(kind string) bool {
	return len(t.own.of(kind))+len(t.below[0].of(kind))+len(t.below[1].of(kind)) > 0
}

func (t *updateTx) Find(q Query) iter.Seq2[Doc, error] {
	if err := q.Check(); err != nil {
		return failed(t.fail(err))
	}
	t.clocked = t.clocked || !q.Def.Quiet
	snap, err := t.snapshot()
	if err != nil {
		return failed(err)
	}
	if !t.touched(q.Def.Kind) {
		return t.guard(snap.Find(q))
	}
	return t.guard(t.merged(snap, q))
}

// placed is a changed document and its place in the order of a query.
type placed struct {
	doc Doc
	at  Cursor
}

// mine gives the changed documents that a query finds, in its order, at most its limit: copied at once, for Find sees the state at its start.
func (t *updateTx) mine(q Query) []placed {
	var out []placed
	for c := range t.over(q.Def.Kind) {
		if c.after == nil || !q.Matches(c.id, c.after.Keys) {
			continue
		}
		p := placed{*c.after, *q.CursorOf(c.id, c.after.Keys)}
		if q.Limit == 0 || q.Limit > 8 {
			out = append(out, p)
			continue
		}
		// Few are wanted of perhaps many: keep the best.
		i := len(out)
		for i > 0 && q.Less(p.at, out[i-1].at) {
			i--
		}
		if i < q.Limit {
			out = slices.Insert(out, i, p)[:min(len(out)+1, q.Limit)]
		}
	}
	if q.Limit == 0 || q.Limit > 8 {
		slices.SortFunc(out, func(a, b placed) int {
			if q.Less(a.at, b.at) {
				return -1
			}
			return 1
		})
	}
	return out
}

// masks gives a function that tells whether a document of a kind was changed in some layer at this moment.
func (t *updateTx) masks(kind string) func(id string) bool {
	own := make(map[string]bool, len(t.own.of(kind)))
	for _, c := range t.own.of(kind) {
		own[c.id] = true
	}
	return func(id string) bool {
		if own[id] {
			return true
		}
		k := docKey{kind, id}
		_, a := t.below[0].get(k)
		_, b := t.below[1].get(k)
		return a || b
	}
}

// replaced counts the changed documents of a kind that a snapshot is likely to have too.
func (t *updateTx) replaced(kind string) int {
	n := 0
	for c := range t.over(kind) {
		if c.before != nil {
			n++
		}
	}
	return n
}

// merged gives what a query finds in a snapshot with the changes of all layers over it.
func (t *updateTx) merged(snap Snapshot, q Query) iter.Seq2[Doc, error] {
	mine, masked, limit := t.mine(q), t.masks(q.Def.Kind), q.Limit
	below := q
	if below.WithKeys = true; limit > 0 {
		below.Limit = limit + min(t.replaced(q.Def.Kind), 100)
	}
	return func(yield func(Doc, error) bool) {
		n := 0
		give := func(d Doc) bool {
			n++
			return yield(d, nil) && (limit == 0 || n < limit)
		}
		for more := true; more; {
			seen := 0
			var last Doc
			for d, err := range snap.Find(below) {
				if err != nil {
					yield(Doc{}, err)
					return
				}
				seen, last = seen+1, d
				if masked(d.ID) {
					continue
				}
				at := *q.CursorOf(d.ID, d.Keys)
				for len(mine) > 0 && q.Less(mine[0].at, at) {
					if !give(mine[0].doc) {
						return
					}
					mine = mine[1:]
				}
				if !give(d) {
					return
				}
			}
			// More were masked than was allowed for: go on behind the last one.
			if more = below.Limit > 0 && seen == below.Limit; more {
				below.After = below.CursorOf(last.ID, last.Keys)
			}
		}
		for _, p := range mine {
			if !give(p.doc) {
				return
			}
		}
	}
}

func (t *updateTx) Tally(q Query, by, sum string) (map[string]Sum, error) {
	if err := q.Check(); err != nil {
		return nil, t.fail(err)
	}
	t.clocked = t.clocked || !q.Def.Quiet
	q.Limit, q.After, q.Desc = 0, nil, false
	snap, err := t.snapshot()
	if err != nil {
		return nil, err
	}
	out, err := snap.Tally(q, by, sum)
	if err != nil {
		return nil, t.fail(fmt.Errorf("tally %s: %w", q.Def.Kind, err))
	}
	if !t.touched(q.Def.Kind) {
		return out, nil
	}
	var ids []string
	for c := range t.over(q.Def.Kind) {
		ids = append(ids, c.id)
	}
	below, err := snap.Get(q.Def, ids...)
	if err != nil {
		return nil, t.fail(fmt.Errorf("tally %s: %w", q.Def.Kind, err))
	}
	for _, d := range below {
		count(out, q, by, sum, d.ID, d.Keys, -1)
	}
	for c := range t.over(q.Def.Kind) {
		if c.after != nil {
			count(out, q, by, sum, c.id, c.after.Keys, 1)
		}
	}
	return out, nil
}

// count puts a document into its groups, or takes it out; empty groups go.
func count(out map[string]Sum, q Query, by, sum, id string, keys []Value, sign int64) {
	if !q.Matches(id, keys) {
		return
	}
	for _, g := range q.Def.Groups(by, keys) {
		s := out[g]
		s.Count += sign
		if sum != "" {
			s.Sum += sign * keys[q.Def.Field(sum)].Int
		}
		if out[g] = s; s.Count == 0 {
			delete(out, g)
		}
	}
}
