package work

import (
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Task is a card, as it is stored and shown: the API splices version, key and tally.
type Task struct {
	store.Meta
	Number      int64        `json:"number"`
	Project     string       `json:"project"`
	Title       string       `json:"title"`
	Status      string       `json:"status"`
	Rank        string       `json:"rank"`
	Type        string       `json:"type"`
	Priority    string       `json:"priority"`
	Assignees   []string     `json:"assignees"`
	Reporter    string       `json:"reporter"`
	Labels      []string     `json:"labels"`
	Points      *float64     `json:"points"`
	Due         *moment.Date `json:"due"`
	Parent      *string      `json:"parent"` // a task of the same project; documents of before there were parents lack it
	CreatedAt   moment.Time  `json:"createdAt"`
	CreatedBy   string       `json:"createdBy"`
	UpdatedAt   moment.Time  `json:"updatedAt"`
	StatusSince moment.Time  `json:"statusSince"`
	TrashedAt   moment.Time  `json:"trashedAt,omitzero"`
}

// Text is the description of a task, under the id of the task. A task that never had one has none.
type Text struct {
	store.Meta
	Project  string `json:"project"`
	Markdown string `json:"markdown"`
	HTML     string `json:"html"` // made of Markdown and sanitised
}

// Counts is what is counted about a task.
type Counts struct {
	Comments     int64 `json:"comments"`
	Subtasks     int64 `json:"subtasks"`     // those in the trash left out
	SubtasksDone int64 `json:"subtasksDone"` // of these, done or dropped
	Links        int64 `json:"links"`
}

// Tally keeps the counts of a task, under the id of the task. A task about which there never was anything to count has none.
type Tally struct {
	store.Meta
	Project string `json:"project"`
	Counts
}

// Comment is what somebody said about a task. Documents of before there were reactions lack them.
type Comment struct {
	store.Meta
	Project   string      `json:"project"`
	Task      string      `json:"task"`
	Author    string      `json:"author"`
	Markdown  string      `json:"markdown"`
	HTML      string      `json:"html"`
	CreatedAt moment.Time `json:"createdAt"`
	EditedAt  moment.Time `json:"editedAt,omitzero"`
	Reactions Reactions   `json:"reactions"`
}

// Types and Priorities list what a task can be, the usual one first; priorities from weak to strong.
var (
	Types      = []string{"task", "bug", "story", "chore"}
	Priorities = []string{"none", "low", "medium", "high", "urgent"}
)

// Tasks is the kind of cards.
//
// Its indexes are few, for each is written anew with every move: number finds a task by its key and gives the next one, rank is the board,
// updated is what people look at to see what is going on, parent are the subtasks of a task as the board has them. Other orders are made in memory, within one project.
var Tasks = store.NewKind(store.Spec[Task]{
	Name:  "task",
	Place: func(t *Task) store.Place { return inProject(t.Project) },
	Fields: []store.Field[Task]{
		{Name: "project", Type: store.Text, Of: func(t *Task) store.Value { return store.T(t.Project) }},
		{Name: "number", Type: store.Int, Of: func(t *Task) store.Value { return store.N(t.Number) }},
		{Name: "trashed", Type: store.Int, Of: func(t *Task) store.Value { return store.Flag(!t.TrashedAt.IsZero()) }},
		{Name: "status", Type: store.Text, Of: func(t *Task) store.Value { return store.T(t.Status) }},
		{Name: "rank", Type: store.Text, Of: func(t *Task) store.Value { return store.T(t.Rank) }},
		{Name: "updated", Type: store.Int, Of: func(t *Task) store.Value { return store.N(t.UpdatedAt.Millis()) }},
		{Name: "assignees", Type: store.Many, Of: func(t *Task) store.Value { return store.M(t.Assignees...) }},
		{Name: "labels", Type: store.Many, Of: func(t *Task) store.Value { return store.M(t.Labels...) }},
		{Name: "type", Type: store.Text, Of: func(t *Task) store.Value { return store.T(t.Type) }},
		{Name: "priority", Type: store.Text, Of: func(t *Task) store.Value { return store.T(t.Priority) }},
		{Name: "reporter", Type: store.Text, Of: func(t *Task) store.Value { return store.T(t.Reporter) }},
		{Name: "due", Type: store.Text, Of: func(t *Task) store.Value { return store.T(string(t.due())) }},
		{Name: "parent", Type: store.Text, Of: func(t *Task) store.Value { return store.T(t.parent()) }},
	},
	Indexes: []store.Index{
		{Name: "number", Fields: []string{"project", "number"}, Unique: true},
		{Name: "rank", Fields: []string{"project", "trashed", "status", "rank"}},
		{Name: "updated", Fields: []string{"project", "trashed", "updated"}},
		{Name: "parent", Fields: []string{"parent", "trashed", "status", "rank"}, Sparse: true},
	},
})

// Texts is the kind of descriptions.
var Texts = store.NewKind(store.Spec[Text]{
	Name: "taskText", Noun: "description",
	Place: func(t *Text) store.Place { return inProject(t.Project) },
	Fields: []store.Field[Text]{
		{Name: "project", Type: store.Text, Of: func(t *Text) store.Value { return store.T(t.Project) }},
		{Name: FilesIndex, Type: store.Many, Of: func(t *Text) store.Value { return store.M(filesIn(t.Markdown)...) }},
	},
	Indexes: []store.Index{{Name: FilesIndex, Fields: []string{FilesIndex}, Sparse: true}},
})

// Tallies is the kind of counters. Its index gives all of a project at once, for lists.
var Tallies = store.NewKind(store.Spec[Tally]{
	Name: "taskTally", Noun: "tally",
	Place: func(t *Tally) store.Place { return inProject(t.Project) },
	Fields: []store.Field[Tally]{
		{Name: "project", Type: store.Text, Of: func(t *Tally) store.Value { return store.T(t.Project) }},
	},
	Indexes: []store.Index{{Name: "project", Fields: []string{"project"}}},
})

// Comments is the kind of comments. Its index gives those of a task in the order in which they were written.
var Comments = store.NewKind(store.Spec[Comment]{
	Name:  "comment",
	Place: func(c *Comment) store.Place { return inProject(c.Project) },
	Fields: []store.Field[Comment]{
		{Name: "project", Type: store.Text, Of: func(c *Comment) store.Value { return store.T(c.Project) }},
		{Name: "task", Type: store.Text, Of: func(c *Comment) store.Value { return store.T(c.Task) }},
		{Name: "created", Type: store.Int, Of: func(c *Comment) store.Value { return store.N(c.CreatedAt.Millis()) }},
		{Name: FilesIndex, Type: store.Many, Of: func(c *Comment) store.Value { return store.M(filesIn(c.Markdown)...) }},
	},
	Indexes: []store.Index{
		{Name: "task", Fields: []string{"task", "created"}},
		{Name: FilesIndex, Fields: []string{FilesIndex}, Sparse: true},
	},
})

// Defs lists the kinds of this package, for the engine.
func Defs() []*store.Def {
	return []*store.Def{Tasks.Def(), Texts.Def(), Tallies.Def(), Comments.Def(), Links.Def(), Bulks.Def(), bulkParts.Def(), bulkOrders.Def()}
}

func inProject(p string) store.Place { return store.Place{Project: p, Audience: "project"} }

func (t *Task) parent() string {
	if t.Parent == nil {
		return ""
	}
	return *t.Parent
}

func (t *Task) due() moment.Date {
	if t.Due == nil {
		return ""
	}
	return *t.Due
}
