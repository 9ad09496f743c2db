package work

import (
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// NewTask is one of the tasks that CreateMany makes: an import's, with a number and times of its own. ID is required and made by the
// caller from what he repeats by; HTML is made of Markdown before.
type NewTask struct {
	ID, Title, Markdown, HTML, Status, Type, Priority string
	Number                                            int64 // 0: the next one
	Points                                            *float64
	Due                                               moment.Date
	Assignees, Labels                                 []string
	CreatedAt                                         moment.Time // zero: now
}

// Made tells what became of one NewTask. Refused is nil for a task that is there now; New is false when an earlier call had made it.
type Made struct {
	ID      string
	Number  int64
	New     bool
	Refused *fault.Error
}
