package storebench

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
	"github.com/kanvaro/kanvaro/internal/store/mongostore"
	"github.com/kanvaro/kanvaro/internal/store/sqlitestore"
	"github.com/kanvaro/kanvaro/internal/testmongo"
)

const org = store.Space("org_bench")

// tasks is how many tasks the space has, all in one project.
const tasks = 2000

// task is shaped and indexed as those of package work.
type task struct {
	store.Meta
	Number      int64    `json:"number"`
	Project     string   `json:"project"`
	Title       string   `json:"title"`
	Status      string   `json:"status"`
	Rank        string   `json:"rank"`
	Type        string   `json:"type"`
	Priority    string   `json:"priority"`
	Assignees   []string `json:"assignees"`
	Reporter    string   `json:"reporter"`
	Labels      []string `json:"labels"`
	Points      *float64 `json:"points"`
	Due         *string  `json:"due"`
	CreatedAt   string   `json:"createdAt"`
	CreatedBy   string   `json:"createdBy"`
	UpdatedAt   string   `json:"updatedAt"`
	StatusSince string   `json:"statusSince"`
}

var taskKind = store.NewKind(store.Spec[task]{
	Name:  "task",
	Place: func(t *task) store.Place { return store.Place{Project: t.Project, Audience: "project"} },
	Fields: []store.Field[task]{
		{Name: "project", Of: func(t *task) store.Value { return store.T(t.Project) }},
		{Name: "number", Type: store.Int, Of: func(t *task) store.Value { return store.N(t.Number) }},
		{Name: "status", Of: func(t *task) store.Value { return store.T(t.Status) }},
		{Name: "rank", Of: func(t *task) store.Value { return store.T(t.Rank) }},
		{Name: "updated", Of: func(t *task) store.Value { return store.T(t.UpdatedAt) }},
	},
	Indexes: []store.Index{
		{Name: "number", Fields: []string{"project", "number"}, Unique: true},
		{Name: "rank", Fields: []string{"project", "status", "rank"}},
		{Name: "updated", Fields: []string{"project", "updated"}},
	},
})

// fact stands for the documents that a gate reads: membership, project, role in it.
type fact struct {
	store.Meta
	Role string `json:"role"`
}

var factKind = store.NewKind(store.Spec[fact]{Name: "fact", Place: func(*fact) store.Place { return store.Place{Audience: "org"} }})

func defs() []*store.Def { return append(store.Defs(), taskKind.Def(), factKind.Def()) }

func taskID(i int) string { return fmt.Sprintf("tsk_01kb%016d", i) }

func newTask(i int) *task {
	return &task{Meta: store.Meta{ID: taskID(i)}, Number: int64(i + 1), Project: "prj_01kb0000000000000001", Title: "login export invoice billing search board", Status: statuses[i%4],
		Rank: fmt.Sprintf("%05d1", i), Type: "task", Priority: "medium", Assignees: []string{"usr_01kb0000000000000001"}, Reporter: "usr_01kb0000000000000001", Labels: []string{},
		CreatedAt: "2026-11-25T03:14:07.000Z", CreatedBy: "usr_01kb0000000000000001", UpdatedAt: "2026-11-25T03:14:07.000Z", StatusSince: "2026-11-25T03:14:07.000Z"}
}

var statuses = []string{"sts_01kb0000000000000001", "sts_01kb0000000000000002", "sts_01kb0000000000000003", "sts_01kb0000000000000004"}

func fill(b *testing.B, s *store.Store) {
	b.Helper()
	for from := 0; from < tasks; from += 400 {
		_, err := s.Update(b.Context(), org, store.By{Kind: "system"}, func(tx store.Tx) error {
			for i := from; i < from+400; i++ {
				if err := taskKind.Put(tx, "task.created", newTask(i)); err != nil {
					return err
				}
			}
			if from > 0 {
				return nil
			}
			for _, id := range facts {
				if err := factKind.Put(tx, "fact.made", &fact{store.Meta{ID: id}, "member"}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

var facts = []string{"membership", "project", "role"}

// move reads what a real move reads and writes what it writes.
func move(s *store.Store, n int) error {
	_, err := s.Update(context.Background(), org, store.By{Actor: "usr_01kb0000000000000001", Kind: "user"}, func(tx store.Tx) error {
		for _, id := range facts {
			if f, err := factKind.Look(tx, id); err != nil || f == nil {
				return fault.Because(fault.NotFound, err, "a fact is missing")
			}
		}
		t, err := taskKind.Get(tx, taskID(n%tasks))
		if err != nil {
			return err
		}
		neighbour, err := taskKind.Look(tx, taskID((n*7+1)%tasks))
		if err != nil {
			return err
		}
		t.Status, t.Rank = statuses[n%4], fmt.Sprintf("%s%d1", neighbour.Rank[:4], n%97)
		t.UpdatedAt = tx.Now().String()
		t.StatusSince = t.UpdatedAt
		return taskKind.Put(tx, "task.moved", t)
	})
	return err
}

func BenchmarkMove(b *testing.B) {
	engines := []struct {
		name string
		open func(b *testing.B) (store.Engine, error)
	}{
		{"memory", func(*testing.B) (store.Engine, error) { return memstore.New(defs()...), nil }},
		{"sqlite", func(b *testing.B) (store.Engine, error) {
			return sqlitestore.Open(b.Context(), filepath.Join(b.TempDir(), "bench.db"), defs(), sqlitestore.Options{})
		}},
		{"mongodb", func(b *testing.B) (store.Engine, error) {
			return mongostore.Open(b.Context(), testmongo.URI(b), testmongo.Database(b), defs(), mongostore.Options{})
		}},
	}
	for _, e := range engines {
		b.Run(e.name, func(b *testing.B) {
			engine, err := e.open(b)
			if err != nil {
				b.Fatal(err)
			}
			defer engine.Close() //nolint:errcheck // the end of a benchmark
			s, err := store.New(engine, store.Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			fill(b, s)
			for _, writers := range []int{1, 16, 64, 256} {
				b.Run(fmt.Sprint(writers), func(b *testing.B) { crowd(b, writers, func(n int) error { return move(s, n) }) })
			}
		})
	}
}

// crowd does b.N acts by so many writers and reports acts per second.
func crowd(b *testing.B, writers int, act func(n int) error) {
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range writers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for {
				n := int(next.Add(1))
				if n > b.N {
					return
				}
				if err := act(n); err != nil {
					b.Error(err)
					return
				}
			}
		}()
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
}
