package store

import (
	"iter"

	"github.com/kanvaro/kanvaro/internal/moment"
)

// Tx is what a closure sees of one space: the state at Position, with its own writes over it.
//
// It is used by one goroutine, inside the closure only. In a View the writing methods fail.
type Tx interface {
	Space() Space
	Position() Position
	// Now is the time of the transaction: the same in all of it.
	Now() moment.Time
	By() By

	// Get reads one document; false when there is none.
	Get(d *Def, id string) (Doc, bool, error)
	// Fetch reads documents at once that are going to be asked for one by one: a look at a database far away costs the same for one as for
	// hundreds. It gives nothing, for what may be seen is decided by Get.
	Fetch(d *Def, ids ...string) error
	// Find gives what a query finds in the state as it was when Find began.
	Find(q Query) iter.Seq2[Doc, error]
	// Tally groups and counts what a query finds; see Snapshot.
	Tally(q Query, by, sum string) (map[string]Sum, error)

	// Put writes a document whole and names what happened; doc.Version 0 inserts, else it must be the present version (Conflict).
	// It gives the version that the document has after the commit.
	Put(d *Def, doc Doc, name string) (version int64, err error)
	// Delete removes a document of the present version and names what happened.
	Delete(d *Def, id string, version int64, name string) error
	// Event notes what happened without a change: a refusal, an export, an administrator's read.
	Event(name string, about Ref, place Place) error
	// Enqueue adds a job, which is seen by workers once the transaction is durable.
	Enqueue(j Job) error
	// Replace gives an earlier event another payload: nil erases it, a whole document makes it a base. Its header stays.
	Replace(seq int64, whole []byte) error

	// Log gives the events about a document, newest first, before a number (0: from the newest), at most limit.
	Log(about string, before int64, limit int) ([]*Event, error)
	// Operation gives the events of an operation in order: of its id, or of one transaction by the number of its first event.
	Operation(op string) ([]*Event, error)
	// Last is the number of the last event of any of these kinds in a project: what a cached list is named by. It may be too high, never too low.
	Last(project string, kinds ...string) int64
}

// Commit says what became of an Update.
type Commit struct {
	Position Position
	Tx       int64 // the number of its first event, 0 when it had none
}
