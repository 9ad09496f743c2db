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

func signIn(t *testing.T, dir string, a identity.Attempt) {
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
