package history

import (
	"encoding/json"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Fields are fields of a document by their JSON names; nil means that a field goes away, or is not there.
type Fields map[string]json.RawMessage

// Deed says what undoing would do to a document.
type Deed uint8

// The deeds.
const (
	Set    Deed = iota // some fields get their earlier values
	Unmake             // the document goes as if it had never been made
	Remake             // a deleted document comes back
)

// Rule says how changes of one kind are shown and undone. Domain packages make rules; a kind that has none cannot be undone. Functions
// that are not needed are nil. They are called inside transactions, in the scope of the project of the document.
type Rule struct {
	Def *store.Def
	// Put writes a document given as JSON (Kind.PutBody).
	Put func(tx store.Tx, name, id string, version int64, body []byte) (int64, error)

	// Derived documents follow from others, whose rules keep them right (After): their own events are passed over.
	Derived bool
	// Fixed documents cannot be undone, but are no obstacle where the operation made the project that they belong to.
	Fixed bool
	// With names a kind: made by the same operation as the document of that kind with the same id, this one is left to it.
	With string

	// Halts says that such a document stands for work that may be going on: it is taken back first and by itself, so that nothing more is
	// done while the rest is.
	Halts bool

	// By is the need with which such a document is looked at, before Act says what is needed; ProjectRead where it is "". In an archived
	// or trashed project only the project itself can be changed, so only its rule has another one.
	By access.Need

	// Made lists the names of the events that make a document.
	Made []string
	// Unmake says which fields take a made document out of the way (into the trash), none when it is already. Where it is nil, the
	// document is deleted.
	Unmake func(s *access.Scope, has Fields) Fields
	// Remakes says that a deleted document may come back.
	Remakes bool
	// Act says what doing this by hand needs and is called. body is the document as it is, or was at last. An error ends the undo.
	Act func(s *access.Scope, d Deed, set Fields, body []byte) (access.Need, string, error)
	// Keep lists fields that undo never touches: sequences, times, and what Touch makes anew.
	Keep []string
	// Follow names, for a field that only makes sense together with another one, that other: it goes back when the other does.
	Follow map[string]string
	// Admit says which of these fields the document could not be given by hand today, and why; the rest is done without them.
	Admit func(s *access.Scope, set Fields, body []byte) (map[string]string, error)
	// Touch adds what follows from a change within the same document (updatedAt).
	Touch func(s *access.Scope, set Fields)
	// After brings documents that follow from this one up to date. was is the document as it was before, is as it is now: nil where there
	// was, or is, none.
	After func(s *access.Scope, was, is []byte) error

	// Read is what listing the history of such a document needs; "" where it has no list of its own.
	Read access.Need
	// Find turns what people call a document (a task's key) into the id of one that is there.
	Find func(s *access.Scope, ref string) (string, error)
	// Related gives events about other documents that people take for events about this one (comments on a task), newest first, at most
	// limit before a number. own are the events about the document itself in the same range.
	Related func(s *access.Scope, id string, own []*store.Event, before int64, limit int) ([]*store.Event, error)
	// Long lists fields that are left out of listed events: what is made of others and only fills the page.
	Long []string
}

// makes reports whether an event made its document. A payload that was thinned is a whole document too, under another name.
func (r Rule) makes(e *store.Event, p store.Payload) bool {
	return p.Whole != nil && slices.Contains(r.Made, e.Name)
}
