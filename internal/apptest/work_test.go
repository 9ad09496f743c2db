package apptest_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/apptest"
)

// card is a task as lists have it.
type card struct {
	ID, Key, Title, Status string
	Version                int64
	Parent                 *string
	Tally                  struct{ Comments, Subtasks, SubtasksDone, Links int64 }
}

type cards struct{ Items []card }

func (c cards) keys() string {
	var out []string
	for _, one := range c.Items {
		out = append(out, one.Key)
	}
	return strings.Join(out, " ")
}

func TestPartsLinksAndReactionsAreHeardByOthers(t *testing.T) {
	for name, engine := range map[string]func(*app.Options){"in memory": func(*app.Options) {}, "on disk": apptest.OnDisk} {
		t.Run(name, func(t *testing.T) {
			w := apptest.New(t, engine)
			lin := w.Join("Lin", access.TeamMember)
			p, q := w.Project("FERRY", "organisation"), w.Project("QUAY", "organisation")
			above, other := w.Ada.Task(t, p, "Above"), w.Ada.Task(t, q, "Other")
			watching := lin.Watch(t, "", "")

			var sub card
			w.Ada.Must(t, "POST", p.Path+"/tasks", map[string]string{"title": "Sub", "parent": "FERRY-1"}, &sub)
			if made := watching.Named(t, "task.created"); made.Doc["parent"] != above.ID || sub.Parent == nil || *sub.Parent != above.ID {
				t.Errorf("%+v", made)
			}
			if tally := watching.Named(t, "task.tallied"); tally.ID != above.ID || tally.Doc["subtasks"] != 1.0 || tally.Doc["links"] != 0.0 {
				t.Errorf("%+v", tally)
			}
			w.Ada.Must(t, "POST", p.Path+"/tasks/"+sub.ID+"/move", map[string]string{"status": p.In("done")}, nil)
			if tally := watching.Named(t, "task.tallied"); tally.Set["subtasksDone"] != 1.0 {
				t.Errorf("%+v", tally)
			}

			var link struct{ ID, Task, Type, Other, OtherProject string }
			w.Ada.Must(t, "POST", p.Path+"/tasks/"+above.ID+"/links", `{"type":"blocks","other":"QUAY-1"}`, &link)
			here := watching.Named(t, "link.created")
			there := watching.Named(t, "link.created")
			if here.Project != p.ID || here.Doc["other"] != other.ID || there.Project != q.ID || there.Doc["type"] != "blockedBy" || link.OtherProject != q.ID {
				t.Errorf("%+v\n%+v", here, there)
			}
			var halves struct {
				Items []struct{ ID, Type, Other string }
			}
			lin.Must(t, "GET", q.Path+"/tasks/QUAY-1/links", nil, &halves)
			if len(halves.Items) != 1 || halves.Items[0].Other != above.ID {
				t.Errorf("%+v", halves)
			}
			lin.Must(t, "DELETE", q.Path+"/tasks/QUAY-1/links/"+halves.Items[0].ID, nil, nil)
			watching.Named(t, "link.deleted")
			if gone := watching.Named(t, "link.deleted"); !gone.Gone {
				t.Errorf("%+v", gone)
			}

			var said struct {
				ID        string
				Version   int64
				Reactions []struct {
					Emoji   string
					Members []string
				}
			}
			w.Ada.Must(t, "POST", p.Path+"/tasks/FERRY-1/comments", `{"markdown":"Hi"}`, &said)
			at := p.Path + "/tasks/FERRY-1/comments/" + said.ID + "/reactions/" + url.PathEscape("🎉")
			lin.Must(t, "PUT", at, nil, &said)
			if len(said.Reactions) != 1 || said.Reactions[0].Emoji != "🎉" || !slices.Equal(said.Reactions[0].Members, []string{lin.ID}) {
				t.Errorf("%+v", said)
			}
			if heard := watching.Named(t, "comment.reacted"); heard.Set["reactions"] == nil || heard.Seq != said.Version {
				t.Errorf("%+v", heard)
			}
			lin.Must(t, "DELETE", at, nil, &said)
			if said.Reactions == nil || len(said.Reactions) != 0 {
				t.Errorf("%+v", said)
			}
			if a := lin.Do(t, "PUT", strings.TrimSuffix(at, url.PathEscape("🎉"))+"x", nil); a.Status != 422 {
				t.Errorf("%d %s", a.Status, a.Body)
			}

			var list cards
			lin.Must(t, "GET", w.At("/tasks?ids=QUAY-1,"+sub.ID+",nothing"), nil, &list)
			if list.keys() != "QUAY-1 FERRY-2" {
				t.Errorf("%+v", list)
			}
			lin.Must(t, "GET", p.Path+"/tasks?parent="+above.ID+"&not.status="+p.In("backlog"), nil, &list)
			if list.keys() != "FERRY-2" {
				t.Errorf("%+v", list)
			}
		})
	}
}

func TestTextsAreShownWithMentionsKeysFilesAndBoxes(t *testing.T) {
	w := apptest.New(t)
	p := w.Project("FERRY", "organisation")
	var file struct{ ID string }
	w.Ada.Must(t, "POST", p.Path+"/files?name=a.txt", "hello", &file)
	text := "See FERRY-1, @" + w.Ada.ID + "\n\n- [ ] one\n- [x] two\n\n![a picture](" + file.ID + ") ![no](https://example.org/x.png)"
	var task struct {
		Text struct{ HTML string }
	}
	w.Ada.Must(t, "POST", p.Path+"/tasks", map[string]string{"title": "A", "description": text}, &task)
	for _, want := range []string{
		`<a class="key" data-key="FERRY-1">FERRY-1</a>`, `<span class="mention" data-member="` + w.Ada.ID + `">@</span>`,
		`type="checkbox" data-line="2"`, `type="checkbox" data-line="3"`, `<img src="` + w.At("/files/"+file.ID+"/content") + `" alt="a picture">`, `<a href="https://example.org/x.png"`,
	} {
		if !strings.Contains(task.Text.HTML, want) {
			t.Errorf("%s lacks %s", task.Text.HTML, want)
		}
	}
	var shown struct{ HTML string }
	w.Ada.Must(t, "POST", w.At("/preview"), map[string]string{"markdown": text}, &shown)
	if shown.HTML != task.Text.HTML {
		t.Errorf("a preview shows something else: %s", shown.HTML)
	}
}

func TestManyTasksAreChangedByAJobAndUndoneAsAWhole(t *testing.T) {
	w := apptest.New(t)
	lin := w.Join("Lin", access.TeamMember)
	p := w.Project("FERRY", "organisation")
	csv := "title\n"
	for i := range 620 {
		csv += fmt.Sprintf("Task %d\n", i)
	}
	var imp struct{ ID, State string }
	w.Ada.Must(t, "POST", p.Path+"/imports", csv, &imp, "Content-Type", "text/csv")
	at := p.Path + "/imports/" + imp.ID
	w.Ada.Must(t, "POST", at+"/check", nil, nil)
	watching := lin.Watch(t, "", "")
	w.Ada.Must(t, "POST", at+"/start", nil, nil)
	watching.Named(t, "import.finished")

	var tasks []string
	for i := range 620 {
		tasks = append(tasks, fmt.Sprintf("FERRY-%d", 620-i))
	}
	type bulk struct {
		ID, State, Op, Action              string
		Version                            int64
		Total, Done, Changed, RefusedCount int
		Refused                            []struct{ Task, Code, Detail string }
		Undone                             bool
	}
	var b bulk
	a := lin.Do(t, "POST", p.Path+"/tasks/bulk", map[string]any{"tasks": append(tasks, "FERRY-999"), "move": map[string]string{"status": p.In("done")}})
	if a.JSON(t, &b); a.Status != 202 || b.State != "running" || b.Action != "move" || b.Total != 621 || b.Version == 0 || b.Refused == nil || a.Header.Get("Kanvaro-Op") != b.Op {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	started := watching.Named(t, "bulk.started")
	if started.Kind != "bulk" || started.ID != b.ID || started.Doc["state"] != "running" || started.Op != b.Op {
		t.Errorf("%+v", started)
	}
	if progressed := watching.Named(t, "bulk.progressed"); progressed.Set["done"] != 250.0 {
		t.Errorf("%+v", progressed)
	}
	watching.Named(t, "bulk.finished")
	lin.Must(t, "GET", p.Path+"/bulks/"+b.ID, nil, &b)
	if b.State != "done" || b.Done != 621 || b.Changed != 620 || b.RefusedCount != 1 || b.Refused[0].Task != "FERRY-999" || b.Refused[0].Code != "not-found" {
		t.Errorf("%+v", b)
	}
	var list cards
	lin.Must(t, "GET", p.Path+"/tasks?limit=3&status="+p.In("done"), nil, &list)
	if list.keys() != "FERRY-620 FERRY-619 FERRY-618" {
		t.Errorf("%s", list.keys())
	}
	var progress struct {
		Items []struct {
			Project     string
			Total, Done int
		}
	}
	lin.Must(t, "GET", w.At("/progress"), nil, &progress)
	if len(progress.Items) != 1 || progress.Items[0].Total != 620 || progress.Items[0].Done != 620 {
		t.Errorf("%+v", progress)
	}
	var undone struct {
		Op        string
		Conflicts []any
	}
	w.Ada.Must(t, "POST", w.At("/undo"), map[string]string{"op": b.Op}, &undone)
	lin.Must(t, "GET", p.Path+"/tasks?limit=3&status="+p.In("done"), nil, &list)
	lin.Must(t, "GET", p.Path+"/bulks/"+b.ID, nil, &b)
	if list.keys() != "" || len(undone.Conflicts) != 0 || !b.Undone {
		t.Errorf("%s, %+v, %+v", list.keys(), undone, b)
	}

	a = lin.Do(t, "POST", p.Path+"/tasks/bulk", map[string]any{"tasks": tasks[:2], "set": map[string]any{"priority": "high", "points": nil}})
	if a.JSON(t, &b); a.Status != 200 || b.State != "done" || b.Changed != 2 || b.Version != 0 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	for body, field := range map[string]string{
		`{"tasks":["FERRY-1"],"set":{"priority":"very high"}}`:     "set.priority",
		`{"tasks":["FERRY-1"],"set":{"labels":["lbl_1"]}}`:         "set.labels",
		`{"tasks":["FERRY-1"],"move":{"status":"sts_1"}}`:          "move.status",
		`{"tasks":["FERRY-1"]}`:                                    `"set"`,
		`{"tasks":[],"trash":true}`:                                `"tasks"`,
		`{"tasks":["FERRY-1"],"trash":true,"restore":true}`:        `"set"`,
		`{"tasks":["FERRY-1"],"set":{"title":"all of them"}}`:      "title",
		`{"tasks":["FERRY-1"],"set":{"priority":"high"},"more":1}`: "more",
	} {
		if a := lin.Do(t, "POST", p.Path+"/tasks/bulk", body); a.Status != 422 || !strings.Contains(string(a.Body), field) {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
}

func TestAParentThatIsRefusedIsNamed(t *testing.T) {
	w := apptest.New(t)
	p := w.Project("FERRY", "organisation")
	task := w.Ada.Task(t, p, "A")
	for _, body := range []string{`{"parent":"` + task.ID + `"}`, `{"parent":"FERRY-9"}`, `{"parent":"nonsense"}`} {
		a := w.Ada.Do(t, "PATCH", p.Path+"/tasks/FERRY-1", body)
		if a.Status != 422 || !strings.Contains(string(a.Body), `"field":"parent"`) {
			t.Errorf("%s: %d %s", body, a.Status, a.Body)
		}
	}
	w.Ada.Must(t, "PATCH", p.Path+"/tasks/FERRY-1", `{"parent":null}`, nil)
}

func TestAColumnHasAHue(t *testing.T) {
	w := apptest.New(t)
	p := w.Project("FERRY", "organisation")
	var shown struct {
		Statuses []struct {
			Name string
			Hue  *int
		}
	}
	w.Ada.Must(t, "POST", p.Path+"/statuses", `{"name":"Testing","group":"review","hue":5}`, &shown)
	last := shown.Statuses[len(shown.Statuses)-1]
	if last.Name != "Testing" || last.Hue == nil || *last.Hue != 5 || *shown.Statuses[0].Hue != 0 {
		t.Errorf("%+v", shown)
	}
	w.Ada.Must(t, "PATCH", p.Path+"/statuses/"+p.In("backlog"), `{"hue":8}`, &shown)
	if *shown.Statuses[0].Hue != 8 {
		t.Errorf("%+v", shown)
	}
	for _, hue := range []string{"9", "-1", "1.5"} {
		if a := w.Ada.Do(t, "PATCH", p.Path+"/statuses/"+p.In("backlog"), `{"hue":`+hue+`}`); a.Status != 422 {
			t.Errorf("%s: %d %s", hue, a.Status, a.Body)
		}
	}
}
