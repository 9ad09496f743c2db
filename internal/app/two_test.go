package app_test

import (
	"net/http"
	"testing"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/apptest"
	"github.com/kanvaro/kanvaro/internal/store/mongostore"
	"github.com/kanvaro/kanvaro/internal/testmongo"
)

// TestTwoServersAreOne: what is done at one is seen at the other: tasks, streams, and the end of a session.
func TestTwoServersAreOne(t *testing.T) {
	uri, database := testmongo.URI(t), testmongo.Database(t)
	data := t.TempDir()
	on := func(o *app.Options) {
		e, err := mongostore.Open(t.Context(), uri, database, app.Defs(), mongostore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		o.Engine, o.Config.Data = e, data // the secrets are the same
	}
	one := apptest.New(t, on)
	two := apptest.Open(t, on)
	lin := one.Join("Lin", access.TeamMember)
	p := one.Project("FERRY", "organisation")

	there := lin.At(two)
	s := there.Watch(t, "", "")
	task := one.Ada.Task(t, p, "Print a boarding card")
	if m := s.Named(t, "task.created"); m.Doc["key"] != "FERRY-1" || m.Seq != task.Version {
		t.Errorf("%+v", m)
	}
	var moved apptest.Task
	a := there.Must(t, "POST", p.Path+"/tasks/FERRY-1/move", map[string]string{"status": p.In("done")}, &moved)
	here := one.Ada.Must(t, "GET", p.Path+"/tasks/FERRY-1", nil, &task, "Kanvaro-Position", a.Header.Get("Kanvaro-Position"))
	if task.Status != p.In("done") {
		t.Errorf("what was done there is missing here: %s", here.Body)
	}
	lin.Must(t, "POST", "/api/auth/logout", nil, nil)
	if err := s.End(t); err != nil {
		t.Errorf("the stream at the other server was cut off: %v", err)
	}
	if a := there.Do(t, http.MethodGet, "/api/v1/me", nil); a.Status != 401 {
		t.Errorf("the session goes on at the other server: %d", a.Status)
	}
}
