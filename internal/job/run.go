package job

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// endTime is how long the end of a job may take to be written, even while the runner stops.
const endTime = 20 * time.Second

// run does one job under a heart-beat, and writes how it ended.
func (r *Runner) run(c *Claim) {
	watch := moment.Stopwatch()
	ctx, cancel := context.WithCancelCause(r.ctx)
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		r.beat(ctx, c, cancel)
	}()
	err := call(ctx, r.handlers[c.Name], c)
	lost := errors.Is(context.Cause(ctx), ErrLost)
	cancel(nil)
	<-beating
	end, done := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer done()
	state, cause := r.end(end, c, err, lost)
	log := r.o.Log.With("job", c.Name, "id", c.ID, "space", string(c.Space), "try", c.Try, "took", watch(), "end", state)
	switch {
	case cause != nil:
		log.Error("the end of a job could not be written; it will run again", "error", cause)
	case state == "dead":
		log.Error("job", "error", err)
	case err != nil && state != "snoozed" && state != "put back":
		log.Warn("job", "error", err)
	default:
		log.Info("job")
	}
}

func call(ctx context.Context, h Handler, c *Claim) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the job panicked: %v\n%s", p, debug.Stack())
		}
	}()
	return h(ctx, c)
}

// beat renews the lease until ctx ends. One who has lost it is told to stop.
func (r *Runner) beat(ctx context.Context, c *Claim, cancel context.CancelCauseFunc) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.o.Clock.After(r.o.Lease / 3):
		}
		err := r.update(ctx, c, func(tx store.Tx) error {
			return c.write(tx, func(j *store.Job) { j.Due = tx.Now().Add(r.o.Lease) })
		})
		switch {
		case c.isDone(), ctx.Err() != nil:
			return
		case errors.Is(err, ErrLost):
			cancel(ErrLost)
			return
		case err != nil:
			r.o.Log.Warn("heart-beat of a job", "job", c.Name, "id", c.ID, "error", err)
		}
	}
}

func (r *Runner) update(ctx context.Context, c *Claim, fn func(store.Tx) error) error {
	_, err := r.o.Store.Update(ctx, c.Space, store.By{Kind: "system"}, fn)
	return err
}

// end writes how a job ended, and says it.
func (r *Runner) end(ctx context.Context, c *Claim, err error, lost bool) (string, error) {
	var s *steering
	switch {
	case err == nil && c.isDone():
		return "done", nil
	case lost, errors.Is(err, ErrLost):
		return "lost", nil
	case err == nil:
		return "done", missing(r.update(ctx, c, c.Done))
	case errors.As(err, &s) && !s.dead:
		return "snoozed", r.again(ctx, c, s.after, -1, "")
	case errors.As(err, &s):
		return "dead", r.bury(ctx, c, err)
	case r.ctx.Err() != nil:
		return "put back", r.again(ctx, c, 0, -1, "")
	case c.Try >= r.o.Tries:
		return "dead", r.bury(ctx, c, err)
	}
	return "failed", r.again(ctx, c, backOff(c.Try, r.o.Chance()), 0, err.Error())
}

func missing(err error) error {
	if errors.Is(err, ErrLost) {
		return nil
	}
	return err
}

// again has the job done again after a while. tries is what is taken off the count.
func (r *Runner) again(ctx context.Context, c *Claim, after time.Duration, tries int, cause string) error {
	return missing(r.update(ctx, c, func(tx store.Tx) error {
		return c.write(tx, func(j *store.Job) {
			j.Due, j.Fault = tx.Now().Add(after), short(cause)
			j.Tries += tries
		})
	}))
}

// bury puts the job among the dead, where it is in the way of no other of its kind.
func (r *Runner) bury(ctx context.Context, c *Claim, cause error) error {
	return missing(r.update(ctx, c, func(tx store.Tx) error {
		return c.write(tx, func(j *store.Job) { j.State, j.Fault, j.Unique = store.JobDead, short(cause.Error()), "" })
	}))
}

func short(s string) string { return s[:min(len(s), 4000)] }

// backOff is how long a job waits after a try: 5 seconds, twice as much each time, 4 hours at most, a quarter of it by chance.
func backOff(try int, chance float64) time.Duration {
	d := min(5*time.Second<<min(try-1, 20), 4*time.Hour)
	return d*3/4 + time.Duration(chance*float64(d/4))
}
