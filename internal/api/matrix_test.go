package api_test

import (
	"cmp"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/api"
	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/apptest"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// golden compares with a file that is read in review; KANVARO_UPDATE=1 writes it anew.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if os.Getenv("KANVARO_UPDATE") != "" {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(g), len(w)) {
		switch {
		case i >= len(g):
			t.Fatalf("%s has more lines: %s", path, w[i])
		case i >= len(w):
			t.Fatalf("%s lacks: %s\nIf that is right, run the test with KANVARO_UPDATE=1", path, g[i])
		case g[i] != w[i]:
			t.Fatalf("%s differs in line %d:\nnow  %s\nthen %s\nIf that is right, run the test with KANVARO_UPDATE=1", path, i+1, g[i], w[i])
		}
	}
}

func TestOpenAPIIsTheGoldenFile(t *testing.T) {
	text, err := api.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "openapi.json", string(text))
}

// The bodies with which each operation is tried; {…} stands for what the scene has. An operation without one is tried without a body.
var bodies = map[string]string{
	"setUp":              `{"token":"x","organisation":{"name":"X"},"user":{"name":"X","email":"x@x.test","password":"correct horse battery"}}`,
	"signIn":             `{"email":"sam@ferry.test","password":"` + apptest.Password + `"}`,
	"issueTokens":        `{"email":"sam@ferry.test","password":"` + apptest.Password + `"}`,
	"refreshTokens":      `{"refreshToken":"none"}`,
	"signOut":            ``,
	"changeMe":           `{"theme":"dark"}`,
	"changePassword":     `{"current":"` + apptest.Password + `","new":"short"}`,
	"changeOrganisation": `{"name":"Ferries"}`,
	"changeMember":       `{"role":"team_member"}`,
	"makeToken":          `{"name":"x","scopes":["task.read"],"organisation":"{org}"}`,
	"setPreference":      `{"value":{"width":3}}`,
	"invite":             `{"role":"viewer"}`,
	"lookAtInvitation":   `{"token":"none"}`,
	"acceptInvitation":   `{"token":"none","name":"X","email":"x@x.test","password":"correct horse battery"}`,
	"createProject":      `{"key":"{newkey}","name":"New"}`,
	"changeProject":      `{"hue":3}`,
	"restoreProject":     ``,
	"purgeProject":       ``,
	"addStatus":          `{"name":"Testing","group":"review"}`,
	"changeStatus":       `{"limit":5}`,
	"addLabel":           `{"name":"new"}`,
	"changeLabel":        `{"hue":4}`,
	"setProjectMember":   `{"role":"viewer"}`,
	"createTask":         `{"title":"New"}`,
	"changeTask":         `{"title":"Changed"}`,
	"moveTask":           `{"status":"{done}"}`,
	"restoreTask":        ``,
	"comment":            `{"markdown":"Hm."}`,
	"editComment":        `{"markdown":"Hm!"}`,
	"react":              ``,
	"link":               `{"type":"relates","other":"{other}"}`,
	"changeTasks":        `{"tasks":["{task}"],"set":{"priority":"high"}}`,
	"preview":            `{"markdown":"Hm."}`,
	"undo":               `{"op":"{op}"}`,
	"mapImport":          `{"columns":{"title":"title"}}`,
	"checkImport":        ``,
	"startImport":        `{}`,
	"makeSample":         ``,
	"tellPresence":       `{"client":"tab_{user}","project":"{project}"}`,
}

// scene is what the operations are tried on. It is made anew when one of them has changed it.
type scene struct {
	w                                            *apptest.World
	people                                       map[string]*apptest.Person
	project                                      *apptest.Project
	label, task, op, comment, invitation, newKey string
	imp, file, other, link, bulk                 string
}

var keys = 0

// newScene makes a project with people in it, and of the rest what is asked for: names in braces in the path or body of an operation.
func newScene(t *testing.T, w *apptest.World, people map[string]*apptest.Person, visibility, asked string) *scene {
	t.Helper()
	keys += 2
	s := &scene{w: w, people: people, project: w.Project(fmt.Sprintf("K%d", keys), visibility), newKey: fmt.Sprintf("K%d", keys+1)}
	for name, role := range map[string]string{"Manager": "manager", "Member": "member", "Onlooker": "viewer", "Guest": "member", "Sam": "member"} {
		w.Ada.Must(t, "PUT", s.project.Path+"/members/"+people[name].ID, map[string]string{"role": role}, nil)
	}
	s.task = w.Ada.Task(t, s.project, "Old").ID
	var made struct {
		ID     string
		Labels []struct{ ID string }
	}
	have := func(name string, id *string, method, path string, body any, headers ...string) {
		if strings.Contains(asked, "{"+name+"}") {
			w.Ada.Must(t, method, path, body, &made, headers...)
			*id = made.ID
		}
	}
	at := s.project.Path
	have("other", &s.other, "POST", at+"/tasks", `{"title":"Other"}`)
	have("link", &s.other, "POST", at+"/tasks", `{"title":"Other"}`)
	have("link", &s.link, "POST", at+"/tasks/"+s.task+"/links", `{"type":"blocks","other":"`+s.other+`"}`)
	have("comment", &s.comment, "POST", at+"/tasks/"+s.task+"/comments", `{"markdown":"Ah."}`)
	have("invitation", &s.invitation, "POST", w.At("/invitations"), `{"role":"viewer"}`)
	have("bulk", &s.bulk, "POST", at+"/tasks/bulk", `{"trash":true,"tasks":["`+strings.Repeat(`none","`, 500)+`none"]}`)
	have("file", &s.file, "POST", at+"/files?name=a.txt", "hello")
	have("import", &s.imp, "POST", at+"/imports?filename=a.csv", "title\nOne\n", "Content-Type", "text/csv")
	have("import", &s.imp, "POST", at+"/imports/"+s.imp+"/check", nil)
	if have("label", &s.label, "POST", at+"/labels", `{"name":"old"}`); len(made.Labels) > 0 {
		s.label = made.Labels[0].ID
	}
	if strings.Contains(asked, "{op}") {
		s.op = w.Ada.Must(t, "PATCH", at+"/tasks/"+s.task, `{"title":"Older"}`, nil).Header.Get("Kanvaro-Op")
	}
	if strings.Contains(asked, "/sample") {
		w.Ada.Do(t, "DELETE", w.At("/sample"), nil) // there is one at a time
	}
	return s
}

func (s *scene) fill(text string) string {
	return strings.NewReplacer("{org}", s.w.Org, "{project}", s.project.ID, "{task}", s.task, "{key}", s.project.Key+"-1", "{comment}", s.comment,
		"{label}", s.label, "{status}", s.project.In("review"), "{done}", s.project.In("done"), "{op}", s.op, "{invitation}", s.invitation, "{import}", s.imp, "{file}", s.file,
		"{newkey}", s.newKey, "{other}", s.other, "{link}", s.link, "{emoji}", "%F0%9F%91%8D", "{bulk}", s.bulk, "{member}", s.people["Sam"].ID).Replace(text)
}

// The columns of the matrix. Those with a capital are people of the scene.
var actors = []struct{ column, person string }{
	{"anonymous", ""}, {"stranger", "Stranger"}, {"disabled", "Disabled"}, {"admin", "Ada"}, {"project_manager", "Pia"}, {"team_member", "Tom"},
	{"client", "Cleo"}, {"viewer", "Vera"}, {"manager here", "Manager"}, {"member here", "Member"}, {"viewer here", "Onlooker"}, {"client here", "Guest"},
	{"admin's client", "client of Ada"}, {"token, all", "all"}, {"token, task.read", "narrow"}, {"token, elsewhere", "elsewhere"},
	{"token, expired", "expired"}, {"token, revoked", "revoked"}, {"token, disabled", "of Disabled"},
}

func cast(t *testing.T, w *apptest.World) map[string]*apptest.Person {
	t.Helper()
	people := map[string]*apptest.Person{"": w.Anonymous(), "Ada": w.Ada}
	for name, role := range map[string]access.Role{"Pia": access.ProjectManager, "Tom": access.TeamMember, "Cleo": access.Client, "Vera": access.Viewer,
		"Manager": access.TeamMember, "Member": access.TeamMember, "Onlooker": access.TeamMember, "Guest": access.Client, "Disabled": access.Admin, "Sam": access.TeamMember} {
		people[name] = w.Join(name, role)
	}
	people["of Disabled"], _ = bearing(t, w, people["Disabled"], `"*"`, "")
	w.Ada.Must(t, "PATCH", w.At("/members/"+people["Disabled"].ID), `{"disabled":true}`, nil)
	people["Stranger"] = stranger(t, w)
	people["client of Ada"] = w.Ada.WithToken(t)
	people["all"], _ = bearing(t, w, w.Ada, `"*"`, "")
	people["narrow"], _ = bearing(t, w, w.Ada, `"task.read"`, "")
	people["elsewhere"], _ = bearing(t, w, w.Ada, `"*"`, fmt.Sprintf(`,"projects":[%q]`, w.Project("ELSE", "organisation").ID))
	soon := moment.Real.Now().Add(50 * time.Millisecond)
	people["expired"], _ = bearing(t, w, w.Ada, `"*"`, fmt.Sprintf(`,"expiresAt":%q`, soon))
	for people["expired"].Status(t, "GET", w.At(""), nil) == 200 { // until its time has come
	}
	var revoked string
	people["revoked"], revoked = bearing(t, w, w.Ada, `"*"`, "")
	w.Ada.Must(t, "DELETE", "/api/v1/me/tokens/"+revoked, nil, nil)
	return people
}

// bearing is somebody with a personal token, and the id of that.
func bearing(t *testing.T, w *apptest.World, p *apptest.Person, scope, more string) (*apptest.Person, string) {
	t.Helper()
	var made struct{ ID, Token string }
	p.Must(t, "POST", "/api/v1/me/tokens", fmt.Sprintf(`{"name":"x","scopes":[%s],"organisation":%q%s}`, scope, w.Org, more), &made)
	return p.Bearing(made.Token), made.ID
}

// stranger is somebody who has signed in and belongs to another organisation.
func stranger(t *testing.T, w *apptest.World) *apptest.Person {
	t.Helper()
	who := identity.Person{Name: "Stranger", Attempt: identity.Attempt{Email: "stranger@ferry.test", Password: apptest.Password}}
	n, err := w.App.Identity.Prepare(t.Context(), who, "usr_00000000000000000000")
	if err == nil {
		_, err = w.App.Identity.Admit(t.Context(), n, "org_00000000000000000000")
	}
	if err != nil {
		t.Fatal(err)
	}
	p := w.Anonymous()
	p.Name, p.ID = who.Name, n.User.ID
	return p.SignIn(t)
}

// TestWhoMayDoWhat walks every operation with every actor and compares with a file that people read. A stranger has
// signed in and does not belong to the organisation.
func TestWhoMayDoWhat(t *testing.T) {
	w := apptest.New(t, func(o *app.Options) { o.Store.Replay = false }) // ten thousand requests, each once
	people := cast(t, w)
	var out strings.Builder
	out.WriteString("# Who may do what: the status of each operation for each actor. Written by TestWhoMayDoWhat; read it in review.\n")
	out.WriteString("# open: a project that the organisation sees; closed: one that only its members see. \"here\": a member of that project.\n")
	for _, row := range api.Table() {
		if (row.Method == "POST" || row.Method == "PATCH" || row.Method == "PUT") && !row.Upload {
			if _, ok := bodies[row.ID]; !ok {
				t.Errorf("%s has no body in matrix_test.go to be tried with", row.ID)
			}
		}
		where := []string{"organisation"}
		if strings.Contains(row.Path, "{project}") || strings.Contains(row.Path, "{file}") || row.ID == "readTaskByKey" || row.ID == "undo" || row.ID == "search" {
			where = []string{"organisation", "members"}
		}
		for _, visibility := range where {
			fmt.Fprintf(&out, "\n%s %s (%s) needs %v", row.Method, row.Path, row.ID, row.Needs)
			if len(where) > 1 {
				out.WriteString(map[string]string{"organisation": ", open", "members": ", closed"}[visibility])
			}
			out.WriteString("\n")
			var s *scene
			for _, a := range actors {
				if s == nil {
					s = newScene(t, w, people, visibility, row.Path+bodies[row.ID])
				}
				status := try(t, s, row, people[a.person], a.person)
				fmt.Fprintf(&out, "  %-18s %d\n", a.column, status)
				if status < 300 && row.Method != "GET" {
					s = nil
				}
			}
		}
	}
	golden(t, "testdata/matrix.txt", out.String())
}

func try(t *testing.T, s *scene, row api.Row, p *apptest.Person, name string) int {
	t.Helper()
	p = p.Copy()             // what signs in or out here is not the person of the scene
	if row.ID == "signOut" { // nor is what ends by it
		switch {
		case name == "client of Ada":
			p = s.w.Ada.WithToken(t)
		case name != "" && strings.ToUpper(name[:1]) == name[:1]:
			p = p.SignIn(t)
		}
	}
	var body any
	if text := bodies[row.ID]; text != "" {
		body = strings.ReplaceAll(s.fill(text), "{user}", strings.ReplaceAll(name, " ", "_"))
	}
	path := s.fill(row.Path)
	if row.ID == "purgeProject" {
		s.w.Ada.Do(t, "DELETE", s.project.Path, nil)
		defer s.w.Ada.Do(t, "POST", s.project.Path+"/restore", nil)
	}
	if row.ID == "restoreTask" {
		s.w.Ada.Must(t, "DELETE", s.project.Path+"/tasks/"+s.task, nil, nil)
		defer s.w.Ada.Do(t, "POST", s.project.Path+"/tasks/"+s.task+"/restore", nil)
	}
	switch row.ID {
	case "endSession":
		path = "/api/v1/me/sessions/" + another(t, p, name)
	case "revokeToken":
		var made struct{ ID string }
		p.Do(t, "POST", "/api/v1/me/tokens", s.fill(bodies["makeToken"])).JSON(t, &made)
		path = "/api/v1/me/tokens/" + cmp.Or(made.ID, "pat_00000000000000000000")
	}
	if row.ID == "removePreference" {
		p.Do(t, "PUT", path, `{"value":1}`)
	}
	if row.ID == "removeSample" {
		s.w.Ada.Do(t, "POST", s.w.At("/sample"), nil)
	}
	if row.ID == "search" {
		path += "?q=old&project=" + s.project.ID
	}
	if row.ID == "pickTasks" {
		path += "?ids=" + s.task
	}
	if row.ID == "removeStatus" {
		path += "?moveTo=" + s.project.In("done")
	}
	if row.Upload {
		return p.Status(t, row.Method, path+"?filename=a.csv", "title\nA\n", "Content-Type", "text/csv")
	}
	return p.Status(t, row.Method, path, body)
}

// another is a session of somebody besides the one that asks; for those who have none, one that there is not.
func another(t *testing.T, p *apptest.Person, name string) string {
	t.Helper()
	if name != "" && strings.ToUpper(name[:1]) == name[:1] {
		p.SignIn(t)
		var list struct {
			Items []struct {
				ID      string
				Current bool
			}
		}
		p.Must(t, "GET", "/api/v1/me/sessions", nil, &list)
		for _, one := range list.Items {
			if !one.Current {
				return one.ID
			}
		}
	}
	return "ses_00000000000000000000"
}
