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

// next takes the next tasks in order of their ids, for an index that is being made; done says that these were the last. They are read in
// ranges, and past the memory of the space, which has better things to keep.
func (b *batch) next(tx store.Tx) (last string, done bool, err error) {
	q := store.Query{Limit: batchTasks}
	if last = b.filled; last != "" {
		q.After = &store.Cursor{ID: last}
	}
	tasks, err := work.Tasks.All(tx, q)
	if err != nil || len(tasks) == 0 {
		return last, true, err
	}
	texts, err := among(tx, work.Texts, tasks)
	if err != nil {
		return last, false, err
	}
	tallies, err := among(tx, work.Tallies, tasks)
	if err != nil {
		return last, false, err
	}
	for i, t := range tasks {
		tally := tallies[t.ID]
		if err := b.put(tx, t, texts[t.ID], tally != nil && tally.Comments > 0); err != nil {
			return last, false, err
		}
		if last = t.ID; b.bytes > batchBytes {
			return last, i == len(tasks)-1 && len(tasks) < batchTasks, nil
		}
	}
	return last, len(tasks) < batchTasks, nil
}

// among reads the documents of a kind that have the ids of tasks, which are in order.
func among[T any](tx store.Tx, k *store.Kind[T], tasks []*work.Task) (map[string]*T, error) {
	from, to := store.T(tasks[0].ID), store.T(tasks[len(tasks)-1].ID+"\x00")
	out := map[string]*T{}
	for d, err := range tx.Find(store.Query{Def: k.Def(), From: &from, To: &to}) {
		if err != nil {
			return nil, err
		}
		v, err := k.Decode(d)
		if err != nil {
			return nil, err
		}
		out[d.ID] = v
	}
	return out, nil
}

// words takes a task anew.
func (b *batch) words(tx store.Tx, task string) error {
	t, err := work.Tasks.Look(tx, task)
	if err != nil {
		return err
	}
	if t == nil {
		b.gone(task)
		return nil
	}
	text, err := work.Texts.Look(tx, task)
	if err != nil {
		return err
	}
	return b.put(tx, t, text, true)
}

// put takes a task: it is in this segment from now on, and in none before.
func (b *batch) put(tx store.Tx, task *work.Task, text *work.Text, comments bool) error {
	t, err := b.x.gather.thing(tx, task, text, comments)
	if err != nil || t == nil {
		return err
	}
	b.gone(task.ID)
	b.things = append(b.things, t)
	b.bytes += 16 * len(t.words)
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
	t, err := work.Tasks.Look(tx, task)
	if err != nil {
		return err
	}
	if t == nil {
		b.gone(task)
		return nil
	}
	is, err := b.x.gather.row(tx, t)
	if err != nil || is == nil || b.touch(is.id, is.day, is.flags) {
		return err
	}
	return b.words(tx, task)
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
