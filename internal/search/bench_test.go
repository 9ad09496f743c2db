package search

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/org"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

// The benchmarks search in many tasks on SQLite. What they run over is made once and kept, where a folder is given:
//
//	KANVARO_BENCH_TASKS=200000   how many tasks; 20,000 without
//	KANVARO_BENCH_DATA=/tmp/x    where the database is kept for the next time
//	KANVARO_ISSUES=/folder       CSV files with columns title and description to make tasks of; words of our own without

// issue is something to make tasks of.
type issue struct{ title, text string }

// issues reads what tasks are made of.
func issues(t testing.TB) []issue {
	folder := os.Getenv("KANVARO_ISSUES")
	if folder == "" {
		return invented()
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatal("no CSV files in ", folder, err)
	}
	var out []issue
	for _, name := range files {
		f, err := os.Open(filepath.Clean(name))
		if err != nil {
			t.Fatal(err)
		}
		r := csv.NewReader(f)
		r.LazyQuotes, r.FieldsPerRecord = true, -1
		head, err := r.Read()
		if err != nil {
			t.Fatal(err)
		}
		title, text := slices.Index(head, "title"), slices.Index(head, "description")
		for {
			row, err := r.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err == nil && len(row) > max(title, text) && strings.TrimSpace(row[title]) != "" {
				out = append(out, issue{strings.ToValidUTF8(row[title], ""), strings.ToValidUTF8(row[text], "")})
			}
		}
		f.Close()
	}
	return out
}

// invented makes issues of words that are as unlike in number as those of people.
func invented() []issue {
	r := rand.New(rand.NewPCG(1, 2))
	words := make([]string, 40_000)
	for i := range words {
		var b strings.Builder
		for range 2 + r.IntN(3) {
			b.WriteByte("bcdfghklmnprstvw"[r.IntN(16)])
			b.WriteByte("aeiou"[r.IntN(5)])
		}
		words[i] = b.String()
	}
	zipf := rand.NewZipf(r, 1.1, 8, uint64(len(words)-1))
	say := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(words[zipf.Uint64()] + " ")
		}
		return b.String()
	}
	out := make([]issue, 15_000)
	for i := range out {
		out[i] = issue{say(4 + r.IntN(8)), say(20 + r.IntN(120))}
	}
	return out
}

// variant makes the nth task of issues: beyond their number each is a mixture of two, with a word of its own.
func variant(from []issue, r *rand.Rand, n int) issue {
	one := from[n%len(from)]
	if n < len(from) {
		return one
	}
	other := from[r.IntN(len(from))]
	a, b := strings.Fields(one.title), strings.Fields(other.title)
	for i := range a {
		if r.IntN(3) == 0 {
			a[i] = b[r.IntN(len(b))]
		}
	}
	x, y := strings.SplitAfter(one.text, ". "), strings.SplitAfter(other.text, ". ")
	r.Shuffle(len(x), func(i, j int) { x[i], x[j] = x[j], x[i] })
	text := strings.Join(x[:(len(x)+1)/2], "") + strings.Join(y[:(len(y)+1)/2], "") + fmt.Sprintf(" ref %06x", r.IntN(1<<24))
	return issue{strings.Join(a, " "), text}
}

// cut makes issues fit.
func (i issue) cut(n int) issue {
	short := func(s string, n int) string {
		if r := []rune(s); len(r) > n {
			return string(r[:n])
		}
		return s
	}
	return issue{strings.Join(strings.FieldsFunc(short(i.title, 250), func(r rune) bool { return r < ' ' || r == ' ' }), " "), strings.ReplaceAll(short(i.text, n), "\x00", "")}
}

// town is a house with many tasks.
type town struct {
	*house
	tasks  int
	folder string
}

func tasksWanted() int {
	if n, err := strconv.Atoi(os.Getenv("KANVARO_BENCH_TASKS")); err == nil {
		return n
	}
	return 20_000
}

// openTown opens a house with many tasks, making it if it is not there.
func openTown(t testing.TB) *town {
	t.Helper()
	n := tasksWanted()
	folder := os.Getenv("KANVARO_BENCH_DATA")
	if folder == "" {
		folder = t.TempDir()
	}
	folder = filepath.Join(folder, strconv.Itoa(n))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	h := &house{TB: t, ctx: t.Context(), clock: moment.NewFake(time.Now())}
	h.engine = onDisk(t, filepath.Join(folder, "kanvaro.db"))
	h.serve(false)
	w := &town{house: h, tasks: n, folder: folder}
	has := 0
	h.must(h.store.View(h.ctx, here, func(tx store.Tx) error {
		sums, err := work.Tasks.Tally(tx, store.Query{}, "", "")
		if has = int(sums[""].Count); err != nil {
			return err
		}
		head, err := headOf(tx)
		h.clock.Advance(max(0, head.Until.Sub(tx.Now()))) // whoever had the index before has left it
		return err
	}))
	if has < n {
		w.settle()
	}
	return w
}

// settle makes the people, the projects and the tasks.
func (w *town) settle() {
	w.Helper()
	h := w.house
	h.update(func(tx store.Tx) error {
		return org.Members.Put(tx, "member.joined", &org.Member{Meta: store.Meta{ID: ada.User}, Name: "Ada Lovelace", Role: access.Admin, Hue: 1})
	})
	const projects = 20
	var all []*project.Project
	for i := range projects {
		all = append(all, h.project(fmt.Sprintf("P%d", i), fmt.Sprintf("Project %d", i), project.ToOrganisation))
	}
	from := issues(w)
	r := rand.New(rand.NewPCG(3, 4))
	took := moment.Stopwatch()
	day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := 0; n < w.tasks; {
		p := all[n/300%projects]
		var some []work.NewTask
		for range min(300, w.tasks-n) {
			i := variant(from, r, n).cut(20_000)
			s := p.Statuses[r.IntN(len(p.Statuses))].ID
			at := moment.Of(day.Add(time.Duration(r.IntN(1000*24)) * time.Hour))
			some = append(some, work.NewTask{ID: id.New("tsk", at), Title: i.title, Markdown: i.text, HTML: "<p>" + i.text + "</p>", Status: s, CreatedAt: at})
			n++
		}
		_, made, err := h.work.CreateMany(h.ctx, ada, here, p.ID, some)
		h.must(err)
		for _, m := range made {
			if m.Refused != nil {
				w.Fatal(m.Refused)
			}
		}
	}
	w.Logf("%d tasks made in %v", w.tasks, took().Round(time.Millisecond))
}

// BenchmarkIndex makes the index anew, and tells what it takes.
func BenchmarkIndex(b *testing.B) {
	w := openTown(b)
	before := processTime()
	for b.Loop() {
		b.StopTimer()
		w.must(w.search.run.index.reset(w.ctx, here))
		b.StartTimer()
		w.catchUp()
	}
	b.ReportMetric(float64((processTime()-before).Microseconds())/float64(w.tasks*b.N), "cpu-µs/task")
	b.ReportMetric(float64(w.tasks)*float64(b.N)/b.Elapsed().Seconds(), "tasks/s")
	bytes, documents := 0, 0
	w.must(w.store.View(w.ctx, here, func(tx store.Tx) error {
		bytes, documents = 0, 0
		for d, err := range tx.Find(store.Query{Def: Parts}) {
			if err != nil {
				return err
			}
			bytes, documents = bytes+len(d.Body), documents+1
		}
		return nil
	}))
	b.ReportMetric(float64(bytes)/float64(w.tasks), "bytes/task")
	b.ReportMetric(float64(documents), "documents")
}

type question struct{ name, words string }

// asked are the questions of the benchmarks: what people type, and what is hard.
func asked(from []issue) []question {
	if os.Getenv("KANVARO_ISSUES") == "" {
		common := strings.Fields(from[0].title)
		return []question{{"common", common[0] + " "}, {"two", common[0] + " " + common[1] + " "}, {"prefix", common[0][:3]}, {"nowhere", "zzqxyvvk "}, {"key", "P3-17"}}
	}
	return []question{
		{"most common", "the "}, {"common", "error "}, {"two", "server error "}, {"three", "unable to connect"}, {"rare", "kerberos "}, {"prefix", "con"},
		{"letter", "c"}, {"typing error", "authentcation "}, {"typing", "authentc"}, {"nowhere", "zzqxyvvk "}, {"nowhere long", "incomprehensibilitiez "},
		{"nowhere two", "server zzqxyvvk "}, {"code", "NullPointerException"}, {"key", "P3-17"}, {"number", "17"},
	}
}

// BenchmarkFind searches as somebody who sees everything.
func BenchmarkFind(b *testing.B) {
	w := openTown(b)
	w.catchUp()
	from := issues(b)
	r := rand.New(rand.NewPCG(5, 6))
	for _, q := range append(asked(from), question{"always another", ""}) {
		b.Run(strings.ReplaceAll(q.name, " ", "_"), func(b *testing.B) {
			b.ReportAllocs()
			found := 0
			took := make([]time.Duration, 0, 1<<16)
			all := processTime()
			for b.Loop() {
				words := q.words
				if words == "" { // two words of some title: what is found has not been read before
					title := strings.Fields(from[r.IntN(len(from))].title)
					words = title[r.IntN(len(title))] + " " + title[r.IntN(len(title))] + " "
				}
				before := moment.Stopwatch()
				r, err := w.search.Find(w.ctx, ada, here, Ask{Words: words})
				if err != nil {
					b.Fatal(err)
				}
				took = append(took, before())
				found = len(r.Items)
			}
			spent := processTime() - all
			slices.Sort(took)
			b.ReportMetric(float64(spent.Microseconds())/float64(len(took)), "cpu-µs")
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
			b.ReportMetric(float64(found), "found")
		})
	}
}

// BenchmarkMemory tells what a process keeps of the index after a search.
func BenchmarkMemory(b *testing.B) {
	w := openTown(b)
	w.catchUp()
	for b.Loop() {
		w.serve(false)
		before := heap()
		if _, err := w.search.Find(w.ctx, ada, here, Ask{Words: "zzqxyvvk"}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(heap()-before)/(1<<20), "MiB")
		runtime.KeepAlive(w.search)
	}
}

// processTime is the processor time that the process has taken: what a search costs however busy the machine is.
func processTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
