package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
)

// Space names what has one clock and one log: Instance, or an organisation by its id.
type Space string

// Instance is the space of users, sessions, settings and of who belongs to which organisation.
const Instance Space = "instance"

// Position is a place in the log of a space: the number of the last event, the hash of its header, and the epoch of the space,
// which is random, made with the space and anew at a restore. The zero Position is a space in which nothing has ever happened.
type Position struct {
	Epoch  string
	Number int64
	Hash   [32]byte
}

// Doc is a document as engines see it.
//
// Version is the number of the last event that changed it; for quiet kinds it counts the writes, from 1.
// Keys are the declared values, in the order of Def.Fields; they are nil when a query did not ask for them.
// Body is opaque to engines and kept byte for byte. Nobody changes the bytes of a Doc once made: they are shared.
type Doc struct {
	Space   Space
	Kind    string
	ID      string
	Version int64
	Body    []byte
	Keys    []Value

	memo  *memo  // what Kind.Look has decoded, for documents out of the memory of a space
	place *Place // where it belongs, once somebody has found out
}

// Write is one change of one document in a batch: an insert (Before 0), a replacement, or a removal (Version 0).
//
// Engines check Before for quiet kinds, where it is the fence of the document, and may leave it to the fence of the space for others.
// In one batch there is at most one Write for a document.
type Write struct {
	Def     *Def
	ID      string
	Before  int64 // the version that is there now; 0 when none is
	Version int64 // the version after; 0 removes
	Body    []byte
	Keys    []Value
}

// Batch is all that one group commit does to one space.
//
// Fence is the position that the space must have, Next the one that it has afterwards; they are equal when there are no events: then
// the clock does not move and the position is only confirmed. A batch with Loose set is not fenced at all: it has quiet writes only,
// each fenced by its own version, and the space may be at any position.
type Batch struct {
	Space  Space
	Fence  Position
	Next   Position
	Loose  bool
	Writes []Write
}

// Mark says how far Changed has looked. It is opaque to all but the engine that made it; "" is the beginning.
type Mark string

// Engine is all that a database has to do: read at one position, apply a finished batch. It sees spaces, kinds, ids, versions, bytes and
// the values of declared fields, never a Go type or a rule. The rules that it must keep are ST1 … in docs/STORE.md.
//
// All methods may be called by many goroutines at once.
type Engine interface {
	// Snapshot opens a view of one space: everything read from it is of one position, whatever is applied meanwhile.
	// Space "" gives a snapshot for quiet kinds over all spaces, whose Position is zero.
	Snapshot(ctx context.Context, s Space) (Snapshot, error)

	// Apply does all batches or none, and returns once they are durable. There is at most one batch for a space.
	// A failed fence, of a space or of a quiet document, is a *FenceError that names it; nothing was applied then.
	// ErrUnknown in the chain means that it may have been applied or not; any other error, that it was not.
	Apply(ctx context.Context, batches []Batch) error

	// Changed lists the spaces whose position has moved since the mark, and a new mark. It may name a space too often, never too seldom.
	Changed(ctx context.Context, since Mark) ([]Space, Mark, error)

	// Close ends the engine. No other method is running or called afterwards.
	Close() error
}

// Snapshot is a space at one position. It is used by one goroutine at a time and must be closed.
type Snapshot interface {
	// Position is where the space stood when the snapshot was opened.
	Position() Position

	// Get gives those documents of a kind that exist, in any order, with Keys.
	Get(d *Def, ids ...string) ([]Doc, error)

	// Find gives what the query describes, in its order. It stops at the first error, which is the last thing it yields.
	// Each Doc may be kept. Queries are checked by the store before they get here (Query.Check).
	Find(q Query) iter.Seq2[Doc, error]

	// Tally groups what the query describes by the declared field by ("" for one group, named "") and counts each group;
	// where sum names a field of integers it adds them up. Limit, After and Desc of the query play no part.
	// A document with several values of the field by counts in each of their groups; integers are named by their decimal form.
	Tally(q Query, by, sum string) (map[string]Sum, error)

	Close() error
}

// Sum is what a Tally found in one group.
type Sum struct {
	Count int64
	Sum   int64
}

// ErrUnknown is in the chain of an Apply whose outcome nobody knows: the connection broke, the time was up.
var ErrUnknown = errors.New("the outcome is unknown")

// FenceError says which fence did not hold: that of a space, or that of one quiet document.
type FenceError struct {
	Space Space
	Kind  string // "" for the space itself
	ID    string
}

// Error names the fence.
func (e *FenceError) Error() string {
	if e.Kind == "" {
		return fmt.Sprintf("space %s has moved on", e.Space)
	}
	return fmt.Sprintf("%s %s in %s has moved on", e.Kind, e.ID, e.Space)
}
