package sample

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/file"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

// Options are what the service needs.
type Options struct {
	Gate     *access.Gate
	Projects *project.Service
	Files    *file.Service
	Renderer work.Renderer
	Clock    moment.Clock
	Log      *slog.Logger
}

// Service makes the sample of an organisation, and takes it away.
type Service struct{ o Options }

// New makes the service.
func New(o Options) *Service { return &Service{o} }

// key is that of the sample, if no project has or had it.
const key = "KAYAK"

// Create makes the sample, managed by the actor, in one operation. A Conflict while there is one, in the trash too.
func (s *Service) Create(ctx context.Context, a access.Actor, org string) (out project.Written, err error) {
	all, err := tales()
	if err != nil {
		return out, fmt.Errorf("read the sample: %w", err)
	}
	var free string
	err = s.o.Gate.View(ctx, a, access.ProjectCreate, access.In(org), func(sc *access.Scope) error {
		if err := none(sc); err != nil {
			return err
		}
		free, err = project.FreeKey(sc, key)
		return err
	})
	if err != nil {
		return out, err
	}
	p := draw(all, s.o.Clock.Now(), org, a.User, free)
	if err := p.render(s.o.Renderer); err != nil {
		return out, err
	}
	out.Commit, err = s.o.Gate.Update(ctx, a, access.ProjectCreate, access.In(org), func(sc *access.Scope) error {
		if err := none(sc); err != nil {
			return err
		}
		in, err := sc.Found(p.project.ID)
		if err == nil {
			out.Doc, err = p.write(in)
		}
		return err
	})
	if err == nil {
		s.hang(ctx, a, org, p)
	}
	return out, err
}

// none is a Conflict while there is a sample.
func none(sc *access.Scope) error {
	has, err := project.Sample(sc)
	if has != "" {
		return fault.New(fault.Conflict, "There is a sample project already. Remove it first.")
	}
	return err
}

// hang uploads the picture. A sample without it is one all the same.
func (s *Service) hang(ctx context.Context, a access.Actor, org string, p *plan) {
	picture, err := files.ReadFile("story/lines.png")
	if err == nil {
		_, _, _, err = s.o.Files.Upload(ctx, a, org, p.project.ID, file.Draft{ID: p.picture, Name: "curlew-15-lines.png"}, bytes.NewReader(picture))
	}
	if err != nil {
		s.o.Log.Warn("the sample has no picture", "error", err)
	}
}

// Remove takes the sample away for good, with everything in it, whatever people made of it. Who manages the project may.
func (s *Service) Remove(ctx context.Context, a access.Actor, org string) error {
	var has string
	err := s.o.Gate.View(ctx, a, access.OrganisationRead, access.In(org), func(sc *access.Scope) error {
		var err error
		if has, err = project.Sample(sc); err != nil {
			return err
		}
		if has == "" {
			return fault.Missing("sample project")
		}
		_, err = sc.Enter(has, access.ProjectDelete)
		return err
	})
	if err != nil {
		return err
	}
	return s.o.Projects.Remove(ctx, a, org, has)
}

// render makes the HTML of all texts.
func (p *plan) render(r work.Renderer) (err error) {
	for _, t := range p.texts {
		if t.HTML, err = r.HTML(p.org, t.Markdown); err != nil {
			return fmt.Errorf("render the sample: %w", err)
		}
	}
	for _, c := range p.comments {
		if c.HTML, err = r.HTML(p.org, c.Markdown); err != nil {
			return fmt.Errorf("render the sample: %w", err)
		}
	}
	return nil
}

// write puts everything into the scope of the new project.
func (p *plan) write(in *access.Scope) (store.Doc, error) {
	doc, err := project.Make(in, p.project, p.statuses, p.labels, true)
	if err != nil {
		return doc, err
	}
	tallies := make([]*work.Tally, 0, len(p.tallies))
	for _, task := range slices.Sorted(maps.Keys(p.tallies)) {
		tallies = append(tallies, p.tallies[task])
	}
	for _, put := range []func() error{
		func() error { return putAll(in, work.Tasks, "task.created", p.tasks) },
		func() error { return putAll(in, work.Texts, "task.described", p.texts) },
		func() error { return putAll(in, work.Comments, "comment.created", p.comments) },
		func() error { return putAll(in, work.Links, "link.created", p.links) },
		func() error { return putAll(in, work.Tallies, "task.tallied", tallies) },
	} {
		if err := put(); err != nil {
			return doc, err
		}
	}
	return doc, nil
}

// putAll writes new documents. The closure may run again, and then they are as new as before.
func putAll[T any](in *access.Scope, k *store.Kind[T], name string, all []*T) error {
	for _, v := range all {
		one := *v
		if err := k.Put(in, name, &one); err != nil {
			return err
		}
	}
	return nil
}
