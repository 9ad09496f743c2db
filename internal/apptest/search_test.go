package apptest

import (
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store/mongostore"
	"github.com/kanvaro/kanvaro/internal/testmongo"
)

// hits is the answer to a search.
type hits struct {
	Items []struct {
		Kind, ID, Project, Comment, Key, Name, Field, Snippet string
		Marks                                                 [][2]int
		Task                                                  *Task
	}
	Behind   bool
	Position string
}

// search asks until something is found, or what is found is as many as wanted: the index follows a moment later.
func (p *Person) search(t *testing.T, w *World, query string, want int) hits {
	t.Helper()
	watch := moment.Stopwatch()
	for {
		var h hits
		p.Must(t, "GET", w.At("/search?"+query), nil, &h)
		if len(h.Items) == want && !h.Behind {
			return h
		}
		if watch() > 20*time.Second {
			t.Fatalf("%s finds %+v, want %d", query, h.Items, want)
		}
		<-moment.Real.After(10 * time.Millisecond)
	}
}

func TestASearchOverHTTP(t *testing.T) {
	w := New(t)
	searchAnswers(t, w)
	lin := w.Join("Lin", access.TeamMember)
	secret := w.Project("SECRET", "members")
	w.Ada.Task(t, secret, "Print the secret boarding card")
	w.Ada.search(t, w, "q=secret+boarding", 1)
	lin.search(t, w, "q=secret+boarding", 0)
	lin.search(t, w, "q=SECRET-1", 0)
	for query, field := range map[string]string{"": "q", "q=a&sort=x": "query.sort", "q=a&limit=51": "limit", "q=a&limit=x": "limit", "q=a&kind=label": "kind",
		"q=a&project=" + secret.ID: "project", "q=" + strings.Repeat("a", 2001): "q"} {
		a := lin.Do(t, "GET", w.At("/search?"+query), nil)
		if a.Status != 422 || !strings.Contains(string(a.Body), `"field":"`+strings.TrimPrefix(field, "query.")) {
			t.Errorf("%.30s: %d %s, want a fault of %s", query, a.Status, a.Body, field)
		}
	}
	if a := lin.Do(t, "GET", w.At("/search?q=%zz"), nil); a.Status != 400 {
		t.Errorf("a query that cannot be read: %d", a.Status)
	}
}

// searchAnswers makes tasks and a comment, and looks at what a search says of them.
func searchAnswers(t *testing.T, w *World) {
	t.Helper()
	p := w.Project("FERRY", "organisation")
	task := w.Ada.Task(t, p, "Print a boarding card")
	w.Ada.Must(t, "PATCH", p.Path+"/tasks/"+task.ID, map[string]string{"description": "The **printer** at the quay"}, nil)
	var comment struct{ ID string }
	w.Ada.Must(t, "POST", p.Path+"/tasks/"+task.ID+"/comments", map[string]string{"markdown": "It jams: see *gangway*"}, &comment)

	one := w.Ada.search(t, w, "q=gangway", 1).Items[0]
	if one.Kind != "comment" || one.ID != comment.ID || one.Comment != comment.ID || one.Project != p.ID || one.Task == nil || one.Task.Key != "FERRY-1" || one.Task.Tally.Comments != 1 {
		t.Errorf("the comment is %+v", one)
	}
	one = w.Ada.search(t, w, "q=bording+prin", 1).Items[0]
	if one.Kind != "task" || one.ID != task.ID || one.Field != "title" || one.Snippet != "Print a boarding card" || len(one.Marks) != 2 || one.Marks[0] != [2]int{0, 4} {
		t.Errorf("the task is %+v", one)
	}
	one = w.Ada.search(t, w, "q=quay&kind=task,comment&limit=5&project=FERRY", 1).Items[0]
	if one.Field != "text" || one.Snippet != "The printer at the quay" {
		t.Errorf("the text is %+v", one)
	}
	one = w.Ada.search(t, w, "q="+url.QueryEscape("ferry-1"), 1).Items[0]
	if one.Field != "key" || one.Snippet != "FERRY-1" {
		t.Errorf("the key is %+v", one)
	}
	one = w.Ada.search(t, w, "q=ferry&kind=project", 1).Items[0]
	if one.Key != "FERRY" || one.Name != "Project FERRY" || one.Task != nil {
		t.Errorf("the project is %+v", one)
	}
	if one = w.Ada.search(t, w, "q=ada&kind=member", 1).Items[0]; one.Name != "Ada" {
		t.Errorf("the member is %+v", one)
	}
}

func TestADatabaseOfTheFirstReleaseCanBeSearched(t *testing.T) {
	folder := t.TempDir()
	unpack(t, "testdata/release-1.db.gz", filepath.Join(folder, "kanvaro.db"))
	w := Open(t, func(o *app.Options) { o.Config.Data = folder }, OnDisk)
	ada := w.person("Ada")
	var session Session
	ada.Must(t, "POST", "/api/auth/login", map[string]string{"email": "ada@ferry.test", "password": Password}, &session)
	w.Org = session.Organisations[0].ID
	var list struct{ Items []Task }
	ada.Must(t, "GET", w.At("/projects/FERRY/tasks"), nil, &list)
	for _, task := range list.Items {
		found := ada.search(t, w, "kind=task&q="+url.QueryEscape(task.Title), 1)
		if found.Items[0].ID != task.ID {
			t.Errorf("%q finds %+v", task.Title, found.Items)
		}
	}
}

// TestASearchOverMongoDB: the index is kept by two servers over one database, and both find the same.
func TestASearchOverMongoDB(t *testing.T) {
	uri, database := testmongo.URI(t), testmongo.Database(t)
	data := t.TempDir()
	on := func(o *app.Options) {
		e, err := mongostore.Open(t.Context(), uri, database, app.Defs(), mongostore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		o.Engine, o.Config.Data = e, data // the secrets are the same
	}
	one := New(t, on)
	two := Open(t, on)
	searchAnswers(t, one)
	there := one.Ada.At(two)
	there.search(t, one, "q=gangway", 1)
	var p struct{ ID string }
	one.Ada.Must(t, "GET", one.At("/projects/FERRY"), nil, &p)
	there.Must(t, "POST", one.At("/projects/FERRY/tasks"), map[string]string{"title": "A lifeboat"}, nil)
	one.Ada.search(t, one, "q=lifeboat", 1)
	there.search(t, one, "q=lifeboat", 1)
}
