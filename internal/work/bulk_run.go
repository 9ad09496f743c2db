package work

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/store"
)

// BulkJob and BulkSweepJob are the names of the jobs that work off a bulk, and throw away what is left of one; Service.RunBulk and
// Service.SweepBulk are their handlers.
const (
	BulkJob      = "work.bulk"
	BulkSweepJob = "work.bulk.sweep"
)

const (
	keepBulk = 7 * 24 * time.Hour // the tasks of one that has not come to its end
	bulkTry  = 6                  // tries of the job before a bulk counts as failed
)

// Bulk changes many tasks as one operation, which is undone as a whole. Up to 500 are changed in one transaction, and the answer says what
// became of them. More are worked off by a job: the answer is how it begins, and the stream and BulkOf tell how it goes on.
func (w *Service) Bulk(ctx context.Context, a access.Actor, org, project string, tasks []string, c Change) (*Bulk, store.Commit, error) {
	c, err := c.checked(len(tasks))
	if err != nil {
		return nil, store.Commit{}, err
	}
	b := Bulk{Meta: store.Meta{ID: id.New("blk", w.clock.Now())}, Action: c.action(), Total: len(tasks), Refused: []Refusal{}, CreatedBy: a.User}
	if len(tasks) > w.atOnce {
		return w.startBulk(ctx, a, org, project, b, tasks, c)
	}
	out := b
	commit, err := w.gate.Update(ctx, a, access.TaskUpdate, access.InProject(org, project), func(s *access.Scope) error {
		became, err := c.apply(s, tasks, "")
		if err != nil {
			return err
		}
		out = b
		out.Project, out.CreatedAt, out.State = s.Project, s.Now(), bulkDone
		out.note(became)
		return nil
	})
	if commit.Tx != 0 {
		out.Op = strconv.FormatInt(commit.Tx, 10)
	}
	return &out, commit, err
}

// note adds what became of some tasks.
func (b *Bulk) note(o outcome) {
	b.Done, b.Changed, b.RefusedCount = b.Done+o.done, b.Changed+o.changed, b.RefusedCount+len(o.refused)
	b.Refused = append(b.Refused, o.refused[:min(len(o.refused), maxRefused-len(b.Refused))]...)
	if o.last != "" {
		b.Last = o.last
	}
}

// startBulk keeps what is to be done and has a job do it.
func (w *Service) startBulk(ctx context.Context, a access.Actor, org, project string, b Bulk, tasks []string, c Change) (*Bulk, store.Commit, error) {
	a.Op = b.ID // undo finds the bulk with what it did
	b.Op, b.State, b.Parts = b.ID, bulkRunning, (len(tasks)+w.perPart-1)/w.perPart
	var out Bulk
	commit, err := w.gate.Update(ctx, a, access.TaskUpdate, access.InProject(org, project), func(s *access.Scope) error {
		if _, err := c.apply(s, nil, ""); err != nil { // what would be wrong with each of them
			return err
		}
		out = b
		out.Project, out.CreatedAt = s.Project, s.Now()
		if err := Bulks.Put(s, "bulk.started", &out); err != nil {
			return err
		}
		o := &bulkOrder{Meta: store.Meta{ID: b.ID}, Project: s.Project, As: deputyOf(a), Change: c}
		if err := bulkOrders.Put(s, "", o); err != nil {
			return err
		}
		for n := range b.Parts {
			p := &bulkPart{Meta: store.Meta{ID: bulkPartID(b.ID, n)}, Project: s.Project, Tasks: tasks[n*w.perPart : min((n+1)*w.perPart, len(tasks))]}
			if err := bulkParts.Put(s, "", p); err != nil {
				return err
			}
		}
		if err := enqueueBulk(s, BulkSweepJob, &out, keepBulk); err != nil {
			return err
		}
		return enqueueBulk(s, BulkJob, &out, 0)
	})
	return &out, commit, err
}

func bulkPartID(bulk string, n int) string { return fmt.Sprintf("%s.%05d", bulk, n) }

// errand is what the jobs are told.
type errand struct {
	Bulk    string `json:"bulk"`
	Project string `json:"project"`
}

func enqueueBulk(s *access.Scope, name string, b *Bulk, in time.Duration) error {
	args, err := json.Marshal(errand{b.ID, b.Project})
	if err != nil {
		return fmt.Errorf("write the errand: %w", err)
	}
	return s.Enqueue(store.Job{Name: name, Args: args, Due: s.Now().Add(in)})
}

// BulkOf gives a bulk that a job works off, or has worked off.
func (w *Service) BulkOf(ctx context.Context, a access.Actor, org, project, bulk string) (store.Doc, store.Position, error) {
	var d store.Doc
	var at store.Position
	err := w.gate.View(ctx, a, access.TaskRead, access.InProject(org, project), func(s *access.Scope) (err error) {
		at = s.Position()
		var ok bool
		if d, ok, err = s.Get(Bulks.Def(), bulk); err == nil && !ok {
			err = fault.Missing("bulk")
		}
		return err
	})
	return d, at, err
}

// RunBulk is the handler of BulkJob. It may be stopped, killed and started anew at any point: each part is changed and noted in one
// transaction, so nothing is done twice and nothing left out.
func (w *Service) RunBulk(ctx context.Context, c *job.Claim) error {
	var e errand
	if err := c.Args(&e); err != nil {
		return err
	}
	for more := true; more; {
		var err error
		if more, err = w.bulkStep(ctx, c, e); err == nil {
			continue
		}
		if ctx.Err() != nil || errors.Is(err, job.ErrLost) || (again(err) && c.Try < bulkTry) {
			return err
		}
		return w.failBulk(c, e, err)
	}
	return nil
}

// again reports whether it may be better another time.
func again(err error) bool {
	k := fault.KindOf(err)
	return k == fault.Internal || k == fault.Unavailable || k == fault.Limited
}

// bulkStep deals with the next part.
func (w *Service) bulkStep(ctx context.Context, c *job.Claim, e errand) (more bool, err error) {
	org := string(c.Space)
	o, err := w.bulkOrder(ctx, org, e)
	if err != nil || o == nil {
		return false, err
	}
	_, err = w.gate.Update(ctx, o.As.actor(e.Bulk), access.TaskUpdate, access.InProject(org, e.Project), func(s *access.Scope) error {
		more = false
		if err := c.Held(s.Tx); err != nil {
			return err
		}
		b, err := Bulks.Get(s, e.Bulk)
		if err != nil || b.State != bulkRunning || b.Undone {
			return err
		}
		more, err = b.advance(s, o.Change)
		if err == nil && !more {
			err = c.Done(s.Tx)
		}
		return err
	})
	return more, err
}

// bulkOrder reads what is to be done; nil where there is nothing to do any more.
func (w *Service) bulkOrder(ctx context.Context, org string, e errand) (o *bulkOrder, err error) {
	err = w.gate.View(ctx, access.System, access.TaskRead, access.InProject(org, e.Project), func(s *access.Scope) error {
		o, err = bulkOrders.Look(s, e.Bulk)
		return err
	})
	if fault.Is(err, fault.NotFound) { // the project is gone, and all of it
		return nil, nil
	}
	return o, err
}

// advance changes the next part of a bulk and notes it. With the last one the bulk is done.
func (b *Bulk) advance(s *access.Scope, c Change) (more bool, err error) {
	p, err := bulkParts.Look(s, bulkPartID(b.ID, b.Next))
	if err != nil {
		return false, err
	}
	if p == nil {
		return false, fault.New(fault.Conflict, "Which tasks were meant is not kept any more.")
	}
	became, err := c.apply(s, p.Tasks, b.Last)
	if err != nil {
		return false, err
	}
	if err := bulkParts.Delete(s, "", p); err != nil {
		return false, err
	}
	b.note(became)
	b.Next++
	name := "bulk.progressed"
	if more = b.Next < b.Parts; !more {
		b.State, name = bulkDone, "bulk.finished"
		if err := forget(s, bulkOrders, "", b.ID); err != nil {
			return false, err
		}
	}
	return more, Bulks.Put(s, name, b)
}

// failBulk ends a bulk that cannot go on. It is written by the system: who started it may have lost the right to.
func (w *Service) failBulk(c *job.Claim, e errand, cause error) error {
	detail := "Something went wrong on the server."
	var f *fault.Error
	if errors.As(cause, &f) && f.Kind != fault.Internal && f.Detail != "" {
		detail = f.Detail
	}
	_, err := w.gate.Update(context.Background(), access.System, access.ProjectUpdate, access.InProject(string(c.Space), e.Project), func(s *access.Scope) error {
		if err := c.Held(s.Tx); err != nil {
			return err
		}
		b, err := Bulks.Get(s, e.Bulk)
		if err != nil || b.State != bulkRunning {
			return err
		}
		b.State, b.Problem = bulkFailed, detail
		return Bulks.Put(s, "bulk.failed", b)
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		return fmt.Errorf("note that a bulk failed: %w", errors.Join(err, cause))
	}
	return job.Cancel(cause)
}

// SweepBulk is the handler of BulkSweepJob: it throws away what is left of a bulk that did not come to its end.
func (w *Service) SweepBulk(ctx context.Context, c *job.Claim) error {
	var e errand
	if err := c.Args(&e); err != nil {
		return err
	}
	_, err := w.gate.Update(ctx, access.System, access.ProjectDelete, access.InProject(string(c.Space), e.Project), func(s *access.Scope) error {
		b, err := Bulks.Look(s, e.Bulk)
		if err != nil || b == nil {
			return err
		}
		for n := b.Next; n < b.Parts; n++ {
			if err := forget(s, bulkParts, "", bulkPartID(b.ID, n)); err != nil {
				return err
			}
		}
		return forget(s, bulkOrders, "", b.ID)
	})
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}
