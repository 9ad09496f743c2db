package work

import (
	"context"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

// perTransaction is how many documents one transaction of a large operation changes at most.
const perTransaction = 400

// RemoveStatus takes a column away. Its tasks, those in the trash too, go to the end of the column moveTo; without one the column must be
// empty. A long column is emptied in several transactions under one operation, the last of which takes it away: an interrupted call is
// simply made again.
func (w *Service) RemoveStatus(ctx context.Context, a access.Actor, org, ref, status, moveTo string) (out project.Written, err error) {
	if a.Op == "" {
		a.Op = id.New("op", w.clock.Now())
	}
	out.Op = a.Op
	for done := false; err == nil && !done; {
		out.Commit, err = w.gate.Update(ctx, a, access.ProjectUpdate, access.InProject(org, ref), func(s *access.Scope) error {
			done, err = removeStatus(s, status, moveTo)
			if err == nil {
				out.Doc, _, err = s.Get(project.Projects.Def(), s.Project)
				out.Doc.Body = project.Shown(out.Doc.Body)
			}
			return err
		})
	}
	return out, err
}

// removeStatus does one transaction of it. The tasks come first and the project last, so that undo, which goes backwards, finds the
// column there again when it brings the tasks back.
func removeStatus(s *access.Scope, status, moveTo string) (done bool, err error) {
	p, err := here(s)
	if err != nil {
		return false, err
	}
	if err := project.MayDropStatus(p, status); err != nil {
		return false, err
	}
	tasks, err := inStatus(s, status, perTransaction)
	if err != nil {
		return false, err
	}
	if len(tasks) > 0 {
		if err := mayEmpty(s, p, status, moveTo); err != nil {
			return false, err
		}
	}
	m := &maker{s: s, p: p, last: map[string]string{}}
	for _, t := range tasks {
		if t.Rank, err = m.end(moveTo); err != nil {
			return false, err
		}
		was := *t
		t.Status, t.StatusSince, t.UpdatedAt = moveTo, s.Now(), s.Now()
		if err := keep(s, p, "task.moved", &was, t); err != nil {
			return false, err
		}
	}
	if len(tasks) == perTransaction {
		return false, nil
	}
	return true, project.DropStatus(s, status)
}

func mayEmpty(s *access.Scope, p *project.Project, status, moveTo string) error {
	_, ok := p.Status(moveTo)
	switch {
	case moveTo == "":
		return fault.New(fault.Conflict, "There are tasks in this status. Say where they are to go.")
	case !ok || moveTo == status:
		return fault.Wrong("moveTo", "is not another status of this project")
	case !s.May(access.TaskMove):
		return fault.New(fault.Forbidden, "You may change this project, but not move its tasks.")
	}
	return nil
}

// inStatus gives tasks of a column in order, then those of it in the trash.
func inStatus(s *access.Scope, status string, limit int) ([]*Task, error) {
	var out []*Task
	for _, trashed := range [...]int64{0, 1} {
		q := store.Query{Index: "rank", Equal: []store.Value{store.T(s.Project), store.N(trashed), store.T(status)}, Limit: limit - len(out)}
		if q.Limit == 0 {
			break
		}
		more, err := Tasks.All(s, q)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}
