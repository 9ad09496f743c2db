package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Handler does a job. An error has it done again later; Cancel and Snooze steer. ctx ends when the runner stops or the lease is lost.
type Handler func(ctx context.Context, c *Claim) error

// ErrLost says that the job is somebody else's now: nothing may be written for it any more.
var ErrLost = errors.New("the lease of the job is lost")

type steering struct {
	error
	after time.Duration
	dead  bool
}

func (s *steering) Unwrap() error { return s.error }

// Cancel makes an error that ends a job at once, among the dead: trying again would not help.
func Cancel(cause error) error { return &steering{error: cause, dead: true} }

// Snooze makes an error that has a job done again after a while; it does not count as a failure.
func Snooze(d time.Duration) error {
	return &steering{error: fmt.Errorf("again in %v", d), after: d}
}

// Claim is a job that is leased to a handler. Its methods may be called inside and outside of transactions.
type Claim struct {
	Space store.Space
	ID    string
	Name  string
	Try   int // the first is 1

	args json.RawMessage

	mu   sync.Mutex
	top  int64 // the highest version that this claim has written or tried to write
	done bool
}

// Args decodes what the job was enqueued with. What cannot be decoded never will be.
func (c *Claim) Args(into any) error {
	if err := json.Unmarshal(c.args, into); err != nil {
		return Cancel(fmt.Errorf("read the arguments of %s: %w", c.Name, err))
	}
	return nil
}

// Done ends the job in the transaction that holds its effect: both happen or neither. ErrLost when the job is somebody else's by now.
// It is given the transaction of the space of the job itself, a scope's being Scope.Tx.
func (c *Claim) Done(tx store.Tx) error {
	j, err := c.held(tx)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.done = true
	c.mu.Unlock()
	return store.Jobs.Delete(tx, "", j)
}

// Held gives ErrLost in a transaction in which the job is somebody else's: for effects of a job that goes on.
func (c *Claim) Held(tx store.Tx) error {
	_, err := c.held(tx)
	return err
}

// held reads the job, if the lease still is ours. The fence is of two parts: each claim counts a try, and each write a version; so one
// who has claimed it since is told by the tries, and one who has claimed it and put it back by the version. Our own heart-beat, which
// may be in flight beneath this transaction, moves the version to top and no further.
func (c *Claim) held(tx store.Tx) (*store.Job, error) {
	j, err := store.Jobs.Get(tx, c.ID)
	if fault.Is(err, fault.NotFound) {
		return nil, ErrLost
	}
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if j.Tries != c.Try || j.Version > c.top || j.State != store.JobReady {
		return nil, ErrLost
	}
	return j, nil
}

// write puts the job back in another state, within a transaction.
func (c *Claim) write(tx store.Tx, change func(*store.Job)) error {
	j, err := c.held(tx)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.top = max(c.top, j.Version+1)
	c.mu.Unlock()
	change(j)
	return store.Jobs.Put(tx, "", j)
}

// isDone reports whether the handler has ended the job itself.
func (c *Claim) isDone() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.done
}

// take leases a job that is due to this claim; false when it is not to be had any more.
func (c *Claim) take(tx store.Tx, until func(moment.Time) moment.Time) (bool, error) {
	j, err := store.Jobs.Get(tx, c.ID)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil || j.State != store.JobReady || j.Due.After(tx.Now()) {
		return false, err
	}
	j.Tries++
	j.Due = until(tx.Now())
	if err := store.Jobs.Put(tx, "", j); err != nil {
		return false, err
	}
	c.Name, c.Try, c.args, c.top = j.Name, j.Tries, j.Args, j.Version
	return true, nil
}
