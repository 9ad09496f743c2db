package search

import (
	"maps"

	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

// batch is what one transaction adds to the index of a space.
type batch struct {
	x       *indexer
	version int64  // of the head that it was made from
	filled  string // the last task that is in an index that is being made
	view    view
	things  []*thing
	touches []touch
	bytes   int
	closed  map[string]map[string]struct{} // what was learnt of columns
}

func (x *indexer) batch(tx store.Tx, s store.Space) (*batch, error) {
	h, err := headOf(tx)
	if err != nil {
		return nil, err
	}
	v, err := x.spaces.get(s).sync(tx)
	return &batch{x: x, version: h.Version, filled: h.Fill, view: v}, err
}

func (b *batch) empty() bool { return len(b.things)+len(b.touches) == 0 }

func (b *batch) build() written { return build(b.things, b.touches) }

// next takes the next tasks in order of their ids, for an index that is being made; done says that these were the last.
func (b *batch) next(tx store.Tx) (last string, done bool, err error) {
	q := store.Query{Def: work.Tasks.Def(), Limit: batchTasks}
	if last = b.filled; last != "" {
		q.After = &store.Cursor{ID: last}
	}
	var ids []string
	for d, err := range tx.Find(q) {
		if err != nil {
			return last, false, err
		}
		ids = append(ids, d.ID)
	}
	for _, id := range ids {
		if err := b.words(tx, id); err != nil {
			return last, false, err
		}
		if last = id; b.bytes > batchBytes {
			return last, false, nil
		}
	}
	return last, len(ids) < batchTasks, nil
}

// words takes a task anew: it is in this segment from now on, and in none before.
func (b *batch) words(tx store.Tx, task string) error {
	t, ok, err := b.x.gather.thing(tx, task, true)
	if err != nil {
		return err
	}
	b.gone(task)
	if ok {
		b.things = append(b.things, t)
		b.bytes += 16 * len(t.words)
	}
	return nil
}

// gone takes a task out of the segment that has it.
func (b *batch) gone(task string) {
	id, ok := shorten(task)
	if !ok {
		return
	}
	if s, doc, ok := locate(b.view.segments, id); ok {
		b.touches = append(b.touches, touch{place{s.id, uint32(doc)}, 0, dead})
	}
}

// row notes what has become of a task whose words are the same.
func (b *batch) row(tx store.Tx, task string) error {
	t, ok, err := b.x.gather.thing(tx, task, false)
	switch {
	case err != nil:
		return err
	case !ok:
		b.gone(task)
		return nil
	case !b.touch(t.id, t.day, t.flags):
		return b.words(tx, task)
	}
	return nil
}

// touch changes the row of a task; false when it is not in the index.
func (b *batch) touch(id short, day uint16, flags uint8) bool {
	s, doc, ok := locate(b.view.segments, id)
	if !ok {
		return false
	}
	if r := s.row(doc); r.day() != day || r.flags() != flags {
		b.touches = append(b.touches, touch{place{s.id, uint32(doc)}, day, flags})
	}
	return true
}

// statuses looks at all tasks of a project whose columns have changed: what was open may be done now. As long as the same columns mean
// done nothing follows.
func (b *batch) statuses(tx store.Tx, id string) error {
	p, err := project.Projects.Look(tx, id)
	if err != nil || p == nil {
		return err
	}
	is := map[string]struct{}{}
	for _, s := range p.Statuses {
		if !s.Group.Open() {
			is[s.ID] = struct{}{}
		}
	}
	if b.closed == nil {
		b.closed = map[string]map[string]struct{}{}
	}
	b.closed[id] = is
	was, known := b.x.closed[id]
	if known && maps.Equal(was, is) {
		return nil
	}
	for _, flags := range [...]uint8{0, trashed} {
		if err := b.regroup(tx, id, flags, is); err != nil {
			return err
		}
	}
	return nil
}

// regroup looks at the tasks of a project, in the trash or not, by what their columns mean.
func (b *batch) regroup(tx store.Tx, id string, flags uint8, ended map[string]struct{}) error {
	d := work.Tasks.Def()
	status, updated := d.Field("status"), d.Field("updated")
	q := store.Query{Def: d, Index: "rank", Equal: []store.Value{store.T(id), store.Flag(flags == trashed)}, WithKeys: true}
	for doc, err := range tx.Find(q) {
		if err != nil {
			return err
		}
		is := flags
		if _, ok := ended[doc.Keys[status].Text]; ok {
			is |= closed
		}
		if short, ok := shorten(doc.ID); ok {
			b.touch(short, dayOf(moment.FromMillis(doc.Keys[updated].Int)), is)
		}
	}
	return nil
}
