package archive

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// RunJob is the name of the job that runs an import; Service.Runs is its handler.
const RunJob = "import.run"

// order is what the job is told.
type order struct {
	Import  string `json:"import"`
	Project string `json:"project"`
	User    string `json:"user"`
}

// Start begins an import that was checked, or goes on with one that failed. Rows with faults are left out if skipFaulty says so; otherwise
// there must be none. The work is done by a job; starting what runs already changes nothing.
func (s *Service) Start(ctx context.Context, a access.Actor, org, ref, imp string, skipFaulty bool) (*View, store.Commit, error) {
	return s.start(ctx, a, org, ref, imp, skipFaulty, false)
}

// start begins an import. In the foreground the job is put off: it takes over when nobody works it off.
func (s *Service) start(ctx context.Context, a access.Actor, org, ref, imp string, skipFaulty, foreground bool) (*View, store.Commit, error) {
	var v *View
	commit, err := s.o.Gate.Update(ctx, a, access.ImportRun, access.InProject(org, ref), func(sc *access.Scope) error {
		i, err := Imports.Get(sc, imp)
		if err != nil {
			return err
		}
		if i.State != Running {
			if err := i.start(a.User, skipFaulty); err != nil {
				return err
			}
			if err := Imports.Put(sc, "import.started", i); err != nil {
				return err
			}
			due := sc.Now()
			if foreground {
				due = due.Add(foregroundFor)
			}
			if err := enqueueRun(sc, i, due); err != nil {
				return err
			}
		}
		v, err = load(sc, imp)
		return err
	})
	return v, commit, err
}

// start decides whether an import may begin.
func (i *Import) start(user string, skipFaulty bool) error {
	switch {
	case i.State == Mapping:
		return fault.New(fault.Conflict, "Check the import first.")
	case i.State == Checked && i.Faulty >= i.Rows:
		return fault.New(fault.Conflict, "No row could be imported as it is.")
	case i.State == Checked && i.FaultCount > 0 && !skipFaulty:
		return fault.New(fault.Conflict, "There are faults in %d rows. Correct them, or leave these rows out.", i.Faulty)
	case i.State != Checked && i.State != Failed:
		return fault.New(fault.Conflict, "The import is over.")
	}
	if i.State == Checked {
		i.SkipFaulty = skipFaulty
	}
	i.State, i.Problem, i.StartedBy = Running, "", user
	return nil
}

func enqueueRun(sc *access.Scope, i *Import, due moment.Time) error {
	args, err := json.Marshal(order{i.ID, i.Project, i.StartedBy})
	if err != nil {
		return fmt.Errorf("write the order: %w", err)
	}
	return sc.Enqueue(store.Job{Name: RunJob, Args: args, Due: due})
}

// Foreground is what Run is told.
type Foreground struct {
	Map        *Map // nil for what the names of the columns suggest
	SkipFaulty bool
	Progress   func(*View) // called after each step
}

// Run uploads, maps, checks and imports a file while the caller waits: for the command line. With faults it stops before anything is
// imported, and gives them with a Conflict. When it is interrupted the job of the import goes on with it later.
func (s *Service) Run(ctx context.Context, a access.Actor, org, ref, filename string, file io.Reader, f Foreground) (*View, error) {
	tell := func(v *View) {
		if f.Progress != nil {
			f.Progress(v)
		}
	}
	v, _, err := s.Upload(ctx, a, org, ref, filename, file)
	if err != nil {
		return nil, err
	}
	tell(v)
	if f.Map != nil {
		if v, _, err = s.SetMapping(ctx, a, org, ref, v.ID, *f.Map); err != nil {
			return nil, err
		}
	}
	if v, _, err = s.Check(ctx, a, org, ref, v.ID); err != nil {
		return nil, err
	}
	tell(v)
	checked := v
	if v, _, err = s.start(ctx, a, org, ref, v.ID, f.SkipFaulty, true); err != nil {
		return checked, err
	}
	w := &working{s: s, org: org, order: order{v.ID, v.Project, a.User}}
	for more := true; more; {
		if more, err = w.step(ctx); err != nil {
			return v, err
		}
		if v, _, err = s.Get(ctx, a, org, ref, v.ID); err != nil {
			return nil, err
		}
		tell(v)
	}
	return v, nil
}
