package project

import (
	"context"
	"slices"
	"strings"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Service has the use cases of projects. Where a method takes a project, its id and each of its keys will do.
type Service struct {
	gate  *access.Gate
	clock moment.Clock
	all   Everything
}

// New makes the service.
func New(gate *access.Gate, clock moment.Clock) *Service { return &Service{gate: gate, clock: clock} }

// Written is what a change gives: the project as it is now, and what became of the update. Doc lacks its version in the body.
type Written struct {
	Doc    store.Doc
	Commit store.Commit
	Op     string // of several transactions; "" when Commit.Tx names the operation
}

// NewProject is what Create is given. ID may be the caller's; the rest but key and name has usual values.
type NewProject struct {
	ID, Key, Name, Description string
	Hue                        int
	Visibility                 Visibility
}

// Create makes a project that the actor manages, with the six usual statuses. Sent again with the same id and content by the same person
// it gives the project that was made, and made is false; with another content it is a Conflict.
func (p *Service) Create(ctx context.Context, a access.Actor, org string, n NewProject) (w Written, made bool, err error) {
	if n, err = n.checked(); err != nil {
		return Written{}, false, err
	}
	now := p.clock.Now()
	if n.ID == "" {
		n.ID = id.New("prj", now)
	}
	statuses := usualStatuses(now)
	w.Commit, err = p.gate.Update(ctx, a, access.ProjectCreate, access.In(org), func(s *access.Scope) error {
		in, err := s.Found(n.ID)
		if fault.Is(err, fault.Conflict) {
			made = false
			w.Doc, err = again(s, n)
			return err
		}
		if err != nil {
			return err
		}
		made = true
		w.Doc, err = Make(in, n, statuses, []Label{}, false)
		return err
	})
	return w, made, err
}

func (n NewProject) checked() (NewProject, error) {
	var l fault.List
	if n.ID != "" && !id.Valid("prj", n.ID) {
		l.Add("id", "is not an id such as prj_ and 20 characters")
	}
	if n.Hue == 0 {
		n.Hue = 1
	}
	if n.Visibility == "" {
		n.Visibility = ToOrganisation
	}
	checkKey(&l, n.Key)
	n.Name = checkName(&l, "name", n.Name)
	checkDescription(&l, n.Description)
	checkHue(&l, n.Hue)
	checkVisibility(&l, n.Visibility)
	return n, l.Err()
}

// again gives the project that an earlier Create with this id made, if it was this one.
func again(s *access.Scope, n NewProject) (store.Doc, error) {
	in, err := s.Enter(n.ID, access.ProjectRead)
	if fault.Is(err, fault.NotFound) {
		return store.Doc{}, fault.Wrong("id", "is in use already; make another one")
	}
	if err != nil {
		return store.Doc{}, err
	}
	pr, err := Projects.Look(in, in.Project)
	if err != nil {
		return store.Doc{}, err
	}
	untouched := pr.UpdatedAt == pr.CreatedAt
	same := pr.Key == n.Key && pr.Name == n.Name && pr.Description == n.Description && pr.Hue == n.Hue && pr.Visibility == n.Visibility
	if pr.CreatedBy != s.Actor.User || (untouched && !same) {
		return store.Doc{}, fault.New(fault.Conflict, "There is a project with this id already.")
	}
	return stored(in)
}

// reserve takes a key for the project of the scope. One that it had before is its own.
func reserve(s *access.Scope, key string) error {
	k, err := Keys.Look(s, key)
	if err != nil || k != nil {
		return err
	}
	err = Keys.Put(s, "projectKey.reserved", &Key{Meta: store.Meta{ID: key}, Project: s.Project})
	if fault.Is(err, fault.Invalid) { // it exists, in another project
		return fault.New(fault.Conflict, "The key %s belongs or belonged to another project.", key)
	}
	return err
}

// stored gives the document of the project that the scope is in, as it is shown.
func stored(s *access.Scope) (store.Doc, error) {
	d, ok, err := s.Get(Projects.Def(), s.Project)
	if err == nil && !ok {
		err = fault.Missing("project")
	}
	d.Body = Shown(d.Body)
	return d, err
}

// List gives the projects that the actor may see in order of their names: those in use and in the archive, or those in the trash.
func (p *Service) List(ctx context.Context, a access.Actor, org string, trashed bool) ([]store.Doc, store.Position, error) {
	var docs []store.Doc
	var at store.Position
	err := p.gate.View(ctx, a, access.OrganisationRead, access.In(org), func(s *access.Scope) error {
		docs, at = docs[:0], s.Position()
		names := map[string]string{}
		scopes, err := s.Projects(access.ProjectRead)
		if err != nil {
			return err
		}
		for _, in := range scopes {
			pr, err := Projects.Look(in, in.Project)
			if err != nil {
				return err
			}
			if pr.TrashedAt.IsZero() == trashed {
				continue
			}
			d, err := stored(in)
			if err != nil {
				return err
			}
			docs, names[d.ID] = append(docs, d), strings.ToLower(pr.Name)+"\x00"+d.ID
		}
		slices.SortFunc(docs, func(a, b store.Doc) int { return strings.Compare(names[a.ID], names[b.ID]) })
		return nil
	})
	return docs, at, err
}

// Get gives one project.
func (p *Service) Get(ctx context.Context, a access.Actor, org, project string) (store.Doc, store.Position, error) {
	var d store.Doc
	var at store.Position
	err := p.gate.View(ctx, a, access.ProjectRead, access.InProject(org, project), func(s *access.Scope) (err error) {
		at = s.Position()
		d, err = stored(s)
		return err
	})
	return d, at, err
}

// Access says what the actor is and may do in a project.
func (p *Service) Access(ctx context.Context, a access.Actor, org, project string) (access.Rights, error) {
	var r access.Rights
	err := p.gate.View(ctx, a, access.ProjectRead, access.InProject(org, project), func(s *access.Scope) error {
		r = s.Rights()
		return nil
	})
	return r, err
}

// Patch says what is to be set; nil leaves a field as it is.
type Patch struct {
	Name, Key, Description *string
	Hue                    *int
	Visibility             *Visibility
	Archived               *bool
	Expect                 int64 // the version that it must have (If-Match), 0 for any
}

// Update sets fields of a project. A new key is reserved, the former ones go on resolving.
func (p *Service) Update(ctx context.Context, a access.Actor, org, project string, c Patch) (Written, error) {
	c, err := c.checked()
	if err != nil {
		return Written{}, err
	}
	return p.change(ctx, a, org, project, "project.updated", func(s *access.Scope, pr *Project) error {
		if c.Expect != 0 && c.Expect != pr.Version {
			return fault.New(fault.Stale, "The project has changed meanwhile.")
		}
		if c.Key != nil {
			if err := reserve(s, *c.Key); err != nil {
				return err
			}
		}
		c.apply(pr)
		return nil
	})
}

func (c Patch) checked() (Patch, error) {
	var l fault.List
	if c.Key != nil {
		checkKey(&l, *c.Key)
	}
	if c.Name != nil {
		name := checkName(&l, "name", *c.Name)
		c.Name = &name
	}
	if c.Description != nil {
		checkDescription(&l, *c.Description)
	}
	if c.Hue != nil {
		checkHue(&l, *c.Hue)
	}
	if c.Visibility != nil {
		checkVisibility(&l, *c.Visibility)
	}
	return c, l.Err()
}

func (c Patch) apply(pr *Project) {
	set(&pr.Name, c.Name)
	set(&pr.Key, c.Key)
	set(&pr.Description, c.Description)
	set(&pr.Hue, c.Hue)
	set(&pr.Visibility, c.Visibility)
	set(&pr.Archived, c.Archived)
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// change is how everything in the document of a project is changed.
func (p *Service) change(ctx context.Context, a access.Actor, org, project, name string, fn func(*access.Scope, *Project) error) (Written, error) {
	return p.changeFor(ctx, a, access.ProjectUpdate, org, project, name, fn)
}

func (p *Service) changeFor(ctx context.Context, a access.Actor, n access.Need, org, project, name string, fn func(*access.Scope, *Project) error) (w Written, err error) {
	w.Commit, err = p.gate.Update(ctx, a, n, access.InProject(org, project), func(s *access.Scope) error {
		was, err := Projects.Look(s, s.Project)
		if err != nil {
			return err
		}
		if err := Change(s, name, func(pr *Project) error { return fn(s, pr) }); err != nil {
			return err
		}
		if err := p.regrouped(s, was); err != nil {
			return err
		}
		w.Doc, err = stored(s)
		return err
	})
	return w, err
}

func (p *Service) regrouped(s *access.Scope, was *Project) error {
	is, err := Projects.Look(s, s.Project)
	if err != nil || p.all.Regrouped == nil || slices.Equal(was.Statuses, is.Statuses) {
		return err
	}
	return p.all.Regrouped(s, was, is)
}

// Change changes the project of a scope and notes the time, unless nothing changed. It is for packages above, in their own transactions.
func Change(s *access.Scope, name string, fn func(*Project) error) error {
	was, err := Projects.Look(s, s.Project)
	if err != nil {
		return err
	}
	pr, err := Projects.Get(s, s.Project)
	if err != nil {
		return err
	}
	if err := fn(pr); err != nil {
		return err
	}
	if same(was, pr) {
		return nil
	}
	pr.UpdatedAt = s.Now()
	return Projects.Put(s, name, pr)
}

func same(a, b *Project) bool {
	x, y := *a, *b
	x.Statuses, y.Statuses, x.Labels, y.Labels = nil, nil, nil, nil
	return slices.Equal(a.Statuses, b.Statuses) && slices.Equal(a.Labels, b.Labels) && plain(x) == plain(y)
}

// plain is what is left of a project without its lists: everything that can be compared at once.
func plain(p Project) any {
	return [...]any{p.Meta, p.Key, p.Name, p.Description, p.Hue, p.Archived, p.Visibility, p.TrashedAt, p.LastPurged, p.Sample, p.Purging}
}

// Trash puts a project into the trash: only those who may delete it still see it, and nothing in it can be changed.
func (p *Service) Trash(ctx context.Context, a access.Actor, org, project string, expect int64) (Written, error) {
	return p.changeFor(ctx, a, access.ProjectDelete, org, project, "project.trashed", func(s *access.Scope, pr *Project) error {
		if expect != 0 && expect != pr.Version {
			return fault.New(fault.Stale, "The project has changed meanwhile.")
		}
		if pr.TrashedAt.IsZero() {
			pr.TrashedAt = s.Now()
		}
		return nil
	})
}

// Restore brings a project back from the trash.
func (p *Service) Restore(ctx context.Context, a access.Actor, org, project string) (Written, error) {
	return p.changeFor(ctx, a, access.ProjectDelete, org, project, "project.restored", func(_ *access.Scope, pr *Project) error {
		if pr.Purging {
			return purged()
		}
		pr.TrashedAt = moment.Time{}
		return nil
	})
}
