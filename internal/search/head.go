package search

import (
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// readerName is what the reader of the log is called, and its cursor.
const readerName = "search"

// Head says which segments are the index of a space. Whoever changes the index changes the head in the same transaction: so everybody who
// reads the head reads one whole index.
type Head struct {
	store.Meta
	Format   int         `json:"format"`
	Epoch    string      `json:"epoch"`          // of the log that it follows
	Filled   bool        `json:"filled"`         // all tasks that there were when it was begun are in it
	Fill     string      `json:"fill,omitempty"` // until then: the last one that is
	Next     uint32      `json:"next"`           // the number of the next segment
	Segments []uint32    `json:"segments"`
	By       string      `json:"by,omitempty"`   // the process that changes it, so that others need not
	Until    moment.Time `json:"until,omitzero"` // when another one may
}

// Heads is the quiet kind of heads: one for each space that has an index.
var Heads = store.NewKind(store.Spec[Head]{Name: "searchHead", Quiet: true})

// headID is the id of the head.
const headID = "head"

// Defs lists the kinds of this package, for engines.
func Defs() []*store.Def { return []*store.Def{Heads.Def(), Parts} }

// headOf reads the head to be changed; an empty one where there is none.
func headOf(tx store.Tx) (*Head, error) {
	h, err := Heads.Get(tx, headID)
	if fault.Is(err, fault.NotFound) {
		return &Head{Meta: store.Meta{ID: headID}}, nil
	}
	return h, err
}

// fits reports whether the index is one that this program can go on with.
func (h *Head) fits(at store.Position) bool {
	return h.Version != 0 && h.Format == format && h.Epoch == at.Epoch
}

// begin makes an empty index in place of none, or of one that does not fit: all tasks are put into it, and the log is followed from here on.
func begin(tx store.Tx) error {
	h, err := headOf(tx)
	if err != nil {
		return err
	}
	at := tx.Position()
	if h.fits(at) || at.Epoch == "" {
		return nil
	}
	if h.Version != 0 && h.Format == format { // its segments are swept
		h.Segments, h.Fill, h.Filled, h.By, h.Until = nil, "", false, "", moment.Time{}
	} else {
		h = &Head{Meta: h.Meta, Next: h.Next}
	}
	h.Format, h.Epoch = format, at.Epoch
	c, err := job.Cursors.Get(tx, readerName)
	if fault.Is(err, fault.NotFound) {
		c, err = &job.Cursor{Meta: store.Meta{ID: readerName}}, nil
	}
	if err != nil {
		return err
	}
	c.Epoch, c.After = at.Epoch, at.Number
	if err := job.Cursors.Put(tx, "", c); err != nil {
		return err
	}
	return Heads.Put(tx, "", h)
}
