package work

import (
	"strconv"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

// resolve turns what people call a task into its id; that there is one is not yet said.
func resolve(s *access.Scope, ref string) (string, error) {
	if id.Valid("tsk", ref) {
		return ref, nil
	}
	key, number, ok := splitKey(ref)
	if !ok {
		return "", fault.Missing("task")
	}
	k, err := project.Keys.Look(s, key)
	if err != nil {
		return "", err
	}
	if k == nil {
		return "", fault.Missing("task")
	}
	q := store.Query{Def: Tasks.Def(), Index: "number", Equal: []store.Value{store.T(s.Project), store.N(number)}, Limit: 1}
	for d, err := range s.Find(q) {
		return d.ID, err
	}
	return "", fault.Missing("task")
}

// load reads a task to be changed. One in the trash has to be restored first.
func load(s *access.Scope, ref string) (*Task, error) {
	t, err := loadAny(s, ref)
	if err == nil && !t.TrashedAt.IsZero() {
		return nil, fault.New(fault.Conflict, "The task is in the trash. Restore it first.")
	}
	return t, err
}

func loadAny(s *access.Scope, ref string) (*Task, error) {
	task, err := resolve(s, ref)
	if err != nil {
		return nil, err
	}
	return Tasks.Get(s, task)
}

// here gives the project of a scope, shared and not to be changed.
func here(s *access.Scope) (*project.Project, error) {
	p, err := project.Projects.Look(s, s.Project)
	if err == nil && p == nil {
		err = fault.Missing("project")
	}
	return p, err
}

// card gives a task as it is now, with or without its text.
func card(s *access.Scope, task string, withText bool) (Card, error) {
	d, ok, err := s.Get(Tasks.Def(), task)
	if err != nil {
		return Card{}, err
	}
	if !ok {
		return Card{}, fault.Missing("task")
	}
	p, err := here(s)
	if err != nil {
		return Card{}, err
	}
	of, err := tallyOf(s, task)
	if err != nil {
		return Card{}, err
	}
	c := Card{Key: keyOf(p.Key, numberOf(d)), Doc: d, Counts: of.Counts, Tallied: of.version, WithText: withText}
	if withText {
		c.Text, _, err = s.Get(Texts.Def(), task)
	}
	return c, err
}

func keyOf(project string, number int64) string { return project + "-" + strconv.FormatInt(number, 10) }

// numberOf reads the number of a task, which stands behind its id.
func numberOf(d store.Doc) int64 {
	_, rest := splitID(d)
	const name = `,"number":`
	if len(rest) > len(name) && string(rest[:len(name)]) == name {
		var n int64
		for _, c := range rest[len(name):] {
			if c < '0' || c > '9' {
				return n
			}
			n = n*10 + int64(c-'0')
		}
	}
	if t, err := Tasks.Decode(d); err == nil {
		return t.Number
	}
	return 0
}

// fits checks what a task names: its column, labels and the people it is assigned to, who must see the project.
type fits struct {
	s     *access.Scope
	p     *project.Project
	seen  map[string]bool // whether somebody sees the project
	fault fault.List
}

func fitting(s *access.Scope, p *project.Project) *fits {
	return &fits{s: s, p: p, seen: map[string]bool{}}
}

func (f *fits) status(id string) {
	if _, ok := f.p.Status(id); !ok {
		f.fault.Add("status", "is not a status of this project")
	}
}

func (f *fits) labels(ids []string) {
	for _, l := range ids {
		if !f.p.HasLabel(l) {
			f.fault.Add("labels", "name a label that this project does not have")
			return
		}
	}
}

func (f *fits) assignees(ids []string) error {
	for _, u := range ids {
		sees, ok := f.seen[u]
		if !ok {
			role, err := f.s.RoleOf(u)
			if err != nil {
				return err
			}
			sees = role != ""
			f.seen[u] = sees
		}
		if !sees {
			f.fault.Add("assignees", "name somebody who is not an active member with access to this project")
			return nil
		}
	}
	return nil
}
