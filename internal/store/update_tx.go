package store

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"strconv"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// change is what a layer does to one document: from before (nil: not there) to after (nil: gone).
type change struct {
	def    *Def
	id     string
	before *Doc
	after  *Doc
	name   string
	place  Place
	left   string
	seq    int64 // of its event; 0 for quiet kinds
}

// layer is what one closure, or all closures of a batch together, did.
type layer struct {
	docs  map[docKey]*change
	order []*change
	kinds map[string][]*change // order, for each kind
}

func (l *layer) get(k docKey) (*change, bool) {
	if l == nil {
		return nil, false
	}
	c, ok := l.docs[k]
	return c, ok
}

func (l *layer) add(k docKey, c *change) {
	if l.docs == nil {
		l.docs, l.kinds = map[docKey]*change{}, map[string][]*change{}
	}
	l.docs[k] = c
	l.order = append(l.order, c)
	l.kinds[k.kind] = append(l.kinds[k.kind], c)
}

// of gives the changes of a kind.
func (l *layer) of(kind string) []*change {
	if l == nil {
		return nil
	}
	return l.kinds[kind]
}

// draft is an event that is not yet in the log: of a change, or of an act without one.
type draft struct {
	change *change
	name   string
	about  Ref
	place  Place
}

// updateTx is the Tx of an Update. The lock of the space is held while it lives.
type updateTx struct {
	ctx     context.Context
	store   *Store
	space   *space
	by      By
	now     moment.Time
	head    Position // of the space, with all layers below
	below   [2]*layer
	own     layer
	drafts  []draft
	swaps   []swap // payloads to be replaced
	snap    Snapshot
	fetched fetched
	clocked bool  // it has looked at, or written, something that the clock fences
	broken  error // the first error of reading: a closure that swallows it must not commit
}

type swap struct {
	before Doc
	after  Doc
}

func (t *updateTx) Space() Space       { return t.space.name }
func (t *updateTx) Position() Position { return t.head }
func (t *updateTx) Now() moment.Time   { return t.now }
func (t *updateTx) By() By             { return t.by }

func (t *updateTx) fail(err error) error {
	if t.broken == nil {
		t.broken = err
	}
	return err
}

// overlaid finds the newest change of a document in the layers.
func (t *updateTx) overlaid(k docKey) (*change, bool) {
	if c, ok := t.own.docs[k]; ok {
		return c, true
	}
	for _, l := range t.below {
		if c, ok := l.get(k); ok {
			return c, true
		}
	}
	return nil, false
}

func (t *updateTx) Get(d *Def, id string) (Doc, bool, error) {
	if !d.Quiet {
		t.clocked = true
	}
	k := docKey{d.Kind, id}
	if c, ok := t.overlaid(k); ok {
		if c.after == nil {
			return Doc{}, false, nil
		}
		return *c.after, true, nil
	}
	if d.remembered() {
		switch doc, h := t.space.memory.get(k, t.space.memory.position()); h {
		case known:
			return doc, true, nil
		case none:
			return Doc{}, false, nil
		}
	}
	if doc, ok := t.fetched[k]; ok {
		return doc, doc.Kind != "", nil
	}
	snap, err := t.snapshot()
	if err != nil {
		return Doc{}, false, err
	}
	docs, err := snap.Get(d, id)
	if err != nil {
		return Doc{}, false, t.fail(fmt.Errorf("get %s %s: %w", d.Kind, id, err))
	}
	if len(docs) == 0 {
		if d.remembered() {
			t.space.memory.offerNone(k, snap.Position())
		}
		return Doc{}, false, nil
	}
	if d.remembered() {
		t.space.memory.offer(docs[0], snap.Position())
	}
	return docs[0], true, nil
}

func (t *updateTx) Fetch(d *Def, ids ...string) error {
	wanted := make([]string, 0, len(ids))
	for _, id := range ids {
		k := docKey{d.Kind, id}
		if _, ok := t.overlaid(k); ok {
			continue
		}
		if d.remembered() {
			if _, h := t.space.memory.get(k, t.space.memory.position()); h != miss {
				continue
			}
		}
		wanted = append(wanted, id)
	}
	if len(wanted) == 0 {
		return nil
	}
	if !d.Quiet {
		t.clocked = true
	}
	snap, err := t.snapshot()
	if err != nil {
		return err
	}
	if err := t.fetched.fill(snap, d, wanted); err != nil {
		return t.fail(err)
	}
	return nil
}

func (t *updateTx) snapshot() (Snapshot, error) {
	if t.snap == nil {
		snap, err := t.store.engine.Snapshot(t.ctx, t.space.name)
		if err != nil {
			return nil, t.fail(fmt.Errorf("open a snapshot: %w", err))
		}
		t.snap = snap
	}
	return t.snap, nil
}

func (t *updateTx) close() {
	if t.snap != nil {
		t.snap.Close() //nolint:errcheck // a snapshot that cannot be closed takes nothing with it
		t.snap = nil
	}
}

// guard remembers an error of reading, even if the closure does not return it.
func (t *updateTx) guard(seq iter.Seq2[Doc, error]) iter.Seq2[Doc, error] {
	return func(yield func(Doc, error) bool) {
		for d, err := range seq {
			if err != nil {
				err = t.fail(fmt.Errorf("find: %w", err))
			}
			if !yield(d, err) || err != nil {
				return
			}
		}
	}
}

func failed(err error) iter.Seq2[Doc, error] {
	return func(yield func(Doc, error) bool) { yield(Doc{}, err) }
}

func (t *updateTx) Put(d *Def, doc Doc, name string) (int64, error) {
	if (name == "") != d.Quiet {
		return 0, fmt.Errorf("put %s %s: a change has a name, a quiet one has none", d.Kind, doc.ID)
	}
	was, ok, err := t.Get(d, doc.ID)
	if err != nil {
		return 0, err
	}
	if err := present(d, doc.ID, was, ok, doc.Version); err != nil {
		return 0, err
	}
	if ok && d.merge != nil {
		if doc.Body, err = d.merge(was.Body, doc.Body); err != nil {
			return 0, err
		}
	}
	if ok && bytes.Equal(was.Body, doc.Body) && !d.Quiet {
		return was.Version, nil
	}
	if err := t.unique(d, doc, was.Keys); err != nil {
		return 0, err
	}
	doc.Space, doc.Kind = t.space.name, d.Kind
	var before *Doc
	if ok {
		before = &was
	}
	return t.write(d, doc.ID, before, &doc, name)
}

func (t *updateTx) Delete(d *Def, id string, version int64, name string) error {
	if (name == "") != d.Quiet {
		return fmt.Errorf("delete %s %s: a change has a name, a quiet one has none", d.Kind, id)
	}
	was, ok, err := t.Get(d, id)
	if err != nil {
		return err
	}
	if !ok {
		return fault.Missing(d.Kind)
	}
	if err := present(d, id, was, ok, version); err != nil {
		return err
	}
	_, err = t.write(d, id, &was, nil, name)
	return err
}

func present(d *Def, id string, was Doc, ok bool, version int64) error {
	switch {
	case ok && version == 0:
		return fault.New(fault.Conflict, "There is a %s %s already.", d.Kind, id)
	case !ok && version != 0:
		return fault.New(fault.Conflict, "The %s %s is gone.", d.Kind, id)
	case ok && was.Version != version:
		return fault.New(fault.Conflict, "The %s %s has changed meanwhile.", d.Kind, id)
	}
	return nil
}

// write puts a change into the own layer: several changes of one document in a transaction are one.
func (t *updateTx) write(d *Def, id string, before, after *Doc, name string) (int64, error) {
	k := docKey{d.Kind, id}
	c, again := t.own.docs[k]
	if !again {
		c = &change{def: d, id: id, before: before}
		if !d.Quiet {
			t.clocked = true
			c.seq = t.head.Number + int64(len(t.drafts)) + 1
			t.drafts = append(t.drafts, draft{change: c})
		}
		t.own.add(k, c)
	}
	c.name = name
	if after != nil {
		after.Version, after.memo = c.seq, &memo{}
		if d.Quiet {
			after.Version = 1
			if c.before != nil {
				after.Version = c.before.Version + 1
			}
		}
	}
	c.after = after
	if d.Quiet || d.place == nil {
		return version(after), nil
	}
	return version(after), t.locate(c)
}

func version(d *Doc) int64 {
	if d == nil {
		return 0
	}
	return d.Version
}

// locate finds where a change belongs, and which audience it leaves.
func (t *updateTx) locate(c *change) error {
	was, err := c.def.placeOf(c.before)
	if err != nil {
		return err
	}
	is, err := c.def.placeOf(c.after)
	if err != nil {
		return err
	}
	switch {
	case is == nil:
		c.place = *was
	case was != nil && was.Audience != is.Audience:
		c.place, c.left = *is, was.Audience
	default:
		c.place, c.left = *is, ""
	}
	return nil
}

// placeOf finds where a document belongs; nil for none.
func (d *Def) placeOf(doc *Doc) (*Place, error) {
	switch {
	case doc == nil:
		return nil, nil
	case doc.place != nil:
		return doc.place, nil
	}
	p, err := d.place(doc.Body)
	if err != nil {
		return nil, err
	}
	doc.place = &p
	return &p, nil
}

// unique refuses a document whose values another one has in a unique index; those that it had before are its own. // ST26
func (t *updateTx) unique(d *Def, doc Doc, was []Value) error {
	for _, x := range d.Indexes {
		if !x.Unique || d.Omits(x, doc.Keys) || (was != nil && d.alike(x, was, doc.Keys)) {
			continue
		}
		q := Query{Def: d, Index: x.Name, Limit: 2}
		for _, f := range x.Fields {
			q.Equal = append(q.Equal, doc.Keys[d.Field(f)])
		}
		for other, err := range t.Find(q) {
			if err != nil {
				return err
			}
			if other.ID != doc.ID {
				return fault.New(fault.Conflict, "Another %s has the same %s.", d.Kind, x.Name)
			}
		}
	}
	return nil
}

// alike reports whether two documents have the same values in an index without a field of many values.
func (d *Def) alike(x Index, a, b []Value) bool {
	for _, f := range x.Fields {
		i := d.Field(f)
		if compareValues(d.Fields[i].Type, a[i], b[i]) != 0 {
			return false
		}
	}
	return true
}

func (t *updateTx) Event(name string, about Ref, place Place) error {
	if name == "" {
		return fmt.Errorf("an event needs a name")
	}
	t.clocked = true
	t.drafts = append(t.drafts, draft{name: name, about: about, place: place})
	return nil
}

func (t *updateTx) Enqueue(j Job) error {
	if j.ID == "" {
		j.ID = id.New("job", t.now)
	}
	if j.Unique != "" {
		same, err := Jobs.First(t, Query{Index: "unique", Equal: []Value{T(j.Unique)}})
		if err != nil || same != nil {
			return err
		}
	}
	if j.Due.IsZero() {
		j.Due = t.now
	}
	j.State, j.CreatedAt = JobReady, t.now
	return Jobs.Put(t, "", &j)
}

func (t *updateTx) Replace(seq int64, base []byte) error {
	doc, ok, err := t.Get(eventDef, strconv.FormatInt(seq, 10))
	if err != nil {
		return err
	}
	if !ok {
		return fault.Missing("event")
	}
	e, err := readEvent(t.store.packer, doc)
	if err != nil {
		return err
	}
	e.form, e.payload = 1, nil
	if base != nil {
		e.payload = whole(nil, base)
	}
	t.swaps = append(t.swaps, swap{doc, e.doc(t.store.packer)})
	return nil
}

func (t *updateTx) Log(about string, before int64, limit int) ([]*Event, error) {
	return readLog(t, t.store.packer, about, before, limit)
}

func (t *updateTx) Operation(op string) ([]*Event, error) {
	return readOperation(t, t.store.packer, op)
}

func (t *updateTx) Last(project string, kinds ...string) int64 { return t.head.Number }
