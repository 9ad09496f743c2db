package archive

import (
	"fmt"

	"github.com/kanvaro/kanvaro/internal/history"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Import is an import as it is stored, and seen in the stream: small, for it is written with each part.
type Import struct {
	store.Meta
	Project    string            `json:"project"`
	Filename   string            `json:"filename"`
	State      State             `json:"state"`
	Encoding   string            `json:"encoding"`
	Delimiter  string            `json:"delimiter"`
	Columns    []Column          `json:"columns"`
	Markup     string            `json:"markup"`   // how descriptions are written: markdown, jira, plain
	Status     string            `json:"status"`   // of rows without one; "" is the first column of open work
	Statuses   map[string]string `json:"statuses"` // names of statuses in the file → ours, "" where nobody said
	Prefix     string            `json:"prefix"`   // whose keys give their numbers: the project's key, or the one the file has
	Rows       int               `json:"rows"`
	Done       int               `json:"done"`    // rows that are dealt with
	Created    int               `json:"created"` // of them are tasks now
	Skipped    int               `json:"skipped"` // of them were left out
	FaultCount int               `json:"faultCount"`
	Faulty     int               `json:"faulty"` // rows with a fault
	SkipFaulty bool              `json:"skipFaulty"`
	Problem    string            `json:"problem,omitempty"` // why it failed, for people
	Op         string            `json:"op"`                // what undo takes
	CreatedAt  moment.Time       `json:"createdAt"`
	CreatedBy  string            `json:"createdBy"`
	StartedBy  string            `json:"startedBy,omitempty"`
	Parts      int               `json:"parts"`
	Next       int               `json:"next"` // the first part that is not dealt with
}

// State is how far an import is.
type State string

// The states.
const (
	Mapping State = "mapping"
	Checked State = "checked"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed" // it can be started again, and goes on where it stopped
	Undone  State = "undone"
)

// Column is one column of the file, and the field that it is mapped to.
type Column struct {
	Name    string   `json:"name"`
	Samples []string `json:"samples"`
	Field   string   `json:"field"`
}

// Fault is something that is wrong with a row, or with the file (Line of its header).
type Fault struct {
	Line   int    `json:"line"`
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

// Preview is a row as it would become a task.
type Preview struct {
	Line        int      `json:"line"`
	Key         string   `json:"key"`
	Title       string   `json:"title"`
	Description string   `json:"description"` // sanitised HTML
	Status      string   `json:"status"`
	Type        string   `json:"type"`
	Priority    string   `json:"priority"`
	Points      *float64 `json:"points"`
	Due         string   `json:"due"`
	Assignees   []string `json:"assignees"` // ids
	Labels      []string `json:"labels"`    // names
}

// View is an import as the API shows it.
type View struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Import
	Preview []Preview `json:"preview"`
	Faults  []Fault   `json:"faults"`
}

// report is what is found out about an import: apart, for it is large and nobody follows it. Its id is the import's.
type report struct {
	store.Meta
	Project string    `json:"project"`
	Preview []Preview `json:"preview"`
	Faults  []Fault   `json:"faults"`
}

// part is some rows of a file, kept until the import is over.
type part struct {
	store.Meta
	Project string     `json:"project"`
	Lines   []int      `json:"lines"`
	Rows    [][]string `json:"rows"`
}

func partID(imp string, n int) string { return fmt.Sprintf("%s.%05d", imp, n) }

// Imports is the kind of imports. Who only looks at a project, or is a client, does not see them.
var Imports = store.NewKind(store.Spec[Import]{
	Name:  "import",
	Place: func(i *Import) store.Place { return store.Place{Project: i.Project, Audience: audience} },
	Fields: []store.Field[Import]{
		{Name: "project", Type: store.Text, Of: func(i *Import) store.Value { return store.T(i.Project) }},
		{Name: "audience", Type: store.Text, Of: func(*Import) store.Value { return store.T(audience) }},
	},
})

const audience = "project:internal"

var (
	reports = store.NewKind(store.Spec[report]{
		Name: "importReport", Quiet: true,
		Fields: []store.Field[report]{{Name: "project", Type: store.Text, Of: func(r *report) store.Value { return store.T(r.Project) }}},
	})
	parts = store.NewKind(store.Spec[part]{
		Name: "importPart", Quiet: true,
		Fields: []store.Field[part]{{Name: "project", Type: store.Text, Of: func(p *part) store.Value { return store.T(p.Project) }}},
	})
)

// Defs lists the kinds of this package, for the engine.
func Defs() []*store.Def { return []*store.Def{Imports.Def(), reports.Def(), parts.Def()} }

// Rules says how imports are undone: with their tasks, by their operation.
func Rules() []history.Rule { return []history.Rule{undoRule()} }
