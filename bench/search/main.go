//go:build linux

// Command search measures searches over HTTP: it starts a real `kanvaro serve` with an empty folder, imports as many tasks as are asked for
// out of CSV files, repeated and permuted, waits until all of them are found, and asks. It tells how long the answers take and what processor
// time, memory and disk the server uses.
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/kanvaro/kanvaro/internal/moment"
)

func main() {
	binary := flag.String("kanvaro", ".cache/bin/kanvaro", "the program that is measured")
	folder := flag.String("issues", "", "a folder with CSV files that have columns title and description")
	tasks := flag.Int("tasks", 20_000, "how many tasks")
	times := flag.Int("times", 300, "how often each question is asked")
	flag.Parse()
	if *folder == "" {
		fail("-issues is missing")
	}
	s := open(*binary)
	defer s.stop()
	s.fill(read(*folder), *tasks)
	s.lag()
	fmt.Printf("%-14s %8s %8s %8s %8s\n", "", "found", "p50 ms", "p99 ms", "CPU ms")
	for _, q := range questions {
		s.ask(q.name, q.words, *times)
	}
	fmt.Printf("memory %.0f MiB, database %.0f bytes a task\n", resident(s.process.Process.Pid), float64(s.disk())/float64(*tasks))
}

// questions are what people type, and what is hard.
var questions = []struct{ name, words string }{
	{"most common", "the "}, {"common", "error "}, {"two words", "server error "}, {"rare", "kerberos "}, {"prefix of 3", "con"}, {"typing error", "authentcation "},
	{"nowhere", "zzqxyvvk "}, {"key", "P0-17"},
}

func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}

func must[T any](v T, err error) T {
	if err != nil {
		fail("%v", err)
	}
	return v
}

// server is what is measured.
type server struct {
	process *exec.Cmd
	folder  string
	base    string
	org     string
	client  *http.Client
}

// open starts a server with an empty folder and sets it up.
func open(binary string) *server {
	s := &server{folder: must(os.MkdirTemp("", "kanvaro-search-")), client: &http.Client{Jar: must(cookiejar.New(nil)), Timeout: 5 * time.Minute}}
	s.process = exec.CommandContext(context.Background(), binary, "serve", "--addr", "127.0.0.1:0", "--metrics-addr", "off", "--data", s.folder)
	s.process.Env = append(os.Environ(), "KANVARO_RATE_LIMIT=0")
	out := must(s.process.StdoutPipe())
	s.process.Stderr = io.Discard
	must(0, s.process.Start())
	var line []byte
	for one := make([]byte, 1); !bytes.HasSuffix(line, []byte("\n")); line = append(line, one...) {
		must(out.Read(one))
	}
	go io.Copy(io.Discard, out) //nolint:errcheck // it ends with the process
	_, rest, _ := strings.Cut(string(line), " is at ")
	s.base, _, _ = strings.Cut(strings.TrimSpace(rest), " ")
	_, token, _ := strings.Cut(rest, "#token=")
	var session struct{ Organisations []struct{ ID string } }
	s.call("POST", "/api/v1/setup", map[string]any{"token": strings.TrimSpace(token), "organisation": map[string]string{"name": "Bench"},
		"user": map[string]string{"name": "Ada", "email": "ada@bench.test", "password": "a long enough password 1"}}, &session)
	s.org = session.Organisations[0].ID
	return s
}

func (s *server) stop() {
	s.process.Process.Signal(os.Interrupt) //nolint:errcheck // it may have ended
	s.process.Wait()                       //nolint:errcheck // nor does it matter how
	os.RemoveAll(s.folder)                 //nolint:errcheck // it is a folder of ours in the place for those
}

// call asks the API; body is JSON, or bytes of CSV.
func (s *server) call(method, path string, body, into any) {
	var r io.Reader
	kind := "application/json"
	switch b := body.(type) {
	case nil:
	case []byte:
		r, kind = bytes.NewReader(b), "text/csv"
	default:
		r = bytes.NewReader(must(json.Marshal(b)))
	}
	request := must(http.NewRequestWithContext(context.Background(), method, s.base+path, r))
	request.Header.Set("Content-Type", kind)
	a, err := s.client.Do(request)
	if err != nil {
		fail("%s %s: %v", method, path, err)
	}
	defer a.Body.Close()
	text := must(io.ReadAll(a.Body))
	if a.StatusCode >= 300 {
		fail("%s %s: %d %s", method, path, a.StatusCode, text)
	}
	if into != nil {
		must(0, json.Unmarshal(text, into))
	}
}

func (s *server) at(path string) string { return "/api/v1/orgs/" + s.org + path }

type issue struct{ title, text string }

// read reads what tasks are made of.
func read(folder string) []issue {
	var out []issue
	for _, name := range must(filepath.Glob(filepath.Join(folder, "*.csv"))) {
		f := must(os.Open(name))
		r := csv.NewReader(f)
		r.LazyQuotes, r.FieldsPerRecord = true, -1
		head := must(r.Read())
		title, text := slices.Index(head, "title"), slices.Index(head, "description")
		for {
			row, err := r.Read()
			if err == io.EOF {
				break
			}
			if err == nil && len(row) > max(title, text) && strings.TrimSpace(row[title]) != "" {
				out = append(out, issue{row[title], row[text]})
			}
		}
		f.Close() //nolint:errcheck // it was read
	}
	return out
}

// fill imports tasks into projects of 10,000 at most, and waits until all are found.
func (s *server) fill(from []issue, tasks int) {
	r := rand.New(rand.NewPCG(3, 4))
	took := moment.Stopwatch()
	for n, project := 0, 0; n < tasks; project++ {
		key := fmt.Sprintf("P%d", project)
		s.call("POST", s.at("/projects"), map[string]string{"key": key, "name": "Project " + key}, nil)
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		must(0, w.Write([]string{"title", "description"}))
		for range min(10_000, tasks-n) {
			i := variant(from, r, n)
			must(0, w.Write([]string{cut(i.title, 250), cut(i.text, 20_000)}))
			n++
		}
		w.Flush()
		s.load(key, b.Bytes())
	}
	made := took()
	for found := false; !found; time.Sleep(50 * time.Millisecond) {
		found = s.found(fmt.Sprintf("P%d-%d", (tasks-1)/10_000, (tasks-1)%10_000+1), true)
	}
	fmt.Printf("%d tasks imported in %.1f s, all found %.1f s later; the server used %.1f s of the processors\n", tasks, made.Seconds(), (took() - made).Seconds(), cpu(s.process.Process.Pid)/1000)
}

// load runs one import to its end.
func (s *server) load(key string, text []byte) {
	var i struct{ ID, State, Problem string }
	path := s.at("/projects/" + key + "/imports")
	s.call("POST", path+"?filename=tasks.csv", text, &i)
	path += "/" + i.ID
	s.call("PUT", path+"/mapping", map[string]any{"columns": map[string]string{"title": "title", "description": "description"}, "markup": "markdown"}, nil)
	s.call("POST", path+"/check", nil, nil)
	s.call("POST", path+"/start", map[string]bool{"skipFaulty": true}, nil)
	for i.State != "done" {
		time.Sleep(100 * time.Millisecond)
		if s.call("GET", path, nil, &i); i.State == "failed" {
			fail("the import failed: %s", i.Problem)
		}
	}
}

// variant makes the nth task: beyond the number of issues each is a mixture of two, with a word of its own.
func variant(from []issue, r *rand.Rand, n int) issue {
	one, other := from[n%len(from)], from[r.IntN(len(from))]
	if n < len(from) {
		return one
	}
	a, b := strings.Fields(one.title), strings.Fields(other.title)
	for i := range a {
		if r.IntN(3) == 0 {
			a[i] = b[r.IntN(len(b))]
		}
	}
	x, y := strings.SplitAfter(one.text, ". "), strings.SplitAfter(other.text, ". ")
	r.Shuffle(len(x), func(i, j int) { x[i], x[j] = x[j], x[i] })
	return issue{strings.Join(a, " "), strings.Join(x[:(len(x)+1)/2], "") + strings.Join(y[:(len(y)+1)/2], "") + fmt.Sprintf(" ref %06x", r.IntN(1<<24))}
}

// cut makes a text fit.
func cut(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return string([]rune(s)[:min(n, len([]rune(s)))])
}

type answer struct {
	Items []struct {
		Field string
		Task  struct{ Key string }
	}
	Behind bool
}

// found reports whether a search finds something and the index is whole; by its key where that is what is asked.
func (s *server) found(words string, whole bool) bool {
	var a answer
	s.call("GET", s.at("/search?q="+url.QueryEscape(words)), nil, &a)
	if whole { // a key is looked up in the documents, a number in the index
		_, number, _ := strings.Cut(words, "-")
		s.call("GET", s.at("/search?limit=50&q="+number), nil, &a)
		return !a.Behind && slices.ContainsFunc(a.Items, func(i struct {
			Field string
			Task  struct{ Key string }
		}) bool {
			return i.Task.Key == words
		})
	}
	return len(a.Items) > 0
}

// lag measures how long a new task is not found.
func (s *server) lag() {
	var took []float64
	for i := range 20 {
		word := fmt.Sprintf("quokka%dx", i)
		s.call("POST", s.at("/projects/P0/tasks"), map[string]string{"title": "A " + word}, nil)
		watch := moment.Stopwatch()
		for !s.found(word+" ", false) {
			time.Sleep(5 * time.Millisecond)
		}
		took = append(took, float64(watch().Microseconds())/1000)
	}
	slices.Sort(took)
	fmt.Printf("a new task is found after %.0f ms (median of %d), %.0f at most\n", took[len(took)/2], len(took), took[len(took)-1])
}

// ask asks one question again and again.
func (s *server) ask(name, words string, times int) {
	path := s.at("/search?q=" + url.QueryEscape(words))
	var a answer
	s.call("GET", path, nil, &a)
	var took []float64
	before := cpu(s.process.Process.Pid)
	for range times {
		watch := moment.Stopwatch()
		s.call("GET", path, nil, nil)
		took = append(took, float64(watch().Microseconds())/1000)
	}
	used := (cpu(s.process.Process.Pid) - before) / float64(times)
	slices.Sort(took)
	fmt.Printf("%-14s %8d %8.2f %8.2f %8.2f\n", name, len(a.Items), took[len(took)/2], took[len(took)*99/100], used)
}

// cpu is the time that a process has used, in milliseconds.
func cpu(pid int) float64 {
	sum := 0.0
	for _, thread := range must(filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))) {
		text, err := os.ReadFile(thread)
		if err != nil { // it has ended
			continue
		}
		var ns float64
		must(fmt.Sscan(string(text), &ns))
		sum += ns / 1e6
	}
	return sum
}

// resident is the memory of a process in MiB.
func resident(pid int) float64 {
	_, rest, _ := strings.Cut(string(must(os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)))), "VmRSS:")
	var kib float64
	must(fmt.Sscan(rest, &kib))
	return kib / 1024
}

// disk is the size of the database.
func (s *server) disk() (n int64) {
	for _, f := range must(filepath.Glob(filepath.Join(s.folder, "kanvaro.db*"))) {
		n += must(os.Stat(f)).Size()
	}
	return cmp.Or(n, 1)
}
