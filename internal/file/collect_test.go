package file_test

import (
	"context"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/apptest"
	"github.com/kanvaro/kanvaro/internal/file"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

const day = 24 * time.Hour

// later moves the clock; bytes grow old by it too, for it began at the time of the machine.
func (h *house) later(d time.Duration) { h.clock.Advance(d) }

func (h *house) collect() file.Collected {
	h.t.Helper()
	took, err := h.files.Collect(h.t.Context(), h.Org)
	if err != nil {
		h.t.Fatal(err)
	}
	return took
}

func (h *house) there(f uploaded) bool {
	h.t.Helper()
	doc, bytes := h.Ada.Status(h.t, "GET", h.At("/files/"+f.ID), nil), h.Ada.Status(h.t, "GET", h.content(f), nil)
	if doc != bytes {
		h.t.Errorf("%s: the document %d, the bytes %d", f.Name, doc, bytes)
	}
	return doc == 200
}

func markdown(files ...uploaded) map[string]string {
	text := "See"
	for _, f := range files {
		text += " ![](" + f.ID + ")"
	}
	return map[string]string{"markdown": text, "description": text}
}

func TestWhatNothingNamesIsCollectedAfterADay(t *testing.T) {
	h := open(t)
	f := h.upload(h.Ada, "a.txt", []byte("hello"))
	h.collect()
	h.later(day - time.Minute)
	if took := h.collect(); took.Files != 0 {
		t.Errorf("too early: %+v", took)
	}
	h.later(time.Minute)
	if took := h.collect(); took != (file.Collected{Files: 1, Blobs: 1}) || h.blobs() != 0 {
		t.Errorf("%+v, %d blobs", took, h.blobs())
	}
	if h.there(f) {
		t.Error("it is still there")
	}
}

func TestWhatATextOrACommentNamesIsKept(t *testing.T) {
	h := open(t)
	described, said, edited := h.upload(h.Ada, "a.txt", []byte("a")), h.upload(h.Ada, "b.txt", []byte("b")), h.upload(h.Ada, "c.txt", []byte("c"))
	none := h.upload(h.Ada, "d.txt", []byte("d"))
	task := h.Ada.Task(t, h.p, "A task")
	path := h.p.Path + "/tasks/" + task.ID
	h.Ada.Must(t, "PATCH", path, map[string]string{"description": markdown(described)["markdown"]}, nil)
	h.Ada.Must(t, "POST", path+"/comments", map[string]string{"markdown": markdown(said)["markdown"]}, nil)
	var c struct{ ID string }
	h.Ada.Must(t, "POST", path+"/comments", `{"markdown":"no picture"}`, &c)
	h.Ada.Must(t, "PATCH", path+"/comments/"+c.ID, map[string]string{"markdown": markdown(edited)["markdown"]}, nil)
	for range 50 {
		h.later(day)
		h.collect()
	}
	if !h.there(described) || !h.there(said) || !h.there(edited) || h.there(none) {
		t.Error(h.there(described), h.there(said), h.there(edited), h.there(none))
	}
	h.Ada.Must(t, "DELETE", path, nil, nil) // the trash is no end
	for range 50 {
		h.later(day)
		h.collect()
	}
	if !h.there(described) || !h.there(said) {
		t.Error("what a task in the trash names is gone")
	}
}

// TestWhatATextNamedOnceIsKeptAMonth: so that undo brings back the picture with the text.
func TestWhatATextNamedOnceIsKeptAMonth(t *testing.T) {
	h := open(t)
	f := h.upload(h.Ada, "a.txt", []byte("a"))
	task := h.Ada.Task(t, h.p, "A task")
	path := h.p.Path + "/tasks/" + task.ID
	h.Ada.Must(t, "PATCH", path, map[string]string{"description": markdown(f)["markdown"]}, nil)
	h.later(5 * day)
	h.collect()
	cut := h.Ada.Must(t, "PATCH", path, `{"description":"nothing"}`, nil)
	h.collect() // now it is noted
	h.later(30*day - time.Minute)
	if h.collect(); !h.there(f) {
		t.Fatal("it is gone too early")
	}
	h.Ada.Must(t, "POST", h.At("/undo"), map[string]string{"op": cut.Header.Get("Kanvaro-Op")}, nil)
	for range 40 {
		h.later(day)
		h.collect()
	}
	if !h.there(f) {
		t.Fatal("undo has brought back a text whose picture is gone")
	}
	h.Ada.Must(t, "PATCH", path, `{"description":"nothing"}`, nil)
	h.collect()
	h.later(30 * day)
	if h.collect(); h.there(f) {
		t.Error("it is kept for ever")
	}
}

func TestWhatIsLookedAtWhileATextIsWrittenIsKept(t *testing.T) {
	h := open(t)
	f := h.upload(h.Ada, "a.txt", []byte("a"))
	for range 10 {
		h.later(day - time.Hour)
		_, body, err := h.files.Open(t.Context(), access.Actor{User: h.Ada.ID, Kind: "user"}, h.Org, f.ID)
		if err != nil {
			t.Fatal(err)
		}
		body.Close()
		h.collect()
	}
	if !h.there(f) {
		t.Fatal("the picture of a draft is gone")
	}
	h.later(day + time.Hour)
	if h.collect(); h.there(f) {
		t.Error("it is kept for ever")
	}
}

func TestBytesThatAreSharedGoWithTheLastFile(t *testing.T) {
	h := open(t)
	one := h.upload(h.Ada, "a.txt", []byte("same"))
	h.later(day / 2)
	made, _, _, err := h.files.Upload(t.Context(), access.Actor{User: h.Ada.ID, Kind: "user"}, h.Org, h.p.ID, file.Draft{}, strings.NewReader("same"))
	if err != nil {
		t.Fatal(err)
	}
	two := uploaded{ID: made.ID}
	h.later(day / 2)
	if took := h.collect(); took != (file.Collected{Files: 1}) || h.there(one) || !h.there(two) {
		t.Errorf("%+v", took)
	}
	h.later(day)
	if took := h.collect(); took != (file.Collected{Files: 1, Blobs: 1}) {
		t.Errorf("%+v", took)
	}
}

func TestBytesThatNoFileHasAreCollectedOnceNoUploadCanGoOn(t *testing.T) {
	h := open(t)
	kept := h.upload(h.Ada, "a.txt", []byte("hello"))
	h.Ada.Must(t, "POST", h.p.Path+"/tasks", map[string]string{"title": "x", "description": kept.ID}, nil)
	d := openDir(t, h.bytes)
	orphan, err := d.Put(t.Context(), h.Org, strings.NewReader("of an upload that died before its document"))
	if err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(h.bytes, h.Org, "new", strings.Repeat("a", 26)) // of one that died earlier
	if err := os.WriteFile(half, []byte("hal"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.later(day - time.Minute)
	if took := h.collect(); took.Blobs != 0 {
		t.Errorf("too early: %+v", took)
	}
	h.later(2 * time.Minute)
	if took := h.collect(); took != (file.Collected{Blobs: 2}) || h.blobs() != 1 || !h.there(kept) {
		t.Errorf("%+v, %d left", took, h.blobs())
	}
	if _, err := d.Open(t.Context(), orphan.Name, 0, -1); err == nil {
		t.Error("the orphan is there")
	}
}

// TestTheJobCollectsRegularly: it is planned when the server starts, and plans itself.
func TestTheJobCollectsRegularly(t *testing.T) {
	h := open(t)
	for range 2 {
		h.Ada = h.Ada.SignIn(t) // the session is as old as the file
		h.upload(h.Ada, "a.txt", []byte("hello"))
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			for h.blobs() > 0 {
				h.still.Advance(time.Hour)
			}
		}()
		select {
		case <-gone:
		case <-time.After(time.Minute):
			t.Fatal("the file is still there")
		}
	}
}

// TestCollectionNeverTakesWhatIsNamed: people upload, name and take back, while a collector that thinks every file is old runs without a
// pause. The log is the proof: after a text that names a file there is no end of that file, and every file that a text names which was
// there when it was named can be read, to the last byte.
func TestCollectionNeverTakesWhatIsNamed(t *testing.T) {
	for _, engine := range []string{"memory", "sqlite"} {
		t.Run(engine, func(t *testing.T) {
			h := open(t)
			if engine == "sqlite" {
				h = open(t, apptest.OnDisk)
			}
			race(t, h)
		})
	}
}

// hasty is a driver by which all bytes are old as soon as there are any: as if clocks were wrong.
type hasty struct{ *file.Dir }

func (h hasty) List(ctx context.Context, owner string) iter.Seq2[file.Stored, error] {
	return func(yield func(file.Stored, error) bool) {
		for s, err := range h.Dir.List(ctx, owner) {
			s.At = moment.FromMillis(0)
			if !yield(s, err) {
				return
			}
		}
	}
}

const people, rounds = 4, 25

func race(t *testing.T, h *house) {
	files := h.over(hasty{openDir(t, h.bytes)})
	ada := access.Actor{User: h.Ada.ID, Kind: "user"}
	done := make(chan struct{})
	var round atomic.Int64
	var collector, workers sync.WaitGroup
	collector.Go(func() {
		for {
			select {
			case <-done:
				return
			default:
				round.Add(1)
				h.clock.Advance(9 * time.Hour) // an upload is old soon, and some are collected before they are named
				if _, err := files.Collect(t.Context(), h.Org); err != nil {
					t.Error(err)
					return
				}
			}
		}
	})
	for n := range people {
		workers.Go(func() {
			chance := rand.New(rand.NewPCG(uint64(n), 7))
			for range rounds {
				body := fmt.Sprint("bytes ", chance.IntN(5)) // many share them
				f, _, _, err := files.Upload(t.Context(), ada, h.Org, h.p.ID, file.Draft{Name: "a.txt"}, strings.NewReader(body))
				if err != nil {
					t.Error(err)
					return
				}
				for until := round.Load() + chance.Int64N(5); round.Load() < until; {
					runtime.Gosched()
				}
				if err := name(t.Context(), h, ada, f.ID, chance.IntN(3)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	workers.Wait()
	close(done)
	collector.Wait()
	prove(t, h, files, ada)
}

// name has a text name a file, in one way or another.
func name(ctx context.Context, h *house, ada access.Actor, id string, way int) error {
	text := "![](" + id + ")"
	if way == 0 {
		_, _, err := h.App.Work.Create(ctx, ada, h.Org, h.p.ID, work.Draft{Title: "A task", Markdown: text})
		return err
	}
	w, _, err := h.App.Work.Create(ctx, ada, h.Org, h.p.ID, work.Draft{Title: "A task"})
	if err != nil {
		return err
	}
	said, _, err := h.App.Work.Comment(ctx, ada, h.Org, h.p.ID, w.Card.Doc.ID, "", text)
	if err != nil || way == 1 {
		return err
	}
	gone, err := h.App.Work.DeleteComment(ctx, ada, h.Org, h.p.ID, w.Card.Doc.ID, said.Doc.ID)
	if err != nil {
		return err
	}
	_, err = h.App.History.Undo(ctx, ada, h.Org, fmt.Sprint(gone.Tx))
	return err
}

// prove reads the log, and what is left: no event takes a file that something names at that point, and what is named and was not taken
// before it was can be read, to the last byte.
func prove(t *testing.T, h *house, files *file.Service, ada access.Actor) {
	uploads, taken, namings := 0, map[string]bool{}, 0
	names := map[store.Ref]string{} // what names a file, and which
	for after, more := int64(0), true; more; {
		events, _, err := h.App.Store().Events(t.Context(), store.Space(h.Org), after, 500)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			after = e.Seq
			p, err := e.Payload()
			switch {
			case err != nil:
				t.Fatal(err)
			case e.Name == "file.uploaded":
				uploads++
			case e.Name == "file.collected":
				taken[e.ID] = true
				for ref, id := range names {
					if id == e.ID {
						t.Errorf("event %d took %s, which %s %s named", e.Seq, id, ref.Kind, ref.ID)
					}
				}
			case p.Gone:
				delete(names, e.Ref)
			case e.Ref.Kind == "taskText", e.Ref.Kind == "comment":
				_, text, _ := strings.Cut(string(p.Whole), "![](")
				names[e.Ref] = text[:len("fil_")+20]
				namings++
			}
		}
		more = len(events) > 0
	}
	kept := 0
	for _, id := range names {
		if taken[id] { // before it was named
			continue
		}
		kept++
		_, body, err := files.Open(t.Context(), ada, h.Org, id)
		if err != nil {
			t.Errorf("%s is named and cannot be read: %v", id, err)
			continue
		}
		b, err := io.ReadAll(body)
		if err != nil || !strings.HasPrefix(string(b), "bytes ") {
			t.Errorf("%s is named and cannot be read: %q %v", id, b, err)
		}
		body.Close()
	}
	t.Logf("%d uploads, named %d times, %d taken, %d kept, %d blobs", uploads, namings, len(taken), kept, h.blobs())
	if uploads != people*rounds || namings < uploads || kept == 0 || len(taken) == 0 {
		t.Error("the race did not take place")
	}
}
