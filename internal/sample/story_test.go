package sample_test

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/apptest"
)

type task struct {
	ID, Key, Title, Status, Parent, Due string
	Text                                struct{ Markdown, HTML string }
	Tally                               struct{ Comments, Subtasks, SubtasksDone, Links int }
	Assignees                           []string
}

type made struct {
	ID, Key, Name string
	Sample        bool
	Statuses      []struct {
		ID, Group string
		Limit     int
	}
}

func list[T any](t *testing.T, p *apptest.Person, path string) []T {
	t.Helper()
	var out struct{ Items []T }
	p.Must(t, "GET", path, nil, &out)
	return out.Items
}

func TestTheSampleIsAProjectLikeAnyOther(t *testing.T) {
	w := apptest.New(t)
	var p made
	a := w.Ada.Must(t, "POST", w.At("/sample"), nil, &p)
	if a.Status != 201 || !p.Sample || p.Key != "KAYAK" {
		t.Fatalf("%d %+v", a.Status, p)
	}
	path := w.At("/projects/" + p.ID)
	closed := map[string]bool{}
	for _, s := range p.Statuses {
		closed[s.ID] = s.Group == "done" || s.Group == "dropped"
	}
	cards := list[task](t, w.Ada, path+"/tasks?limit=1000")
	subtasks, done := map[string]int{}, map[string]int{}
	mine, named := 0, 0
	for _, c := range cards {
		if subtasks[c.Parent]++; closed[c.Status] {
			done[c.Parent]++
		}
		if len(c.Assignees) > 0 {
			mine++
		}
	}
	for _, c := range cards {
		comments, links := list[struct{ Markdown, HTML, CreatedAt string }](t, w.Ada, path+"/tasks/"+c.ID+"/comments"), list[struct{ Type, Other string }](t, w.Ada, path+"/tasks/"+c.ID+"/links")
		want := struct{ Comments, Subtasks, SubtasksDone, Links int }{len(comments), subtasks[c.ID], done[c.ID], len(links)}
		if c.Tally != want {
			t.Errorf("%s counts %+v, there are %+v", c.Key, c.Tally, want)
		}
		var whole task
		w.Ada.Must(t, "GET", path+"/tasks/"+c.Key, nil, &whole)
		if strings.Contains(whole.Text.Markdown, p.Key+"-") {
			named++
			for _, key := range regexp.MustCompile(p.Key+`-\d+`).FindAllString(whole.Text.Markdown, -1) {
				w.Ada.Must(t, "GET", path+"/tasks/"+key, nil, nil)
			}
		}
		if whole.Text.Markdown != "" && whole.Text.HTML == "" {
			t.Errorf("%s has no rendered text", c.Key)
		}
	}
	if len(cards) < 55 || mine < 5 || mine == len(cards) || named < 5 {
		t.Errorf("%d tasks, %d of them mine, %d name others", len(cards), mine, named)
	}
	if n := len(list[task](t, w.Ada, path+"/tasks?due=overdue")); n == 0 {
		t.Error("nothing is overdue")
	}
	// And it can be worked with.
	next := w.Ada.Task(t, &apptest.Project{Path: path}, "One more")
	if next.Key != fmt.Sprint(p.Key, "-", len(cards)+1) {
		t.Errorf("%s", next.Key)
	}
	w.Ada.Must(t, "POST", path+"/tasks/"+cards[0].ID+"/move", map[string]string{"status": p.Statuses[4].ID, "after": ""}, nil)
	w.Ada.Must(t, "PATCH", path+"/tasks/"+cards[1].ID, `{"title":"Another title","description":"Another text"}`, nil)
	w.Ada.Must(t, "POST", path+"/tasks/"+cards[1].ID+"/comments", `{"markdown":"Ah."}`, nil)
	var undone struct{ Undone int }
	w.Ada.Must(t, "POST", w.At("/undo"), map[string]string{"op": a.Header.Get("Kanvaro-Op")}, &undone)
	if trashed := list[made](t, w.Ada, w.At("/projects?trashed=true")); undone.Undone == 0 || len(trashed) != 1 {
		t.Errorf("undo: %+v, %+v", undone, trashed)
	}
}

func TestItsPictureIsThere(t *testing.T) {
	w := apptest.New(t)
	var p made
	w.Ada.Must(t, "POST", w.At("/sample"), nil, &p)
	path := w.At("/projects/" + p.ID)
	found := 0
	for _, c := range list[task](t, w.Ada, path+"/tasks?limit=1000") {
		w.Ada.Must(t, "GET", path+"/tasks/"+c.ID, nil, &c)
		if id := regexp.MustCompile(`!\[[^\]]+\]\((fil_[0-9a-z]{20})\)`).FindStringSubmatch(c.Text.Markdown); id != nil {
			found++
			a := w.Ada.Must(t, "GET", w.At("/files/"+id[1]+"/content"), nil, nil)
			if a.Header.Get("Content-Type") != "image/png" || len(a.Body) < 10_000 {
				t.Errorf("%v", a.Header)
			}
		}
	}
	if found != 1 {
		t.Errorf("%d pictures", found)
	}
}

func TestThereIsOneAndItGoesAsAWhole(t *testing.T) {
	w := apptest.New(t)
	pia, tom := w.Join("Pia", access.ProjectManager), w.Join("Tom", access.TeamMember)
	if a := w.Ada.Do(t, "DELETE", w.At("/sample"), nil); a.Status != 404 {
		t.Errorf("there is none, and it goes: %d", a.Status)
	}
	statuses := make([]int, 4)
	var all sync.WaitGroup
	for i := range statuses {
		all.Go(func() { statuses[i] = pia.Do(t, "POST", w.At("/sample"), nil).Status })
	}
	all.Wait()
	count := map[int]int{}
	for _, s := range statuses {
		count[s]++
	}
	if count[201] != 1 || count[409] != 3 {
		t.Errorf("four at once: %v", statuses)
	}
	if a := tom.Do(t, "DELETE", w.At("/sample"), nil); a.Status != 403 {
		t.Errorf("Tom takes it away: %d", a.Status)
	}
	if a := tom.Do(t, "POST", w.At("/sample"), nil); a.Status != 403 {
		t.Errorf("Tom makes one: %d", a.Status)
	}
	w.Ada.Must(t, "DELETE", w.At("/sample"), nil, nil)
	if a := pia.Do(t, "GET", w.At("/projects/KAYAK"), nil); a.Status != 404 {
		t.Errorf("it is there: %d", a.Status)
	}
	w.Project("KAYAK", "organisation") // somebody takes the key
	var p made
	pia.Must(t, "POST", w.At("/sample"), nil, &p)
	if p.Key != "KAYAK2" {
		t.Errorf("%+v", p)
	}
	pia.Must(t, "DELETE", w.At("/projects/"+p.ID), nil, nil)
	if a := pia.Do(t, "POST", w.At("/sample"), nil); a.Status != 409 {
		t.Errorf("one is in the trash, and there is another: %d", a.Status)
	}
	pia.Must(t, "DELETE", w.At("/sample"), nil, nil)
	pia.Must(t, "POST", w.At("/sample"), nil, nil)
}
