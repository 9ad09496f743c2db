package app_test

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/apptest"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

func TestReadinessEndsBeforeTheServerDoes(t *testing.T) {
	w := apptest.New(t)
	for _, path := range []string{"/livez", "/readyz", "/api/health"} {
		if a := w.Anonymous().Do(t, "GET", path, nil); a.Status != 200 || string(a.Body) != `{"status":"ok"}` {
			t.Errorf("%s: %d %s", path, a.Status, a.Body)
		}
	}
	s := w.Ada.Watch(t, "", "")
	if err := w.App.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.End(t); err != nil {
		t.Errorf("the stream was cut off: %v", err)
	}
}

// TestASlowRequestIsAnsweredBeforeTheServerEnds: what was accepted is answered, however the server is told to stop meanwhile.
func TestASlowRequestIsAnsweredBeforeTheServerEnds(t *testing.T) {
	w := apptest.New(t)
	p := w.Project("FERRY", "organisation")
	body, write := io.Pipe()
	r, err := http.NewRequestWithContext(t.Context(), "POST", w.URL+p.Path+"/tasks", body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Cookie", "kanvaro_session="+w.Ada.Cookie())
	r.Header.Set("Expect", "100-continue") // so that the body is sent when it is being read
	client := &http.Client{Transport: &http.Transport{ExpectContinueTimeout: time.Minute}}
	answered := make(chan error, 1)
	go func() {
		a, err := client.Do(r)
		if err == nil {
			a.Body.Close()
			if a.StatusCode != 201 {
				err = fmt.Errorf("%s", a.Status)
			}
		}
		answered <- err
	}()
	if _, err := write.Write([]byte(`{"title":`)); err != nil {
		t.Fatal(err)
	}
	stopped := make(chan error, 1)
	go func() { stopped <- w.App.Stop(context.Background()) }()
	if _, err := write.Write([]byte(`"Slow"}`)); err != nil {
		t.Fatal(err)
	}
	write.Close()
	if err := <-answered; err != nil {
		t.Errorf("the slow request: %v", err)
	}
	if err := <-stopped; err != nil {
		t.Errorf("stop: %v", err)
	}
}

func TestExpiredSessionsAreTakenAway(t *testing.T) {
	clock := moment.NewFake(time.Date(2026, 11, 25, 3, 14, 7, 0, time.UTC))
	w := apptest.New(t, func(o *app.Options) { o.Clock = clock })
	sessions := func() int {
		n := 0
		err := w.App.Store().View(t.Context(), store.Instance, func(tx store.Tx) error {
			n = 0
			for _, d := range app.Defs() {
				if d.Kind != "session" {
					continue
				}
				for _, err := range tx.Find(store.Query{Def: d}) {
					if err != nil {
						return err
					}
					n++
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if sessions() != 1 {
		t.Fatal("Ada has no session")
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		for sessions() > 0 {
			clock.Advance(24 * time.Hour)
		}
	}()
	select {
	case <-gone:
	case <-time.After(time.Minute):
		t.Fatal("they are still there")
	}
}

func TestTheDataFolderIsItsOwnersAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	apptest.New(t, func(o *app.Options) {
		o.Config.Data = dir
		apptest.OnDisk(o)
	})
	for path, want := range map[string]fs.FileMode{"": 0o700, "JWT_SECRET": 0o600, "JWT_REFRESH_SECRET": 0o600} {
		info, err := os.Stat(filepath.Join(dir, path))
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != want {
			t.Errorf("%q is %s", path, info.Mode())
		}
	}
}

// BenchmarkColdStart is the time from nothing to the first answer within a process, over data that are there.
func BenchmarkColdStart(b *testing.B) {
	dir := b.TempDir()
	start := func() *apptest.World {
		return apptest.Open(b, func(o *app.Options) {
			o.Config.Data = dir
			apptest.OnDisk(o)
		})
	}
	w := start()
	w.App.Stop(b.Context()) //nolint:errcheck // the benchmark would fail to open
	for b.Loop() {
		w := start()
		w.Anonymous().Must(b, "GET", "/api/health", nil, nil)
		b.StopTimer()
		if err := w.App.Stop(b.Context()); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
}
