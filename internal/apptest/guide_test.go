package apptest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The guide at the beginning of docs/API.md is run as it stands, by the shell.
func TestTheGuideToTheAPIRunsAsItStands(t *testing.T) {
	for _, tool := range []string{"bash", "curl", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is missing: make servers-install brings it", tool)
		}
	}
	text, err := os.ReadFile(filepath.Clean("../../docs/API.md"))
	if err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	script.WriteString("set -euo pipefail\n")
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllSubmatch(text, -1)
	if len(blocks) < 6 {
		t.Fatalf("the guide has %d pieces of shell", len(blocks))
	}
	for _, block := range blocks {
		script.Write(block[1])
	}
	script.WriteString("kill $!\n") // nobody listens any more
	w := New(t)
	run := exec.CommandContext(t.Context(), "bash", "-c", script.String())
	run.Dir = t.TempDir()
	run.Env = append(os.Environ(), "KANVARO="+w.URL, "EMAIL=ada@ferry.test", "PASSWORD="+Password)
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}
