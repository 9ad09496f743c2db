package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/testmongo"
)

// patience is how long anything here may take on a machine that is busy with other things. Nothing waits for it to pass.
const patience = 60 * time.Second

// binary is the program under test: KANVARO_BINARY (as make sets it), or built once for this run.
var binary = sync.OnceValues(func() (string, error) {
	if path := os.Getenv("KANVARO_BINARY"); path != "" {
		return path, nil
	}
	path := filepath.Join(scratch, "kanvaro")
	out, err := exec.Command("go", "build", "-o", path, "github.com/kanvaro/kanvaro/cmd/kanvaro").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return path, nil
})

var scratch string // a folder for the whole run, made and removed by TestMain

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "kanvaro-e2e-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	if err := os.RemoveAll(scratch); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// server is a process of the program.
type server struct {
	url   string // where it listens
	token string // of the link to set it up; empty once that is done

	process *os.Process
	ended   chan struct{} // closed when the process has gone
	state   *os.ProcessState
	log     *lockedBuffer
}

// home is where a server keeps what it knows; it outlives the process.
type home struct {
	data  string
	mongo string // empty: the database is in the data folder
}

// settings are the environment of a server over MongoDB: of several servers each must have the same secrets, so the
// program makes none itself.
func (h home) settings() []string {
	if h.mongo == "" {
		return nil
	}
	return []string{
		"MONGODB_URI=" + h.mongo,
		"JWT_SECRET=" + strings.Repeat("signs access tokens ", 2),
		"JWT_REFRESH_SECRET=" + strings.Repeat("signs refresh tokens ", 2),
	}
}

// onEveryEngine runs a test over an empty home on each database that the program can be given.
func onEveryEngine(t *testing.T, test func(t *testing.T, h home)) {
	t.Run("SQLite", func(t *testing.T) { test(t, home{data: t.TempDir()}) })
	t.Run("MongoDB", func(t *testing.T) { test(t, onMongoDB(t)) })
}

// onMongoDB is an empty home with a MongoDB of its own, for the program names its database itself.
func onMongoDB(t *testing.T) home {
	t.Helper()
	path, err := testmongo.Installed()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	database, err := testmongo.Start(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(database.Stop)
	return home{data: t.TempDir(), mongo: database.URI}
}

// serve starts the program at home. It is killed at the end of the test if it still runs then.
func serve(t *testing.T, h home) *server {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	s := &server{ended: make(chan struct{}), log: &lockedBuffer{}}
	out, in := io.Pipe()
	started := make(chan error)
	go func() {
		// The kernel kills the process when the thread that started it goes, so that none outlives a test run that is
		// itself killed. Therefore this thread stays until the process has ended.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		cmd := exec.Command(path, "serve", "--addr", "127.0.0.1:0", "--metrics-addr", "off", "--data", h.data)
		cmd.Env = append(append(os.Environ(), "KANVARO_RATE_LIMIT=0"), h.settings()...) // a test asks faster than people
		cmd.Stdout, cmd.Stderr = in, s.log
		cmd.SysProcAttr = endsWithUs()
		err := cmd.Start()
		s.process = cmd.Process
		started <- err
		if err == nil {
			_ = cmd.Wait() // how it ended is in its state
			s.state = cmd.ProcessState
		}
		in.Close()
		close(s.ended)
	}()
	if err := <-started; err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.end(t, syscall.SIGKILL) })

	link, err := readLink(out)
	if err != nil {
		t.Fatalf("%s did not start: %v\n%s", path, err, s.log)
	}
	s.url = link.Scheme + "://" + link.Host
	if fragment, err := url.ParseQuery(link.Fragment); err == nil {
		s.token = fragment.Get("token")
	}
	return s
}

// end sends a signal and waits until the process has gone; it answers the exit code, −1 when a signal ended it.
func (s *server) end(t *testing.T, signal syscall.Signal) int {
	t.Helper()
	_ = s.process.Signal(signal) // it may have gone already, which is what is wanted
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	select {
	case <-s.ended:
	case <-ctx.Done():
		_ = s.process.Kill()
		t.Fatalf("it still runs %v after %v\n%s", patience, signal, s.log)
	}
	return s.state.ExitCode()
}

var anyLink = regexp.MustCompile(`https?://\S+`)

// readLink reads what the program prints up to its address, and goes on reading so that it never waits for us.
func readLink(out io.Reader) (*url.URL, error) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		// With nobody set up yet the line has two: where it is, and how to set it up.
		if links := anyLink.FindAllString(lines.Text(), -1); len(links) > 0 {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return url.Parse(links[len(links)-1])
		}
	}
	return nil, fmt.Errorf("it printed no address: %w", io.ErrUnexpectedEOF)
}

// lockedBuffer is the end of a log that is written while it is read.
type lockedBuffer struct {
	mu   sync.Mutex
	text []byte
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	const most = 64 << 10
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text = append(b.text, p...)
	if extra := len(b.text) - most; extra > 0 {
		b.text = bytes.Clone(b.text[extra:])
	}
	return len(p), nil
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return string(b.text)
}
