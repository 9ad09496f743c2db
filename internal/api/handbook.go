package api

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"

	"github.com/kanvaro/kanvaro/docs"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/markup"
	"github.com/kanvaro/kanvaro/internal/observe"
)

// chapters is the order in which the handbook is read.
var chapters = []string{"index", "start", "board", "list", "task", "find", "together", "projects", "people", "keys", "import", "api"}

// handbookPage is a page of the handbook.
type handbookPage struct {
	Page  string `json:"page"`
	Title string `json:"title"`
	HTML  string `json:"html,omitempty"`
}

// handbook serves docs/handbook: what the application shows at /help. It is for everybody and about nobody, so it is no operation.
func handbook() []probe {
	pages := sync.OnceValues(renderHandbook)
	return []probe{
		{"/api/handbook", func(w http.ResponseWriter, r *http.Request) {
			all, err := pages()
			contents := make([]handbookPage, 0, len(all))
			for _, p := range all {
				contents = append(contents, handbookPage{Page: p.Page, Title: p.Title})
			}
			handbookAnswer(w, r, "/api/handbook", map[string]any{"items": contents}, err)
		}},
		{"/api/handbook/{page}", func(w http.ResponseWriter, r *http.Request) {
			name := r.PathValue("page")
			if strings.HasSuffix(name, ".png") {
				handbookPicture(w, r, name)
				return
			}
			all, err := pages()
			for _, p := range all {
				if p.Page == name {
					handbookAnswer(w, r, "/api/handbook/{page}", p, err)
					return
				}
			}
			observe.From(r.Context()).Route("/api/handbook/{page}")
			if err == nil {
				err = fault.Missing("page")
			}
			writeProblem(w, r, err)
		}},
	}
}

func handbookAnswer(w http.ResponseWriter, r *http.Request, route string, v any, err error) {
	observe.From(r.Context()).Route(route)
	if err != nil {
		writeProblem(w, r, err)
		return
	}
	body, err := json.Marshal(v)
	if err != nil {
		writeProblem(w, r, fmt.Errorf("write the handbook: %w", err))
		return
	}
	h := w.Header()
	tag := bodyTag(body)
	h.Set("Cache-Control", "no-cache")
	h.Set("Etag", `W/"`+tag+`"`)
	if matches(r.Header["If-None-Match"], tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", "application/json")
	w.Write(reply{body: body}.encoded(r, h)) //nolint:errcheck // who asked has gone
}

func handbookPicture(w http.ResponseWriter, r *http.Request, name string) {
	observe.From(r.Context()).Route("/api/handbook/{page}")
	body, err := fs.ReadFile(docs.Handbook, path.Join("handbook", path.Base(name)))
	if err != nil {
		writeProblem(w, r, fault.Missing("picture"))
		return
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(".png"))
	w.Header().Set("Cache-Control", "public, max-age=3600")
	w.Write(body) //nolint:errcheck // who asked has gone
}

var (
	pageTitle   = regexp.MustCompile(`(?m)^# (.+)$`)
	pageLink    = regexp.MustCompile(`href="([a-z-]+)\.md(#[a-z0-9-]+)?"`)
	pagePicture = regexp.MustCompile(`src="([a-z0-9-]+\.png)"`)
)

// renderHandbook makes the pages once. Links among them become addresses of the application, pictures come from here.
func renderHandbook() ([]handbookPage, error) {
	var out []handbookPage
	for _, name := range chapters {
		text, err := fs.ReadFile(docs.Handbook, "handbook/"+name+".md")
		if err != nil {
			return nil, fmt.Errorf("read the handbook: %w", err)
		}
		html, err := markup.Document(string(text))
		if err != nil {
			return nil, err
		}
		html = pageLink.ReplaceAllString(html, `href="/help/$1$2"`)
		html = pagePicture.ReplaceAllString(html, `src="/api/handbook/$1" loading="lazy"`)
		title := pageTitle.FindStringSubmatch(string(text))
		if title == nil {
			return nil, fmt.Errorf("handbook/%s.md has no title", name)
		}
		out = append(out, handbookPage{name, title[1], html})
	}
	return out, nil
}
