package project

import (
	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Project is a project as the API shows it.
type Project struct {
	store.Meta
	Key         string      `json:"key"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Hue         int         `json:"hue"` // 1 … 8
	Archived    bool        `json:"archived"`
	Visibility  Visibility  `json:"visibility"`
	Statuses    []Status    `json:"statuses"` // in the order of the columns
	Labels      []Label     `json:"labels"`
	CreatedAt   moment.Time `json:"createdAt"`
	CreatedBy   string      `json:"createdBy"`
	UpdatedAt   moment.Time `json:"updatedAt"`
	TrashedAt   moment.Time `json:"trashedAt,omitzero"`
	LastPurged  int64       `json:"lastPurged,omitempty"` // the highest number of a task that was purged: it is not given again
	Sample      bool        `json:"sample,omitempty"`     // made to be looked at, and to be removed by one click
	Purging     bool        `json:"purging,omitempty"`    // it is being taken away for good
}

// Visibility says who sees a project that he is no member of.
type Visibility string

// The visibilities.
const (
	ToMembers      Visibility = "members"      // nobody but administrators
	ToOrganisation Visibility = "organisation" // everybody in the organisation but clients
)

// Group says what a status means, whatever it is called.
type Group string

// The groups, in the order in which work goes through them.
const (
	Backlog Group = "backlog"
	Ready   Group = "ready"
	Doing   Group = "doing"
	Review  Group = "review"
	Done    Group = "done"
	Dropped Group = "dropped"
)

// Groups lists the groups.
var Groups = []Group{Backlog, Ready, Doing, Review, Done, Dropped}

// Open reports whether work in this group is still to be done.
func (g Group) Open() bool { return g != Done && g != Dropped }

// Status is a column of the board.
type Status struct {
	ID    string `json:"id"`
	Name  string `json:"name"`
	Group Group  `json:"group"`
	Limit int    `json:"limit"` // of tasks at once, shown and not enforced; 0 is none
	Hue   int    `json:"hue"`   // 1 … 8; 0 is the colour of its group
}

// Label is a word that tasks are marked with. A label that is removed stays in the tasks that have it: an id that the project does not
// know is not shown, and goes when the labels of the task are set anew. So removing one costs one document, and undo brings it back whole.
type Label struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Hue  int    `json:"hue"`
}

// Member says that somebody is a member of a project, and what he is there. Its id is MemberID of both.
type Member struct {
	store.Meta
	Project string      `json:"project"`
	Member  string      `json:"member"` // usr_…
	Role    access.Role `json:"role"`
}

// Key is a key that a project has or had. Its id is the key itself, so that keys are unique and found without a query.
type Key struct {
	store.Meta
	Project string `json:"project"`
}

// Projects is the kind of projects. In the scope of a project only that one is there.
var Projects = store.NewKind(store.Spec[Project]{
	Name:  "project",
	Place: func(p *Project) store.Place { return store.Place{Project: p.ID, Audience: "project"} },
	Fields: []store.Field[Project]{
		{Name: "project", Type: store.Text, Of: func(p *Project) store.Value { return store.T(p.ID) }},
	},
})

// Members is the kind of memberships in projects.
var Members = store.NewKind(store.Spec[Member]{
	Name: "projectMember", Noun: "member of this project",
	Place: func(m *Member) store.Place { return store.Place{Project: m.Project, Audience: "project"} },
	Fields: []store.Field[Member]{
		{Name: "project", Type: store.Text, Of: func(m *Member) store.Value { return store.T(m.Project) }},
		{Name: "member", Type: store.Text, Of: func(m *Member) store.Value { return store.T(m.Member) }},
	},
	Indexes: []store.Index{
		{Name: "project", Fields: []string{"project", "member"}},
		{Name: "member", Fields: []string{"member"}},
	},
})

// Keys is the kind of keys. Nobody hears of them: projects tell their key themselves.
var Keys = store.NewKind(store.Spec[Key]{
	Name: "projectKey", Noun: "key",
	Place: func(k *Key) store.Place { return store.Place{Project: k.Project, Audience: "nobody"} },
	Fields: []store.Field[Key]{
		{Name: "project", Type: store.Text, Of: func(k *Key) store.Value { return store.T(k.Project) }},
	},
})

// Defs lists the kinds of this package, for the engine.
func Defs() []*store.Def { return []*store.Def{Projects.Def(), Members.Def(), Keys.Def()} }

// Status finds a status by its id.
func (p *Project) Status(id string) (Status, bool) {
	for _, s := range p.Statuses {
		if s.ID == id {
			return s, true
		}
	}
	return Status{}, false
}

// FirstOpen is the status that a new task gets when nobody says which: the first column of open work.
func (p *Project) FirstOpen() Status {
	for _, s := range p.Statuses {
		if s.Group.Open() {
			return s
		}
	}
	return p.Statuses[0]
}

// HasLabel reports whether the project knows a label.
func (p *Project) HasLabel(id string) bool {
	for _, l := range p.Labels {
		if l.ID == id {
			return true
		}
	}
	return false
}
