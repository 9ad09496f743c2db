package search

import (
	"sync"

	"github.com/kanvaro/kanvaro/internal/store"
)

// cacheBytes is how much of the words of all spaces a process keeps in memory.
const cacheBytes = 16 << 20

// cache keeps parts of segments that were read. They never change, so nothing is ever stale. It is bounded in bytes by two generations:
// what is used moves to the young one, and when that is full the old one is dropped.
type cache struct {
	mu         sync.Mutex
	limit      int // bytes of one generation
	young, old map[cacheKey][]byte
	size       int
}

type cacheKey struct {
	space   store.Space
	epoch   string
	segment uint32
	block   int
}

func newCache(limit int) *cache {
	return &cache{limit: limit / 2, young: map[cacheKey][]byte{}}
}

func (c *cache) get(k cacheKey) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	b, ok := c.young[k]
	if !ok {
		if b, ok = c.old[k]; ok {
			delete(c.old, k)
			c.add(k, b)
		}
	}
	return b
}

func (c *cache) put(k cacheKey, b []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.young[k]; !ok {
		c.add(k, b)
	}
}

func (c *cache) add(k cacheKey, b []byte) {
	c.young[k] = b
	if c.size += len(b) + 100; c.size > c.limit {
		c.old, c.young, c.size = c.young, map[cacheKey][]byte{}, 0
	}
}
