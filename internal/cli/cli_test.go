package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/identity"
)

// kanvaro runs the program with a line on its standard input.
func kanvaro(t *testing.T, in string, args ...string) (code int, out, err string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = run(terminal{t.Context(), strings.NewReader(in), &stdout, &stderr}, args)
	return code, stdout.String(), stderr.String()
}

func TestHelpAndVersion(t *testing.T) {
	if code, out, _ := kanvaro(t, "", "--help"); code != 0 || !strings.Contains(out, "serve") || !strings.Contains(out, "doctor") {
		t.Errorf("%d %s", code, out)
	}
	if code, out, _ := kanvaro(t, "", "version"); code != 0 || !strings.HasPrefix(out, "kanvaro ") {
		t.Errorf("%d %s", code, out)
	}
	if code, _, stderr := kanvaro(t, "", "dance"); code != 2 || stderr == "" {
		t.Errorf("%d %s", code, stderr)
	}
	if code, out, _ := kanvaro(t, "", "openapi"); code != 0 || !strings.Contains(out, `"x-kanvaro-needs"`) {
		t.Errorf("%d", code)
	}
}

func TestABadConfigurationIsToldAndNothingIsStarted(t *testing.T) {
	t.Setenv("JWT_SECRET", "canary-too-short")
	dir := filepath.Join(t.TempDir(), "data")
	code, _, stderr := kanvaro(t, "", "serve", "--data", dir, "--addr", "nowhere")
	if code != exitConfig || !strings.Contains(stderr, "KANVARO_ADDR") || !strings.Contains(stderr, "JWT_SECRET") || strings.Contains(stderr, "canary") {
		t.Errorf("%d %s", code, stderr)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the data folder was made")
	}
}

// TestTheOperator goes the whole way: set up by the service, then people, passwords and a check at the command line, and what a running
// server says to that.
func TestTheOperator(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	ctx, stop := context.WithCancel(t.Context())
	out, ended := &lines{first: make(chan string, 1)}, make(chan int)
	var log bytes.Buffer
	go func() {
		ended <- run(terminal{ctx, strings.NewReader(""), out, &log}, []string{"serve", "--addr", "127.0.0.1:0", "--metrics-addr", "off", "--data", dir})
	}()
	link := <-out.first
	if !regexp.MustCompile(`^Kanvaro is at http://127\.0\.0\.1:\d+ — set it up: http://127\.0\.0\.1:\d+/setup#token=\w+\n$`).MatchString(link) {
		t.Errorf("it prints %q", link)
	}
	setUp(t, link)
	if code, _, stderr := kanvaro(t, "", "user", "list", "--data", dir); code != 1 || !strings.Contains(stderr, "a server runs on") {
		t.Errorf("beside a server: %d %s", code, stderr)
	}
	file := filepath.Join(t.TempDir(), "ferry.csv")
	if err := os.WriteFile(file, []byte("title,description,story points\nOne,*a*,1\nTwo,,2\n,nameless,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	base := makeProject(t, link, "FERRY")
	if code, _, stderr := kanvaro(t, "", "import", "csv", file, "--project", "FERRY", "--data", dir); code != 1 || !strings.Contains(stderr, "a server runs on") || !strings.Contains(stderr, "--url") {
		t.Errorf("import beside a server: %d %s", code, stderr)
	}
	remote := []string{"import", "csv", file, "--project", "FERRY", "--url", base, "--email", "ada@ferry.test"}
	if code, _, stderr := kanvaro(t, "correct horse battery!\n", remote...); code != 1 || !strings.Contains(stderr, "line 4: title") || !strings.Contains(stderr, "--skip-faulty") {
		t.Errorf("import with a fault: %d %s", code, stderr)
	}
	if code, out, stderr := kanvaro(t, "correct horse battery!\n", append(remote, "--skip-faulty")...); code != 0 || !strings.Contains(out, "2 tasks were made, 1 rows left out") {
		t.Errorf("import through a server: %d %s %s", code, out, stderr)
	}
	stop()
	if code := <-ended; code != 0 {
		t.Fatalf("%d %s", code, log.String())
	}

	code, id, stderr := kanvaro(t, "a long and good phrase\n", "user", "add", "lin@ferry.test", "--name", "Lin", "--role", "viewer", "--data", dir)
	if code != 0 || !strings.HasPrefix(id, "usr_") {
		t.Fatalf("%d %s", code, stderr)
	}
	if code, _, stderr = kanvaro(t, "short\n", "user", "add", "noa@ferry.test", "--name", "Noa", "--data", dir); code != 1 || !strings.Contains(stderr, "password") {
		t.Errorf("%d %s", code, stderr)
	}
	if code, _, stderr = kanvaro(t, "another long and good phrase\n", "user", "password", "lin@ferry.test", "--data", dir); code != 0 {
		t.Errorf("%d %s", code, stderr)
	}
	if code, _, _ = kanvaro(t, "another long and good phrase\n", "user", "password", "nobody@ferry.test", "--data", dir); code != 1 {
		t.Errorf("%d", code)
	}
	code, made, stderr := kanvaro(t, "", "import", "csv", file, "--project", "FERRY", "--data", dir, "--skip-faulty", "--markup", "jira")
	if code != 0 || !strings.Contains(made, "2 tasks were made, 1 rows left out") {
		t.Errorf("import without a server: %d %s %s", code, made, stderr)
	}
	code, list, stderr := kanvaro(t, "", "user", "list", "--data", dir)
	if code != 0 || !strings.Contains(list, "lin@ferry.test") || !strings.Contains(list, "viewer in Ferry") || !strings.Contains(list, "admin in Ferry") {
		t.Errorf("%d %s %s", code, list, stderr)
	}
	code, report, stderr := kanvaro(t, "", "doctor", "--data", dir)
	if code != 0 || strings.Contains(report, "WRONG") || !strings.Contains(report, "instance: ") {
		t.Errorf("%d %s %s", code, report, stderr)
	}
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // that is what is to be found
		t.Fatal(err)
	}
	if code, report, _ = kanvaro(t, "", "doctor", "--data", dir); code != 1 || !strings.Contains(report, "WRONG") {
		t.Errorf("%d %s", code, report)
	}
	signsIn(t, dir, identity.Attempt{Email: "lin@ferry.test", Password: "another long and good phrase"})
}
