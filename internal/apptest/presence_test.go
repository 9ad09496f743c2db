package apptest_test

import (
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/apptest"
)

// TestWhoIsWhereIsToldOverHTTP: to those who see the project, and to who comes later.
func TestWhoIsWhereIsToldOverHTTP(t *testing.T) {
	w := apptest.New(t)
	lin, cleo := w.Join("Lin", access.TeamMember), w.Join("Cleo", access.Client)
	p := w.Project("FERRY", "organisation")
	task := w.Ada.Task(t, p, "A task")
	sees, client := lin.Watch(t, "", ""), cleo.Watch(t, "", "")
	here := map[string]any{"client": "tab_1", "project": p.ID, "task": task.ID, "doing": "typing", "field": "comment"}
	if a := w.Ada.Must(t, "POST", w.At("/presence"), here, nil); a.Status != 204 {
		t.Errorf("%d", a.Status)
	}
	want := `"client":"tab_1","member":"` + w.Ada.ID + `","project":"` + p.ID + `","task":"` + task.ID + `","doing":"typing","field":"comment"`
	told := func(s *apptest.Stream) apptest.Message {
		all := s.Until(t, func(m apptest.Message) bool { return m.Event == "presence" })
		return all[len(all)-1]
	}
	for name, s := range map[string]*apptest.Stream{"who listened": sees, "who comes later": lin.Watch(t, "", "")} {
		if m := told(s); !strings.Contains(m.Data, want) || m.Position != "" {
			t.Errorf("%s: %s %s", name, m.Position, m.Data)
		}
	}
	w.Ada.Must(t, "POST", w.At("/presence"), `{"client":"tab_1","project":null}`, nil)
	if m := told(sees); !m.Gone {
		t.Errorf("%s", m.Data)
	}
	w.Ada.Must(t, "PATCH", w.At(""), `{"name":"Ferries"}`, nil) // of which everybody is told
	for _, m := range client.Until(t, func(m apptest.Message) bool { return m.Kind == "organisation" }) {
		if m.Event == "presence" {
			t.Errorf("a client is told: %s", m.Data)
		}
	}
}

func TestPresenceIsRefusedWhereItMakesNoSense(t *testing.T) {
	w := apptest.New(t)
	cleo := w.Join("Cleo", access.Client)
	p := w.Project("FERRY", "organisation")
	w.Ada.Must(t, "POST", w.At("/presence"), map[string]any{"client": "tab_1", "project": p.ID}, nil)
	for name, c := range map[string]struct {
		who    *apptest.Person
		body   string
		status int
	}{
		"a project out of sight":     {cleo, `{"client":"tab_2","project":"` + p.ID + `"}`, 404},
		"a key instead of an id":     {w.Ada, `{"client":"tab_2","project":"FERRY"}`, 422},
		"another person's tab":       {cleo, `{"client":"tab_1","project":null}`, 409},
		"no tab":                     {w.Ada, `{"project":"` + p.ID + `"}`, 422},
		"a deed that there is not":   {w.Ada, `{"client":"tab_2","project":"` + p.ID + `","doing":"sleeping"}`, 422},
		"a field that is not edited": {w.Ada, `{"client":"tab_2","project":"` + p.ID + `","field":"price"}`, 422},
		"a member of one's choice":   {w.Ada, `{"client":"tab_2","project":"` + p.ID + `","member":"` + cleo.ID + `"}`, 422},
	} {
		if a := c.who.Do(t, "POST", w.At("/presence"), c.body); a.Status != c.status {
			t.Errorf("%s: %d %s", name, a.Status, a.Body)
		}
	}
}
