package apptest_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/apptest"
)

func TestSetUpIsOpenOnceAndTheLinkIsPrinted(t *testing.T) {
	w := apptest.Open(t)
	nobody := w.Anonymous()
	var state struct{ Open bool }
	if nobody.Must(t, "GET", "/api/v1/setup", nil, &state); !state.Open {
		t.Error("set-up is not open")
	}
	body := map[string]any{"token": "wrong", "organisation": map[string]string{"name": "Ferry"},
		"user": map[string]string{"name": "Ada", "email": "ada@ferry.test", "password": apptest.Password}}
	if a := nobody.Do(t, "POST", "/api/v1/setup", body); a.Status != 403 {
		t.Errorf("with a wrong token: %d %s", a.Status, a.Body)
	}
	body["token"] = w.Token()
	if a := nobody.Do(t, "POST", "/api/v1/setup", body); a.Status != 201 || a.Header.Get("Set-Cookie") == "" {
		t.Fatalf("%d %s", a.Status, a.Body)
	}
	if a := nobody.Do(t, "POST", "/api/v1/setup", body); a.Status != 409 {
		t.Errorf("the second time: %d %s", a.Status, a.Body)
	}
}

func TestSigningInAndOut(t *testing.T) {
	w := apptest.New(t)
	ada := w.Anonymous()
	login := map[string]string{"email": "Ada@Ferry.test", "password": "not " + apptest.Password}
	if a := ada.Do(t, "POST", "/api/auth/login", login); a.Status != 401 || strings.Contains(string(a.Body), "not correct") {
		t.Errorf("a wrong password: %d %s", a.Status, a.Body)
	}
	login["password"] = apptest.Password
	var session apptest.Session
	ada.Must(t, "POST", "/api/auth/login", login, &session)
	if session.User.Name != "Ada" || session.Organisations[0].Role != "admin" {
		t.Errorf("%+v", session)
	}
	ada.Must(t, "PATCH", "/api/v1/me", map[string]string{"theme": "dark"}, &session)
	if session.User.Theme != "dark" {
		t.Errorf("%+v", session)
	}
	if a := ada.Do(t, "POST", "/api/auth/logout", nil); a.Status != 204 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	if a := ada.Do(t, "GET", "/api/v1/me", nil); a.Status != 401 {
		t.Errorf("after signing out: %d", a.Status)
	}
	if a := w.Ada.WithToken(t).Do(t, "GET", "/api/v1/me", nil); a.Status != 200 {
		t.Errorf("with a token: %d %s", a.Status, a.Body)
	}
}

func TestTwoPeopleWorkTogetherAndSeeIt(t *testing.T) {
	for name, engine := range map[string]func(*app.Options){"in memory": func(*app.Options) {}, "on disk": apptest.OnDisk} {
		t.Run(name, func(t *testing.T) {
			w := apptest.New(t, engine)
			lin := w.Join("Lin", access.TeamMember)
			p := w.Project("FERRY", "organisation")
			watching := lin.Watch(t, "", "")
			task := w.Ada.Task(t, p, "Print a boarding card")
			if task.Key != "FERRY-1" || task.Number != 1 || task.Version == 0 {
				t.Errorf("%+v", task)
			}
			made := watching.Named(t, "task.created")
			if made.Doc["title"] != "Print a boarding card" || made.Doc["key"] != "FERRY-1" || made.Seq != task.Version || made.Actor != w.Ada.ID {
				t.Errorf("%+v", made)
			}
			a := lin.Must(t, "POST", p.Path+"/tasks/"+task.ID+"/move", map[string]string{"status": p.In("doing")}, &task)
			moved := watching.Named(t, "task.moved")
			if moved.Set["status"] != p.In("doing") || moved.Op != a.Header.Get("Kanvaro-Op") || moved.ID != task.ID || task.Status != p.In("doing") {
				t.Errorf("%+v, op %s", moved, a.Header.Get("Kanvaro-Op"))
			}
			w.Ada.Must(t, "PATCH", p.Path+"/tasks/FERRY-1", `{"description":"*Now*","points":3,"due":"2026-11-27"}`, &task)
			if !strings.Contains(task.Text.HTML, "<em>Now</em>") {
				t.Errorf("%+v", task)
			}
			text := watching.Until(t, func(m apptest.Message) bool { return m.Kind == "taskText" })
			if got := text[len(text)-1]; got.ID != task.ID {
				t.Errorf("%+v", got)
			}
			w.Ada.Must(t, "PATCH", p.Path+"/tasks/FERRY-1", `{"points":null,"due":null}`, nil)
			var c struct{ ID, Author string }
			lin.Must(t, "POST", p.Path+"/tasks/FERRY-1/comments", map[string]string{"markdown": "Done soon."}, &c)
			tally := watching.Until(t, func(m apptest.Message) bool { return m.Kind == "taskTally" })
			if got := tally[len(tally)-1]; got.ID != task.ID || got.Doc["comments"] != 1.0 {
				t.Errorf("%+v", got)
			}
			var list struct {
				Items    []apptest.Task
				Position string
			}
			lin.Must(t, "GET", p.Path+"/tasks?status="+p.In("doing"), nil, &list)
			if len(list.Items) != 1 || list.Items[0].Tally.Comments != 1 || list.Items[0].Key != "FERRY-1" || list.Position == "" {
				t.Errorf("%+v", list)
			}
		})
	}
}

func TestAViewerLooksAndDoesNotTouch(t *testing.T) {
	w := apptest.New(t)
	noa := w.Join("Noa", access.Viewer)
	p := w.Project("FERRY", "organisation")
	task := w.Ada.Task(t, p, "A task")
	if a := noa.Do(t, "GET", p.Path+"/tasks/"+task.ID, nil); a.Status != 200 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	for _, x := range [][2]string{{"POST", "/tasks/" + task.ID + "/move"}, {"DELETE", "/tasks/" + task.ID}} {
		a := noa.Do(t, x[0], p.Path+x[1], map[string]string{"status": p.In("doing")})
		if x[0] == "DELETE" {
			a = noa.Do(t, x[0], p.Path+x[1], nil)
		}
		if a.Status != 403 || a.Header.Get("Content-Type") != "application/problem+json" || !strings.Contains(string(a.Body), `"code":"forbidden"`) {
			t.Errorf("%v: %d %s", x, a.Status, a.Body)
		}
	}
	hidden := w.Project("QUAY", "members")
	if a := noa.Do(t, "GET", hidden.Path, nil); a.Status != 404 {
		t.Errorf("a project that is not hers: %d", a.Status)
	}
}

func TestWhatIsUnchangedIsNotSentAgain(t *testing.T) {
	w := apptest.New(t)
	p, other := w.Project("FERRY", "organisation"), w.Project("QUAY", "organisation")
	task := w.Ada.Task(t, p, "A task")
	for _, path := range []string{p.Path + "/tasks", p.Path + "/tasks/" + task.Key, p.Path, p.Path + "/access", p.Path + "/tasks/" + task.Key + "/history",
		p.Path + "/tasks/" + task.Key + "/comments", w.At(""), w.At("/members"), w.At("/projects"), "/api/v1/me"} {
		a := w.Ada.Must(t, "GET", path, nil, nil)
		tag := a.Header.Get("ETag")
		if !strings.HasPrefix(tag, `W/"`) {
			t.Fatalf("%s: tag %q", path, tag)
		}
		if again := w.Ada.Do(t, "GET", path, nil, "If-None-Match", strings.TrimPrefix(tag, "W/")); again.Status != 304 || len(again.Body) != 0 || again.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s: %d %s", path, again.Status, again.Body)
		}
	}
	list := w.Ada.Must(t, "GET", p.Path+"/tasks", nil, nil)
	w.Ada.Task(t, other, "Elsewhere") // its neighbours do not matter
	if again := w.Ada.Do(t, "GET", p.Path+"/tasks", nil, "If-None-Match", list.Header.Get("ETag")); again.Status != 304 {
		t.Errorf("after a change elsewhere: %d", again.Status)
	}
	w.Ada.Task(t, p, "Here")
	again := w.Ada.Do(t, "GET", p.Path+"/tasks", nil, "If-None-Match", list.Header.Get("ETag"))
	if again.Status != 200 || !strings.Contains(string(again.Body), "Here") {
		t.Errorf("after a change here: %d %s", again.Status, again.Body)
	}
	tag := w.Ada.Must(t, "GET", p.Path+"/tasks/"+task.Key, nil, nil).Header.Get("ETag")
	w.Ada.Must(t, "PATCH", p.Path+"/tasks/"+task.Key, `{"title":"Another"}`, nil, "If-Match", tag)
	if a := w.Ada.Do(t, "PATCH", p.Path+"/tasks/"+task.Key, `{"title":"Too late"}`, "If-Match", tag); a.Status != 412 || !strings.Contains(string(a.Body), `"stale"`) {
		t.Errorf("%d %s", a.Status, a.Body)
	}
}

func TestSentAgainItIsDoneOnce(t *testing.T) {
	w := apptest.New(t)
	p := w.Project("FERRY", "organisation")
	create := `{"id":"tsk_00000000000000000001","title":"Once"}`
	first := w.Ada.Do(t, "POST", p.Path+"/tasks", create)
	second := w.Ada.Do(t, "POST", p.Path+"/tasks", create)
	if first.Status != 201 || second.Status != 200 || string(first.Body) != string(second.Body) {
		t.Errorf("%d %s\n%d %s", first.Status, first.Body, second.Status, second.Body)
	}
	path, body := p.Path+"/tasks/FERRY-1/move", fmt.Sprintf(`{"status":%q}`, p.In("done"))
	answers := make([]*apptest.Answer, 5)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = w.Ada.Do(t, "POST", path, body, "Idempotency-Key", "key-1") })
	}
	all.Wait()
	for _, a := range answers {
		if a.Status != 200 || string(a.Body) != string(answers[0].Body) || a.Header.Get("Kanvaro-Op") != answers[0].Header.Get("Kanvaro-Op") || a.Header.Get("Kanvaro-Op") == "" {
			t.Errorf("%d %s %v", a.Status, a.Body, a.Header)
		}
	}
	if a := w.Ada.Do(t, "POST", path, fmt.Sprintf(`{"status":%q}`, p.In("ready")), "Idempotency-Key", "key-1"); a.Status != 422 {
		t.Errorf("the same key for something else: %d %s", a.Status, a.Body)
	}
}

func TestEverythingThatGoesWrongIsAProblem(t *testing.T) {
	w := apptest.New(t)
	p := w.Project("FERRY", "organisation")
	for _, c := range []struct {
		name, method, path string
		body               any
		status             int
		code               string
		headers            []string
	}{
		{"no such address", "GET", "/api/v1/nothing", nil, 404, "not-found", nil},
		{"a method that it does not have", "DELETE", "/api/v1/me", nil, 405, "method", nil},
		{"not JSON", "POST", p.Path + "/tasks", `{"title":`, 400, "malformed", nil},
		{"a name twice", "POST", p.Path + "/tasks", `{"title":"a","title":"b"}`, 400, "malformed", nil},
		{"too deep", "POST", p.Path + "/tasks", strings.Repeat("[", 40) + strings.Repeat("]", 40), 400, "malformed", nil},
		{"not UTF-8", "POST", p.Path + "/tasks", "{\"title\":\"\xff\"}", 400, "malformed", nil},
		{"an unknown field", "POST", p.Path + "/tasks", `{"title":"a","owner":"canary-value"}`, 422, "invalid", nil},
		{"a wrong type", "POST", p.Path + "/tasks", `{"title":{"$ne":"canary-value"}}`, 422, "invalid", nil},
		{"nothing", "POST", p.Path + "/tasks", ``, 400, "malformed", nil},
		{"too large", "POST", p.Path + "/tasks", `{"title":"` + strings.Repeat("a", 2<<20) + `"}`, 413, "too-large", nil},
		{"not application/json", "POST", p.Path + "/tasks", `title=a`, 415, "unsupported", []string{"Content-Type", "application/x-www-form-urlencoded"}},
		{"another site", "POST", p.Path + "/tasks", `{"title":"a"}`, 403, "forbidden", []string{"Sec-Fetch-Site", "cross-site"}},
		{"another origin", "POST", p.Path + "/tasks", `{"title":"a"}`, 403, "forbidden", []string{"Origin", "https://evil.test"}},
		{"an unknown filter", "GET", p.Path + "/tasks?owner=canary-value", nil, 422, "invalid", nil},
		{"a cursor of one's own", "GET", p.Path + "/tasks?cursor=canary-value", nil, 422, "invalid", nil},
		{"a limit beyond all", "GET", p.Path + "/tasks?limit=1001", nil, 422, "invalid", nil},
		{"another organisation", "GET", "/api/v1/orgs/org_00000000000000000000", nil, 404, "not-found", nil},
		{"no session", "GET", "/api/v1/me", nil, 401, "unauthenticated", []string{"Cookie", "kanvaro_session=canary-value"}},
		{"a password that is none", "POST", "/api/v1/me/password", `{"current":"canary-value","new":"canary-value"}`, 422, "invalid", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := w.Ada.Do(t, c.method, c.path, c.body, c.headers...)
			var problem struct {
				Status          int
				Code, RequestID string
			}
			a.JSON(t, &problem)
			if a.Status != c.status || problem.Status != c.status || problem.Code != c.code || problem.RequestID == "" || a.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("%d %s %s", a.Status, a.Header.Get("Content-Type"), a.Body)
			}
			if strings.Contains(string(a.Body), "canary-value") {
				t.Errorf("a value is echoed: %s", a.Body)
			}
			for _, h := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "X-Request-Id"} {
				if len(a.Header.Values(h)) != 1 {
					t.Errorf("%s: %v", h, a.Header.Values(h))
				}
			}
		})
	}
	if strings.Contains(w.Log.String(), apptest.Password) || strings.Contains(w.Log.String(), "canary-value") {
		t.Error("something secret is in the log")
	}
}

func TestABodyOfWrongNamesMakesAShortAnswer(t *testing.T) {
	w := apptest.New(t)
	names := map[string]int{}
	for i := range 5000 {
		names[fmt.Sprintf("k%d%s", i, strings.Repeat("x", 300*(i%2)))] = 1
	}
	a := w.Anonymous().Do(t, "POST", "/api/auth/login", names)
	if a.Status != 422 || len(a.Body) > 40_000 {
		t.Errorf("%d, %d bytes", a.Status, len(a.Body))
	}
}

func TestAnAnswerIsCompressedAsTheAskerLikesIt(t *testing.T) {
	w := apptest.New(t)
	p := w.Project("FERRY", "organisation")
	for i := range 20 {
		w.Ada.Task(t, p, fmt.Sprint("Task ", i))
	}
	plain := w.Ada.Must(t, "GET", p.Path+"/tasks", nil, nil, "Accept-Encoding", "identity")
	for _, how := range []string{"zstd", "gzip"} {
		for range 2 {
			a := w.Ada.Must(t, "GET", p.Path+"/tasks", nil, nil, "Accept-Encoding", how+", br;q=0.5")
			if a.Header.Get("Content-Encoding") != how || len(a.Body) >= len(plain.Body)/2 || a.Header.Get("Vary") == "" {
				t.Errorf("%s: %v, %d of %d bytes", how, a.Header, len(a.Body), len(plain.Body))
			}
		}
	}
	if a := w.Ada.Must(t, "GET", "/api/v1/me", nil, nil, "Accept-Encoding", "zstd"); a.Header.Get("Content-Encoding") != "" {
		t.Error("a small answer was compressed")
	}
}

func TestRevokingASessionEndsItsStream(t *testing.T) {
	w := apptest.New(t)
	lin := w.Join("Lin", access.TeamMember)
	s := lin.Watch(t, "", "")
	lin.Must(t, "POST", "/api/auth/logout", nil, nil)
	if err := s.End(t); err != nil {
		t.Errorf("it was cut off: %v", err)
	}
	noa := w.Join("Noa", access.TeamMember)
	s = noa.Watch(t, "", "")
	w.Ada.Must(t, "PATCH", w.At("/members/"+noa.ID), map[string]bool{"disabled": true}, nil)
	if err := s.End(t); err != nil {
		t.Errorf("it was cut off: %v", err)
	}
	if a := noa.Do(t, http.MethodGet, w.At(""), nil); a.Status != 404 {
		t.Errorf("a disabled member: %d", a.Status)
	}
}

func TestWhoBecomesAMemberIsToldToLoadTheProject(t *testing.T) {
	w := apptest.New(t)
	cleo := w.Join("Cleo", access.Client)
	p := w.Project("FERRY", "members")
	s := cleo.Watch(t, "", "")
	w.Ada.Task(t, p, "Not for Cleo")
	w.Ada.Must(t, "PUT", p.Path+"/members/"+cleo.ID, map[string]string{"role": "member"}, nil)
	first := s.Next(t)
	if first.Event != "reset" || first.Project != p.ID {
		t.Fatalf("%+v", first)
	}
	w.Ada.Task(t, p, "For Cleo")
	if m := s.Named(t, "task.created"); m.Doc["title"] != "For Cleo" {
		t.Errorf("%+v", m)
	}
	w.Ada.Must(t, "DELETE", p.Path+"/members/"+cleo.ID, nil, nil)
	if m := s.Until(t, func(m apptest.Message) bool { return m.Event == "reset" }); m[len(m)-1].Project != p.ID {
		t.Errorf("%+v", m)
	}
}

func TestUndoTakesBackWhatItCanAndSaysWhatNot(t *testing.T) {
	w := apptest.New(t)
	lin, noa := w.Join("Lin", access.TeamMember), w.Join("Noa", access.Viewer)
	p := w.Project("FERRY", "organisation")
	task := w.Ada.Task(t, p, "A task")
	op := lin.Must(t, "PATCH", p.Path+"/tasks/"+task.ID, `{"title":"B","priority":"high"}`, nil).Header.Get("Kanvaro-Op")
	w.Ada.Must(t, "PATCH", p.Path+"/tasks/"+task.ID, `{"title":"C"}`, nil)
	if a := noa.Do(t, "POST", w.At("/undo"), map[string]string{"op": op}); a.Status != 403 {
		t.Errorf("a viewer undoes: %d %s", a.Status, a.Body)
	}
	var undone struct {
		Op        string
		Undone    int
		Conflicts []struct{ Kind, ID, Field string }
	}
	a := lin.Must(t, "POST", w.At("/undo"), map[string]string{"op": op}, &undone)
	if undone.Undone != 1 || len(undone.Conflicts) != 1 || undone.Conflicts[0].Field != "title" || undone.Op != a.Header.Get("Kanvaro-Op") {
		t.Errorf("%+v", undone)
	}
	var now struct{ Title, Priority string }
	lin.Must(t, "GET", p.Path+"/tasks/"+task.ID, nil, &now)
	if now.Title != "C" || now.Priority != "none" {
		t.Errorf("%+v", now)
	}
	lin.Must(t, "POST", w.At("/undo"), map[string]string{"op": undone.Op}, nil) // redo
	if lin.Must(t, "GET", p.Path+"/tasks/"+task.ID, nil, &now); now.Priority != "high" {
		t.Errorf("redone: %+v", now)
	}
	var history struct {
		Items []struct {
			Name, Op string
			Undoable bool
		}
	}
	lin.Must(t, "GET", p.Path+"/tasks/"+task.ID+"/history", nil, &history)
	if len(history.Items) != 5 || history.Items[4].Name != "task.created" {
		t.Errorf("%+v", history)
	}
}

func TestOnesOwnWriteIsNeverMissing(t *testing.T) {
	w := apptest.New(t)
	p := w.Project("FERRY", "organisation")
	a := w.Ada.Must(t, "POST", p.Path+"/tasks", `{"title":"Here"}`, nil)
	at := a.Header.Get("Kanvaro-Position")
	if at == "" {
		t.Fatal("a write gives no position")
	}
	for _, position := range []string{at, "rubbish", "99999999.ABC." + w.Org, strings.Replace(at, ".", "9.", 1)} {
		if a := w.Ada.Do(t, "GET", p.Path+"/tasks", nil, "Kanvaro-Position", position); a.Status != 200 || !strings.Contains(string(a.Body), "Here") {
			t.Errorf("%s: %d %s", position, a.Status, a.Body)
		}
	}
}

func TestAFileIsImportedAndTakenBack(t *testing.T) {
	for name, engine := range map[string]func(*app.Options){"in memory": func(*app.Options) {}, "on disk": apptest.OnDisk} {
		t.Run(name, func(t *testing.T) {
			w := apptest.New(t, engine)
			p := w.Project("FERRY", "organisation")
			watching := w.Ada.Watch(t, "", "")
			var file strings.Builder
			file.WriteString("Issue key,Summary,Description,Story Points\n")
			for i := range 700 {
				fmt.Fprintf(&file, "FERRY-%d,Row %d,*Text*,%d\n", i+1, i+1, i%5)
			}
			type view struct {
				ID, State, Op                   string
				Rows, Done, Created, FaultCount int
				Columns                         []struct{ Name, Field string }
			}
			var imp view
			w.Ada.Must(t, "POST", p.Path+"/imports?filename=ferry.csv", file.String(), &imp, "Content-Type", "text/csv")
			if imp.State != "mapping" || imp.Rows != 700 || imp.Columns[1].Field != "title" {
				t.Fatalf("%+v", imp)
			}
			at := p.Path + "/imports/" + imp.ID
			w.Ada.Must(t, "PUT", at+"/mapping", map[string]any{"columns": map[string]string{
				"Issue key": "key", "Summary": "title", "Description": "description", "Story Points": "points"}, "markup": "jira"}, &imp)
			w.Ada.Must(t, "POST", at+"/check", nil, &imp)
			if imp.State != "checked" || imp.FaultCount != 0 {
				t.Fatalf("%+v", imp)
			}
			if a := w.Ada.Must(t, "POST", at+"/start", `{"skipFaulty":true}`, &imp); a.Status != 202 || imp.State != "running" {
				t.Fatalf("%d %+v", a.Status, imp)
			}
			steps := 0
			for done := false; !done; {
				m := watching.Next(t)
				if m.Kind == "import" {
					steps++
					done = m.Set["state"] == "done"
				}
			}
			if steps < 3 {
				t.Errorf("progress was told %d times", steps)
			}
			w.Ada.Must(t, "GET", at, nil, &imp)
			if imp.Created != 700 || imp.Done != 700 {
				t.Errorf("%+v", imp)
			}
			if a := w.Ada.Must(t, "GET", p.Path+"/tasks/FERRY-700", nil, nil); !strings.Contains(string(a.Body), "<strong>Text</strong>") {
				t.Errorf("%s", a.Body)
			}
			var undone struct{ Undone int }
			w.Ada.Must(t, "POST", w.At("/undo"), map[string]string{"op": imp.Op}, &undone)
			var list struct{ Items []apptest.Task }
			w.Ada.Must(t, "GET", p.Path+"/tasks", nil, &list)
			if undone.Undone < 700 || len(list.Items) != 0 {
				t.Errorf("%+v, %d tasks are left", undone, len(list.Items))
			}
		})
	}
}
