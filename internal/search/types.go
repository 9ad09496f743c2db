package search

import (
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

// Kind says what was found.
type Kind string

// The kinds.
const (
	Task    Kind = "task"
	Comment Kind = "comment"
	Project Kind = "project"
	Member  Kind = "member"
)

// Kinds lists them.
var Kinds = []Kind{Task, Comment, Project, Member}

// Field says where the words stand.
type Field string

// The fields, from the most telling to the least. The title of a project or a member is the name.
const (
	InKey     Field = "key"
	InTitle   Field = "title"
	InText    Field = "text"
	InComment Field = "comment"
)

// Ask is what somebody searches for.
type Ask struct {
	Words   string
	Project string // an id or a key; "" for all that he may see
	Kinds   []Kind // none for all
	Limit   int    // 1 … MaxLimit; 0 is 20
}

// Bounds of an Ask.
const (
	MaxLimit = 50
	MaxQuery = 2000 // bytes
)

// Found is one thing that was found.
type Found struct {
	Kind    Kind
	ID      string
	Project string    // of a task or a comment
	Card    work.Card // the same
	Comment string    // the comment that it was found in
	Name    string    // of a project or a member
	Key     string    // of a project
	Hue     int       // of a project or a member
	Field   Field
	Snippet string
	Marks   [][2]int // in UTF-16 units of Snippet, in order
}

// Result is what was found, the best first.
type Result struct {
	Items    []Found
	Position store.Position
	Behind   bool // the index is still being made: there may be more
}
