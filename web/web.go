// Package web is the browser application: the files that web/build made of web/src, and the handler that serves them.
//
// Names under /static/ are made of their content and may be kept for ever; every other address is the one page, which asks the
// API who is there and draws the rest itself.
package web

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"os"
	"path"
	"strconv"
	"strings"
)

//go:embed all:dist
var dist embed.FS

// Policy is the Content-Security-Policy the application is written for: nothing inline, nothing from anywhere else.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Options are what a handler may be told.
type Options struct {
	// Dir serves from a directory instead of from the program, and lets nothing be kept: for developing with `go -C web/build run . -watch -out DIR`.
	Dir string
}

// Handler serves the application. It belongs behind the API: it answers every GET that is no file with the page.
func Handler(o Options) http.Handler {
	if o.Dir != "" {
		return &handler{files: os.DirFS(o.Dir), page: "no-store", static: "no-store"}
	}
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic(err) // the directory is part of the program
	}
	return &handler{files: files, page: "no-cache", static: "public, max-age=31536000, immutable"}
}

type handler struct {
	files        fs.FS
	page, static string // Cache-Control
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	name, isStatic := strings.CutPrefix(r.URL.Path, "/static/")
	switch {
	case isStatic:
		h.serve(w, r, "static/"+name, h.static)
	case strings.Contains(path.Base(r.URL.Path), "."):
		// /favicon.ico, /robots.txt and what scanners look for: no address of the application has a dot in its last part.
		notFound(w)
	default:
		header := w.Header()
		if header.Get("Content-Security-Policy") == "" {
			header.Set("Content-Security-Policy", Policy)
		}
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Referrer-Policy", "same-origin")
		h.serve(w, r, "index.html", h.page)
	}
}

// serve answers with a file, in the smallest form that was made of it and is accepted.
func (h *handler) serve(w http.ResponseWriter, r *http.Request, name, cache string) {
	if !fs.ValidPath(name) || strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz") {
		notFound(w)
		return
	}
	body, encoding, err := h.read(name, r.Header.Get("Accept-Encoding"))
	if errors.Is(err, fs.ErrNotExist) {
		notFound(w)
		return
	}
	if err != nil {
		http.Error(w, "the file cannot be read", http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Cache-Control", cache)
	header.Set("Content-Type", contentType(name))
	header.Add("Vary", "Accept-Encoding")
	if encoding != "" {
		header.Set("Content-Encoding", encoding)
	}
	etag := tag(body)
	header.Set("ETag", etag)
	if matches(r.Header.Get("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	header.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodGet {
		w.Write(body) //nolint:errcheck // whoever went away needs nothing more
	}
}

func (h *handler) read(name, accepted string) (body []byte, encoding string, err error) {
	for _, form := range []struct{ encoding, ending string }{{"br", ".br"}, {"gzip", ".gz"}} {
		if !accepts(accepted, form.encoding) {
			continue
		}
		if body, err = fs.ReadFile(h.files, name+form.ending); err == nil {
			return body, form.encoding, nil
		}
	}
	body, err = readFile(h.files, name)
	return body, "", err
}

// readFile is fs.ReadFile, for which a directory is a file that is not there.
func readFile(files fs.FS, name string) ([]byte, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || info.IsDir() {
		return nil, errors.Join(err, fs.ErrNotExist)
	}
	return io.ReadAll(f)
}

// accepts reports whether an Accept-Encoding names the encoding without refusing it.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		q, ok := strings.CutPrefix(strings.ReplaceAll(parameters, " ", ""), "q=")
		if !ok {
			return true
		}
		weight, err := strconv.ParseFloat(q, 64)
		return err == nil && weight > 0
	}
	return false
}

func contentType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	case ".txt":
		return "text/plain; charset=utf-8"
	default:
		return mime.TypeByExtension(ext)
	}
}

func tag(body []byte) string {
	sum := sha256.Sum256(body)
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}

// matches compares weakly, since proxies make tags weak.
func matches(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if part = strings.TrimSpace(part); part == "*" || strings.TrimPrefix(part, "W/") == etag {
			return true
		}
	}
	return false
}

func notFound(w http.ResponseWriter) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, "there is no such file", http.StatusNotFound)
}
