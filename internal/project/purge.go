package project

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/store"
)

// PurgeJob is the name of the job that goes on with a purge that was interrupted; Service.Purges is its handler.
const PurgeJob = "project.purge"

const (
	purgeAtOnce = 300             // documents in one transaction
	takeOver    = 2 * time.Minute // how long the job leaves it to who asked
)

// Everything says what belongs to a project beside what this package keeps. The composition root knows.
type Everything struct {
	Kinds []*store.Def // all there are; those with a field "project" are purged with it
	// Beside does in the same transaction what the end of a document means for another project, by kind.
	Beside map[string]func(s *access.Scope, d store.Doc) error
	// Around is called before anything is purged, and what it returns when all is: for what is kept elsewhere. It may be called again for
	// the same project.
	Around func(ctx context.Context, org, project string) (after func(context.Context) error, err error)
	// Regrouped brings up to date, in the same transaction, what is counted by what columns mean.
	Regrouped func(s *access.Scope, was, is *Project) error
}

// Knows tells the service what belongs to a project. It is said before the service is used.
func (p *Service) Knows(e Everything) { p.all = e }

// Purge takes a project out of the trash for good, with everything in it, its keys included. It cannot be undone. A large one goes in many
// transactions under one operation, the project last; once begun it is finished, by a job if need be.
func (p *Service) Purge(ctx context.Context, a access.Actor, org, project string) error {
	return p.purge(ctx, a, org, project, false)
}

// Remove is Purge for a project that need not be in the trash before.
func (p *Service) Remove(ctx context.Context, a access.Actor, org, project string) error {
	return p.purge(ctx, a, org, project, true)
}

func purged() error {
	return fault.New(fault.Conflict, "The project is being taken away for good.")
}

// order is what the job is told.
type order struct {
	Project string `json:"project"`
	User    string `json:"user"`
	Op      string `json:"op"`
}

func (p *Service) purge(ctx context.Context, a access.Actor, org, project string, atOnce bool) error {
	o := order{User: a.User, Op: id.New("op", p.clock.Now())}
	a.Op = o.Op
	_, err := p.gate.Update(ctx, a, access.ProjectDelete, access.InProject(org, project), func(s *access.Scope) error {
		o.Project = s.Project
		return Change(s, "project.purging", func(pr *Project) error {
			switch {
			case pr.Purging:
				return nil
			case pr.TrashedAt.IsZero() && !atOnce:
				return fault.New(fault.Conflict, "Only what is in the trash can be taken away for good.")
			case pr.TrashedAt.IsZero():
				pr.TrashedAt = s.Now()
			}
			pr.Purging = true
			args, err := json.Marshal(o)
			if err != nil {
				return fmt.Errorf("write the order: %w", err)
			}
			return s.Enqueue(store.Job{Name: PurgeJob, Args: args, Due: s.Now().Add(takeOver)})
		})
	})
	if err != nil {
		return err
	}
	return p.carryOut(context.WithoutCancel(ctx), org, o)
}

// Purges is the handler of PurgeJob.
func (p *Service) Purges(ctx context.Context, c *job.Claim) error {
	var o order
	if err := c.Args(&o); err != nil {
		return err
	}
	return p.carryOut(ctx, string(c.Space), o)
}

// carryOut deletes all of a project that is being purged. It is Kanvaro's work: rights were asked before, and much of it nobody sees.
func (p *Service) carryOut(ctx context.Context, org string, o order) error {
	a := access.Actor{User: o.User, Kind: access.System.Kind, Op: o.Op}
	after := func(context.Context) error { return nil }
	if p.all.Around != nil {
		var err error
		if after, err = p.all.Around(ctx, org, o.Project); err != nil {
			return err
		}
	}
	for _, d := range p.all.Kinds {
		if d.Field("project") < 0 || d == Projects.Def() || d == Keys.Def() || d == Members.Def() {
			continue
		}
		if err := p.empty(ctx, a, org, o.Project, d); err != nil {
			return gone(err)
		}
	}
	for _, d := range []*store.Def{Members.Def(), Keys.Def(), Projects.Def()} { // while they are there, those who may restore it see it going
		if err := p.empty(ctx, a, org, o.Project, d); err != nil {
			return gone(err)
		}
	}
	return after(ctx)
}

// gone passes over that somebody else has come to the end.
func gone(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// errRestored ends the purge of a project that is none any more: it cannot happen, and if it does nothing is deleted.
var errRestored = errors.New("the project is not being purged")

// empty deletes all documents of a kind.
func (p *Service) empty(ctx context.Context, a access.Actor, org, project string, d *store.Def) error {
	name := d.Kind + ".purged"
	if d.Quiet {
		name = ""
	}
	q := store.Query{Def: d, Limit: purgeAtOnce, Where: []store.Cond{{Field: "project", Op: store.In, Values: []store.Value{store.T(project)}}}}
	for more := true; more; {
		var last string
		_, err := p.gate.Update(ctx, a, access.ProjectDelete, access.InProject(org, project), func(s *access.Scope) error {
			more = false
			pr, err := Projects.Look(s, s.Project)
			if err != nil {
				return err
			}
			if pr == nil || !pr.Purging {
				return errRestored
			}
			var docs []store.Doc
			for doc, err := range s.Find(q) {
				if err != nil {
					return err
				}
				docs = append(docs, doc)
			}
			for _, doc := range docs {
				if beside := p.all.Beside[d.Kind]; beside != nil {
					if err := beside(s, doc); err != nil {
						return fmt.Errorf("purge what is beside a %s: %w", d.Kind, err)
					}
				}
				if err := s.Delete(d, doc.ID, doc.Version, name); err != nil {
					return fmt.Errorf("purge a %s: %w", d.Kind, err)
				}
			}
			if more = len(docs) == purgeAtOnce; more {
				last = docs[len(docs)-1].ID
			}
			return nil
		})
		if err != nil {
			return err
		}
		if more {
			q.After = &store.Cursor{ID: last}
		}
	}
	return nil
}
