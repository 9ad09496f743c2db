package store

import (
	"encoding/json"

	"github.com/kanvaro/kanvaro/internal/moment"
)

// Job is work to be done after a transaction, once or until it succeeds. Package job runs them.
type Job struct {
	Meta
	Name      string          `json:"name"` // which worker takes it
	Args      json.RawMessage `json:"args,omitempty"`
	Unique    string          `json:"unique,omitempty"` // while a job with this text waits, another is not added
	State     string          `json:"state"`
	Due       moment.Time     `json:"due"` // not before; of a leased one, when the lease ends
	Tries     int             `json:"tries"`
	Fault     string          `json:"fault,omitempty"` // of the last try, for operators
	CreatedAt moment.Time     `json:"createdAt"`
}

// The states of a job. A done one is deleted. A leased one is ready too: its lease is that it is due later, its fencing token its version.
const (
	JobReady = "ready"
	JobDead  = "dead"
)

// Jobs is the quiet kind of jobs.
var Jobs = NewKind(Spec[Job]{
	Name: "job", Quiet: true,
	Fields: []Field[Job]{
		{"state", Text, func(j *Job) Value { return T(j.State) }},
		{"due", Int, func(j *Job) Value { return N(j.Due.Millis()) }},
		{"unique", Text, func(j *Job) Value { return T(j.Unique) }},
	},
	Indexes: []Index{
		{Name: "due", Fields: []string{"state", "due"}},
		{Name: "unique", Fields: []string{"unique"}, Sparse: true},
	},
})
