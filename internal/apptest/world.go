// Package apptest is a live instance for tests: a whole server over an engine in memory, with people who sign in as browsers do.
package apptest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/config"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
)

// Password is everybody's.
const Password = "correct horse battery staple!"

// World is an instance that Ada has set up: she is the administrator of the organisation "Ferry".
type World struct {
	App *app.App
	URL string
	Org string  // the id of the organisation
	Ada *Person // its administrator
	Log *Buffer // what the server has logged

	t      testing.TB
	mu     sync.Mutex
	people map[string]*Person
}

// Cheap makes hashing passwords cost nothing.
var Cheap = identity.Cost{Memory: 64, Time: 1, Lanes: 1}

// New starts a server over an engine in memory and has Ada set it up. It is stopped when the test ends.
func New(t testing.TB, change ...func(*app.Options)) *World {
	t.Helper()
	w := Open(t, change...)
	w.setUp()
	return w
}

// Open starts a server that nobody has set up, unless its engine brings data along.
func Open(t testing.TB, change ...func(*app.Options)) *World {
	t.Helper()
	w := &World{t: t, people: map[string]*Person{}, Log: &Buffer{}}
	o := app.Options{Config: config.Default(), Version: "test", Out: w.Log, Log: slog.New(slog.NewJSONHandler(w.Log, nil)), Cost: Cheap, Store: store.Options{Replay: true}}
	o.Config.Addr, o.Config.MetricsAddr, o.Config.Data = "127.0.0.1:0", "off", t.TempDir()
	o.Config.RateLimit = 0 // tests ask faster than people; those of the limits set them
	for _, c := range change {
		c(&o)
	}
	if o.Engine == nil && o.Config.MongoURI == "" {
		o.Engine = memstore.New(app.Defs()...)
	}
	a, err := app.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Stop(context.Background()); err != nil {
			t.Errorf("stop: %v", err)
		}
	})
	w.App, w.URL = a, "http://"+a.Addr()
	return w
}

// OnDisk makes a world keep its data in SQLite.
func OnDisk(o *app.Options) {
	e, err := app.OpenEngine(context.Background(), *o)
	if err != nil {
		panic(err)
	}
	o.Engine = e
}

// Token is that of the link for setting up, as it was printed.
func (w *World) Token() string {
	_, rest, _ := strings.Cut(w.Log.String(), "#token=")
	token, _, _ := strings.Cut(rest, "\n")
	return token
}

func (w *World) setUp() {
	w.t.Helper()
	w.Ada = w.person("Ada")
	var session Session
	w.Ada.Must(w.t, "POST", "/api/v1/setup", map[string]any{
		"token": w.Token(), "organisation": map[string]string{"name": "Ferry"},
		"user": map[string]string{"name": "Ada", "email": "ada@ferry.test", "password": Password},
	}, &session)
	w.Ada.ID, w.Org = session.User.ID, session.Organisations[0].ID
}

// Session is who one is.
type Session struct {
	User          struct{ ID, Name, Email, Theme, Density string }
	Organisations []struct{ ID, Name, Role string }
}

func (w *World) person(name string) *Person {
	w.mu.Lock()
	defer w.mu.Unlock()
	p := &Person{Name: name, world: w, http: &http.Client{Timeout: time.Minute}}
	w.people[name] = p
	return p
}

// As gives somebody who is there.
func (w *World) As(name string) *Person {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.people[name]
}

// Anonymous is nobody.
func (w *World) Anonymous() *Person { return w.person("") }

// Join brings somebody in by an invitation.
func (w *World) Join(name string, role access.Role) *Person {
	w.t.Helper()
	var made struct{ Link string }
	w.Ada.Must(w.t, "POST", w.At("/invitations"), map[string]any{"role": role}, &made)
	_, token, _ := strings.Cut(made.Link, "#token=")
	p := w.person(name)
	var session Session
	p.Must(w.t, "POST", "/api/v1/invitations/accept", map[string]string{
		"token": token, "name": name, "email": strings.ToLower(name) + "@ferry.test", "password": Password,
	}, &session)
	p.ID = session.User.ID
	return p
}

// At is a path of the organisation.
func (w *World) At(path string) string { return "/api/v1/orgs/" + w.Org + path }

// Project is a project as tests need it.
type Project struct {
	ID, Key  string
	Path     string
	Statuses []struct{ ID, Name, Group string }
	Version  int64
}

// In gives the status of a group.
func (p *Project) In(group string) string {
	for _, s := range p.Statuses {
		if s.Group == group {
			return s.ID
		}
	}
	return ""
}

// Project makes a project that Ada manages.
func (w *World) Project(key, visibility string) *Project {
	w.t.Helper()
	var p Project
	w.Ada.Must(w.t, "POST", w.At("/projects"), map[string]string{"key": key, "name": "Project " + key, "visibility": visibility}, &p)
	p.Path = w.At("/projects/" + p.ID)
	return &p
}

// Task is a task as tests need it.
type Task struct {
	ID, Key, Title, Status, Rank string
	Number, Version              int64
	Text                         struct {
		Version        int64
		Markdown, HTML string
	}
	Tally struct{ Comments int64 }
}

// Task makes a task.
func (p *Person) Task(t testing.TB, in *Project, title string) Task {
	t.Helper()
	var made Task
	p.Must(t, "POST", in.Path+"/tasks", map[string]string{"title": title}, &made)
	return made
}

// Person is somebody with a browser, or a program with a token.
type Person struct {
	Name, ID string

	world  *World
	http   *http.Client
	mu     sync.Mutex
	cookie string
	bearer string
}

// Copy is the same person, whose session the original does not share from here on.
func (p *Person) Copy() *Person {
	p.mu.Lock()
	defer p.mu.Unlock()
	return &Person{Name: p.Name, ID: p.ID, world: p.world, http: p.http, cookie: p.cookie, bearer: p.bearer}
}

// Cookie is what the session is known by.
func (p *Person) Cookie() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.cookie
}

// At is the same person at another server that has the same data. The world gets to know its organisation.
func (p *Person) At(w *World) *Person {
	w.Org = p.world.Org
	c := p.Copy()
	c.world = w
	return c
}

// Bearing is a copy with a token instead of a session.
func (p *Person) Bearing(token string) *Person {
	c := p.Copy()
	c.bearer = token
	return c
}

// SignIn signs a person in anew.
func (p *Person) SignIn(t testing.TB) *Person {
	t.Helper()
	c := &Person{Name: p.Name, ID: p.ID, world: p.world, http: p.http}
	c.Must(t, "POST", "/api/auth/login", map[string]string{"email": strings.ToLower(p.Name) + "@ferry.test", "password": Password}, nil)
	return c
}

// Status sends a request and gives only the status of the answer: for streams, which do not end.
func (p *Person) Status(t testing.TB, method, path string, in any, headers ...string) int {
	t.Helper()
	answer, err := p.send(t.Context(), method, path, in, headers)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

// Answer is what the server said.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// JSON decodes the body.
func (a *Answer) JSON(t testing.TB, into any) {
	t.Helper()
	if err := json.Unmarshal(a.Body, into); err != nil {
		t.Fatalf("%v: %s", err, a.Body)
	}
}

// WithToken is the same person with an API client.
func (p *Person) WithToken(t testing.TB) *Person {
	t.Helper()
	var pair struct{ AccessToken string }
	p.world.Anonymous().Must(t, "POST", "/api/auth/token", map[string]string{"email": strings.ToLower(p.Name) + "@ferry.test", "password": Password}, &pair)
	return &Person{Name: p.Name, ID: p.ID, world: p.world, http: p.http, bearer: pair.AccessToken}
}

// Do sends a request; in is marshalled unless it is text or bytes. Headers come in pairs.
func (p *Person) Do(t testing.TB, method, path string, in any, headers ...string) *Answer {
	t.Helper()
	answer, err := p.send(t.Context(), method, path, in, headers)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", method, path, err)
	}
	return &Answer{answer.StatusCode, answer.Header, body}
}

// Must is Do for what has to work; out may be nil.
func (p *Person) Must(t testing.TB, method, path string, in, out any, headers ...string) *Answer {
	t.Helper()
	a := p.Do(t, method, path, in, headers...)
	if a.Status >= 300 {
		t.Fatalf("%s: %s %s: %d %s", p.Name, method, path, a.Status, a.Body)
	}
	if out != nil {
		a.JSON(t, out)
	}
	return a
}

func (p *Person) send(ctx context.Context, method, path string, in any, headers []string) (*http.Response, error) {
	body, err := reader(in)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, method, p.world.URL+path, body)
	if err != nil {
		return nil, err
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	p.mu.Lock()
	if p.bearer != "" {
		r.Header.Set("Authorization", "Bearer "+p.bearer)
	} else if p.cookie != "" {
		r.Header.Set("Cookie", "kanvaro_session="+p.cookie)
	}
	p.mu.Unlock()
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := p.http.Do(r)
	if err != nil {
		return nil, err
	}
	for _, c := range answer.Cookies() {
		if c.Name == "kanvaro_session" {
			p.mu.Lock()
			p.cookie = c.Value
			p.mu.Unlock()
		}
	}
	return answer, nil
}

func reader(in any) (io.Reader, error) {
	switch v := in.(type) {
	case nil:
		return nil, nil
	case string:
		return strings.NewReader(v), nil
	case []byte:
		return bytes.NewReader(v), nil
	}
	b, err := json.Marshal(in)
	return bytes.NewReader(b), err
}

// Buffer is a log that is read while it is written.
type Buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *Buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

// String gives all that was written.
func (b *Buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}
