package apptest_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/apptest"
	"github.com/kanvaro/kanvaro/internal/observe"
	"github.com/kanvaro/kanvaro/internal/store"
)

// quiet is a server as it is run, on disk, with a log that goes nowhere.
func quiet(o *app.Options) {
	apptest.OnDisk(o)
	o.Store = store.Options{}
	o.Log = observe.NewLogger(discard{}, slog.LevelInfo, "bench")
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

// BenchmarkRead is what reading costs behind the socket: all of our code and none of the kernel's.
func BenchmarkRead(b *testing.B) {
	w := apptest.New(b, quiet)
	cookie := w.Ada.SignIn(b).Cookie()
	small, large := w.Project("SMALL", "organisation"), w.Project("LARGE", "organisation")
	var task apptest.Task
	for i := range 100 {
		task = w.Ada.Task(b, small, fmt.Sprint("Task number ", i, " of the board with a usual title"))
	}
	for i := range 1000 {
		w.Ada.Task(b, large, fmt.Sprint("Task number ", i, " of the board with a usual title"))
	}
	for _, c := range []struct {
		name, path, accept string
		match, vary        bool
	}{
		{"task", small.Path + "/tasks/" + task.ID, "", false, false},
		{"task unchanged", small.Path + "/tasks/" + task.ID, "", true, false},
		{"board of 100", small.Path + "/tasks?limit=1000", "", false, false},
		{"board of 100 for the first time", small.Path + "/tasks?limit=1000", "", false, true},
		{"board of 1000", large.Path + "/tasks?limit=1000", "", false, false},
		{"board of 1000 compressed", large.Path + "/tasks?limit=1000", "zstd", false, false},
		{"board of 1000 for the first time", large.Path + "/tasks?limit=1000", "", false, true},
		{"board of 1000 for the first time compressed", large.Path + "/tasks?limit=1000", "zstd", false, true},
		{"board unchanged", large.Path + "/tasks?limit=1000", "", true, false},
		{"me", "/api/v1/me", "", false, false},
	} {
		b.Run(c.name, func(b *testing.B) {
			tag := w.Ada.Must(b, "GET", c.path, nil, nil).Header.Get("ETag")
			h, out := w.App.Handler(), &sink{header: http.Header{}}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				path := c.path
				if c.vary { // another way to ask for the same: it is not in the cache of lists
					i++
					path = fmt.Sprintf("%s&status=%s", c.path, commas[:i%len(commas)])
				}
				r := httptest.NewRequest("GET", path, nil)
				r.Header.Set("Cookie", "kanvaro_session="+cookie)
				if c.accept != "" {
					r.Header.Set("Accept-Encoding", c.accept)
				}
				if c.match {
					r.Header.Set("If-None-Match", tag)
				}
				clear(out.header)
				h.ServeHTTP(out, r)
				if out.status != 200 && out.status != 304 {
					b.Fatal(out.status)
				}
			}
		})
	}
}

const commas = ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,"

// sink takes an answer and forgets it.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) WriteHeader(status int)      { s.status = status }
func (s *sink) Write(b []byte) (int, error) { return len(b), nil }
