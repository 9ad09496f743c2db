package work

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

// RecountJob is the name of the job that counts the subtasks of a project anew; Service.Recount is its handler.
const RecountJob = "work.recount"

// Regrouped counts anew, for all tasks with subtasks in a column, how many of them are done, when the column has come to mean something
// else. Where these are very many a job does it.
func Regrouped(s *access.Scope, was, is *project.Project) error {
	by := map[string]int64{} // how many more are done, by task
	for _, now := range is.Statuses {
		before, ok := was.Status(now.ID)
		if !ok || before.Group.Open() == now.Group.Open() {
			continue
		}
		sign := int64(1)
		if now.Group.Open() {
			sign = -1
		}
		subtasks, err := subtasksIn(s, now.ID)
		if err != nil {
			return err
		}
		for above, n := range subtasks {
			by[above] += sign * n.Count
		}
	}
	if len(by) > perTransaction {
		return enqueueRecount(s)
	}
	for _, above := range slices.Sorted(maps.Keys(by)) {
		if err := count(s, above, Counts{SubtasksDone: by[above]}); err != nil {
			return err
		}
	}
	return nil
}

// subtasksIn counts the subtasks in a column by the tasks that they belong to.
func subtasksIn(s *access.Scope, status string) (map[string]store.Sum, error) {
	q := store.Query{Index: "rank", Equal: []store.Value{store.T(s.Project), store.N(0), store.T(status)},
		Where: []store.Cond{{Field: "parent", Op: store.Least, Values: []store.Value{store.T("t")}}}} // documents of the first release have no value there
	return Tasks.Tally(s, q, "parent", "")
}

type recount struct {
	Project string `json:"project"`
}

func enqueueRecount(s *access.Scope) error {
	args, err := json.Marshal(recount{Project: s.Project})
	if err != nil {
		return fmt.Errorf("write the errand: %w", err)
	}
	return s.Enqueue(store.Job{Name: RecountJob, Args: args})
}

// Recount is the handler of RecountJob.
func (w *Service) Recount(ctx context.Context, c *job.Claim) error {
	var r recount
	if err := c.Args(&r); err != nil {
		return err
	}
	for after, more := "", true; more; {
		next := ""
		_, err := w.gate.Update(ctx, access.System, access.ProjectUpdate, access.InProject(string(c.Space), r.Project), func(s *access.Scope) (err error) {
			next, more, err = recountSome(s, after)
			return err
		})
		after = next
		if fault.Is(err, fault.NotFound) { // the project is gone, and all of it
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// recountSome counts for some of the tasks that have subtasks, in the order of their ids behind one, and gives the last.
func recountSome(s *access.Scope, after string) (last string, more bool, err error) {
	p, err := here(s)
	if err != nil {
		return "", false, err
	}
	all, done := map[string]int64{}, map[string]int64{}
	for _, st := range p.Statuses {
		subtasks, err := subtasksIn(s, st.ID)
		if err != nil {
			return "", false, err
		}
		for above, n := range subtasks {
			all[above] += n.Count
			if !st.Group.Open() {
				done[above] += n.Count
			}
		}
	}
	above := slices.DeleteFunc(slices.Sorted(maps.Keys(all)), func(id string) bool { return id <= after })
	more = len(above) > perTransaction
	above = above[:min(len(above), perTransaction)]
	for _, id := range above {
		has, err := tallyOf(s, id)
		if err != nil {
			return "", false, err
		}
		if err := count(s, id, Counts{Subtasks: all[id] - has.Subtasks, SubtasksDone: done[id] - has.SubtasksDone}); err != nil {
			return "", false, err
		}
		last = id
	}
	return last, more, nil
}
