package app_test

import (
	"context"
	"encoding/json"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/apptest"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

// rest gives everything of any kind that mentions a project, jobs apart: they may be put off, and find nothing.
func rest(t *testing.T, w *apptest.World, project string) []string {
	t.Helper()
	var out []string
	err := w.App.Store().View(t.Context(), store.Space(w.Org), func(tx store.Tx) error {
		out = nil
		for _, d := range app.Defs() {
			if d.Numbers || d.Kind == "job" {
				continue
			}
			for doc, err := range tx.Find(store.Query{Def: d}) {
				if err != nil {
					return err
				}
				if strings.Contains(string(doc.Body), project) {
					out = append(out, d.Kind+" "+doc.ID)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// furnish fills a project with something of everything.
func furnish(t *testing.T, w *apptest.World, p, other *apptest.Project) (elsewhere apptest.Task) {
	t.Helper()
	lin := w.As("Lin")
	w.Ada.Must(t, "PUT", p.Path+"/members/"+lin.ID, `{"role":"member"}`, nil)
	w.Ada.Must(t, "POST", p.Path+"/labels", `{"name":"new"}`, nil)
	var file struct{ ID string }
	w.Ada.Must(t, "POST", p.Path+"/files?name=a.txt", "only here", &file)
	elsewhere = w.Ada.Task(t, other, "A task elsewhere")
	var parent apptest.Task
	w.Ada.Must(t, "POST", p.Path+"/tasks", map[string]any{"title": "A task", "description": "See " + file.ID}, &parent)
	w.Ada.Must(t, "POST", p.Path+"/tasks", map[string]any{"title": "A part", "parent": parent.ID}, nil)
	w.Ada.Must(t, "POST", p.Path+"/tasks/"+parent.ID+"/comments", `{"markdown":"Ah."}`, nil)
	w.Ada.Must(t, "POST", p.Path+"/tasks/"+parent.ID+"/links", map[string]string{"type": "blocks", "other": elsewhere.ID}, nil)
	w.Ada.Must(t, "DELETE", p.Path+"/tasks/"+w.Ada.Task(t, p, "In the trash").ID, nil, nil)
	w.Ada.Must(t, "POST", p.Path+"/imports?filename=a.csv", "title\nOne\n", nil, "Content-Type", "text/csv")
	w.Ada.Must(t, "PATCH", p.Path, `{"key":"RENAMED"}`, nil)
	return elsewhere
}

func TestAPurgeTakesEverything(t *testing.T) {
	var data string
	w := apptest.New(t, func(o *app.Options) { data = o.Config.Data })
	w.Join("Lin", access.TeamMember)
	p, other := w.Project("FERRY", "members"), w.Project("OTHER", "organisation")
	elsewhere := furnish(t, w, p, other)
	kept := w.Ada.Must(t, "POST", other.Path+"/files?name=b.txt", "elsewhere", nil)
	if len(rest(t, w, p.ID)) < 15 {
		t.Fatalf("too little to purge: %v", rest(t, w, p.ID))
	}
	if a := w.Ada.Do(t, "POST", p.Path+"/purge", nil); a.Status != 409 {
		t.Errorf("what is not in the trash: %d %s", a.Status, a.Body)
	}
	w.Ada.Must(t, "DELETE", p.Path, nil, nil)
	if a := w.As("Lin").Do(t, "POST", p.Path+"/purge", nil); a.Status != 404 {
		t.Errorf("a member of the project: %d", a.Status)
	}
	s := w.Ada.Watch(t, "", "")
	if a := w.Ada.Must(t, "POST", p.Path+"/purge", nil, nil); a.Status != 204 {
		t.Errorf("%d", a.Status)
	}
	if left := rest(t, w, p.ID); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
	told := s.Until(t, func(m apptest.Message) bool { return m.Event == "reset" && m.Project == p.ID })
	for _, m := range told {
		if m.Event == "change" && m.Actor != w.Ada.ID {
			t.Errorf("nobody did it: %+v", m)
		}
	}
	if a := w.Ada.Do(t, "GET", p.Path, nil); a.Status != 404 {
		t.Errorf("it is still there: %d", a.Status)
	}
	var task struct{ Tally struct{ Links int } }
	w.Ada.Must(t, "GET", other.Path+"/tasks/"+elsewhere.ID, nil, &task)
	var links struct{ Items []any }
	w.Ada.Must(t, "GET", other.Path+"/tasks/"+elsewhere.ID+"/links", nil, &links)
	if task.Tally.Links != 0 || len(links.Items) != 0 {
		t.Errorf("a link leads nowhere: %+v, %+v", task, links)
	}
	var names []string
	err := filepath.WalkDir(filepath.Join(data, "files"), func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil || len(names) != 1 {
		t.Errorf("bytes that are left: %v, %v", names, err)
	}
	var f struct{ ID string }
	kept.JSON(t, &f)
	w.Ada.Must(t, "GET", w.At("/files/"+f.ID+"/content"), nil, nil)
	for _, key := range []string{"FERRY", "RENAMED"} {
		w.Project(key, "organisation") // its keys are free again
	}
}

// TestAPurgeThatWasInterruptedIsFinished: and what is being purged cannot be brought back meanwhile.
func TestAPurgeThatWasInterruptedIsFinished(t *testing.T) {
	clock := moment.NewFake(time.Date(2026, 11, 25, 3, 14, 7, 0, time.UTC))
	w := apptest.New(t, func(o *app.Options) { o.Clock = clock })
	w.Join("Lin", access.TeamMember)
	p, other := w.Project("FERRY", "members"), w.Project("OTHER", "organisation")
	furnish(t, w, p, other)
	op := w.Ada.Must(t, "DELETE", p.Path, nil, nil).Header.Get("Kanvaro-Op")
	_, err := w.App.Store().Update(context.Background(), store.Space(w.Org), store.By{Kind: "system"}, func(tx store.Tx) error { // as far as it had come
		pr, err := project.Projects.Get(tx, p.ID)
		if err != nil {
			return err
		}
		pr.Purging = true
		if err := project.Projects.Put(tx, "project.purging", pr); err != nil {
			return err
		}
		args, err := json.Marshal(map[string]string{"project": p.ID, "user": w.Ada.ID, "op": "op_01jdg3x8q2v7m4k9r5wz"})
		if err != nil {
			return err
		}
		return tx.Enqueue(store.Job{Name: project.PurgeJob, Args: args, Due: tx.Now().Add(time.Minute)})
	})
	if err != nil {
		t.Fatal(err)
	}
	if a := w.Ada.Do(t, "POST", p.Path+"/restore", nil); a.Status != 409 {
		t.Errorf("it is brought back: %d", a.Status)
	}
	var undone struct{ Undone int }
	if w.Ada.Must(t, "POST", w.At("/undo"), map[string]string{"op": op}, &undone); undone.Undone != 0 {
		t.Error("undo has brought it back")
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		for w.Ada.Do(t, "GET", p.Path, nil).Status == 200 {
			clock.Advance(10 * time.Second)
		}
	}()
	select {
	case <-gone:
	case <-time.After(time.Minute):
		t.Fatal("it is still there")
	}
	if left := rest(t, w, p.ID); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}
