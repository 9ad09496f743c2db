package job

import (
	"context"
	"errors"
	"fmt"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Cursor says how far a reader has followed the log of a space. Its id is the reader's name.
type Cursor struct {
	store.Meta
	Epoch string `json:"epoch"` // of the log that it is a place in
	After int64  `json:"after"` // the number of the last event that was read
}

// Cursors is the quiet kind of cursors.
var Cursors = store.NewKind(store.Spec[Cursor]{Name: "cursor", Quiet: true})

// Defs lists the kinds of this package, for the engine.
func Defs() []*store.Def { return []*store.Def{Cursors.Def()} }

// Reader follows the log of spaces.
type Reader struct {
	Name  string
	Store *store.Store
	Batch int // events at once; 500 where 0

	// Read makes of some events, in order, what is to be written, outside of any transaction; the effect, which may run again, is written in
	// the same transaction as the cursor, so that it happens once. A nil effect writes nothing.
	Read func(ctx context.Context, s store.Space, events []*store.Event) (effect func(store.Tx) error, err error)

	// Reset is called instead, in a transaction, when the log is another one than that of the cursor: the space was restored. Then the reader
	// begins anew. It may be nil.
	Reset func(tx store.Tx) error
}

var errMoved = errors.New("the cursor has moved")

// Step reads the next events of a space; more says that there may be others. Somebody else's step at the same time is no error.
func (r *Reader) Step(ctx context.Context, s store.Space) (more bool, err error) {
	at, now, err := r.cursor(ctx, s)
	if err != nil {
		return false, err
	}
	if at.Epoch != "" && at.Epoch != now.Epoch {
		return true, r.move(ctx, s, at, Cursor{Epoch: now.Epoch}, r.Reset)
	}
	limit := r.Batch
	if limit == 0 {
		limit = 500
	}
	events, _, err := r.Store.Events(ctx, s, at.After, limit)
	if err != nil || len(events) == 0 {
		return false, err
	}
	effect, err := r.Read(ctx, s, events)
	if err != nil {
		return false, fmt.Errorf("reader %s: %w", r.Name, err)
	}
	last := events[len(events)-1].Seq
	return len(events) == limit, r.move(ctx, s, at, Cursor{Epoch: now.Epoch, After: last}, effect)
}

func (r *Reader) cursor(ctx context.Context, s store.Space) (at Cursor, now store.Position, err error) {
	err = r.Store.View(ctx, s, func(tx store.Tx) error {
		c, err := Cursors.Get(tx, r.Name)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if c != nil {
			at = *c
		}
		now = tx.Position()
		return nil
	})
	return at, now, err
}

// move writes an effect and the cursor, unless the cursor has moved meanwhile.
func (r *Reader) move(ctx context.Context, s store.Space, from, to Cursor, effect func(store.Tx) error) error {
	_, err := r.Store.Update(ctx, s, store.By{Kind: "system"}, func(tx store.Tx) error {
		c, err := Cursors.Get(tx, r.Name)
		if fault.Is(err, fault.NotFound) {
			c, err = &Cursor{Meta: store.Meta{ID: r.Name}}, nil
		}
		if err != nil {
			return err
		}
		if c.After != from.After || c.Epoch != from.Epoch {
			return errMoved
		}
		if effect != nil {
			if err := effect(tx); err != nil {
				return err
			}
		}
		c.After, c.Epoch = to.After, to.Epoch
		return Cursors.Put(tx, "", c)
	})
	if errors.Is(err, errMoved) {
		return nil
	}
	return err
}
