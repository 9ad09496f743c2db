package apptest_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/apptest"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/work"
)

// BenchmarkBulk is how long 20,000 tasks take: to be changed by one request, worked off by its job with every commit on the disk, and to be
// taken back. Run it with -benchtime 1x: each measurement is one such change.
func BenchmarkBulk(b *testing.B) {
	const all = 20_000
	w := apptest.New(b, quiet)
	p := w.Project("WORK", "organisation")
	tasks := make([]string, all)
	for i := range tasks {
		tasks[i] = fmt.Sprintf("WORK-%d", i+1)
	}
	grow(b, w, p.ID, all)
	above := w.Ada.Task(b, p, "Above").ID
	for _, c := range []struct {
		name   string
		change map[string]any
	}{
		{"set", map[string]any{"set": map[string]any{"priority": "high", "addAssignees": []string{w.Ada.ID}}}},
		{"set status", map[string]any{"set": map[string]any{"status": p.In("doing")}}},
		{"set parent", map[string]any{"set": map[string]any{"parent": above}}},
		{"move", map[string]any{"move": map[string]any{"status": p.In("review")}}},
		{"trash", map[string]any{"trash": true}},
	} {
		b.Run(c.name, func(b *testing.B) {
			var changing, undoing, answering float64
			for range b.N {
				watching := w.Ada.Watch(b, "?project=WORK", "")
				c.change["tasks"] = tasks
				var bulk struct{ ID, Op string }
				watch := moment.Stopwatch()
				w.Ada.Must(b, "POST", p.Path+"/tasks/bulk", c.change, &bulk)
				answering += watch().Seconds()
				watching.Named(b, "bulk.finished")
				changing += watch().Seconds()
				var is struct{ Changed int }
				if w.Ada.Must(b, "GET", p.Path+"/bulks/"+bulk.ID, nil, &is); is.Changed != all {
					b.Fatalf("%d were changed", is.Changed)
				}
				watch = moment.Stopwatch()
				var undone struct{ Undone int }
				w.Ada.Must(b, "POST", w.At("/undo"), map[string]string{"op": bulk.Op}, &undone)
				undoing += watch().Seconds()
				if undone.Undone < all {
					b.Fatalf("%d were undone", undone.Undone)
				}
				watching.Close()
			}
			n := float64(b.N)
			b.ReportMetric(answering/n, "s/answer")
			b.ReportMetric(changing/n, "s/change")
			b.ReportMetric(undoing/n, "s/undo")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// grow makes many tasks, as an import does.
func grow(b *testing.B, w *apptest.World, project string, n int) {
	b.Helper()
	many := make([]work.NewTask, n)
	for i := range many {
		many[i] = work.NewTask{ID: id.New("tsk", moment.Real.Now()), Title: fmt.Sprint("Task number ", i+1, " of the board with a usual title"), Markdown: "A text.", HTML: "<p>A text.</p>"}
	}
	for part := range slices.Chunk(many, work.MaxMany) {
		if _, _, err := w.App.Work.CreateMany(b.Context(), access.Actor{User: w.Ada.ID, Kind: "import"}, w.Org, project, part); err != nil {
			b.Fatal(err)
		}
	}
}
