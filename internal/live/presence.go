package live

import (
	"context"
	"regexp"
	"strconv"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
)

// Presence says where somebody is with one of his tabs. It is told to those who see the project and never kept: nothing depends on it.
type Presence struct {
	Client  string // the tab, by the name that it gave itself
	Member  string // usr_…
	Project string // prj_…; "" for nowhere any more
	Task    string // tsk_…; "" for the project as a whole
	Doing   Doing
	Field   string // what is edited or typed in; "" for none
}

// Doing is what somebody does there.
type Doing string

// What people do.
const (
	Viewing Doing = "viewing"
	Editing Doing = "editing"
	Typing  Doing = "typing"
)

// Carrier takes what is said about who is where to every process that has listeners, this one included. It may lose something: all is said
// again before long.
type Carrier interface {
	Say(org string, p Presence)
	// Listen has fn called with what anybody says; fn does not block. The returned function ends that.
	Listen(fn func(org string, p Presence)) (stop func())
}

// alone is the carrier of a process that is the only one.
type alone struct{ hear func(string, Presence) }

func (a *alone) Say(org string, p Presence) { a.hear(org, p) }

func (a *alone) Listen(fn func(string, Presence)) func() {
	a.hear = fn
	return func() {}
}

var (
	clientForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	typedIn    = map[string]bool{"": true, "title": true, "description": true, "comment": true}
)

func (p Presence) check() error {
	var l fault.List
	if !clientForm.MatchString(p.Client) {
		l.Add("client", "must be 1 to 64 letters, digits, _ and -")
	}
	if p.Task != "" && !id.Valid("tsk", p.Task) {
		l.Add("task", "is not the id of a task")
	}
	if p.Task != "" && p.Project == "" {
		l.Add("task", "needs its project")
	}
	if p.Doing != Viewing && p.Doing != Editing && p.Doing != Typing {
		l.Add("doing", "must be viewing, editing or typing")
	}
	if !typedIn[p.Field] {
		l.Add("field", "must be title, description or comment")
	}
	return l.Err()
}

// Tell says where somebody is, in a project that he sees, or that he is nowhere any more. It has to be said again
// within 45 seconds. A few times a second is all that is taken of one person; more is Limited. // LV14, LV16, LV18
func (h *Hub) Tell(ctx context.Context, a access.Actor, org string, p Presence) error {
	if err := p.check(); err != nil {
		return err
	}
	p.Member = a.User
	project := p.Project
	var projects []string
	if project != "" {
		projects = append(projects, project)
	}
	sight, err := h.o.Gate.Look(ctx, a, org, projects...)
	if err != nil {
		return err
	}
	if project != "" && !sight.Project(project) {
		return fault.Missing("project")
	}
	if err := h.where.admit(org, p); err != nil {
		return err
	}
	h.carrier.Say(org, p)
	return nil
}

// message is what those are told who see where somebody is; of one who has gone, where he was.
func (p Presence) message(gone bool) []byte {
	b := append(make([]byte, 0, 220), "event: presence\ndata: {\"client\":"...)
	b = strconv.AppendQuote(b, p.Client) // its form needs no other quoting
	b = appendText(append(b, `,"member":`...), p.Member)
	b = appendOrNull(append(b, `,"project":`...), p.Project)
	if gone {
		return append(b, `,"task":null,"doing":"viewing","gone":true}`+"\n\n"...)
	}
	b = appendOrNull(append(b, `,"task":`...), p.Task)
	b = appendText(append(b, `,"doing":`...), string(p.Doing))
	if p.Field != "" {
		b = appendText(append(b, `,"field":`...), p.Field)
	}
	return append(b, "}\n\n"...)
}

func appendOrNull(b []byte, s string) []byte {
	if s == "" {
		return append(b, "null"...)
	}
	return appendText(b, s)
}
