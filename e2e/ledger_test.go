package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"sync"
	"testing"
)

const writers = 16

// writes is how many are acknowledged before something happens to the server; `make long` takes its time.
func writes() int {
	if os.Getenv("KANVARO_LONG") != "" {
		return 10_000
	}
	return 1000
}

// ledger is what writers were told. Each task belongs to one writer, so a task can have one of two titles after a
// crash: the last one that was acknowledged, or the one that was under way.
type ledger struct {
	mu      sync.Mutex
	tasks   map[string]*entry
	acked   int
	reached chan struct{} // closed when enough writes were acknowledged
	enough  int
}

type entry struct {
	acked   task   // zero while not even its creation was acknowledged
	pending string // the title that was sent and not answered
}

func newLedger() *ledger { return &ledger{tasks: map[string]*entry{}} }

// load lets writers create and rename tasks, by turns at each of the servers, until enough writes more were
// acknowledged. Then it calls stop and waits for the writers, whose last requests may have been answered or not.
func (l *ledger) load(t *testing.T, stop func(), at ...*client) {
	t.Helper()
	l.mu.Lock()
	l.enough, l.reached = l.acked+writes(), make(chan struct{})
	reached := l.reached
	l.mu.Unlock()

	ctx, cancel := context.WithTimeout(t.Context(), 5*patience)
	defer cancel()
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() { l.write(ctx, at[i%len(at)]) })
	}
	select {
	case <-reached:
	case <-ctx.Done():
		t.Errorf("too few writes were acknowledged before %v had passed", 5*patience)
	}
	stop()
	cancel() // who writes at a server that still stands
	all.Wait()
}

// write makes a task, renames it four times, and begins again, until a request is not answered well.
func (l *ledger) write(ctx context.Context, c *client) {
	for ctx.Err() == nil {
		id := newTaskID()
		path := c.project + "/tasks"
		if !l.try(ctx, c, http.MethodPost, path, id, map[string]any{"id": id, "status": c.ready}) {
			return
		}
		for range 4 {
			if !l.try(ctx, c, http.MethodPatch, path+"/"+id, id, map[string]any{}) {
				return
			}
		}
	}
}

// try sends one write under a title of its own, and notes what is known before and after.
func (l *ledger) try(ctx context.Context, c *client, method, path, id string, body map[string]any) bool {
	title := "Title " + newTaskID()
	body["title"] = title
	l.mu.Lock()
	if l.tasks[id] == nil {
		l.tasks[id] = &entry{}
	}
	l.tasks[id].pending = title
	l.mu.Unlock()

	var got task
	if err := c.call(ctx, method, path, body, &got); err != nil {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tasks[id].acked, l.tasks[id].pending = got, ""
	l.acked++
	if l.acked == l.enough {
		close(l.reached)
	}
	return true
}

// announced holds a stream to the ledger: every write that was acknowledged came, and nothing came twice.
func (l *ledger) announced(t *testing.T, events []event) {
	t.Helper()
	seen := map[int64]bool{}
	for _, e := range events {
		if seen[e.Seq] {
			t.Errorf("event %d came twice", e.Seq)
		}
		seen[e.Seq] = true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, e := range l.tasks {
		if e.acked.ID != "" && !seen[e.acked.Version] {
			t.Errorf("task %s: version %d was acknowledged and never announced", id, e.acked.Version)
		}
	}
}

// compare holds the server to what it acknowledged, and to nothing that nobody sent. It then takes what is there as
// known, so that the next crash can be compared too.
func (l *ledger) compare(t *testing.T, found map[string]task) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, e := range l.tasks {
		got, there := found[id]
		if err := e.allows(got, there); err != nil {
			t.Errorf("task %s: %v", id, err)
		}
		if !there {
			delete(l.tasks, id)
			continue
		}
		e.acked, e.pending = got, ""
	}
	for id := range found {
		if l.tasks[id] == nil {
			t.Errorf("task %s was never sent", id)
		}
	}
}

func (e entry) allows(got task, there bool) error {
	switch {
	case !there && e.acked.ID != "":
		return fmt.Errorf("acknowledged as %q, gone", e.acked.Title)
	case !there:
		return nil
	case got.Title == e.acked.Title && got.Version == e.acked.Version:
		return nil
	case e.pending != "" && got.Title == e.pending && got.Version > e.acked.Version:
		return nil
	}
	return fmt.Errorf("has title %q, version %d; acknowledged: %q, %d; under way: %q",
		got.Title, got.Version, e.acked.Title, e.acked.Version, e.pending)
}
