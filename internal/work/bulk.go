package work

import (
	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Bulk is a change of many tasks as it is stored and seen in the stream: small, for it is written with each part. One that is done in a
// single transaction is answered in this shape and not stored.
type Bulk struct {
	store.Meta
	Project      string      `json:"project"`
	Action       string      `json:"action"`
	State        string      `json:"state"`
	Total        int         `json:"total"`
	Done         int         `json:"done"`    // tasks that are dealt with
	Changed      int         `json:"changed"` // of them are different now
	Op           string      `json:"op"`      // what undo takes
	Refused      []Refusal   `json:"refused"` // the first maxRefused
	RefusedCount int         `json:"refusedCount"`
	Undone       bool        `json:"undone,omitempty"`  // it was taken back; where it was running it has stopped
	Problem      string      `json:"problem,omitempty"` // why it failed, for people
	CreatedAt    moment.Time `json:"createdAt"`
	CreatedBy    string      `json:"createdBy"`
	Parts        int         `json:"parts"`
	Next         int         `json:"next"`           // the first part that is not dealt with
	Last         string      `json:"last,omitempty"` // the last task that was moved: the next ones come behind it
}

// Refusal says why a task was left as it is.
type Refusal struct {
	Task   string `json:"task"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

// The states of a Bulk.
const (
	bulkRunning = "running"
	bulkDone    = "done"
	bulkFailed  = "failed"
)

// How much a bulk is.
const (
	MaxBulk     = 20_000 // tasks
	bulkAtOnce  = 500    // tasks that are dealt with while the caller waits, in one transaction
	bulkPerPart = 250    // tasks of one transaction of a job: others hardly notice it
	maxRefused  = 100
)

// Change is what is done to each of many tasks: exactly one of these.
type Change struct {
	Set     *Patch // without title and text
	Move    *Place
	Trash   bool
	Restore bool
}

// action names a change, "" when it is none or several.
func (c Change) action() string {
	names := map[string]bool{"set": c.Set != nil, "move": c.Move != nil, "trash": c.Trash, "restore": c.Restore}
	action := ""
	for name, is := range names {
		switch {
		case is && action != "":
			return ""
		case is:
			action = name
		}
	}
	return action
}

// need is what a change needs besides TaskUpdate.
func (c Change) need() access.Need {
	switch {
	case c.Move != nil:
		return access.TaskMove
	case c.Trash, c.Restore:
		return access.TaskDelete
	}
	return access.TaskUpdate
}

// checked decides what can be decided without the project.
func (c Change) checked(tasks int) (Change, error) {
	var l fault.List
	if tasks == 0 || tasks > MaxBulk {
		l.Add("tasks", "must name 1 to %d tasks", MaxBulk)
	}
	if c.action() == "" {
		l.Add("set", "must be given, or else one of move, trash, restore, and no two of them")
	}
	if c.Set != nil {
		p, err := c.Set.checked()
		l.Take("set.", err)
		c.Set = &p
	}
	return c, l.Err()
}

// Bulks is the kind of changes of many tasks that jobs work off.
var Bulks = store.NewKind(store.Spec[Bulk]{
	Name:  "bulk",
	Place: func(b *Bulk) store.Place { return inProject(b.Project) },
	Fields: []store.Field[Bulk]{
		{Name: "project", Type: store.Text, Of: func(b *Bulk) store.Value { return store.T(b.Project) }},
	},
})

// bulkPart is some of the tasks of a bulk, kept until they are dealt with.
type bulkPart struct {
	store.Meta
	Project string   `json:"project"`
	Tasks   []string `json:"tasks"`
}

// bulkOrder is what is done to them and in whose name, under the id of the bulk.
type bulkOrder struct {
	store.Meta
	Project string `json:"project"`
	As      deputy `json:"as"`
	Change  Change `json:"change"`
}

// deputy is who a job acts for: the person and the limits of the token that he came with. What he may today is asked each time.
type deputy struct {
	User   string        `json:"user"`
	Kind   string        `json:"kind"`
	Scopes []access.Need `json:"scopes"`
	Org    string        `json:"org,omitempty"`
	Only   []string      `json:"only"`
}

func deputyOf(a access.Actor) deputy { return deputy{a.User, a.Kind, a.Scopes, a.Org, a.Only} }

func (d deputy) actor(op string) access.Actor {
	return access.Actor{User: d.User, Kind: d.Kind, Scopes: d.Scopes, Org: d.Org, Only: d.Only, Op: op}
}

var (
	bulkParts = store.NewKind(store.Spec[bulkPart]{
		Name: "bulkPart", Quiet: true,
		Fields: []store.Field[bulkPart]{{Name: "project", Type: store.Text, Of: func(p *bulkPart) store.Value { return store.T(p.Project) }}},
	})
	bulkOrders = store.NewKind(store.Spec[bulkOrder]{
		Name: "bulkOrder", Quiet: true,
		Fields: []store.Field[bulkOrder]{{Name: "project", Type: store.Text, Of: func(o *bulkOrder) store.Value { return store.T(o.Project) }}},
	})
)
