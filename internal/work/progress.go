package work

import (
	"context"
	"sync"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Progress is how far the work in a project is: its tasks, those in the trash left out.
type Progress struct {
	Project string                  `json:"project"`
	Total   int64                   `json:"total"`
	Done    int64                   `json:"done"`
	Dropped int64                   `json:"dropped"`
	Overdue int64                   `json:"overdue"`
	ByGroup map[project.Group]int64 `json:"byGroup"` // all groups
}

// progressCache keeps the progress of projects, each as of the last event about a task, or the columns, and of a day.
type progressCache struct {
	mu sync.Mutex
	of map[tallyKey]progressed
}

type progressed struct {
	epoch string
	last  int64
	day   moment.Date
	is    Progress
}

// maxProgressed is of how many projects the progress is kept.
const maxProgressed = 1000

// Progress tells how far each project is whose tasks the actor sees.
func (w *Service) Progress(ctx context.Context, a access.Actor, org string) ([]Progress, store.Position, error) {
	var out []Progress
	var at store.Position
	err := w.gate.View(ctx, a, access.OrganisationRead, access.In(org), func(s *access.Scope) error {
		out, at = []Progress{}, s.Position()
		scopes, err := s.Projects(access.TaskRead)
		if err != nil {
			return err
		}
		for _, in := range scopes {
			p, err := here(in)
			if err != nil {
				return err
			}
			if !p.TrashedAt.IsZero() {
				continue
			}
			is, err := w.progress.in(in, p)
			if err != nil {
				return err
			}
			out = append(out, is)
		}
		return nil
	})
	return out, at, err
}

func (c *progressCache) in(s *access.Scope, p *project.Project) (Progress, error) {
	key := tallyKey{s.Space(), s.Project}
	now := progressed{epoch: s.Position().Epoch, last: s.Last(s.Project, Tasks.Def().Kind, project.Projects.Def().Kind), day: s.Now().Date()}
	c.mu.Lock()
	has, ok := c.of[key]
	c.mu.Unlock()
	if ok && has.epoch == now.epoch && has.last == now.last && has.day == now.day {
		return has.is, nil
	}
	var err error
	if now.is, err = progressOf(s, p); err != nil {
		return Progress{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil || len(c.of) >= maxProgressed {
		c.of = map[tallyKey]progressed{}
	}
	c.of[key] = now
	return now.is, nil
}

// progressOf counts: once by column, and once what is overdue in open ones.
func progressOf(s *access.Scope, p *project.Project) (Progress, error) {
	out := Progress{Project: p.ID, ByGroup: map[project.Group]int64{}}
	for _, g := range project.Groups {
		out.ByGroup[g] = 0
	}
	q := store.Query{Index: "rank", Equal: []store.Value{store.T(s.Project), store.N(0)}}
	counts, err := Tasks.Tally(s, q, "status", "")
	if err != nil {
		return Progress{}, err
	}
	for status, n := range counts {
		out.Total += n.Count
		if st, ok := p.Status(status); ok {
			out.ByGroup[st.Group] += n.Count
		}
	}
	out.Done, out.Dropped = out.ByGroup[project.Done], out.ByGroup[project.Dropped]
	q.Where = dayOf(s.Now(), p).conditions(span{late: true})
	counts, err = Tasks.Tally(s, q, "", "")
	out.Overdue = counts[""].Count
	return out, err
}
