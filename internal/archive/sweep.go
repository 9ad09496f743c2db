package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// SweepJob is the name of the job that throws rows away that are not needed any more; Service.Sweeps is its handler.
const SweepJob = "import.sweep"

const (
	keepFor   = 7 * 24 * time.Hour // rows that are not imported
	sweepRows = 50                 // parts in one transaction
)

type sweep struct {
	Import  string `json:"import"`
	Project string `json:"project"`
	Parts   int    `json:"parts"`
}

func enqueueSweep(sc *access.Scope, imp string, n int, due moment.Time) error {
	args, err := json.Marshal(sweep{imp, sc.Project, n})
	if err != nil {
		return fmt.Errorf("write the order: %w", err)
	}
	return sc.Enqueue(store.Job{Name: SweepJob, Args: args, Due: due})
}

// errBusy says that the rows are still needed.
var errBusy = errors.New("the import is running")

// Sweeps is the handler of SweepJob. Rows of an import that runs stay.
func (s *Service) Sweeps(ctx context.Context, c *job.Claim) error {
	var o sweep
	if err := c.Args(&o); err != nil {
		return err
	}
	for from := 0; from < o.Parts; from += sweepRows {
		_, err := s.o.Gate.Update(ctx, access.System, access.ProjectDelete, access.InProject(string(c.Space), o.Project), func(sc *access.Scope) error {
			i, err := Imports.Look(sc, o.Import)
			if err != nil {
				return err
			}
			if i != nil && i.State == Running {
				return errBusy
			}
			for n := from; n < min(from+sweepRows, o.Parts); n++ {
				p, err := parts.Look(sc, partID(o.Import, n))
				if err != nil {
					return err
				}
				if p == nil {
					continue
				}
				if err := parts.Delete(sc, "", p); err != nil {
					return err
				}
			}
			return nil
		})
		switch {
		case errors.Is(err, errBusy):
			return job.Snooze(time.Hour)
		case fault.Is(err, fault.NotFound): // the project is gone, and all of it
			return nil
		case err != nil:
			return err
		}
	}
	return nil
}
