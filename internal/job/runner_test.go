package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/store"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestAJobRunsWithItsArgumentsAndIsGone(t *testing.T) {
	h := open(t)
	got := make(chan string, 1)
	h.runner(h.store, map[string]job.Handler{"greet": func(_ context.Context, c *job.Claim) error {
		var who string
		if err := c.Args(&who); err != nil {
			return err
		}
		got <- who
		return nil
	}})
	h.enqueue(store.Job{Name: "greet", Args: json.RawMessage(`"Ada"`)})
	h.eventually("the job is gone", time.Second, func() bool { return len(h.jobs()) == 0 })
	if who := <-got; who != "Ada" {
		t.Error(who)
	}
}

func TestAJobIsNotRunBeforeItIsDue(t *testing.T) {
	h := open(t)
	ran := make(chan struct{})
	h.runner(h.store, map[string]job.Handler{"later": func(context.Context, *job.Claim) error {
		close(ran)
		return nil
	}})
	start := h.clock.Now()
	h.enqueue(store.Job{Name: "later", Due: start.Add(time.Minute)})
	h.eventually("it ran", time.Second, func() bool {
		select {
		case <-ran:
			return true
		default:
			return false
		}
	})
	if passed := h.clock.Now().Sub(start); passed < time.Minute {
		t.Errorf("ran after %v", passed)
	}
}

func TestAJobNobodyKnowsIsLeftForOthers(t *testing.T) {
	h := open(t)
	h.enqueue(store.Job{Name: "unknown"})
	h.enqueue(store.Job{Name: "known"})
	h.runner(h.store, map[string]job.Handler{"known": func(context.Context, *job.Claim) error { return nil }})
	h.eventually("one is left", time.Second, func() bool { return len(h.jobs()) == 1 })
	if j := h.jobs()[0]; j.Name != "unknown" || j.Tries != 0 {
		t.Errorf("%+v", j)
	}
}

func TestAFailingJobIsTriedAgainLaterAndIsDeadInTheEnd(t *testing.T) {
	h := open(t)
	var at []time.Duration
	start := h.clock.Now()
	r := h.runner(h.store, map[string]job.Handler{"bad": func(_ context.Context, c *job.Claim) error {
		at = append(at, h.clock.Now().Sub(start))
		if c.Try == 2 {
			panic("at the disco")
		}
		return errors.New("no luck")
	}})
	h.enqueue(store.Job{Name: "bad", Unique: "bad"})
	h.eventually("it is dead", time.Second, func() bool {
		dead, err := r.Dead(context.Background(), org)
		return err == nil && len(dead) == 1
	})
	j := h.jobs()[0]
	if j.Tries != 3 || j.Fault != "no luck" || j.Unique != "" {
		t.Errorf("%+v", j)
	}
	if len(at) != 3 || at[1]-at[0] < 3*time.Second || at[2]-at[1] < 7*time.Second {
		t.Errorf("tried at %v", at)
	}
	if err := r.Replay(context.Background(), org, j.ID); err != nil {
		t.Fatal(err)
	}
	h.eventually("it was tried anew", time.Second, func() bool { return h.jobs()[0].State == store.JobDead && h.jobs()[0].Tries == 3 })
	if len(at) != 6 {
		t.Errorf("tried %d times", len(at))
	}
}

func TestCancelEndsAJobAtOnceAndSnoozeDoesNotCount(t *testing.T) {
	h := open(t)
	var naps atomic.Int32
	h.runner(h.store, map[string]job.Handler{
		"hopeless": func(context.Context, *job.Claim) error { return job.Cancel(errors.New("never")) },
		"nap": func(_ context.Context, c *job.Claim) error {
			if c.Try != 1 {
				t.Errorf("try %d", c.Try)
			}
			if naps.Add(1) < 5 {
				return job.Snooze(time.Minute)
			}
			return nil
		},
		"garbled": func(_ context.Context, c *job.Claim) error { return c.Args(new(int)) },
	})
	h.enqueue(store.Job{Name: "hopeless"})
	h.enqueue(store.Job{Name: "nap"})
	h.enqueue(store.Job{Name: "garbled", Args: json.RawMessage(`"x"`)})
	h.eventually("two are dead, one is done", time.Second, func() bool {
		jobs := h.jobs()
		return len(jobs) == 2 && jobs[0].State == store.JobDead && jobs[1].State == store.JobDead
	})
	if naps.Load() != 5 {
		t.Errorf("%d naps", naps.Load())
	}
}

func TestDoneHappensWithTheEffectOnceAmongManyRunners(t *testing.T) {
	h := open(t)
	const jobs = 40
	for range jobs {
		h.enqueue(store.Job{Name: "count"})
	}
	for range 3 {
		s := h.another()
		h.runner(s, map[string]job.Handler{"count": func(ctx context.Context, c *job.Claim) error {
			_, err := s.Update(ctx, c.Space, store.By{Kind: "system"}, func(tx store.Tx) error {
				if err := add(tx); err != nil {
					return err
				}
				return c.Done(tx)
			})
			return err
		}})
	}
	h.eventually("all are done", 10*time.Millisecond, func() bool { return len(h.jobs()) == 0 })
	fresh := h.another()
	h.store = fresh
	if n := h.count(); n != jobs {
		t.Errorf("counted %d of %d", n, jobs)
	}
}

func TestAHeartBeatKeepsALongJob(t *testing.T) {
	h := open(t)
	finish := make(chan struct{})
	var ran atomic.Int32
	long := func(ctx context.Context, _ *job.Claim) error {
		ran.Add(1)
		select {
		case <-finish:
		case <-ctx.Done():
		}
		return ctx.Err()
	}
	h.runner(h.store, map[string]job.Handler{"long": long})
	h.runner(h.another(), map[string]job.Handler{"long": long})
	start := h.clock.Now()
	h.enqueue(store.Job{Name: "long"})
	// The clock goes on only while the lease is being renewed: a second of it at a time, and never past two thirds of the lease.
	h.eventually("five minutes", 0, func() bool {
		if j := h.jobs(); len(j) == 1 && j[0].Due.Sub(h.clock.Now()) > 25*time.Second {
			h.clock.Advance(time.Second)
		} else if len(j) == 1 && ran.Load() == 0 {
			h.clock.Advance(0)
		}
		return h.clock.Now().Sub(start) > 5*time.Minute
	})
	close(finish)
	h.eventually("it is done", 0, func() bool { return len(h.jobs()) == 0 })
	if n := ran.Load(); n != 1 {
		t.Errorf("ran %d times", n)
	}
}

func TestWhoLosesTheLeaseCannotWriteItsEnd(t *testing.T) {
	h := open(t)
	entered, finish, refused := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	h.runner(h.store, map[string]job.Handler{"slow": func(ctx context.Context, c *job.Claim) error {
		close(entered)
		<-finish
		_, err := h.store.Update(context.Background(), c.Space, store.By{Kind: "system"}, func(tx store.Tx) error {
			if err := add(tx); err != nil {
				return err
			}
			return c.Done(tx)
		})
		refused <- err
		return err
	}})
	h.enqueue(store.Job{Name: "slow"})
	<-entered
	id := h.jobs()[0].ID
	// Another one has claimed it since, and put it back: the tries are the same again, the version is not.
	h.update(func(tx store.Tx) error {
		j, err := store.Jobs.Get(tx, id)
		if err != nil {
			return err
		}
		j.Tries++
		return store.Jobs.Put(tx, "", j)
	})
	h.update(func(tx store.Tx) error {
		j, err := store.Jobs.Get(tx, id)
		if err != nil {
			return err
		}
		j.Tries--
		j.Due = tx.Now().Add(time.Hour)
		return store.Jobs.Put(tx, "", j)
	})
	close(finish)
	if err := <-refused; !errors.Is(err, job.ErrLost) {
		t.Errorf("%v", err)
	}
	if n := h.count(); n != 0 {
		t.Errorf("counted %d", n)
	}
	if len(h.jobs()) != 1 {
		t.Error("the job is gone")
	}
}

func TestStopPutsBackWhatIsNotDone(t *testing.T) {
	h := open(t)
	entered := make(chan struct{})
	r := h.runner(h.store, map[string]job.Handler{"endless": func(ctx context.Context, _ *job.Claim) error {
		close(entered)
		<-ctx.Done()
		return ctx.Err()
	}})
	h.enqueue(store.Job{Name: "endless"})
	<-entered
	if err := r.Stop(context.Background()); err != nil {
		t.Fatal(err)
	}
	j := h.jobs()[0]
	if j.Tries != 0 || j.Due.After(h.clock.Now()) || j.State != store.JobReady {
		t.Errorf("%+v", j)
	}
}

func TestFaultsOfOperatorsAreCut(t *testing.T) {
	h := open(t)
	r := h.runner(h.store, map[string]job.Handler{"x": func(context.Context, *job.Claim) error {
		return job.Cancel(errors.New(strings.Repeat("x", 1<<20)))
	}})
	h.enqueue(store.Job{Name: "x"})
	h.eventually("it is dead", time.Second, func() bool {
		dead, _ := r.Dead(context.Background(), org)
		return len(dead) == 1
	})
	if n := len(h.jobs()[0].Fault); n != 4000 {
		t.Errorf("%d bytes", n)
	}
}
