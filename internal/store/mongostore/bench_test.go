package mongostore_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/mongostore"
	"github.com/kanvaro/kanvaro/internal/testmongo"
)

// bench is a database as a busy organisation has it: cards with the indexes that boards and backlogs need, and a log.
type bench struct {
	engine       *mongostore.Engine
	task, event  *store.Def
	at           store.Position
	versions     []int64
	r            *rand.Rand
	body, events []byte
}

const benchSpace = "org_bench"

func newBench(b *testing.B, tasks int) *bench {
	b.Helper()
	w := &bench{
		task: &store.Def{
			Kind: "task",
			Fields: []store.FieldDef{
				{Name: "project"}, {Name: "status"}, {Name: "rank"}, {Name: "number", Type: store.Int}, {Name: "story"}, {Name: "sprint"},
				{Name: "due"}, {Name: "updated"}, {Name: "assignees", Type: store.Many}, {Name: "labels", Type: store.Many}, {Name: "title"},
			},
			Indexes: []store.Index{
				{Name: "board", Fields: []string{"project", "status", "rank"}},
				{Name: "number", Fields: []string{"project", "number"}, Unique: true},
				{Name: "story", Fields: []string{"story", "rank"}, Sparse: true},
				{Name: "sprint", Fields: []string{"sprint", "rank"}, Sparse: true},
				{Name: "due", Fields: []string{"project", "due"}},
				{Name: "updated", Fields: []string{"project", "updated"}},
				{Name: "assignee", Fields: []string{"assignees", "due"}},
				{Name: "label", Fields: []string{"project", "labels", "rank"}},
			},
		},
		event: &store.Def{
			Kind: "event", Numbers: true, Fields: []store.FieldDef{{Name: "about"}, {Name: "op"}, {Name: "actor"}, {Name: "project"}},
			Indexes: []store.Index{
				{Name: "about", Fields: []string{"about"}, Sparse: true}, {Name: "op", Fields: []string{"op"}, Sparse: true},
				{Name: "actor", Fields: []string{"actor"}, Sparse: true}, {Name: "project", Fields: []string{"project"}, Sparse: true},
			},
		},
		r: rand.New(rand.NewPCG(1, 1)), body: bytes.Repeat([]byte(`{"a":"bcdef"}`), 63), events: bytes.Repeat([]byte("event"), 40),
	}
	e, err := mongostore.Open(b.Context(), testmongo.URI(b), testmongo.Database(b), []*store.Def{w.task, w.event}, mongostore.Options{})
	if err != nil {
		b.Fatal(err)
	}
	w.engine = e
	b.Cleanup(func() {
		if err := e.Close(); err != nil {
			b.Error(err)
		}
	})
	for done := 0; done < tasks; done += 500 {
		w.apply(b, w.creates(500))
	}
	return w
}

func taskID(n int) string { return fmt.Sprintf("tsk_01kxyz%020d", n) }

func (w *bench) keys(n int) []store.Value {
	r := w.r
	return []store.Value{
		store.T(fmt.Sprintf("prj_01kxyz%020d", n%20)), store.T([]string{"todo", "doing", "review", "done"}[r.IntN(4)]),
		store.T(fmt.Sprintf("%012x", r.Int64N(1<<48))), store.N(int64(n)), store.T(fmt.Sprintf("sto_01kxyz%020d", n%500)),
		store.T(fmt.Sprintf("spr_01kxyz%020d", n%50)), store.T(fmt.Sprintf("2026-%02d-%02d", 1+n%12, 1+n%28)),
		store.T(fmt.Sprintf("2026-10-31T%015d", r.Int64N(1<<40))), store.M(fmt.Sprintf("usr_01kxyz%020d", n%30)),
		store.M(fmt.Sprintf("lbl_%d", n%7), fmt.Sprintf("lbl_%d", 7+n%5)), store.T(fmt.Sprintf("title of task %d", n)),
	}
}

// note is an event about a task.
func (w *bench) note(b *store.Batch, n int) int64 {
	b.Next.Number++
	b.Writes = append(b.Writes, store.Write{
		Def: w.event, ID: strconv.FormatInt(b.Next.Number, 10), Version: b.Next.Number, Body: w.events,
		Keys: []store.Value{store.T(taskID(n)), store.T(""), store.T(fmt.Sprintf("usr_01kxyz%020d", n%30)), store.T(fmt.Sprintf("prj_01kxyz%020d", n%20))},
	})
	return b.Next.Number
}

func (w *bench) batch() store.Batch {
	next := w.at
	next.Epoch = "epoch"
	w.r.Uint64()
	next.Hash[0] = byte(w.r.Uint32())
	return store.Batch{Space: benchSpace, Fence: w.at, Next: next}
}

func (w *bench) creates(count int) store.Batch {
	b := w.batch()
	for range count {
		n := len(w.versions)
		v := w.note(&b, n)
		b.Writes = append(b.Writes, store.Write{Def: w.task, ID: taskID(n), Version: v, Body: w.body, Keys: w.keys(n)})
		w.versions = append(w.versions, v)
	}
	return b
}

// moves gives cards another column, rank and time, as a drag does.
func (w *bench) moves(count int) store.Batch {
	b := w.batch()
	taken := map[int]bool{}
	for len(taken) < count {
		n := w.r.IntN(len(w.versions))
		if taken[n] {
			continue
		}
		taken[n] = true
		before := w.versions[n]
		w.versions[n] = w.note(&b, n)
		b.Writes = append(b.Writes, store.Write{Def: w.task, ID: taskID(n), Before: before, Version: w.versions[n], Body: w.body, Keys: w.keys(n)})
	}
	return b
}

func (w *bench) apply(b *testing.B, batch store.Batch) {
	b.Helper()
	if err := w.engine.Apply(b.Context(), []store.Batch{batch}); err != nil {
		b.Fatal(err)
	}
	w.at = batch.Next
}

func BenchmarkApply(b *testing.B) {
	for _, kind := range []string{"moves", "creates"} {
		for _, count := range []int{1, 16, 64, 256} {
			b.Run(fmt.Sprintf("%s=%d", kind, count), func(b *testing.B) {
				w := newBench(b, 10000)
				b.ReportAllocs()
				var spent int64
				b.ResetTimer()
				for range b.N {
					b.StopTimer()
					batch := w.moves(count)
					if kind == "creates" {
						batch = w.creates(count)
					}
					begin := cpuTime()
					b.StartTimer()
					w.apply(b, batch)
					spent += cpuTime() - begin
				}
				b.ReportMetric(float64(spent)/1e3/float64(b.N*count), "cpu-µs/card")
			})
		}
	}
}

func BenchmarkGet(b *testing.B) {
	w := newBench(b, 10000)
	b.ReportAllocs()
	for b.Loop() {
		s, err := w.engine.Snapshot(b.Context(), benchSpace)
		if err != nil {
			b.Fatal(err)
		}
		docs, err := s.Get(w.task, taskID(w.r.IntN(len(w.versions))))
		if err != nil || len(docs) != 1 {
			b.Fatal(err, len(docs))
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGetInSnapshot(b *testing.B) {
	w := newBench(b, 10000)
	s, err := w.engine.Snapshot(b.Context(), benchSpace)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		docs, err := s.Get(w.task, taskID(w.r.IntN(len(w.versions))))
		if err != nil || len(docs) != 1 {
			b.Fatal(err, len(docs))
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkFind100(b *testing.B) {
	for _, c := range []struct {
		name  string
		query func(w *bench) store.Query
	}{
		{"index", func(w *bench) store.Query {
			return store.Query{Def: w.task, Index: "board", Equal: []store.Value{store.T(fmt.Sprintf("prj_01kxyz%020d", w.r.IntN(20))), store.T("doing")}, Limit: 100}
		}},
		{"index with keys", func(w *bench) store.Query {
			return store.Query{Def: w.task, Index: "updated", Equal: []store.Value{store.T(fmt.Sprintf("prj_01kxyz%020d", w.r.IntN(20)))}, Limit: 100, Desc: true, WithKeys: true}
		}},
		{"many", func(w *bench) store.Query {
			return store.Query{Def: w.task, Index: "assignee", Equal: []store.Value{store.T(fmt.Sprintf("usr_01kxyz%020d", w.r.IntN(30)))}, Limit: 100}
		}},
		{"events", func(w *bench) store.Query {
			from := store.T(strconv.Itoa(1 + w.r.IntN(9000)))
			return store.Query{Def: w.event, From: &from, Limit: 100, WithKeys: true}
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			w := newBench(b, 10000)
			b.ReportAllocs()
			for b.Loop() {
				s, err := w.engine.Snapshot(b.Context(), benchSpace)
				if err != nil {
					b.Fatal(err)
				}
				n := 0
				for _, err := range s.Find(c.query(w)) {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
				if n < 90 {
					b.Fatalf("found %d", n)
				}
				if err := s.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkChanged asks what moved among five thousand spaces, as each process does twice a second.
func BenchmarkChanged(b *testing.B) {
	w := newBench(b, 500)
	var batches []store.Batch
	for i := range 5000 {
		batches = append(batches, store.Batch{Space: store.Space(fmt.Sprintf("org_01kxyz%020d", i)), Next: store.Position{Epoch: "epoch-epoch1", Number: 1}})
	}
	if err := w.engine.Apply(b.Context(), batches); err != nil {
		b.Fatal(err)
	}
	_, mark, err := w.engine.Changed(b.Context(), "")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	begin := cpuTime()
	for b.Loop() {
		if moved, _, err := w.engine.Changed(b.Context(), mark); err != nil || len(moved) > 0 {
			b.Fatal(moved, err)
		}
	}
	b.ReportMetric(float64(cpuTime()-begin)/1e3/float64(b.N), "cpu-µs/op")
}

// BenchmarkLoose renews leases.
func BenchmarkLoose(b *testing.B) {
	for _, count := range []int{1, 2} {
		b.Run(fmt.Sprint(count), func(b *testing.B) {
			e, err := mongostore.Open(b.Context(), testmongo.URI(b), testmongo.Database(b), []*store.Def{thing}, mongostore.Options{})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() {
				if err := e.Close(); err != nil {
					b.Error(err)
				}
			})
			version := int64(0)
			for b.Loop() {
				batch := store.Batch{Space: benchSpace, Loose: true}
				for i := range count {
					batch.Writes = append(batch.Writes, store.Write{Def: thing, ID: fmt.Sprint(i), Before: version, Version: version + 1})
				}
				if err := e.Apply(b.Context(), []store.Batch{batch}); err != nil {
					b.Fatal(err)
				}
				version++
			}
		})
	}
}
