package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// client is a person at the HTTP API. The session survives the server: it is a document like any other.
type client struct {
	url     string
	session *http.Cookie
	org     string // path of the organisation
	project string // path of the project that the tests work in
	ready   string // its status "ready"
}

type task struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Title   string `json:"title"`
}

// setUp makes an organisation with one project, and the person who works in it.
func setUp(t *testing.T, s *server) *client {
	t.Helper()
	c := &client{url: s.url}
	var session struct {
		Organisations []struct {
			ID string `json:"id"`
		} `json:"organisations"`
	}
	c.must(t, http.MethodPost, "/api/v1/setup", map[string]any{
		"token":        s.token,
		"organisation": map[string]string{"name": "Ferry company"},
		"user":         map[string]string{"name": "Ada", "email": "ada@ferry.test", "password": "correct horse battery staple"},
	}, &session)
	c.org = "/api/v1/orgs/" + session.Organisations[0].ID

	var project struct {
		ID       string `json:"id"`
		Statuses []struct {
			ID    string `json:"id"`
			Group string `json:"group"`
		} `json:"statuses"`
	}
	c.must(t, http.MethodPost, c.org+"/projects", map[string]string{"key": "FERRY", "name": "Ferry tickets"}, &project)
	c.project = c.org + "/projects/" + project.ID
	for _, status := range project.Statuses {
		if status.Group == "ready" {
			c.ready = status.ID
		}
	}
	return c
}

// at is the same person at a server that was started again.
func (c *client) at(s *server) *client {
	moved := *c
	moved.url = s.url
	return &moved
}

// tasks are all tasks of the project, by id.
func (c *client) tasks(t *testing.T) map[string]task {
	t.Helper()
	all := map[string]task{}
	cursor := ""
	for {
		var page struct {
			Items []task `json:"items"`
			Next  string `json:"next"`
		}
		c.must(t, http.MethodGet, c.project+"/tasks?limit=1000&cursor="+cursor, nil, &page)
		for _, item := range page.Items {
			all[item.ID] = item
		}
		if page.Next == "" {
			return all
		}
		cursor = page.Next
	}
}

// must is call for what has to work.
func (c *client) must(t *testing.T, method, path string, in, out any) {
	t.Helper()
	if err := c.call(t.Context(), method, path, in, out); err != nil {
		t.Fatal(err)
	}
}

// call answers nil only when the server acknowledged. After any other answer, or none, the outcome is unknown.
func (c *client) call(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	request, err := c.request(ctx, method, path, body)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s %s", method, path, answer.Status, text)
	}
	for _, cookie := range answer.Cookies() {
		if cookie.Name == "kanvaro_session" {
			c.session = cookie
		}
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(text, out)
}

func (c *client) request(ctx context.Context, method, path string, body io.Reader) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.url+path, body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Origin", c.url)
	if c.session != nil {
		request.AddCookie(&http.Cookie{Name: c.session.Name, Value: c.session.Value})
	}
	return request, nil
}

// newTaskID is an id as a browser makes it, so that a create can be sent again.
func newTaskID() string {
	const digits = "0123456789abcdefghjkmnpqrstvwxyz"
	random := make([]byte, 20)
	_, _ = rand.Read(random) // never fails
	var id strings.Builder
	id.WriteString("tsk_")
	for _, b := range random {
		id.WriteByte(digits[int(b)%len(digits)])
	}
	return id.String()
}
