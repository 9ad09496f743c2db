package work

import (
	"sync"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

// plus adds counts, which are differences mostly.
func (c Counts) plus(d Counts) Counts {
	return Counts{c.Comments + d.Comments, c.Subtasks + d.Subtasks, c.SubtasksDone + d.SubtasksDone, c.Links + d.Links}
}

// minus turns counts into the difference that takes them away.
func (c Counts) minus() Counts { return Counts{-c.Comments, -c.Subtasks, -c.SubtasksDone, -c.Links} }

func (c Counts) floor() Counts {
	return Counts{max(0, c.Comments), max(0, c.Subtasks), max(0, c.SubtasksDone), max(0, c.Links)}
}

// count keeps the tally of a task, which is made when there is first something to count.
func count(s *access.Scope, task string, by Counts) error {
	if by == (Counts{}) {
		return nil
	}
	t, err := Tallies.Get(s, task)
	if fault.Is(err, fault.NotFound) {
		t, err = &Tally{Meta: store.Meta{ID: task}, Project: s.Project}, nil
	}
	if err != nil {
		return err
	}
	t.Counts = t.plus(by).floor()
	return Tallies.Put(s, "task.tallied", t)
}

// counted is what a task adds to the tally of its parent: nothing while it is in the trash.
func counted(p *project.Project, t *Task) Counts {
	if t == nil || t.Parent == nil || !t.TrashedAt.IsZero() {
		return Counts{}
	}
	c := Counts{Subtasks: 1}
	if st, ok := p.Status(t.Status); ok && !st.Group.Open() {
		c.SubtasksDone = 1
	}
	return c
}

// keep writes a task and what follows from it for the tallies of the tasks above it: of the one that it belonged to, was being the task as
// it was (nil for a new one), and of the one that it belongs to now.
func keep(s *access.Scope, p *project.Project, name string, was, t *Task) error {
	if err := Tasks.Put(s, name, t); err != nil {
		return err
	}
	return recountParents(s, p, was, t)
}

func recountParents(s *access.Scope, p *project.Project, was, is *Task) error {
	before, after := counted(p, was), counted(p, is)
	if was != nil && is != nil && was.parent() == is.parent() {
		return countParent(s, is, before.minus().plus(after))
	}
	if err := countParent(s, was, before.minus()); err != nil {
		return err
	}
	return countParent(s, is, after)
}

// countParent keeps the tally of the task above. One that is purged has none any more.
func countParent(s *access.Scope, t *Task, by Counts) error {
	if t == nil || t.Parent == nil || by == (Counts{}) {
		return nil
	}
	above, err := Tasks.Look(s, *t.Parent)
	if err != nil || above == nil {
		return err
	}
	return count(s, above.ID, by)
}

// tallyCache keeps the tallies of projects, each as of the last event about one of them: lists need all of them, most tasks have none,
// and asking for each card by itself would cost more than the cards.
type tallyCache struct {
	mu       sync.Mutex
	projects map[tallyKey]tallies
}

type tallyKey struct {
	space   store.Space
	project string
}

type tallies struct {
	epoch string
	last  int64
	of    map[string]tally
}

type tally struct {
	version int64
	Counts
}

// maxTallied is of how many projects the tallies are kept.
const maxTallied = 128

// in gives the tallies of the project of a scope, which must be that of a View.
func (c *tallyCache) in(s *access.Scope) (map[string]tally, error) {
	key := tallyKey{s.Space(), s.Project}
	epoch, last := s.Position().Epoch, s.Last(s.Project, Tallies.Def().Kind)
	c.mu.Lock()
	has, ok := c.projects[key]
	c.mu.Unlock()
	if ok && has.epoch == epoch && has.last == last {
		return has.of, nil
	}
	fresh := tallies{epoch, last, map[string]tally{}}
	q := store.Query{Index: "project", Equal: []store.Value{store.T(s.Project)}}
	for t, err := range Tallies.Find(s, q) {
		if err != nil {
			return nil, err
		}
		fresh.of[t.ID] = tally{t.Version, t.Counts}
	}
	c.keep(key, fresh)
	return fresh.of, nil
}

func (c *tallyCache) keep(key tallyKey, fresh tallies) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.projects == nil {
		c.projects = map[tallyKey]tallies{}
	}
	for k := range c.projects {
		if len(c.projects) < maxTallied {
			break
		}
		delete(c.projects, k)
	}
	c.projects[key] = fresh
}

// tallyOf gives the tally of one task.
func tallyOf(s *access.Scope, task string) (tally, error) {
	t, err := Tallies.Look(s, task)
	if err != nil || t == nil {
		return tally{}, err
	}
	return tally{t.Version, t.Counts}, nil
}
