package api_test

import (
	"encoding/json"
	"net/url"
	"testing"
	"unicode/utf8"

	"github.com/kanvaro/kanvaro/internal/api"
	"github.com/kanvaro/kanvaro/internal/apptest"
	"github.com/kanvaro/kanvaro/internal/fault"
)

// FuzzStrict: what passes is JSON, and means the same when it is written again.
func FuzzStrict(f *testing.F) {
	for _, s := range []string{`{}`, `{"a":1,"b":{"a":[{"a":null}]}}`, `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `[1,2`, "{\"a\":\"\xff\"}", `"x"`, `{"a":"\"","b":"}"}`, `1 2`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if api.Strict(data) != nil {
			return
		}
		if !json.Valid(data) || !utf8.Valid(data) {
			t.Fatalf("%q passed", data)
		}
		var v any
		if err := json.Unmarshal(data, &v); err != nil {
			t.Fatalf("%q passed: %v", data, err)
		}
	})
}

func FuzzFilter(f *testing.F) {
	for _, s := range []string{"", "status=a,b&status=c&assignee=me,none&due=overdue", "due=2026-11-01..2026-11-30&q=a+b&sort=-createdAt", "limit=0", "trashed=maybe", "%zz", "fields=title&cursor=eyJ9"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		_, _, err := api.FilterOf(query)
		if err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Malformed) {
			t.Fatalf("%q: %v", query, err)
		}
	})
}

// FuzzBody sends whatever there is as a new task: it is made or refused, and nothing breaks.
func FuzzBody(f *testing.F) {
	for _, s := range []string{`{"title":"A"}`, `{"title":"A","due":"2026-02-30"}`, `{"title":null}`, `{"title":"A","points":1e400}`, `{"title":"A","labels":[null]}`, `[]`, `{"title":"A","points":-0.1,"assignees":["usr_1"]}`, "\ufeff{}"} {
		f.Add([]byte(s))
	}
	w := apptest.New(f)
	p := w.Project("FERRY", "organisation")
	f.Fuzz(func(t *testing.T, body []byte) {
		if a := w.Ada.Do(t, "POST", p.Path+"/tasks", body); a.Status >= 500 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	})
}

// FuzzQuery asks for a list in every possible way: it is given or refused.
func FuzzQuery(f *testing.F) {
	w := apptest.New(f)
	p := w.Project("FERRY", "organisation")
	w.Ada.Task(f, p, "A task")
	for _, s := range []string{"cursor=x", "cursor=WyJyYW5rIiwiYSIsImIiLCJjIl0", "sort=title&cursor=WyJ0aXRsZSIsImEiLCJiIl0", "due=..", "status=", "fields=key,nothing"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, query string) {
		if _, err := url.ParseQuery(query); err != nil || !printable(query) {
			return
		}
		if a := w.Ada.Do(t, "GET", p.Path+"/tasks?"+query, nil); a.Status >= 500 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	})
}

// printable keeps to what a client can send as a URL at all.
func printable(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f || s[i] == '#' {
			return false
		}
	}
	return true
}
