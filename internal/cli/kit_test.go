package cli

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/identity"
)

// lines gives the first thing that is written.
type lines struct {
	once  sync.Once
	first chan string
}

func (l *lines) Write(b []byte) (int, error) {
	l.once.Do(func() { l.first <- string(b) })
	return len(b), nil
}

// setUp does what the page behind the link does.
func setUp(t *testing.T, line string) {
	t.Helper()
	_, link, _ := strings.Cut(strings.TrimSpace(line), "set it up: ")
	base, token, _ := strings.Cut(link, "/setup#token=")
	body := fmt.Sprintf(`{"token":%q,"organisation":{"name":"Ferry"},"user":{"name":"Ada","email":"ada@ferry.test","password":"correct horse battery!"}}`, token)
	answer, err := http.Post(base+"/api/v1/setup", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		t.Fatal(answer.Status)
	}
}

func signsIn(t *testing.T, dir string, a identity.Attempt) {
	t.Helper()
	p := place{Data: dir}
	err := p.with(terminal{Context: t.Context(), err: t.Output()}, func(x *app.App) error {
		_, err := x.Identity.SignIn(t.Context(), a)
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// makeProject makes a project as Ada does, and gives the address of the server.
func makeProject(t *testing.T, line, key string) string {
	t.Helper()
	_, link, _ := strings.Cut(strings.TrimSpace(line), "set it up: ")
	base, _, _ := strings.Cut(link, "/setup#token=")
	s, err := signIn(t.Context(), base, "ada@ferry.test", "correct horse battery!")
	if err != nil {
		t.Fatal(err)
	}
	org, err := s.organisation(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.json(t.Context(), "POST", "/api/v1/orgs/"+org+"/projects", map[string]string{"key": key, "name": "Ferry tickets"}, &struct{}{}); err != nil {
		t.Fatal(err)
	}
	return base
}
