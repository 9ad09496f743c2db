package store

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
)

type atLeastKey struct{}

// AtLeast makes the Views and Updates under ctx wait for a position: an instance that is behind catches up first, so that one's own
// writes are never missing. A position of another epoch asks for nothing.
func AtLeast(ctx context.Context, name Space, p Position) context.Context {
	return context.WithValue(ctx, atLeastKey{}, wanted{name, p})
}

type wanted struct {
	space Space
	pos   Position
}

// View runs fn over one position of a space. fn may run again, and may not write.
func (s *Store) View(ctx context.Context, name Space, fn func(Tx) error) error {
	sp := s.space(name)
	if err := s.ready(ctx, sp); err != nil {
		return err
	}
	for try := 0; ; try++ {
		v := &viewTx{ctx: ctx, store: s, space: sp, now: s.clock.Now()}
		err := s.view(v, try > 0, fn)
		if !v.moved {
			s.drop(sp)
			return err
		}
		if try >= 3 {
			return fault.Because(fault.Unavailable, err, "This changes too fast to be read. Try again.")
		}
	}
}

func (s *Store) view(v *viewTx, snapshotFirst bool, fn func(Tx) error) error {
	defer v.close()
	if snapshotFirst {
		if _, err := v.snapshot(); err != nil {
			return err
		}
	}
	return run(v, fn)
}

// ready makes sure that the position of a space is known, and as late as ctx wants it.
func (s *Store) ready(ctx context.Context, sp *space) error {
	w, ok := ctx.Value(atLeastKey{}).(wanted)
	late := func() bool {
		p := sp.memory.position()
		return ok && w.space == sp.name && w.pos.Epoch == p.Epoch && w.pos.Number > p.Number
	}
	sp.mu.Lock()
	if sp.known && !late() {
		sp.mu.Unlock()
		return nil
	}
	b := sp.flight
	if b == nil {
		b = sp.pending
	}
	if b != nil { // when it has landed, or was refused, the position is known anew
		sp.mu.Unlock()
		select {
		case <-b.done:
			return s.ready(ctx, sp)
		case <-ctx.Done():
			return fmt.Errorf("wait for a commit: %w", ctx.Err())
		}
	}
	defer sp.mu.Unlock()
	return s.catchUp(ctx, sp)
}

// viewTx is the Tx of a View: everything in it is of one position, out of the memory where that has it, else out of one snapshot.
type viewTx struct {
	ctx    context.Context
	store  *Store
	space  *space
	now    moment.Time
	pinned bool
	pos    Position
	snap   Snapshot
	got    fetched
	moved  bool // what it has seen is of more than one position: it must run again
}

var errMoved = errors.New("the space moved while it was read")

var errReadOnly = errors.New("a view cannot write")

func (v *viewTx) Space() Space       { return v.space.name }
func (v *viewTx) Now() moment.Time   { return v.now }
func (v *viewTx) By() By             { return By{} }
func (v *viewTx) Position() Position { v.pin(); return v.pos }

func (v *viewTx) pin() {
	if !v.pinned {
		v.pinned, v.pos = true, v.space.memory.position()
	}
}

func (v *viewTx) close() {
	if v.snap != nil {
		v.snap.Close() //nolint:errcheck // a snapshot that cannot be closed takes nothing with it
	}
}

func (v *viewTx) snapshot() (Snapshot, error) {
	if v.snap != nil {
		return v.snap, nil
	}
	snap, err := v.store.engine.Snapshot(v.ctx, v.space.name)
	if err != nil {
		return nil, fmt.Errorf("open a snapshot: %w", err)
	}
	v.snap = snap
	if v.pinned && snap.Position() != v.pos {
		v.moved = true
		return nil, errMoved
	}
	v.pinned, v.pos = true, snap.Position()
	return snap, nil
}

func (v *viewTx) Get(d *Def, id string) (Doc, bool, error) {
	if d.remembered() {
		v.pin()
		switch doc, h := v.space.memory.get(docKey{d.Kind, id}, v.pos); h {
		case known:
			return doc, true, nil
		case none:
			return Doc{}, false, nil
		case newer:
			if v.snap == nil {
				v.moved = true
				return Doc{}, false, errMoved
			}
		}
	}
	if doc, ok := v.got[docKey{d.Kind, id}]; ok {
		return doc, doc.Kind != "", nil
	}
	snap, err := v.snapshot()
	if err != nil {
		return Doc{}, false, err
	}
	docs, err := snap.Get(d, id)
	if err != nil {
		return Doc{}, false, fmt.Errorf("get %s %s: %w", d.Kind, id, err)
	}
	if len(docs) == 0 {
		if d.remembered() {
			v.space.memory.offerNone(docKey{d.Kind, id}, v.pos)
		}
		return Doc{}, false, nil
	}
	if d.remembered() {
		v.space.memory.offer(docs[0], v.pos)
	}
	return docs[0], true, nil
}

func (v *viewTx) Fetch(d *Def, ids ...string) error {
	wanted := make([]string, 0, len(ids))
	for _, id := range ids {
		if d.remembered() {
			v.pin()
			if _, h := v.space.memory.get(docKey{d.Kind, id}, v.pos); h == known || h == none {
				continue
			}
		}
		wanted = append(wanted, id)
	}
	if len(wanted) == 0 {
		return nil
	}
	snap, err := v.snapshot()
	if err != nil {
		return err
	}
	return v.got.fill(snap, d, wanted)
}

func (v *viewTx) Find(q Query) iter.Seq2[Doc, error] {
	if err := q.Check(); err != nil {
		return failed(err)
	}
	snap, err := v.snapshot()
	if err != nil {
		return failed(err)
	}
	return snap.Find(q)
}

func (v *viewTx) Tally(q Query, by, sum string) (map[string]Sum, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	snap, err := v.snapshot()
	if err != nil {
		return nil, err
	}
	q.Limit, q.After, q.Desc = 0, nil, false
	return snap.Tally(q, by, sum)
}

func (v *viewTx) Put(*Def, Doc, string) (int64, error)     { return 0, errReadOnly }
func (v *viewTx) Delete(*Def, string, int64, string) error { return errReadOnly }
func (v *viewTx) Event(string, Ref, Place) error           { return errReadOnly }
func (v *viewTx) Enqueue(Job) error                        { return errReadOnly }
func (v *viewTx) Replace(int64, []byte) error              { return errReadOnly }
func (v *viewTx) Operation(op string) ([]*Event, error)    { return readOperation(v, v.store.packer, op) }
func (v *viewTx) Log(about string, before int64, limit int) ([]*Event, error) {
	return readLog(v, v.store.packer, about, before, limit)
}

func (v *viewTx) Last(project string, kinds ...string) int64 {
	v.pin()
	var n int64
	for _, k := range kinds {
		n = max(n, v.space.memory.last(project, k, v.pos))
	}
	return n
}
