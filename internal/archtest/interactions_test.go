package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	interaction = regexp.MustCompile(`(?m)^\| (\d+) \|.*$`)
	namedTest   = regexp.MustCompile("`([a-z][a-z/-]*): ([^`]+)`")
)

// TestInteractionsAreHeldByTests: each row of docs/INTERACTIONS.md says whether it works and names the tests that hold
// it, and those are there. What works has a test.
func TestInteractionsAreHeldByTests(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "docs/INTERACTIONS.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := interaction.FindAllStringSubmatch(string(text), -1)
	for i, row := range rows {
		if row[1] != strconv.Itoa(i+1) {
			t.Fatalf("row %d has the number %s", i+1, row[1])
		}
		cells := strings.Split(strings.Trim(row[0], "|"), "|")
		if len(cells) != 5 {
			t.Errorf("%s: %d cells", row[1], len(cells))
			continue
		}
		state, held := strings.TrimSpace(cells[2]), namedTest.FindAllStringSubmatch(cells[4], -1)
		switch state {
		case "works", "in part":
			if len(held) == 0 {
				t.Errorf("%s: %s, and no test holds it", row[1], state)
			}
		case "no", "not yet":
		default:
			t.Errorf("%s: %q is no state", row[1], state)
		}
		for _, test := range held {
			if !hasTest(t, test[1], test[2]) {
				t.Errorf("%s: there is no test %s: %s", row[1], test[1], test[2])
			}
		}
	}
	if len(rows) != 51 {
		t.Errorf("%d rows, want 51", len(rows))
	}
}

// hasTest looks for a journey, a unit test of the front end or a test of a Go package.
func hasTest(t *testing.T, place, name string) bool {
	t.Helper()
	files, opening := []string{filepath.Join(root, "e2e/journeys", place+".test.mjs"), filepath.Join(root, "web/src", place+".test.ts")}, regexp.MustCompile(`(?m)^\s*test\(['"`+"`]"+regexp.QuoteMeta(name)+`['"`+"`]")
	if strings.HasPrefix(name, "Test") {
		found, err := filepath.Glob(filepath.Join(root, place, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		files, opening = found, regexp.MustCompile(`(?m)^func `+regexp.QuoteMeta(name)+`\(t `)
	}
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil && opening.Match(text) {
			return true
		}
	}
	return false
}
