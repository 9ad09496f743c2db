package work

import (
	"sync"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/store"
)

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

type tally struct{ version, comments int64 }

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
		fresh.of[t.ID] = tally{t.Version, t.Comments}
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
	return tally{t.Version, t.Comments}, nil
}
