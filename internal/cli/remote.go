package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/kanvaro/kanvaro/internal/archive"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// remote imports through a server, as the screens do.
func (c importCSV) remote(t terminal, file io.Reader) error {
	if c.Email == "" {
		return errors.New("say who signs in with --email")
	}
	password, err := t.secretLine("Password: ")
	if err != nil {
		return err
	}
	s, err := signIn(t, c.URL, c.Email, password)
	if err != nil {
		return err
	}
	in, err := s.organisation(t, c.Org)
	if err != nil {
		return err
	}
	at := "/api/v1/orgs/" + url.PathEscape(in) + "/projects/" + url.PathEscape(c.Project) + "/imports"
	v, err := c.through(t, s, at, file)
	return t.report(v, err)
}

// through goes the steps of an import, and waits for the end of the last.
func (c importCSV) through(t terminal, s *server, at string, file io.Reader) (*archive.View, error) {
	v := &archive.View{}
	if err := s.send(t, "POST", at+"?filename="+url.QueryEscape(c.name()), "text/csv", file, v); err != nil {
		return nil, err
	}
	at += "/" + v.ID
	if m := c.mapping(); m != nil {
		in := map[string]any{}
		if m.Columns != nil {
			in["columns"] = m.Columns
		}
		if m.Markup != "" {
			in["markup"] = m.Markup
		}
		if err := s.json(t, "PUT", at+"/mapping", in, v); err != nil {
			return v, err
		}
	}
	if err := s.json(t, "POST", at+"/check", nil, v); err != nil {
		return v, err
	}
	checked := *v
	if err := s.json(t, "POST", at+"/start", map[string]bool{"skipFaulty": c.SkipFaulty}, v); err != nil {
		return &checked, err
	}
	for v.State == archive.Running {
		t.progress(v)
		select {
		case <-moment.Real.After(300 * time.Millisecond):
		case <-t.Done():
			return v, t.Err()
		}
		if err := s.json(t, "GET", at, nil, v); err != nil {
			return v, err
		}
	}
	return v, nil
}

// server is one that somebody has signed in to.
type server struct{ base, token string }

func signIn(ctx context.Context, base, email, password string) (*server, error) {
	s := &server{base: strings.TrimRight(base, "/")}
	var pair struct{ AccessToken string }
	err := s.json(ctx, "POST", "/api/auth/token", map[string]string{"email": email, "password": password}, &pair)
	s.token = pair.AccessToken
	return s, err
}

// organisation is the one that is meant.
func (s *server) organisation(ctx context.Context, named string) (string, error) {
	var me struct{ Organisations []struct{ ID, Name string } }
	if err := s.json(ctx, "GET", "/api/v1/me", nil, &me); err != nil {
		return "", err
	}
	var all []string
	for _, o := range me.Organisations {
		if o.ID == named || (named == "" && len(me.Organisations) == 1) {
			return o.ID, nil
		}
		all = append(all, o.ID+" ("+o.Name+")")
	}
	return "", fmt.Errorf("say which organisation with --org: %s", strings.Join(all, ", "))
}

func (s *server) json(ctx context.Context, method, path string, in, out any) error {
	if in == nil {
		return s.send(ctx, method, path, "", nil, out)
	}
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return s.send(ctx, method, path, "application/json", bytes.NewReader(body), out)
}

// send asks for something; a problem comes back as a fault.
func (s *server) send(ctx context.Context, method, path, media string, body io.Reader, out any) error {
	r, err := http.NewRequestWithContext(ctx, method, s.base+path, body)
	if err != nil {
		return err
	}
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	if s.token != "" {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode >= 300 {
		var p struct {
			Code, Detail string
			Errors       []fault.Field
		}
		if json.Unmarshal(text, &p) != nil || p.Code == "" {
			return fmt.Errorf("%s %s: %s", method, path, answer.Status)
		}
		return &fault.Error{Kind: fault.Kind(p.Code), Detail: p.Detail, Fields: p.Errors}
	}
	return json.Unmarshal(text, out)
}
