package api_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/api"
	"github.com/kanvaro/kanvaro/internal/apptest"
	"github.com/kanvaro/kanvaro/internal/fault"
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
	imp, file                                    string
}

var keys = 0

func newScene(t *testing.T, w *apptest.World, people map[string]*apptest.Person, visibility string) *scene {
	t.Helper()
	keys += 2
	w.Ada.Do(t, "DELETE", w.At("/sample"), nil) // there is one at a time
	s := &scene{w: w, people: people, project: w.Project(fmt.Sprintf("K%d", keys), visibility), newKey: fmt.Sprintf("K%d", keys+1)}
	for name, role := range map[string]string{"Manager": "manager", "Member": "member", "Onlooker": "viewer", "Guest": "member"} {
		w.Ada.Must(t, "PUT", s.project.Path+"/members/"+people[name].ID, map[string]string{"role": role}, nil)
	}
	w.Ada.Must(t, "PUT", s.project.Path+"/members/"+people["Sam"].ID, map[string]string{"role": "member"}, nil)
	var p struct{ Labels []struct{ ID string } }
	w.Ada.Must(t, "POST", s.project.Path+"/labels", `{"name":"old"}`, &p)
	s.label = p.Labels[0].ID
	s.task = w.Ada.Task(t, s.project, "Old").ID
	s.op = w.Ada.Must(t, "PATCH", s.project.Path+"/tasks/"+s.task, `{"title":"Older"}`, nil).Header.Get("Kanvaro-Op")
	var made struct{ ID string }
	w.Ada.Must(t, "POST", s.project.Path+"/tasks/"+s.task+"/comments", `{"markdown":"Ah."}`, &made)
	s.comment = made.ID
	w.Ada.Must(t, "POST", w.At("/invitations"), `{"role":"viewer"}`, &made)
	s.invitation = made.ID
	w.Ada.Must(t, "POST", s.project.Path+"/imports?filename=a.csv", "title\nOne\n", &made, "Content-Type", "text/csv")
	s.imp = made.ID
	w.Ada.Must(t, "POST", s.project.Path+"/imports/"+s.imp+"/check", nil, nil)
	w.Ada.Must(t, "POST", s.project.Path+"/files?name=a.txt", "hello", &made)
	s.file = made.ID
	return s
}

func (s *scene) fill(text string) string {
	return strings.NewReplacer("{org}", s.w.Org, "{project}", s.project.ID, "{task}", s.task, "{key}", s.project.Key+"-1", "{comment}", s.comment,
		"{label}", s.label, "{status}", s.project.In("review"), "{done}", s.project.In("done"), "{op}", s.op, "{invitation}", s.invitation, "{import}", s.imp, "{file}", s.file,
		"{newkey}", s.newKey, "{member}", s.people["Sam"].ID).Replace(text)
}

// The columns of the matrix. Those with a capital are people of the scene.
var actors = []struct{ column, person string }{
	{"anonymous", ""}, {"stranger", "Stranger"}, {"disabled", "Disabled"}, {"admin", "Ada"}, {"project_manager", "Pia"}, {"team_member", "Tom"},
	{"client", "Cleo"}, {"viewer", "Vera"}, {"manager here", "Manager"}, {"member here", "Member"}, {"viewer here", "Onlooker"}, {"client here", "Guest"},
	{"admin's token", "token"}, {"token, task.read", "narrow"},
}

func cast(t *testing.T, w *apptest.World) map[string]*apptest.Person {
	t.Helper()
	people := map[string]*apptest.Person{"": w.Anonymous(), "Ada": w.Ada}
	for name, role := range map[string]access.Role{"Pia": access.ProjectManager, "Tom": access.TeamMember, "Cleo": access.Client, "Vera": access.Viewer,
		"Manager": access.TeamMember, "Member": access.TeamMember, "Onlooker": access.TeamMember, "Guest": access.Client, "Disabled": access.Admin, "Sam": access.TeamMember} {
		people[name] = w.Join(name, role)
	}
	w.Ada.Must(t, "PATCH", w.At("/members/"+people["Disabled"].ID), `{"disabled":true}`, nil)
	return people
}

// TestWhoMayDoWhat walks every operation with every actor and compares with a file that people read. A stranger has
// signed in and does not belong to the organisation.
func TestWhoMayDoWhat(t *testing.T) {
	w := apptest.New(t)
	people := cast(t, w)
	people["Stranger"] = w.Anonymous().Bearing("stranger")
	people["token"] = w.Ada.WithToken(t)
	people["narrow"] = w.Ada.Bearing("narrow")
	o := w.App.API()
	o.Bearer = func(ctx context.Context, token string) (access.Actor, error) {
		switch token {
		case "narrow":
			return access.Actor{User: w.Ada.ID, Kind: "token", Scopes: []access.Need{access.TaskRead}}, nil
		case "stranger":
			return access.Actor{User: "usr_00000000000000000000", Kind: "token"}, nil
		case "":
			return access.Actor{}, fault.New(fault.Unauthenticated, "No token.")
		}
		a, err := o.Identity.Bearer(ctx, token)
		a.Family = "" // signing out, one of the operations, must not end the token in the middle of the walk
		return a, err
	}
	server, err := api.New(o)
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(server.Handler())
	defer listening.Close()
	w.URL = listening.URL

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
					s = newScene(t, w, people, visibility)
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
	p = p.Copy() // what signs in or out here is not the person of the scene
	if row.ID == "signOut" && name != "" && strings.ToUpper(name[:1]) == name[:1] && name != "Stranger" {
		p = p.SignIn(t)
	}
	var body any
	if text := bodies[row.ID]; text != "" {
		body = strings.ReplaceAll(s.fill(text), "{user}", strings.ReplaceAll(name, " ", "_"))
	}
	path := s.fill(row.Path)
	if row.ID == "restoreTask" {
		s.w.Ada.Must(t, "DELETE", s.project.Path+"/tasks/"+s.task, nil, nil)
		defer s.w.Ada.Do(t, "POST", s.project.Path+"/tasks/"+s.task+"/restore", nil)
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
	if row.ID == "removeStatus" {
		path += "?moveTo=" + s.project.In("done")
	}
	if row.Upload {
		return p.Status(t, row.Method, path+"?filename=a.csv", "title\nA\n", "Content-Type", "text/csv")
	}
	return p.Status(t, row.Method, path, body)
}
