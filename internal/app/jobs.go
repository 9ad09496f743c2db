package app

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// sweeping is the job that takes expired sessions away.
const sweeping = "identity.sweep"

// How often it is done, and how long after the start it is looked after: a server that starts has better things to do.
const (
	sweepEvery = 6 * time.Hour
	sweepFirst = time.Minute
)

// makeJobs makes the runner and says who does what. It hears the bell of the store, so it is made before the store is used.
func (a *App) makeJobs() {
	a.runner = job.New(job.Options{Store: a.store, Clock: a.o.Clock, Log: a.o.Log})
	a.handle(sweeping, a.sweep)
}

// handle counts and records what becomes of jobs.
func (a *App) handle(name string, h job.Handler) {
	a.runner.Handle(name, func(ctx context.Context, c *job.Claim) error {
		took := moment.Stopwatch()
		err := h(ctx, c)
		outcome, level := "done", slog.LevelInfo
		attrs := []slog.Attr{slog.String("kanvaro.job.id", c.ID), slog.String("kanvaro.job.name", c.Name), slog.Int("kanvaro.job.try", c.Try),
			slog.String("organization.id", string(c.Space)), slog.Int64("event.duration", int64(took()))}
		if err != nil {
			outcome, level = "failed", slog.LevelError
			if ctx.Err() != nil {
				outcome, level = "interrupted", slog.LevelInfo
			}
			attrs = append(attrs, slog.String("error.message", err.Error()))
		}
		a.metrics.Jobs.WithLabelValues(name, outcome).Inc()
		a.o.Log.LogAttrs(ctx, level, "job", append(attrs, slog.String("event.outcome", outcome))...)
		return err
	})
}

func (a *App) startJobs(context.Context) error {
	a.runner.Start()
	a.ends("jobs", a.runner.Stop)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-a.o.Clock.After(sweepFirst):
			err := a.update(ctx, func(tx store.Tx) error { return errors.Join(a.sweepAt(tx, tx.Now()), collectAt(tx, tx.Now())) })
			if err != nil && ctx.Err() == nil {
				a.o.Log.Warn("cannot plan what is done regularly", "error", err)
			}
		case <-ctx.Done():
		}
	}()
	a.ends("plans", func(context.Context) error {
		cancel()
		<-done
		return nil
	})
	return nil
}

func (a *App) update(ctx context.Context, fn func(store.Tx) error) error {
	_, err := a.store.Update(ctx, store.Instance, store.By{Kind: access.System.Kind}, fn)
	return err
}

func (a *App) sweepAt(tx store.Tx, due moment.Time) error {
	return tx.Enqueue(store.Job{Name: sweeping, Unique: sweeping, Due: due})
}

// sweep takes away what has expired, and plans the next time.
func (a *App) sweep(ctx context.Context, c *job.Claim) error {
	for {
		more, err := a.Identity.Sweep(ctx)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	err := a.update(ctx, func(tx store.Tx) error {
		if err := c.Done(tx); err != nil {
			return err
		}
		return a.sweepAt(tx, tx.Now().Add(sweepEvery))
	})
	if errors.Is(err, job.ErrLost) { // somebody else has it, and plans
		return nil
	}
	return err
}
