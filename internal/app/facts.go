package app

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"sync"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/markup"
	"github.com/kanvaro/kanvaro/internal/org"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

// facts are what the gate asks: the organisation knows its members, projects know theirs.
type facts struct{ project.Facts }

func (facts) OrganisationRole(tx store.Tx, user string) (access.Role, bool, error) {
	return org.Role(tx, user)
}

// renderer makes the renderer when the first text is written: its rules take time and memory, and a server often only reads.
type renderer struct {
	once sync.Once
	is   *markup.Renderer
}

// HTML renders Markdown.
func (r *renderer) HTML(org, markdown string) (string, error) {
	r.once.Do(func() { r.is = markup.New() })
	return r.is.HTML(org, markdown)
}

// show completes a document for the stream as the API shows it: its version, and the key of a task.
func (a *App) show(ctx context.Context, s store.Space, e *store.Event, body []byte) ([]byte, error) {
	extra := `,"version":` + strconv.FormatInt(e.Seq, 10)
	if body = work.Shown(e.Ref.Kind, body); e.Ref.Kind == project.Projects.Def().Kind {
		body = project.Shown(body)
	}
	if e.Ref.Kind == work.Tasks.Def().Kind {
		key, err := a.keyOf(ctx, s, e, body)
		if err != nil {
			return nil, err
		}
		extra += `,"key":"` + key + `"`
	}
	head := []byte(`{"id":"` + e.ID + `"`)
	if !bytes.HasPrefix(body, head) {
		return body, nil
	}
	out := make([]byte, 0, len(body)+len(extra))
	out = append(append(out, head...), extra...)
	return append(out, body[len(head):]...), nil
}

func (a *App) keyOf(ctx context.Context, s store.Space, e *store.Event, body []byte) (string, error) {
	t, err := work.Tasks.Decode(store.Doc{ID: e.ID, Version: e.Seq, Body: body})
	if err != nil {
		return "", err
	}
	key := ""
	err = a.store.View(ctx, s, func(tx store.Tx) error {
		p, err := project.Projects.Look(tx, t.Project)
		if err == nil && p != nil {
			key = fmt.Sprint(p.Key, "-", t.Number)
		}
		return err
	})
	return key, err
}
