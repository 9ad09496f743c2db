package file

import (
	"context"
	"fmt"
	"sync"
)

// flights are the uploads that go on in this process: their bytes may be there already, and the document that has them not yet.
type flights struct {
	mu   sync.Mutex
	open map[chan struct{}]bool
}

// begin notes an upload, until end is called.
func (f *flights) begin() (end func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open == nil {
		f.open = map[chan struct{}]bool{}
	}
	one := make(chan struct{})
	f.open[one] = true
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.open, one)
		close(one)
	}
}

// settle waits until all uploads that go on now have come to their end. What begins later has bytes that are not there yet.
func (f *flights) settle(ctx context.Context) error {
	f.mu.Lock()
	all := make([]chan struct{}, 0, len(f.open))
	for one := range f.open {
		all = append(all, one)
	}
	f.mu.Unlock()
	for _, one := range all {
		select {
		case <-one:
		case <-ctx.Done():
			return fmt.Errorf("wait for uploads: %w", ctx.Err())
		}
	}
	return nil
}
