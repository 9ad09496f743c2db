package api

import (
	"container/list"
	"sync"
)

// cacheSize is how many bytes of finished lists a process keeps.
const cacheSize = 16 << 20

// kept is a finished list, with its compressed forms once somebody has asked for them.
type kept struct {
	tag      string
	plain    []byte
	position string

	mu   sync.Mutex
	zstd []byte
	gzip []byte
	grow func(int)
}

// in gives the body in a coding, made once.
func (k *kept) in(coding string) []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	form := &k.gzip
	if coding == "zstd" {
		form = &k.zstd
	}
	if *form == nil {
		if *form = compress(k.plain, coding); k.grow != nil {
			k.grow(len(*form))
		}
	}
	return *form
}

// cache keeps finished lists by who asked for what, with the tag that says everything they depend on. What was used least recently goes
// first.
type cache struct {
	mu    sync.Mutex
	limit int
	size  int
	order *list.List
	at    map[string]*list.Element
}

type cached struct {
	name string
	kept *kept
	size int
}

func newCache(limit int) *cache {
	return &cache{limit: limit, order: list.New(), at: map[string]*list.Element{}}
}

func (c *cache) get(name string) *kept {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.at[name]
	if !ok {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*cached).kept
}

// put keeps a list in place of an earlier one. One that would take more than a quarter of the room is not kept.
func (c *cache) put(name string, k *kept) {
	if len(k.plain) > c.limit/4 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.at[name]; ok {
		c.size -= c.order.Remove(e).(*cached).size
	}
	one := &cached{name, k, len(k.plain) + len(name) + 300}
	k.grow = func(n int) { c.grow(one, n) }
	c.at[name] = c.order.PushFront(one)
	c.size += one.size
	c.shrink()
}

func (c *cache) grow(one *cached, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.at[one.name]; ok && e.Value == one {
		one.size += n
		c.size += n
		c.shrink()
	}
}

func (c *cache) shrink() {
	for c.size > c.limit {
		e := c.order.Back()
		one := c.order.Remove(e).(*cached)
		delete(c.at, one.name)
		c.size -= one.size
	}
}
