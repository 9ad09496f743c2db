package work

import (
	"crypto/sha256"

	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Link is one half of a link between two tasks: what the one is to the other, as seen from Task. The other half lies at the other task, in
// the project of that one, so that each is seen where its task is seen. They are made and taken away together.
type Link struct {
	store.Meta
	Project      string      `json:"project"`
	Task         string      `json:"task"`
	Type         string      `json:"type"`
	Other        string      `json:"other"`
	OtherProject string      `json:"otherProject"`
	CreatedAt    moment.Time `json:"createdAt"`
	CreatedBy    string      `json:"createdBy"`
}

// LinkTypes list what a task can be to another.
var LinkTypes = []string{"blocks", "blockedBy", "relates", "duplicates", "duplicatedBy"}

// maxLinks is how many links a task has at most.
const maxLinks = 200

// Links is the kind of halves of links. Its index gives those of a task, and holds that two tasks are linked in one way once.
var Links = store.NewKind(store.Spec[Link]{
	Name:  "link",
	Place: func(l *Link) store.Place { return inProject(l.Project) },
	Fields: []store.Field[Link]{
		{Name: "project", Type: store.Text, Of: func(l *Link) store.Value { return store.T(l.Project) }},
		{Name: "task", Type: store.Text, Of: func(l *Link) store.Value { return store.T(l.Task) }},
		{Name: "other", Type: store.Text, Of: func(l *Link) store.Value { return store.T(l.Other) }},
		{Name: "type", Type: store.Text, Of: func(l *Link) store.Value { return store.T(l.Type) }},
	},
	Indexes: []store.Index{{Name: "task", Fields: []string{"task", "other", "type"}, Unique: true}},
})

// turned is what the other task is to the one.
func turned(linkType string) string {
	switch linkType {
	case "blocks":
		return "blockedBy"
	case "blockedBy":
		return "blocks"
	case "duplicates":
		return "duplicatedBy"
	case "duplicatedBy":
		return "duplicates"
	}
	return linkType
}

// turned gives the other half. Its id follows from that of the first, so that a link that is made again is the same.
func (l Link) turned() *Link {
	l.Meta = store.Meta{ID: id.Of("lnk", sha256.Sum256([]byte("the other half of "+l.ID)))}
	l.Type = turned(l.Type)
	l.Task, l.Other = l.Other, l.Task
	l.Project, l.OtherProject = l.OtherProject, l.Project
	return &l
}
