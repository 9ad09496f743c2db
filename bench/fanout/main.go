//go:build linux

// Command fanout measures how an event reaches many streams: it opens them to a real `kanvaro serve` on this machine, lets one event after
// another happen, and tells how long it took until the last byte had come to the last of them, and what memory a stream costs. Beside it,
// in the same run, it does the same with a bare hub: a plain net/http program of the usual shape that does nothing else.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// ctx is that of all there is: a measure ends when it is done, or with the process.
var ctx = context.Background()

func main() {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "bare":
			serveBare()
			return
		case "client":
			runClient()
			return
		}
	}
	binary := flag.String("kanvaro", ".cache/bin/kanvaro", "the program that is measured")
	sizes := flag.String("streams", "1000,10000", "how many streams, one measure after the other")
	events := flag.Int("events", 40, "how many events at each size")
	rounds := flag.Int("rounds", 3, "how often both are measured in turn; the medians are told")
	flag.Parse()
	raiseLimit()
	for _, size := range strings.Split(*sizes, ",") {
		var n int
		if _, err := fmt.Sscan(size, &n); err != nil {
			fail("streams: %v", err)
		}
		var all [2][]result
		for range *rounds {
			for i, open := range []func(n int) *subject{func(int) *subject { return openBare() }, func(n int) *subject { return openKanvaro(*binary, n) }} {
				all[i] = append(all[i], measure(open(n), n, *events))
			}
		}
		bare, ours := middle(all[0]), middle(all[1])
		fmt.Printf("%6d streams   last byte p50 ms   p99 ms   one stream p50   p99   server CPU ms   idle MiB   KiB a stream   KiB after events\n", n)
		for _, r := range []result{bare, ours} {
			fmt.Printf("  %-12s %18.2f %8.2f %16.2f %5.2f %15.1f %10.1f %14.1f %18.1f\n", r.name, r.last50, r.last99, r.one50, r.one99, r.cpu, r.idle, r.each, r.eachAfter)
		}
		fmt.Printf("  ratio        %18.2f %8.2f %16.2f %5.2f %15.2f\n\n", ours.last50/bare.last50, ours.last99/bare.last99, ours.one50/bare.one50, ours.one99/bare.one99, ours.cpu/bare.cpu)
	}
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

// subject is a server that is measured.
type subject struct {
	name    string
	process *exec.Cmd
	addr    string
	streams []string // requests that open a stream, one of which each client sends in turn
	publish func() error
	stop    func()
}

// result is what one measure found: milliseconds, MiB and KiB.
type result struct {
	name                         string
	last50, last99, one50, one99 float64
	cpu                          float64 // of the server, for one event
	idle, each, eachAfter        float64
}

// middle is made of the medians of several measures.
func middle(all []result) result {
	pick := func(of func(result) float64) float64 {
		var v []float64
		for _, r := range all {
			v = append(v, of(r))
		}
		return at(v, 50)
	}
	return result{all[0].name, pick(func(r result) float64 { return r.last50 }), pick(func(r result) float64 { return r.last99 }),
		pick(func(r result) float64 { return r.one50 }), pick(func(r result) float64 { return r.one99 }), pick(func(r result) float64 { return r.cpu }), pick(func(r result) float64 { return r.idle }),
		pick(func(r result) float64 { return r.each }), pick(func(r result) float64 { return r.eachAfter })}
}

// at is a percentile.
func at(v []float64, percent int) float64 {
	s := slices.Sorted(slices.Values(v))
	if len(s) == 0 {
		return 0
	}
	return s[min(len(s)-1, len(s)*percent/100)]
}

const settle = 3 * time.Second // for what was needed to open streams to be given back

func measure(s *subject, n, events int) result {
	defer s.stop()
	time.Sleep(settle)
	idle := resident(s.process.Process.Pid)
	c := startClient(s, n)
	defer c.stop()
	time.Sleep(settle)
	open := resident(s.process.Process.Pid)
	var last, one []float64
	used := 0.0
	for i := range events {
		if i == warm {
			used = cpu(s.process.Process.Pid)
		}
		lat := c.event(s.publish)
		if i < warm {
			continue
		}
		last = append(last, lat[len(lat)-1])
		one = append(one, lat...)
	}
	used = (cpu(s.process.Process.Pid) - used) / float64(events-warm)
	time.Sleep(settle)
	after := resident(s.process.Process.Pid)
	return result{s.name, at(last, 50), at(last, 99), at(one, 50), at(one, 99), used, idle / 1024, (open - idle) / float64(n), (after - idle) / float64(n)}
}

// warm is how many events come before those that are measured.
const warm = 3

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

// resident is the memory of a process in KiB.
func resident(pid int) float64 {
	text := string(must(os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))))
	_, rest, _ := strings.Cut(text, "VmRSS:")
	var kib float64
	must(fmt.Sscan(rest, &kib))
	return kib
}

// start runs a server of which the first line says where it is.
func start(name string, cmd *exec.Cmd) (*subject, string) {
	out := must(cmd.StdoutPipe())
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		fail("start %s: %v", name, err)
	}
	var line []byte
	one := make([]byte, 1)
	for !bytes.HasSuffix(line, []byte("\n")) {
		if _, err := out.Read(one); err != nil {
			fail("%s says nothing: %v", name, err)
		}
		line = append(line, one...)
	}
	go io.Copy(io.Discard, out) //nolint:errcheck // it ends with the process
	s := &subject{name: name, process: cmd}
	s.stop = func() {
		cmd.Process.Signal(os.Interrupt) //nolint:errcheck // it may have ended
		cmd.Wait()                       //nolint:errcheck // nor does it matter how
	}
	return s, strings.TrimSpace(string(line))
}

func openBare() *subject {
	s, line := start("bare hub", exec.CommandContext(ctx, must(os.Executable()), "bare"))
	s.addr = line
	s.streams = []string{"GET /events HTTP/1.1\r\nHost: bare\r\nAccept: text/event-stream\r\n\r\n"}
	s.publish = func() error {
		a, err := http.DefaultClient.Do(must(http.NewRequestWithContext(ctx, http.MethodPost, "http://"+s.addr+"/publish", nil)))
		if err == nil {
			err = a.Body.Close()
		}
		return err
	}
	return s
}

// perPerson is how many streams one person opens: Kanvaro allows no more.
const perPerson = 20

func openKanvaro(binary string, n int) *subject {
	dir := must(os.MkdirTemp("", "fanout"))
	serve := func() (*subject, string) {
		cmd := exec.CommandContext(ctx, binary, "serve", "--addr", "127.0.0.1:0", "--metrics-addr", "off", "--data", filepath.Join(dir, "data"), "--log-level", "error")
		cmd.Env = append(os.Environ(), "KANVARO_RATE_LIMIT=0", "KANVARO_RATE_ANONYMOUS=0")
		return start("kanvaro", cmd)
	}
	first, line := serve()
	base, token, _ := strings.Cut(line[strings.LastIndex(line, "http://"):], "/setup#token=")
	ada := &person{base: base}
	var session struct{ Organisations []struct{ ID string } }
	ada.do("POST", "/api/v1/setup", fmt.Sprintf(`{"token":%q,"organisation":{"name":"Ferry"},"user":{"name":"Ada","email":"ada@ferry.test","password":"correct horse battery!"}}`, token), &session)
	org := "/api/v1/orgs/" + session.Organisations[0].ID
	var project struct{ ID string }
	ada.do("POST", org+"/projects", `{"key":"FERRY","name":"Ferry"}`, &project)
	var task struct{ ID string }
	ada.do("POST", org+"/projects/"+project.ID+"/tasks", `{"title":"A task that changes"}`, &task)
	var streams []string
	for len(streams)*perPerson < n {
		p := ada.invite(org, len(streams))
		streams = append(streams, fmt.Sprintf("GET %s/events HTTP/1.1\r\nHost: kanvaro\r\nAccept: text/event-stream\r\nCookie: %s\r\n\r\n", org, p.cookie))
	}
	first.stop() // what hashing passwords took is not what streams take
	s, line := serve()
	end := s.stop
	s.stop = func() {
		end()
		os.RemoveAll(dir) //nolint:errcheck // a folder of /tmp
	}
	s.addr, s.streams = line[strings.LastIndex(line, "http://")+len("http://"):], streams
	ada.base = "http://" + s.addr
	i := 0
	s.publish = func() error {
		i++
		ada.do("PATCH", org+"/projects/"+project.ID+"/tasks/"+task.ID, fmt.Sprintf(`{"title":"A task that has changed so often: %d"}`, i), nil)
		return nil
	}
	return s
}

// person is somebody with a browser.
type person struct{ base, cookie string }

func (p *person) do(method, path, body string, out any) {
	r := must(http.NewRequestWithContext(ctx, method, p.base+path, strings.NewReader(body)))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Cookie", p.cookie)
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		fail("%s %s: %v", method, path, err)
	}
	defer a.Body.Close() //nolint:errcheck // it was read
	text := must(io.ReadAll(a.Body))
	if a.StatusCode >= 300 {
		fail("%s %s: %s %s", method, path, a.Status, text)
	}
	for _, c := range a.Cookies() {
		if c.Name == "kanvaro_session" {
			p.cookie = c.Name + "=" + c.Value
		}
	}
	if out != nil {
		if err := json.Unmarshal(text, out); err != nil {
			fail("%s %s: %v", method, path, err)
		}
	}
}

func (p *person) invite(org string, n int) *person {
	var made struct{ Link string }
	p.do("POST", org+"/invitations", `{"role":"team_member"}`, &made)
	_, token, _ := strings.Cut(made.Link, "#token=")
	other := &person{base: p.base}
	other.do("POST", "/api/v1/invitations/accept", fmt.Sprintf(`{"token":%q,"name":"Person %d","email":"p%d@ferry.test","password":"correct horse battery!"}`, token, n, n), nil)
	return other
}
