package search

import (
	"sync"

	"github.com/kanvaro/kanvaro/internal/store"
)

// mostSpaces is of how many spaces a process knows the index at once; those that were not asked for longest are forgotten.
const mostSpaces = 256

// spaces are the indexes that a process knows.
type spaces struct {
	cache *cache

	mu    sync.Mutex
	by    map[store.Space]*space
	count int64
}

func newSpaces() *spaces {
	return &spaces{cache: newCache(cacheBytes), by: map[store.Space]*space{}}
}

func (a *spaces) get(name store.Space) *space {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.count++
	sp := a.by[name]
	if sp == nil {
		if len(a.by) >= mostSpaces {
			a.forget()
		}
		sp = newSpace(name, a.cache)
		a.by[name] = sp
	}
	sp.used = a.count
	return sp
}

func (a *spaces) forget() {
	var oldest *space
	for _, sp := range a.by {
		if oldest == nil || sp.used < oldest.used {
			oldest = sp
		}
	}
	delete(a.by, oldest.name)
}
