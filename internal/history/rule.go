package history

import (
	"encoding/json"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Fields are fields of a document by their JSON names; nil means that a field goes away.
type Fields map[string]json.RawMessage

// Deed says what undoing would do to a document.
type Deed uint8

// The deeds.
const (
	Set    Deed = iota // some fields get their earlier values
	Unmake             // the document goes as if it had never been made
	Remake             // a deleted document comes back
)

// Rule says how changes of one kind are undone. Domain packages make rules; a kind that has none cannot be undone.
type Rule struct {
	Def *store.Def
	// Put writes a document given as JSON (Kind.PutBody).
	Put func(tx store.Tx, name, id string, version int64, body []byte) (int64, error)

	// Derived documents follow from others, whose rules keep them right (After): their own events are passed over.
	Derived bool
	// Fixed documents cannot be undone by themselves, but are no obstacle where the operation made what they belong to.
	Fixed bool

	// Made lists the names of the events that made a document.
	Made []string
	// Unmake says which fields take a made document out of the way (into the trash). Where it is nil, the document is deleted.
	Unmake func(s *access.Scope) Fields
	// Act says what doing this by hand needs and is called. s is the scope of the project, body the document as it is, or was at last.
	Act func(s *access.Scope, d Deed, set Fields, body []byte) (access.Need, string, error)
	// Keep lists fields that undo never touches, besides those that the document does not have any more.
	Keep []string
	// Follow names, for a field that only makes sense together with another one, that other: it goes back when the other does.
	Follow map[string]string
	// Admit says which of these fields the document could not be given today, and why; the rest is done without them.
	Admit func(s *access.Scope, set Fields) (map[string]string, error)
	// Touch sets what follows from a change within the same document (updatedAt), before it is written.
	Touch func(s *access.Scope, set Fields)
	// After brings documents that follow from this one up to date. body is the document as it is, or was at last.
	After func(s *access.Scope, body []byte) error

	// Find turns what people call a document (a task's key) into its id. It is needed where histories are listed.
	Find func(s *access.Scope, ref string) (string, error)
	// Related gives events about other documents that people take for events about this one (comments), newest first.
	Related func(s *access.Scope, id string, own []*store.Event, before int64, limit int) ([]*store.Event, error)
	// Long lists fields that are left out of the listed events: what is made of others and only fills the page.
	Long []string
}
