package api

import (
	"context"
	"net/http"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

func projectOperations() []*operation {
	return []*operation{
		on("GET", inOrg+"/projects", "listProjects", "The projects that one may see", need(access.OrganisationRead), listProjects, answers(200, ProjectList{})),
		on("POST", inOrg+"/projects", "createProject", "Make a project", need(access.ProjectCreate), createProject, create, answers(201, ProjectDoc{})),
		on("GET", inProj, "readProject", "A project", need(access.ProjectRead), readProject, answers(200, ProjectDoc{})),
		on("PATCH", inProj, "changeProject", "Change a project", need(access.ProjectUpdate), changeProject, answers(200, ProjectDoc{})),
		on("DELETE", inProj, "trashProject", "Put a project into the trash", need(access.ProjectDelete), trashProject, answers(200, ProjectDoc{})),
		on("POST", inProj+"/restore", "restoreProject", "Bring a project back from the trash", need(access.ProjectDelete), restoreProject, answers(200, ProjectDoc{})),
		on("POST", inProj+"/purge", "purgeProject", "Take a project out of the trash for good", need(access.ProjectDelete), purgeProject, answers(204, nil)),
		on("GET", inProj+"/access", "readAccess", "What one may do in a project", need(access.ProjectRead), readAccess, answers(200, AccessDoc{})),
	}
}

// ListProjectsIn is a list of projects.
type ListProjectsIn struct {
	ListIn
	Trashed bool `query:"trashed" doc:"Those in the trash, and only those."`
}

func listProjects(ctx context.Context, c *call, in *ListProjectsIn) (reply, error) {
	docs, at, err := c.s.o.Projects.List(ctx, c.actor, in.Org, in.Trashed)
	if err != nil {
		return reply{}, err
	}
	return c.documents(in.Page, docs, at)
}

// documents answers with a list of stored documents.
func (c *call) documents(p Page, docs []store.Doc, at store.Position) (reply, error) {
	items, ids := make([][]byte, len(docs)), make([]string, len(docs))
	for i, d := range docs {
		items[i], ids[i] = appendDoc(make([]byte, 0, len(d.Body)+32), d), d.ID
	}
	return c.page(p, items, ids, at)
}

// CreateProjectIn is a new project.
type CreateProjectIn struct {
	InOrg
	Body struct {
		ID          string             `json:"id,omitempty"`
		Key         string             `json:"key"`
		Name        string             `json:"name"`
		Description string             `json:"description,omitempty"`
		Hue         int                `json:"hue,omitempty"`
		Visibility  project.Visibility `json:"visibility,omitempty"`
	}
}

func createProject(ctx context.Context, c *call, in *CreateProjectIn) (reply, error) {
	b := in.Body
	w, made, err := c.s.o.Projects.Create(ctx, c.actor, in.Org, project.NewProject{ID: b.ID, Key: b.Key, Name: b.Name, Description: b.Description, Hue: b.Hue, Visibility: b.Visibility})
	return c.created(w, made, err)
}

// created answers to a create: 201, or 200 when it was there already.
func (c *call) created(w project.Written, made bool, err error) (reply, error) {
	r, err := c.project(w, err)
	if !made {
		r.status = http.StatusOK
	}
	return r, err
}

// project answers with a project that was written.
func (c *call) project(w project.Written, err error) (reply, error) {
	if err != nil {
		return reply{}, err
	}
	return document(w.Doc, w.Commit.Position.Epoch).committed(c, w.Commit, w.Op), nil
}

func readProject(ctx context.Context, c *call, in *InProject) (reply, error) {
	d, at, err := c.s.o.Projects.Get(ctx, c.actor, in.Org, in.Project)
	if err != nil {
		return reply{}, err
	}
	return document(d, at.Epoch).at(c.space(), at), nil
}

// ChangeProjectIn is what is to be set.
type ChangeProjectIn struct {
	InProject
	Body struct {
		Name        *string             `json:"name,omitempty"`
		Key         *string             `json:"key,omitempty"`
		Description *string             `json:"description,omitempty"`
		Hue         *int                `json:"hue,omitempty"`
		Visibility  *project.Visibility `json:"visibility,omitempty"`
		Archived    *bool               `json:"archived,omitempty"`
	}
}

func changeProject(ctx context.Context, c *call, in *ChangeProjectIn) (reply, error) {
	expect, err := c.expected()
	if err != nil {
		return reply{}, err
	}
	b := in.Body
	return c.project(c.s.o.Projects.Update(ctx, c.actor, in.Org, in.Project, project.Patch{Name: b.Name, Key: b.Key, Description: b.Description,
		Hue: b.Hue, Visibility: b.Visibility, Archived: b.Archived, Expect: expect}))
}

func trashProject(ctx context.Context, c *call, in *InProject) (reply, error) {
	expect, err := c.expected()
	if err != nil {
		return reply{}, err
	}
	return c.project(c.s.o.Projects.Trash(ctx, c.actor, in.Org, in.Project, expect))
}

func restoreProject(ctx context.Context, c *call, in *InProject) (reply, error) {
	return c.project(c.s.o.Projects.Restore(ctx, c.actor, in.Org, in.Project))
}

func purgeProject(ctx context.Context, c *call, in *InProject) (reply, error) {
	return reply{}, c.s.o.Projects.Purge(ctx, c.actor, in.Org, in.Project)
}

func readAccess(ctx context.Context, c *call, in *InProject) (reply, error) {
	rights, err := c.s.o.Projects.Access(ctx, c.actor, in.Org, in.Project)
	if err != nil {
		return reply{}, err
	}
	out := AccessDoc{Role: string(rights.Role), May: make([]string, len(rights.Needs))}
	for i, n := range rights.Needs {
		out.May[i] = string(n)
	}
	return value(out)
}
