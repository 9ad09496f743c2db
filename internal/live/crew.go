package live

import (
	"runtime"
	"sync"
)

// crew are the workers that write to parked streams: as many as there are processors, for they never wait for a connection.
type crew struct {
	mu     sync.Mutex
	wanted sync.Cond
	queue  []*parked // those that have something to write; each at most once
	idle   int
	begun  bool
	closed bool
	done   sync.WaitGroup
}

// stint is how many streams a worker takes at once. Between two it lets others run.
const stint = 32

func (c *crew) add(p *parked) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.begun {
		c.begun = true
		c.wanted.L = &c.mu
		for range runtime.GOMAXPROCS(0) {
			c.done.Go(c.work)
		}
	}
	c.queue = append(c.queue, p)
	if c.idle > 0 {
		c.wanted.Signal()
	}
}

func (c *crew) work() {
	mine := make([]*parked, 0, stint)
	for {
		mine = c.some(mine[:0])
		if len(mine) == 0 {
			return
		}
		for _, p := range mine {
			p.work()
		}
		clear(mine)
		runtime.Gosched()
	}
}

// some waits for streams and takes a few; none when the crew goes home.
func (c *crew) some(mine []*parked) []*parked {
	c.mu.Lock()
	defer c.mu.Unlock()
	for len(c.queue) == 0 {
		if c.closed {
			return nil
		}
		c.idle++
		c.wanted.Wait()
		c.idle--
	}
	n := min(stint, len(c.queue))
	mine = append(mine, c.queue[:n]...)
	clear(c.queue[:n])
	if c.queue = c.queue[n:]; len(c.queue) == 0 {
		c.queue = nil
	}
	return mine
}

// close sends the workers home once all is written.
func (c *crew) close() {
	c.mu.Lock()
	c.closed = true
	if c.begun {
		c.wanted.Broadcast()
	}
	c.mu.Unlock()
	c.done.Wait()
}
