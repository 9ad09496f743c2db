package work

import (
	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Renderer makes sanitised HTML of Markdown, whose files are those of an organisation. It is called outside transactions.
type Renderer interface {
	HTML(org, markdown string) (string, error)
}

// Service has the use cases of tasks. Where a method takes a project, its id and each of its keys will do; where it takes a task, its id
// and its key, with a former key of the project too.
type Service struct {
	gate     *access.Gate
	renderer Renderer
	clock    moment.Clock
	tallies  tallyCache
	progress progressCache

	atOnce, perPart int // of a bulk; smaller in tests
}

// New makes the service.
func New(gate *access.Gate, r Renderer, clock moment.Clock) *Service {
	return &Service{gate: gate, renderer: r, clock: clock, atOnce: bulkAtOnce, perPart: bulkPerPart}
}

// Draft is what Create is given. ID may be the caller's; everything but the title has a usual value. With neither Before nor After
// (neighbours in the column) the task goes to the end of its column.
type Draft struct {
	ID, Title, Markdown    string
	Status, Type, Priority string
	Assignees, Labels      []string
	Points                 *float64
	Due                    moment.Date
	Parent                 string // a task of the same project
	Before, After          string
}

// Opt is a field that may be left alone, cleared or set.
type Opt[T any] struct {
	Given bool
	Value *T // nil clears
}

// Patch says what is to be set; nil leaves a field as it is. Of assignees and labels either the whole or what is added and removed.
type Patch struct {
	Title, Type, Priority, Status *string
	Markdown                      *string
	BaseVersion                   *int64 // of the text that Markdown was made from: what others wrote since is merged
	Assignees, Labels             *[]string
	AddAssignees, RemoveAssignees []string
	AddLabels, RemoveLabels       []string
	Points                        Opt[float64]
	Due                           Opt[moment.Date]
	Parent                        Opt[string]
	Expect                        *Versions
}

// Versions is what a task must be at (If-Match).
type Versions struct{ Task, Text int64 } // Text 0: it has none

// Place says where a task is to be moved: to a column, next to a neighbour in it or to its end.
type Place struct{ Status, Before, After string }

// Written is what a change gives.
type Written struct {
	Card   Card
	Commit store.Commit
	Op     string // of several transactions; "" when Commit.Tx names the operation
}
