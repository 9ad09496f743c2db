package search

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// How much is done at once: in one transaction others must not wait for long.
const (
	batchEvents = 500
	batchTasks  = 300
	batchBytes  = 512 << 10
)

// lease is how long a process has the index of a space for itself since it last changed it.
const lease = 5 * time.Second

// errLeased says that another process keeps the index.
var errLeased = errors.New("another process keeps the index")

// indexer keeps the index of spaces. One goroutine uses it at a time.
type indexer struct {
	store  *store.Store
	log    *slog.Logger
	name   string // of this process
	spaces *spaces
	gather *gatherer
	reader *job.Reader
	kept   map[store.Space]bool           // whose heads name this process
	closed map[string]map[string]struct{} // the statuses of a project that mean done, as rows have them
}

func newIndexer(s *store.Store, log *slog.Logger, name string, all *spaces) *indexer {
	x := &indexer{store: s, log: log, name: name, spaces: all, gather: newGatherer(), kept: map[store.Space]bool{}, closed: map[string]map[string]struct{}{}}
	x.reader = &job.Reader{Name: readerName, Store: s, Batch: batchEvents, Read: x.read}
	return x
}

func (x *indexer) update(ctx context.Context, s store.Space, fn func(store.Tx) error) error {
	_, err := x.store.Update(ctx, s, store.By{Kind: "system"}, fn)
	return err
}

// step brings the index of a space further; more says that there is more to be done.
func (x *indexer) step(ctx context.Context, s store.Space) (more bool, err error) {
	h, err := x.look(ctx, s)
	if err != nil || h == nil {
		return false, err
	}
	if h.By != x.name {
		if err := x.take(ctx, s, h); err != nil {
			return false, err
		}
	}
	if !h.Filled {
		if err := x.fill(ctx, s); err != nil {
			return false, err
		}
	}
	if more, err = x.reader.Step(ctx, s); err != nil {
		clear(x.closed) // what was learnt may not have been kept
		return false, err
	}
	merged, err := x.merge(ctx, s)
	return more || merged || !h.Filled, err
}

// look reads the head, and begins where there is none that fits; nil when there is nothing to do.
func (x *indexer) look(ctx context.Context, s store.Space) (*Head, error) {
	for {
		var h *Head
		var at store.Position
		var now moment.Time
		read := int64(0) // how far
		err := x.store.View(ctx, s, func(tx store.Tx) (err error) {
			now, at = tx.Now(), tx.Position()
			c, err := job.Cursors.Look(tx, readerName)
			if err != nil {
				return err
			}
			if c != nil && c.Epoch == at.Epoch {
				read = c.After
			}
			h, err = headOf(tx)
			return err
		})
		switch {
		case err != nil || at.Epoch == "": // nothing has ever happened there
			return nil, err
		case h.fits(at) && h.Filled && read >= at.Number:
			return nil, nil
		case h.fits(at) && h.By != x.name && h.Until.After(now):
			return nil, errLeased
		case h.fits(at):
			return h, nil
		}
		if err := x.update(ctx, s, begin); err != nil {
			return nil, err
		}
	}
}

// take makes the index this process's own, and clears away what a process that died has left over. Whoever had it before learns of it by the
// version of the head.
func (x *indexer) take(ctx context.Context, s store.Space, h *Head) error {
	err := x.update(ctx, s, func(tx store.Tx) error {
		return x.keep(tx, h.Version, lease, func(*Head) error { return nil })
	})
	if err != nil {
		return err
	}
	x.kept[s] = true
	return x.sweep(ctx, s)
}

// release gives up the indexes that this process keeps, so that the next one need not wait.
func (x *indexer) release(ctx context.Context) {
	for s := range x.kept {
		err := x.update(ctx, s, func(tx store.Tx) error {
			h, err := headOf(tx)
			if err != nil || h.By != x.name {
				return err
			}
			h.By, h.Until = "", moment.Time{}
			return Heads.Put(tx, "", h)
		})
		if err != nil {
			x.log.Warn("the search index could not be released", "organization.id", string(s), "error", err)
		}
	}
	clear(x.kept)
}

// mend looks an index through, and forgets it when it cannot be read.
func (x *indexer) mend(ctx context.Context, s store.Space) error {
	err := x.store.View(ctx, s, func(tx store.Tx) error {
		v, err := newSpace(s, newCache(0)).sync(tx)
		if err != nil {
			return err
		}
		for _, seg := range v.segments {
			if err := seg.begins(v.from(tx), nil, func([]byte, []byte, int) {}); err != nil {
				return err
			}
			if _, err := v.vocabulary(tx, seg); err != nil {
				return err
			}
		}
		return nil
	})
	if !errors.Is(err, errDamaged) && !errors.Is(err, errPassed) {
		return err
	}
	x.log.Warn("the search index is made anew", "organization.id", string(s), "error", err)
	return x.reset(ctx, s)
}

// reset forgets an index; the next step begins a new one.
func (x *indexer) reset(ctx context.Context, s store.Space) error {
	return x.update(ctx, s, func(tx store.Tx) error {
		h, err := headOf(tx)
		if err != nil || h.Version == 0 {
			return err
		}
		return Heads.Put(tx, "", &Head{Meta: h.Meta, Next: h.Next})
	})
}

// keep notes in the head that this process has it, if it still is the one that was read.
func (x *indexer) keep(tx store.Tx, version int64, d time.Duration, change func(*Head) error) error {
	h, err := headOf(tx)
	if err != nil {
		return err
	}
	if h.Version != version {
		return errPassed
	}
	if err := change(h); err != nil {
		return err
	}
	h.By, h.Until = x.name, tx.Now().Add(d)
	return Heads.Put(tx, "", h)
}

// add puts a segment into the index.
func (x *indexer) add(tx store.Tx, version int64, w written, change func(*Head)) error {
	return x.keep(tx, version, lease, func(h *Head) error {
		for _, d := range w.docs(h.Next) {
			if _, err := tx.Put(Parts, d, ""); err != nil {
				return err
			}
		}
		h.Segments = append(slices.Clip(h.Segments), h.Next)
		h.Next++
		if change != nil {
			change(h)
		}
		return nil
	})
}

// fill puts the next tasks into an index that is being made.
func (x *indexer) fill(ctx context.Context, s store.Space) error {
	var b *batch
	last, done := "", false
	err := x.store.View(ctx, s, func(tx store.Tx) (err error) {
		if b, err = x.batch(tx, s); err != nil {
			return err
		}
		last, done, err = b.next(tx)
		return err
	})
	if err != nil {
		return err
	}
	w := b.build()
	return x.update(ctx, s, func(tx store.Tx) error {
		return x.add(tx, b.version, w, func(h *Head) { h.Fill, h.Filled = last, done })
	})
}
