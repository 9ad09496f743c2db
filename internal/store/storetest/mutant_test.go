package storetest

import (
	"context"
	"iter"
	"slices"
	"sync"

	"github.com/kanvaro/kanvaro/internal/store"
)

// mutant is the engine in memory with one fault; the functions that are nil are those of the engine.
type mutant struct {
	rule  string // the number of the rule that must catch it
	fault string

	apply   func(ctx context.Context, e store.Engine, batches []store.Batch) error
	open    func(ctx context.Context, e store.Engine, s store.Space) (store.Snapshot, error)
	changed func(moved []store.Space, since, mark store.Mark) ([]store.Space, store.Mark)
	get     func(s store.Snapshot, d *store.Def, ids []string) ([]store.Doc, error)
	query   func(q store.Query) store.Query // before Find
	found   func(q store.Query, docs []store.Doc) []store.Doc
	counts  func(q store.Query) store.Query // before Tally
	tallied func(sums map[string]store.Sum, by, sum string)
}

// mutantEngine is what a mutant is to the rules.
type mutantEngine struct {
	store.Engine
	m mutant
}

func (e mutantEngine) Apply(ctx context.Context, batches []store.Batch) error {
	if e.m.apply != nil {
		return e.m.apply(ctx, e.Engine, batches)
	}
	return e.Engine.Apply(ctx, batches)
}

func (e mutantEngine) Changed(ctx context.Context, since store.Mark) ([]store.Space, store.Mark, error) {
	moved, mark, err := e.Engine.Changed(ctx, since)
	if err == nil && e.m.changed != nil {
		moved, mark = e.m.changed(moved, since, mark)
	}
	return moved, mark, err
}

func (e mutantEngine) Snapshot(ctx context.Context, s store.Space) (store.Snapshot, error) {
	open := store.Engine.Snapshot
	if e.m.open != nil {
		open = func(engine store.Engine, ctx context.Context, s store.Space) (store.Snapshot, error) {
			return e.m.open(ctx, engine, s)
		}
	}
	snap, err := open(e.Engine, ctx, s)
	return mutantSnapshot{snap, e.m}, err
}

type mutantSnapshot struct {
	store.Snapshot
	m mutant
}

func (s mutantSnapshot) Get(d *store.Def, ids ...string) ([]store.Doc, error) {
	if s.m.get != nil {
		return s.m.get(s.Snapshot, d, ids)
	}
	return s.Snapshot.Get(d, ids...)
}

func (s mutantSnapshot) Find(q store.Query) iter.Seq2[store.Doc, error] {
	asked := q
	if s.m.query != nil {
		asked = s.m.query(q)
	}
	if s.m.found == nil {
		return s.Snapshot.Find(asked)
	}
	return func(yield func(store.Doc, error) bool) {
		var docs []store.Doc
		for doc, err := range s.Snapshot.Find(asked) {
			if err != nil {
				yield(doc, err)
				return
			}
			docs = append(docs, doc)
		}
		for _, doc := range s.m.found(q, docs) {
			if !yield(doc, nil) {
				return
			}
		}
	}
}

func (s mutantSnapshot) Tally(q store.Query, by, sum string) (map[string]store.Sum, error) {
	if s.m.counts != nil {
		q = s.m.counts(q)
	}
	sums, err := s.Snapshot.Tally(q, by, sum)
	if err == nil && s.m.tallied != nil {
		s.m.tallied(sums, by, sum)
	}
	return sums, err
}

// docs changes each document that is found.
func docs(change func(*store.Doc)) func(store.Query, []store.Doc) []store.Doc {
	return func(_ store.Query, docs []store.Doc) []store.Doc {
		for i := range docs {
			change(&docs[i])
		}
		return docs
	}
}

// writes changes each write before it is applied.
func writes(change func(b *store.Batch, w *store.Write)) func(context.Context, store.Engine, []store.Batch) error {
	return func(ctx context.Context, e store.Engine, batches []store.Batch) error {
		changed := slices.Clone(batches)
		for i := range changed {
			changed[i].Writes = slices.Clone(changed[i].Writes)
			for j := range changed[i].Writes {
				change(&changed[i], &changed[i].Writes[j])
			}
		}
		return e.Apply(ctx, changed)
	}
}

// where keeps the conditions that hold, or changes them.
func where(keep func(d *store.Def, c store.Cond) (store.Cond, bool)) func(store.Query) store.Query {
	return func(q store.Query) store.Query {
		var kept []store.Cond
		for _, c := range q.Where {
			if c, ok := keep(q.Def, c); ok {
				kept = append(kept, c)
			}
		}
		q.Where = kept
		return q
	}
}

// elsewhere reads what is in the space or in another one, as a query without the space does.
type elsewhere struct {
	store.Snapshot
	find, tally, get bool
	others           []store.Snapshot
}

func everywhere(find, tally, get bool) func(context.Context, store.Engine, store.Space) (store.Snapshot, error) {
	return func(ctx context.Context, e store.Engine, s store.Space) (store.Snapshot, error) {
		snap, err := e.Snapshot(ctx, s)
		if err != nil {
			return nil, err
		}
		x := elsewhere{Snapshot: snap, find: find, tally: tally, get: get}
		for _, name := range []store.Space{"org_a", "org_ab"} {
			if other, err := e.Snapshot(ctx, name); err == nil && name != s {
				x.others = append(x.others, other)
			}
		}
		return x, nil
	}
}

func (x elsewhere) Find(q store.Query) iter.Seq2[store.Doc, error] {
	if !x.find {
		return x.Snapshot.Find(q)
	}
	return func(yield func(store.Doc, error) bool) {
		for _, s := range append([]store.Snapshot{x.Snapshot}, x.others...) {
			for doc, err := range s.Find(q) {
				if !yield(doc, err) {
					return
				}
			}
		}
	}
}

func (x elsewhere) Tally(q store.Query, by, sum string) (map[string]store.Sum, error) {
	sums, err := x.Snapshot.Tally(q, by, sum)
	for _, s := range x.others {
		if !x.tally || err != nil {
			break
		}
		var more map[string]store.Sum
		more, err = s.Tally(q, by, sum)
		for g, n := range more {
			sums[g] = store.Sum{Count: sums[g].Count + n.Count, Sum: sums[g].Sum + n.Sum}
		}
	}
	return sums, err
}

func (x elsewhere) Get(d *store.Def, ids ...string) ([]store.Doc, error) {
	docs, err := x.Snapshot.Get(d, ids...)
	for _, s := range x.others {
		if x.get && err == nil && len(docs) < len(ids) {
			docs, err = s.Get(d, ids...)
		}
	}
	return docs, err
}

// living is a snapshot that follows the space instead of standing still, in one method.
type living struct {
	store.Snapshot
	now               func() store.Snapshot
	get, find, tally_ bool
	position          bool
}

func alive(l living) func(context.Context, store.Engine, store.Space) (store.Snapshot, error) {
	return func(ctx context.Context, e store.Engine, s store.Space) (store.Snapshot, error) {
		snap, err := e.Snapshot(ctx, s)
		l := l
		l.Snapshot = snap
		l.now = func() store.Snapshot {
			now, err := e.Snapshot(ctx, s)
			if err != nil {
				return snap
			}
			return now
		}
		return l, err
	}
}

func (l living) Position() store.Position {
	if l.position {
		return l.now().Position()
	}
	return l.Snapshot.Position()
}

func (l living) Get(d *store.Def, ids ...string) ([]store.Doc, error) {
	if l.get {
		return l.now().Get(d, ids...)
	}
	return l.Snapshot.Get(d, ids...)
}

func (l living) Find(q store.Query) iter.Seq2[store.Doc, error] {
	if l.find {
		return l.now().Find(q)
	}
	return l.Snapshot.Find(q)
}

func (l living) Tally(q store.Query, by, sum string) (map[string]store.Sum, error) {
	if l.tally_ {
		return l.now().Tally(q, by, sum)
	}
	return l.Snapshot.Tally(q, by, sum)
}

// unfenced puts the position that is there in the place of parts of the fence.
func unfenced(part func(fence *store.Position, is store.Position)) func(context.Context, store.Engine, []store.Batch) error {
	return func(ctx context.Context, e store.Engine, batches []store.Batch) error {
		batches = slices.Clone(batches)
		for i := range batches {
			s, err := e.Snapshot(ctx, batches[i].Space)
			if err != nil {
				return err
			}
			part(&batches[i].Fence, s.Position())
		}
		return e.Apply(ctx, batches)
	}
}

// version reads at which version a document is.
func version(e store.Engine, s store.Space, w store.Write) int64 {
	snap, err := e.Snapshot(context.Background(), s)
	if err != nil {
		return 0
	}
	docs, err := snap.Get(w.Def, w.ID)
	if err != nil || len(docs) == 0 {
		return 0
	}
	return docs[0].Version
}

// careless lets writes of quiet documents through, of those that the test chooses.
func careless(choose func(w store.Write) bool) func(context.Context, store.Engine, []store.Batch) error {
	return func(ctx context.Context, e store.Engine, batches []store.Batch) error {
		return writes(func(b *store.Batch, w *store.Write) {
			if w.Def.Quiet && choose(*w) {
				w.Before = version(e, b.Space, *w)
			}
		})(ctx, e, batches)
	}
}

// sparseForgotten asks a sparse index for the documents that it leaves out, too.
func sparseForgotten(q store.Query) store.Query {
	x, _ := q.Def.Index(q.Index)
	if !x.Sparse {
		return q
	}
	d := *q.Def
	d.Indexes = slices.Clone(d.Indexes)
	for i := range d.Indexes {
		d.Indexes[i].Sparse = false
	}
	q.Def = &d
	return q
}

// looksFirst reads the fence, waits until all who race have done so, and then applies whatever the position is.
func looksFirst() func(context.Context, store.Engine, []store.Batch) error {
	var mu sync.Mutex
	looked, all := 0, make(chan struct{})
	return func(ctx context.Context, e store.Engine, batches []store.Batch) error {
		s, err := e.Snapshot(ctx, batches[0].Space)
		if err != nil {
			return err
		}
		if batches[0].Loose || s.Position() != batches[0].Fence {
			return e.Apply(ctx, batches)
		}
		mu.Lock()
		wait := all
		if looked++; looked == racers {
			looked, all = 0, make(chan struct{})
			close(wait)
		}
		mu.Unlock()
		<-wait
		mu.Lock()
		defer mu.Unlock()
		if s, err = e.Snapshot(ctx, batches[0].Space); err != nil {
			return err
		}
		batches[0].Fence = s.Position()
		return careless(func(store.Write) bool { return true })(ctx, e, batches)
	}
}
