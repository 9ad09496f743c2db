package observe

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/kanvaro/kanvaro/internal/moment"
)

// Health says whether this process can do its work. What it found out holds for a second, so that probes cost the database nothing.
type Health struct {
	clock moment.Clock
	check func(context.Context) error

	mu       sync.Mutex
	draining bool
	checked  moment.Time
	result   error
}

// ErrDraining is why a process that is about to end is not ready.
var ErrDraining = errors.New("the server is stopping")

// NewHealth makes a Health that asks check.
func NewHealth(c moment.Clock, check func(context.Context) error) *Health {
	return &Health{clock: c, check: check}
}

// Drain makes the process not ready, for good: no new work should come its way.
func (h *Health) Drain() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.draining = true
}

// Ready gives nil when the process can work.
func (h *Health) Ready(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.draining {
		return ErrDraining
	}
	now := h.clock.Now()
	if h.checked.IsZero() || now.Sub(h.checked) >= time.Second {
		ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
		defer cancel()
		h.result, h.checked = h.check(ctx), now
	}
	return h.result
}
