package apptest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/apptest"
)

// token makes a personal token of somebody, and gives who bears it, and its id.
func token(t *testing.T, w *apptest.World, p *apptest.Person, with map[string]any) (*apptest.Person, string) {
	t.Helper()
	body := map[string]any{"name": "script", "scopes": []string{"*"}, "organisation": w.Org}
	for k, v := range with {
		body[k] = v
	}
	var made struct{ ID, Token string }
	p.Must(t, "POST", "/api/v1/me/tokens", body, &made)
	return p.Bearing(made.Token), made.ID
}

func only(p *apptest.Project) map[string]any { return map[string]any{"projects": []string{p.ID}} }

func (h *half) ids(t *testing.T, who *apptest.Person, path string) string {
	t.Helper()
	var list struct{ Items []struct{ ID string } }
	who.Must(t, "GET", path, nil, &list)
	var out []string
	for _, i := range list.Items {
		out = append(out, i.ID)
	}
	return strings.Join(out, " ")
}

// half is a world with two projects, and a token of Ada's that is limited to the first.
type half struct {
	w           *apptest.World
	mine, other *apptest.Project
	script      *apptest.Person
	id          string
}

func newHalf(t *testing.T) *half {
	t.Helper()
	w := apptest.New(t)
	h := &half{w: w, mine: w.Project("MINE", "organisation"), other: w.Project("OTHER", "organisation")}
	h.script, h.id = token(t, w, w.Ada, only(h.mine))
	return h
}

func TestAC16_AScriptWithATokenOfOneProjectKnowsOfNoOther(t *testing.T) {
	h := newHalf(t)
	task := h.w.Ada.Task(t, h.other, "Hidden")
	mine := h.w.Ada.Task(t, h.mine, "Shown")
	if got := h.ids(t, h.script, h.w.At("/projects")); got != h.mine.ID {
		t.Errorf("projects: %s", got)
	}
	for _, path := range []string{
		h.other.Path, h.w.At("/projects/OTHER"), h.other.Path + "/tasks", h.other.Path + "/tasks/" + task.ID, h.w.At("/tasks/" + task.Key),
		h.mine.Path + "/tasks/" + task.ID, h.mine.Path + "/tasks/" + task.Key, h.other.Path + "/members", h.other.Path + "/access",
		h.other.Path + "/tasks/" + task.ID + "/history",
	} {
		if got := h.script.Status(t, "GET", path, nil); got != 404 {
			t.Errorf("GET %s: %d", path, got)
		}
	}
	if got := h.ids(t, h.script, h.w.At("/tasks?ids="+task.ID+","+mine.ID+","+task.Key)); got != mine.ID {
		t.Errorf("tasks by their ids: %s", got)
	}
	if got := h.script.Status(t, "POST", h.other.Path+"/tasks", `{"title":"x"}`); got != 404 {
		t.Errorf("a task in the other project: %d", got)
	}
	for _, c := range []struct{ method, path, body string }{
		{"POST", h.w.At("/projects"), `{"key":"NEW","name":"New"}`}, {"PATCH", h.w.At(""), `{"name":"X"}`}, {"GET", h.w.At("/preferences"), ""},
		{"PUT", h.w.At("/preferences/x"), `{"value":1}`}, {"GET", h.w.At("/invitations"), ""}, {"POST", h.w.At("/invitations"), `{"role":"admin"}`},
		{"PATCH", h.w.At("/members/" + h.w.Ada.ID), `{"role":"admin"}`}, {"GET", "/api/v1/me/tokens", ""}, {"GET", "/api/v1/me/sessions", ""},
		{"POST", "/api/v1/me/tokens", `{"name":"x","scopes":["*"],"organisation":"` + h.w.Org + `"}`}, {"PATCH", "/api/v1/me", `{"name":"Eve"}`},
		{"POST", "/api/v1/me/password", `{"current":"` + apptest.Password + `","new":"three green bicycles"}`}, {"POST", "/api/auth/logout", ""},
		{"DELETE", "/api/v1/me/tokens/" + h.id, ""},
	} {
		var body any
		if c.body != "" {
			body = c.body
		}
		if got := h.script.Status(t, c.method, c.path, body); got != 403 {
			t.Errorf("%s %s: %d", c.method, c.path, got)
		}
	}
	var members struct{ Items []map[string]any }
	h.script.Must(t, "GET", h.w.At("/members"), nil, &members)
	if len(members.Items) != 1 || members.Items[0]["email"] != nil {
		t.Errorf("it is told addresses: %v", members.Items)
	}
	h.script.Must(t, "PATCH", h.mine.Path+"/tasks/"+mine.ID, `{"title":"Changed"}`, nil)
}

func TestAC16_WhatATokenCouldNotDoByHandItDoesNotUndo(t *testing.T) {
	h := newHalf(t)
	hidden := h.w.Ada.Task(t, h.other, "Hidden")
	shown := h.w.Ada.Task(t, h.mine, "Shown")
	there := h.w.Ada.Must(t, "PATCH", h.other.Path+"/tasks/"+hidden.ID, `{"title":"Hidden again"}`, nil).Header.Get("Kanvaro-Op")
	here := h.w.Ada.Must(t, "PATCH", h.mine.Path+"/tasks/"+shown.ID, `{"title":"Shown again"}`, nil).Header.Get("Kanvaro-Op")
	undo := func(p *apptest.Person, op string) int {
		return p.Status(t, "POST", h.w.At("/undo"), map[string]string{"op": op})
	}
	if got := undo(h.script, there); got != 404 {
		t.Errorf("undo in another project: %d", got)
	}
	reader, _ := token(t, h.w, h.w.Ada, map[string]any{"scopes": []string{"change.undo", "task.read", "project.read", "task.move"}})
	if got := undo(reader, here); got != 403 {
		t.Errorf("undo of a change by a token that may not change: %d", got)
	}
	var now apptest.Task
	h.w.Ada.Must(t, "GET", h.mine.Path+"/tasks/"+shown.ID, nil, &now)
	if now.Title != "Shown again" {
		t.Errorf("it is called %q", now.Title)
	}
	if got := undo(h.script, here); got != 200 {
		t.Errorf("undo of what it could do by hand: %d", got)
	}
}

func TestLV19_AStreamOfATokenTellsOfWhatTheTokenReaches(t *testing.T) {
	h := newHalf(t)
	lin := h.w.Join("Lin", access.TeamMember)
	s := h.script.Watch(t, "", "")
	reader, _ := token(t, h.w, h.w.Ada, map[string]any{"scopes": []string{"stream.read", "project.read", "organisation.read"}})
	r := reader.Watch(t, "", "")

	h.w.Ada.Task(t, h.other, "Hidden")
	h.w.Ada.Must(t, "PATCH", h.other.Path, `{"visibility":"members"}`, nil)
	h.w.Ada.Must(t, "PUT", h.other.Path+"/members/"+lin.ID, `{"role":"viewer"}`, nil)
	h.w.Ada.Must(t, "DELETE", h.other.Path+"/members/"+h.w.Ada.ID, nil, nil)
	h.w.Ada.Must(t, "PUT", h.other.Path+"/members/"+h.w.Ada.ID, `{"role":"manager"}`, nil)
	h.w.Ada.Must(t, "PUT", h.w.At("/preferences/secret"), `{"value":"mine"}`, nil)
	lin.Must(t, "POST", h.w.At("/presence"), map[string]any{"client": "lin-there", "project": h.other.ID, "doing": "viewing"}, nil)
	lin.Must(t, "POST", h.w.At("/presence"), map[string]any{"client": "lin-here", "project": h.mine.ID, "doing": "viewing"}, nil)
	h.w.Ada.Task(t, h.mine, "Shown")
	h.w.Ada.Must(t, "PATCH", h.w.At(""), `{"name":"The end"}`, nil)

	end := func(m apptest.Message) bool { return m.Name == "organisation.renamed" }
	heard := s.Until(t, end)
	presence := 0
	for _, m := range heard {
		if strings.Contains(m.Data, h.other.ID) || strings.Contains(m.Data, "lin-there") || m.Kind == "preference" || m.Event == "reset" {
			t.Errorf("it is told %s %s", m.Event, m.Data)
		}
		if m.Event == "presence" {
			presence++
		}
	}
	if heard[0].Name != "task.created" && heard[0].Event != "presence" {
		t.Errorf("it hears %+v", heard)
	}
	for presence == 0 { // it is told when its turn comes
		if m := s.Next(t); m.Event == "presence" {
			if strings.Contains(m.Data, "lin-there") {
				t.Errorf("it is told %s", m.Data)
			}
			presence++
		}
	}
	for _, m := range r.Until(t, end) {
		if m.Kind == "task" || m.Kind == "preference" || m.Kind == "member" {
			t.Errorf("a token that may not read them is told of %s", m.Data)
		}
	}
	// Resumed, it hears the same.
	again := h.script.Watch(t, "", s.Hello.Position)
	for _, m := range again.Until(t, end) {
		if strings.Contains(m.Data, h.other.ID) || m.Kind == "preference" || m.Event == "reset" {
			t.Errorf("resumed it is told %s %s", m.Event, m.Data)
		}
	}
	if got := h.script.Status(t, "GET", h.w.At("/events?project="+h.other.ID), nil); got != 404 {
		t.Errorf("a stream of the other project: %d", got)
	}
}

func TestAC16_NothingPreparedForAPersonIsGivenToHisToken(t *testing.T) {
	h := newHalf(t)
	h.w.Ada.Task(t, h.other, "Hidden")
	list := h.other.Path + "/tasks"
	a := h.w.Ada.Must(t, "GET", list, nil, nil)
	tag := a.Header.Get("ETag")
	blind, _ := token(t, h.w, h.w.Ada, map[string]any{"scopes": []string{"project.read"}})
	all, _ := token(t, h.w, h.w.Ada, nil)
	for range 2 {
		if got := h.script.Do(t, "GET", list, nil, "If-None-Match", tag).Status; got != 404 {
			t.Errorf("the list of another project: %d", got)
		}
		if got := blind.Do(t, "GET", list, nil, "If-None-Match", tag).Status; got != 403 {
			t.Errorf("the list, for a token that may not read it: %d", got)
		}
		if got := all.Do(t, "GET", list, nil).Status; got != 200 {
			t.Errorf("the list, for a token that may: %d", got)
		}
	}
	one := h.other.Path + "/tasks/OTHER-1"
	tag = h.w.Ada.Must(t, "GET", one, nil, nil).Header.Get("ETag")
	if got := h.script.Do(t, "GET", one, nil, "If-None-Match", tag).Status; got != 404 {
		t.Errorf("a task with its tag: %d", got)
	}
	path, body := h.other.Path+"/tasks/OTHER-1/move", map[string]string{"status": h.other.In("done")}
	h.w.Ada.Must(t, "POST", path, body, nil, "Idempotency-Key", "again")
	if a := h.script.Do(t, "POST", path, body, "Idempotency-Key", "again"); a.Status != 404 {
		t.Errorf("an answer that a session had is given to a token: %d %s", a.Status, a.Body)
	}
}

func TestATokenIsShownOnceAndAnsweredToNobodyTwice(t *testing.T) {
	w := apptest.New(t)
	body := map[string]any{"name": "script", "scopes": []string{"task.read"}, "organisation": w.Org}
	first := w.Ada.Must(t, "POST", "/api/v1/me/tokens", body, nil, "Idempotency-Key", "k")
	second := w.Ada.Must(t, "POST", "/api/v1/me/tokens", body, nil, "Idempotency-Key", "k")
	if first.Status != 201 || string(first.Body) == string(second.Body) || first.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %s\n%s", first.Status, first.Body, second.Body)
	}
	if got := string(w.Ada.Must(t, "GET", "/api/v1/me/tokens", nil, nil).Body); strings.Contains(got, "kvp_") || strings.Contains(got, "hash") {
		t.Errorf("the list says %s", got)
	}
	if strings.Contains(w.Log.String(), "kvp_") {
		t.Error("the log has a token")
	}
}

func TestATokenEndsWithinASecondEvenInAnOpenStream(t *testing.T) {
	w := apptest.New(t)
	script, id := token(t, w, w.Ada, nil)
	s := script.Watch(t, "", "")
	began := time.Now()
	w.Ada.Must(t, "DELETE", "/api/v1/me/tokens/"+id, nil, nil)
	if got := script.Status(t, "GET", w.At(""), nil); got != 401 {
		t.Errorf("a revoked token: %d", got)
	}
	if err := s.End(t); err != nil {
		t.Errorf("it was cut off: %v", err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("the stream ended after %v", took)
	}
}

func TestATokenIsNeverMoreThanItsOwnerIsToday(t *testing.T) {
	w := apptest.New(t)
	p := w.Project("FERRY", "members")
	lin := w.Join("Lin", access.Admin)
	script, _ := token(t, w, lin, nil)
	at := p.Path + "/tasks"
	script.Must(t, "POST", at, `{"title":"An administrator's"}`, nil)
	role := func(r string) {
		w.Ada.Must(t, "PATCH", w.At("/members/"+lin.ID), map[string]string{"role": r}, nil)
	}
	role("team_member")
	if got := script.Status(t, "GET", at, nil); got != 404 {
		t.Errorf("of somebody who is no administrator any more: %d", got)
	}
	w.Ada.Must(t, "PUT", p.Path+"/members/"+lin.ID, `{"role":"viewer"}`, nil)
	if got := script.Status(t, "POST", at, `{"title":"x"}`); got != 403 {
		t.Errorf("of a viewer: %d", got)
	}
	if got := script.Status(t, "GET", at, nil); got != 200 {
		t.Errorf("of a viewer, reading: %d", got)
	}
	s := script.Watch(t, "", "")
	w.Ada.Must(t, "DELETE", p.Path+"/members/"+lin.ID, nil, nil)
	if got := script.Status(t, "GET", at, nil); got != 404 {
		t.Errorf("of a removed member: %d", got)
	}
	if m := s.Next(t); m.Event != "reset" || m.Project != p.ID {
		t.Errorf("its stream says %+v", m)
	}
	w.Ada.Must(t, "PATCH", w.At("/members/"+lin.ID), `{"disabled":true}`, nil)
	if got := script.Status(t, "GET", w.At(""), nil); got != 404 {
		t.Errorf("of a disabled member: %d", got)
	}
	if err := s.End(t); err != nil {
		t.Errorf("its stream was cut off: %v", err)
	}
}

func TestATokenThatCannotBeIsRefusedByField(t *testing.T) {
	w := apptest.New(t)
	lin := w.Join("Lin", access.Client)
	p := w.Project("HID", "members")
	for want, change := range map[string]map[string]any{
		"organisation":  {"organisation": "org_00000000000000000000"},
		"organisation ": {"organisation": "instance"},
		"projects":      {"projects": []string{p.ID}}, // he does not see it
		"scopes":        {"scopes": []string{"member.manage"}},
		"expiresAt":     {"expiresAt": "2020-01-01T00:00:00Z"},
		"expiresAt ":    {"expiresAt": "tomorrow"},
		"Scopes":        {"Scopes": []string{"*"}},
	} {
		body := map[string]any{"name": "script", "scopes": []string{"*"}, "organisation": w.Org}
		for k, v := range change {
			body[k] = v
		}
		a := lin.Do(t, "POST", "/api/v1/me/tokens", body)
		var problem struct{ Errors []struct{ Field string } }
		a.JSON(t, &problem)
		if a.Status != http.StatusUnprocessableEntity || len(problem.Errors) != 1 || problem.Errors[0].Field != strings.TrimSpace(want) {
			t.Errorf("%s: %d %s", want, a.Status, a.Body)
		}
	}
	var made map[string]any
	lin.Must(t, "POST", "/api/v1/me/tokens", map[string]any{"name": "x", "scopes": []string{"*"}, "organisation": w.Org, "projects": nil, "expiresAt": nil}, &made)
	if made["projects"] != nil || made["expiresAt"] != nil || made["lastUsedAt"] != nil || fmt.Sprint(made["scopes"]) != "[*]" {
		t.Errorf("%v", made)
	}
}

func TestWhatTokensMayBeGivenIsKnownToAnybody(t *testing.T) {
	w := apptest.New(t)
	var list struct {
		Items []struct{ Scope, Words, Reach string }
	}
	w.Anonymous().Must(t, "GET", "/api/v1/scopes", nil, &list)
	if len(list.Items) != len(access.EveryScope()) || list.Items[0].Words == "" || list.Items[0].Reach != "self" {
		t.Errorf("%+v", list)
	}
	var scopes []string
	for _, i := range list.Items {
		scopes = append(scopes, i.Scope)
	}
	script, _ := token(t, w, w.Ada, map[string]any{"scopes": scopes}) // each of them may be chosen
	script.Must(t, "GET", "/api/v1/scopes", nil, nil)
}

// found is what a search gives, by kind and id.
func (h *half) found(t *testing.T, who *apptest.Person, words string) string {
	t.Helper()
	var list struct{ Items []struct{ Kind, ID string } }
	who.Must(t, "GET", h.w.At("/search?q="+words), nil, &list)
	var out []string
	for _, i := range list.Items {
		out = append(out, i.Kind+" "+i.ID)
	}
	return strings.Join(out, ", ")
}

func TestAC16_ATokenOfOneProjectFindsAndCountsAndLinksThereAlone(t *testing.T) {
	h := newHalf(t)
	hidden, shown := h.w.Ada.Task(t, h.other, "Zeppelin hangar"), h.w.Ada.Task(t, h.mine, "Zeppelin mast")
	h.w.Ada.Must(t, "POST", h.other.Path+"/tasks/"+hidden.ID+"/comments", `{"markdown":"zeppelin"}`, nil)
	h.w.Ada.Must(t, "PATCH", h.other.Path, `{"name":"Zeppelins"}`, nil)
	for strings.Count(h.found(t, h.w.Ada, "zeppelin"), "_") < 3 { // until the index has them
	}
	if got := h.found(t, h.script, "zeppelin"); got != "task "+shown.ID {
		t.Errorf("it finds %s", got)
	}
	for _, words := range []string{"hangar", hidden.Key, hidden.ID, "OTHER", "zepelins"} {
		if got := h.found(t, h.script, words); strings.Contains(got, hidden.ID) || strings.Contains(got, h.other.ID) {
			t.Errorf("%s: it finds %s", words, got)
		}
	}
	tasks, _ := token(t, h.w, h.w.Ada, map[string]any{"scopes": []string{"organisation.read", "task.read"}})
	if got := h.found(t, tasks, "zeppelins"); strings.Contains(got, "project") || strings.Contains(got, "member") {
		t.Errorf("without the scopes for it a token finds %s", got)
	}
	var progress struct{ Items []struct{ Project string } }
	h.script.Must(t, "GET", h.w.At("/progress"), nil, &progress)
	if len(progress.Items) != 1 || progress.Items[0].Project != h.mine.ID {
		t.Errorf("it counts %+v", progress)
	}
	link := func(who *apptest.Person) int {
		return who.Status(t, "POST", h.mine.Path+"/tasks/"+shown.ID+"/links", map[string]string{"type": "blocks", "other": hidden.Key})
	}
	if got := link(h.script); got != 422 {
		t.Errorf("it links to a task of another project: %d", got)
	}
	if got := link(h.w.Ada); got != 201 {
		t.Fatal(got)
	}
	if got := h.ids(t, h.script, h.mine.Path+"/tasks/"+shown.ID+"/links"); got != "" {
		t.Errorf("it is shown the link %s", got)
	}
}

func TestAC16_ATokenSeesTheFilesOfItsProjectsAlone(t *testing.T) {
	h := newHalf(t)
	var mine, other struct{ ID string }
	h.w.Ada.Must(t, "POST", h.mine.Path+"/files?name=a.txt", "mine", &mine)
	h.w.Ada.Must(t, "POST", h.other.Path+"/files?name=a.txt", "other", &other)
	for id, want := range map[string]int{mine.ID: 200, other.ID: 404} {
		for _, path := range []string{"/files/" + id, "/files/" + id + "/content"} {
			if got := h.script.Status(t, "GET", h.w.At(path), nil); got != want {
				t.Errorf("GET %s: %d, want %d", path, got, want)
			}
		}
	}
}

func TestAC9_AChangeOfManyTasksNeedsWhatChangingOneNeeds(t *testing.T) {
	w := apptest.New(t)
	p := w.Project("FERRY", "members")
	id := w.Ada.Task(t, p, "Printed").ID
	changer, _ := token(t, w, w.Ada, map[string]any{"scopes": []string{"task.read", "task.update"}})
	for what, want := range map[string]int{
		`"set":{"priority":"high"}`: 200, `"trash":true`: 403, `"restore":true`: 403, `"move":{"status":"` + p.In("done") + `"}`: 403,
	} {
		if got := changer.Status(t, "POST", p.Path+"/tasks/bulk", `{"tasks":["`+id+`"],`+what+`}`); got != want {
			t.Errorf("%s: %d, want %d", what, got, want)
		}
	}
	body := `{"status":"` + p.In("done") + `"}` // which a PATCH may set too
	one := changer.Status(t, "PATCH", p.Path+"/tasks/"+id, body)
	if many := changer.Status(t, "POST", p.Path+"/tasks/bulk", `{"tasks":["`+id+`"],"set":`+body+`}`); one != many {
		t.Errorf("another column: %d for one, %d for many", one, many)
	}
}
