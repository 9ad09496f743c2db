package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/work"
)

const (
	foregroundFor = 2 * time.Minute // how long the job of an import in the foreground waits before it takes over
	givesUp       = 6               // tries of the job before the import counts as failed
)

// Runs is the handler of RunJob. It may be stopped, killed and started anew at any point: what was done is not done again.
func (s *Service) Runs(ctx context.Context, c *job.Claim) error {
	w := &working{s: s, org: string(c.Space), claim: c}
	if err := c.Args(&w.order); err != nil {
		return err
	}
	for more := true; more; {
		var err error
		if more, err = w.step(ctx); err == nil {
			continue
		}
		if ctx.Err() != nil || errors.Is(err, job.ErrLost) || (retried(err) && c.Try < givesUp) {
			return err
		}
		return w.fail(err)
	}
	return nil
}

// retried reports whether it may be better another time.
func retried(err error) bool {
	k := fault.KindOf(err)
	return k == fault.Internal || k == fault.Unavailable || k == fault.Limited
}

// working is an import that is being worked off.
type working struct {
	s     *Service
	org   string
	order order
	claim *job.Claim // nil in the foreground
	set   *setting
}

// actor does it in the name of who started it: with his rights of today.
func (w *working) actor() access.Actor { return access.Actor{User: w.order.User, Kind: "import"} }

func (w *working) where() access.Where { return access.InProject(w.org, w.order.Project) }

// step deals with the next part, in two transactions: the tasks, then the progress. Dying in between has the first repeated, which makes
// nothing twice.
func (w *working) step(ctx context.Context) (more bool, err error) {
	v, _, err := w.s.Get(ctx, w.actor(), w.org, w.order.Project, w.order.Import)
	if err != nil {
		return false, err
	}
	i := &v.Import
	if i.State != Running {
		return false, nil
	}
	if i.Next >= i.Parts {
		return w.progress(ctx, i, outcome{})
	}
	if w.set == nil {
		set, err := w.s.setting(ctx, w.actor(), w.org, w.order.Project, nil)
		if err != nil {
			return false, err
		}
		w.set = set.with(i)
	}
	p, err := w.s.part(ctx, w.actor(), w.org, i, i.Next)
	if err != nil {
		return false, err
	}
	out, err := w.create(ctx, i, p)
	if err != nil {
		return false, err
	}
	return w.progress(ctx, i, out)
}

// outcome is what became of one part.
type outcome struct {
	rows, created, skipped int
	faults                 []Fault
}

// create makes the tasks of a part. All that takes time is done before the transaction.
func (w *working) create(ctx context.Context, i *Import, p *part) (outcome, error) {
	out := outcome{rows: len(p.Rows)}
	var tasks []work.NewTask
	var lines []int
	for k, cells := range p.Rows {
		d := w.set.convert(p.Lines[k], cells)
		if len(d.faults) > 0 {
			out.skipped++
			continue
		}
		if err := w.label(ctx, i, d); err != nil {
			return out, err
		}
		d.task.ID = taskID(i.ID, p.Lines[k])
		html, err := w.s.html(w.org, d.task.Markdown)
		if err != nil {
			return out, err
		}
		d.task.HTML = html
		tasks, lines = append(tasks, d.task), append(lines, p.Lines[k])
	}
	if len(tasks) == 0 {
		return out, nil
	}
	a := w.actor()
	a.Op = i.Op
	_, made, err := w.s.o.Work.CreateMany(ctx, a, w.org, w.order.Project, tasks)
	if err != nil {
		return out, fmt.Errorf("create tasks: %w", err)
	}
	for k, m := range made {
		if m.Refused == nil {
			out.created++
			continue
		}
		out.skipped++
		out.faults = append(out.faults, refusal(lines[k], m.Refused)...)
	}
	return out, nil
}

// refusal says why a row that was checked could not be imported after all.
func refusal(line int, f *fault.Error) []Fault {
	if len(f.Fields) == 0 {
		return []Fault{{line, "", f.Detail}}
	}
	out := make([]Fault, len(f.Fields))
	for k, x := range f.Fields {
		out[k] = Fault{line, x.Field, x.Detail}
	}
	return out
}

func (s *Service) html(org, markdown string) (string, error) {
	if markdown == "" {
		return "", nil
	}
	html, err := s.o.Renderer.HTML(org, markdown)
	if err != nil {
		return "", fmt.Errorf("render a description: %w", err)
	}
	return html, nil
}

// label finds the labels of a task by name, and makes those that the project does not have: in the same operation, so that undo takes
// them back too.
func (w *working) label(ctx context.Context, i *Import, d *draft) error {
	for _, name := range d.labels {
		small := strings.ToLower(name)
		id := w.set.labels[small]
		if id == "" {
			id = follows("lbl", i.ID, "label "+small)
			a := w.actor()
			a.Op = i.Op
			hue := len(w.set.labels)%8 + 1
			if _, err := w.s.o.Projects.AddLabel(ctx, a, w.org, w.order.Project, project.NewLabel{ID: id, Name: name, Hue: hue}); err != nil {
				return fmt.Errorf("add label: %w", err)
			}
			w.set.labels[small] = id
		}
		d.task.Labels = append(d.task.Labels, id)
	}
	return nil
}

// progress writes what became of a part, unless somebody else has by now; with the last one the import, and its job, are done.
func (w *working) progress(ctx context.Context, of *Import, out outcome) (more bool, err error) {
	_, err = w.s.o.Gate.Update(ctx, w.actor(), access.ImportRun, w.where(), func(sc *access.Scope) error {
		more = true
		i, err := Imports.Get(sc, of.ID)
		if err != nil {
			return err
		}
		if i.State != Running || i.Next != of.Next {
			return nil
		}
		if err := w.held(sc); err != nil {
			return err
		}
		i.Done, i.Created, i.Skipped = i.Done+out.rows, i.Created+out.created, i.Skipped+out.skipped
		i.Next = min(i.Next+1, i.Parts)
		name := "import.progressed"
		if i.Next == i.Parts {
			i.State, name, more = Done, "import.finished", false
			if err := w.finish(sc, i); err != nil {
				return err
			}
		}
		if len(out.faults) > 0 {
			if err := addFaults(sc, i, out.faults); err != nil {
				return err
			}
		}
		return Imports.Put(sc, name, i)
	})
	return more, err
}

func (w *working) held(sc *access.Scope) error {
	if w.claim == nil {
		return nil
	}
	return w.claim.Held(sc.Tx)
}

func (w *working) finish(sc *access.Scope, i *Import) error {
	if err := enqueueSweep(sc, i.ID, i.Parts, sc.Now()); err != nil || w.claim == nil {
		return err
	}
	return w.claim.Done(sc.Tx)
}

// addFaults notes why rows could not be imported after all. What the check found is not noted again; where it found more than it could
// list nobody can tell, and nothing is added.
func addFaults(sc *access.Scope, i *Import, faults []Fault) error {
	r, err := reports.Get(sc, i.ID)
	if err != nil {
		return err
	}
	if i.FaultCount > len(r.Faults) {
		return nil
	}
	for _, f := range faults {
		if slices.ContainsFunc(r.Faults, func(is Fault) bool { return is.Line == f.Line && is.Field == f.Field }) {
			continue
		}
		i.FaultCount++
		if len(r.Faults) < maxFaults {
			r.Faults = append(r.Faults, f)
		}
	}
	return reports.Put(sc, "", r)
}

// fail ends an import that cannot go on. It is written by the system: who started it may have lost the right to.
func (w *working) fail(cause error) error {
	detail := "Something went wrong on the server."
	var f *fault.Error
	if errors.As(cause, &f) && f.Kind != fault.Internal && f.Detail != "" {
		detail = f.Detail
	}
	_, err := w.s.o.Gate.Update(context.Background(), access.System, access.ProjectUpdate, w.where(), func(sc *access.Scope) error {
		if err := w.held(sc); err != nil {
			return err
		}
		i, err := Imports.Get(sc, w.order.Import)
		if err != nil || i.State != Running {
			return err
		}
		i.State, i.Problem = Failed, detail
		return Imports.Put(sc, "import.failed", i)
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		return fmt.Errorf("note that an import failed: %w", errors.Join(err, cause))
	}
	return job.Cancel(cause)
}
