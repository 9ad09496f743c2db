package apptest

import (
	"bytes"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The examples of /api/docs are requests that were really sent to a server, in this order, with what it really answered. What differs from
// run to run (ids, times, secrets, tags) is replaced by something that does not.

const examplesFile = "../api/docs/examples.json"

type step struct {
	operation, method, path string
	body                    string
	keep                    map[string]string // name → field of the answer, for the paths and bodies that follow
}

// script is a morning at the ferry company. {names} in paths and bodies are what earlier answers gave.
var script = []step{
	{operation: "issueTokens", method: "POST", path: "/api/auth/token", body: `{"email":"ada@ferry.test","password":"` + Password + `"}`},
	{operation: "readMe", method: "GET", path: "/api/v1/me"},
	{operation: "createProject", method: "POST", path: "/api/v1/orgs/{org}/projects", body: `{"key":"FERRY","name":"Ferry tickets"}`, keep: map[string]string{"project": "id", "backlog": "statuses.0.id", "doing": "statuses.2.id"}},
	{operation: "addLabel", method: "POST", path: "/api/v1/orgs/{org}/projects/{project}/labels", body: `{"name":"quay"}`, keep: map[string]string{"label": "labels.0.id"}},
	{operation: "createTask", method: "POST", path: "/api/v1/orgs/{org}/projects/{project}/tasks", body: `{"title":"Print boarding cards on the quay","description":"The printer at **gate 2** jams.","priority":"high","labels":["{label}"],"due":"2026-12-04"}`, keep: map[string]string{"task": "id", "key": "key", "text": "text.version"}},
	{operation: "createTask", method: "POST", path: "/api/v1/orgs/{org}/projects/{project}/tasks", body: `{"title":"Count the bicycles"}`, keep: map[string]string{"other": "id"}},
	{operation: "listTasks", method: "GET", path: "/api/v1/orgs/{org}/projects/{project}/tasks?priority=high,urgent&limit=2"},
	{operation: "readTask", method: "GET", path: "/api/v1/orgs/{org}/projects/{project}/tasks/{key}"},
	{operation: "moveTask", method: "POST", path: "/api/v1/orgs/{org}/projects/{project}/tasks/{task}/move", body: `{"status":"{doing}"}`},
	{operation: "changeTask", method: "PATCH", path: "/api/v1/orgs/{org}/projects/{project}/tasks/{task}", body: `{"points":3,"addLabels":[],"description":"The printer at **gate 2** jams when it is wet.","baseVersion":{text}}`},
	{operation: "comment", method: "POST", path: "/api/v1/orgs/{org}/projects/{project}/tasks/{task}/comments", body: `{"markdown":"Seen again this morning."}`, keep: map[string]string{"comment": "id"}},
	{operation: "listComments", method: "GET", path: "/api/v1/orgs/{org}/projects/{project}/tasks/{task}/comments"},
	{operation: "listHistory", method: "GET", path: "/api/v1/orgs/{org}/projects/{project}/tasks/{task}/history?limit=2", keep: map[string]string{"op": "items.0.op"}},
	{operation: "undo", method: "POST", path: "/api/v1/orgs/{org}/undo", body: `{"op":"{op}"}`},
	{operation: "changeTask", method: "PATCH", path: "/api/v1/orgs/{org}/projects/{project}/tasks/{task}", body: `{"priority":"very high"}`},
	{operation: "trashTask", method: "DELETE", path: "/api/v1/orgs/{org}/projects/{project}/tasks/{other}"},
	{operation: "invite", method: "POST", path: "/api/v1/orgs/{org}/invitations", body: `{"role":"team_member","email":"lin@ferry.test"}`},
	{operation: "listMembers", method: "GET", path: "/api/v1/orgs/{org}/members"},
}

type ranExample struct {
	Operation string          `json:"operation"`
	Method    string          `json:"method"`
	Path      string          `json:"path"`
	Body      json.RawMessage `json:"body,omitempty"`
	Status    int             `json:"status"`
	Answer    json.RawMessage `json:"answer,omitempty"`
}

func TestExamplesOfTheReferenceWereRun(t *testing.T) {
	w := New(t)
	known := map[string]string{"org": w.Org}
	fill := func(s string) string {
		for name, value := range known {
			s = strings.ReplaceAll(s, "{"+name+"}", value)
		}
		return s
	}
	still := &stillness{ids: map[string]string{}}
	var out []ranExample
	for _, st := range script {
		path, body := fill(st.path), fill(st.body)
		var in any
		if body != "" {
			in = body
		}
		answer := w.Ada.Do(t, st.method, path, in)
		if answer.Status >= 500 {
			t.Fatalf("%s: %d %s", st.operation, answer.Status, answer.Body)
		}
		for name, field := range st.keep {
			known[name] = at(t, answer.Body, field)
		}
		ran := ranExample{Operation: st.operation, Method: st.method, Path: still.text(path), Status: answer.Status}
		if body != "" {
			ran.Body = json.RawMessage(still.text(body))
		}
		if len(answer.Body) > 0 {
			ran.Answer = json.RawMessage(still.text(string(answer.Body)))
		}
		out = append(out, ran)
	}
	var now bytes.Buffer
	enc := json.NewEncoder(&now)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("KANVARO_UPDATE") == "1" {
		if err := os.WriteFile(examplesFile, now.Bytes(), 0o644); err != nil { //nolint:gosec // it is to be read
			t.Fatal(err)
		}
		return
	}
	then, err := os.ReadFile(filepath.Clean(examplesFile))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(then, now.Bytes()) {
		t.Errorf("what the server answers is not what /api/docs shows; if that is right, run the test with KANVARO_UPDATE=1\n%s", firstDifference(string(then), now.String()))
	}
}

func firstDifference(then, now string) string {
	a, b := strings.Split(then, "\n"), strings.Split(now, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\nnow  %s\nthen %s", i+1, b[i], a[i])
		}
	}
	return fmt.Sprintf("%d lines now, %d then", len(b), len(a))
}

// at reads a field such as "statuses.0.id".
func at(t *testing.T, body []byte, field string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	for part := range strings.SplitSeq(field, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[part]
		case []any:
			var i int
			if _, err := fmt.Sscan(part, &i); err != nil || i >= len(in) {
				t.Fatalf("no %s in %s", field, body)
			}
			v = in[i]
		default:
			t.Fatalf("no %s in %s", field, body)
		}
	}
	if n, ok := v.(float64); ok {
		return fmt.Sprintf("%d", int64(n))
	}
	return v.(string)
}

// stillness replaces what changes from run to run: each id by one made of its turn, times by one, secrets by dots.
type stillness struct {
	ids map[string]string
}

var (
	anID      = regexp.MustCompile(`\b([a-z]{3})_[0-9a-hjkmnp-tv-z]{20}\b`)
	aTime     = regexp.MustCompile(`\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\b`)
	aSecret   = regexp.MustCompile(`"(accessToken|refreshToken|token|position|requestId)":"[^"]*"`)
	aLink     = regexp.MustCompile(`(/[a-z]+)#token=[A-Za-z0-9._-]+`)
	aHue      = regexp.MustCompile(`"hue":[1-8]`) // of a person: it follows from the id
	aPassword = regexp.MustCompile(regexp.QuoteMeta(Password))
	lowerHex  = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)
)

func (s *stillness) text(in string) string {
	out := anID.ReplaceAllStringFunc(in, func(id string) string {
		if s.ids[id] == "" {
			h := fnv.New128a()
			fmt.Fprintf(h, "%s %d", id[:3], len(s.ids))
			s.ids[id] = id[:4] + lowerHex.EncodeToString(h.Sum(nil))[:20]
		}
		return s.ids[id]
	})
	out = aTime.ReplaceAllString(out, "2026-11-25T09:12:34.567Z")
	out = aSecret.ReplaceAllString(out, `"$1":"…"`)
	out = aLink.ReplaceAllString(out, "$1#token=…")
	out = aHue.ReplaceAllString(out, `"hue":5`)
	return aPassword.ReplaceAllString(out, "…")
}
