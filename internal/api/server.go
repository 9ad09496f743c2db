package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/archive"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/file"
	"github.com/kanvaro/kanvaro/internal/history"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/live"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/observe"
	"github.com/kanvaro/kanvaro/internal/org"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/sample"
	"github.com/kanvaro/kanvaro/internal/search"
	"github.com/kanvaro/kanvaro/internal/work"
)

// Options are all that the interface stands on.
type Options struct {
	Gate     *access.Gate
	Identity *identity.Service
	Orgs     *org.Service
	Projects *project.Service
	Work     *work.Service
	History  *history.Service
	Imports  *archive.Service
	Search   *search.Service
	Files    *file.Service
	Sample   *sample.Service
	Live     *live.Hub
	Health   *observe.Health
	Metrics  *observe.Metrics
	Log      *slog.Logger
	Clock    moment.Clock
	Web      http.Handler // the browser application; nil for none
	// Bearer finds out whose a token is; the identity's where nil.
	Bearer func(ctx context.Context, token string) (access.Actor, error)

	Rates          Rates  // none where zero
	URL            string // the address that people type; "" where the requests tell
	TrustedProxies []netip.Prefix
}

// Server is the HTTP interface.
type Server struct {
	o       Options
	lists   *cache
	replays *replays
	limits  *limits
	paths   *http.ServeMux // of operations without their methods, to tell 405 from 404
	methods map[string][]string
	handler http.Handler
}

// New makes the interface. It panics when the table of operations contradicts itself.
func New(o Options) (*Server, error) {
	if o.Bearer == nil {
		o.Bearer = o.Identity.Bearer
	}
	s := &Server{o: o, lists: newCache(cacheSize), replays: newReplays(o.Clock), limits: newLimits(o.Rates), paths: http.NewServeMux(), methods: map[string][]string{}}
	mux := http.NewServeMux()
	for _, op := range table() {
		op.check()
		mux.HandleFunc(op.method+" "+op.path, func(w http.ResponseWriter, r *http.Request) { s.run(op, w, r) })
		s.know(op.method, op.path)
	}
	for _, p := range s.probes() {
		mux.HandleFunc("GET "+p.path, p.serve)
		s.know(http.MethodGet, p.path)
	}
	mux.HandleFunc("/api/", s.missing)
	if o.Web != nil {
		mux.Handle("/", o.Web)
	} else {
		mux.HandleFunc("/", s.missing)
	}
	guard := http.NewCrossOriginProtection()
	if o.URL != "" {
		u, err := url.Parse(o.URL)
		if err != nil {
			return nil, fmt.Errorf("the public address: %w", err)
		}
		if err := guard.AddTrustedOrigin(u.Scheme + "://" + u.Host); err != nil {
			return nil, fmt.Errorf("the public address: %w", err)
		}
	}
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeProblem(w, r, fault.New(fault.Forbidden, "This request comes from another site."))
	}))
	requests := observe.Requests{Log: o.Log, Metrics: o.Metrics, Client: s.client}
	s.handler = requests.Wrap(s.secure(s.survive(guard.Handler(mux))))
	return s, nil
}

// Handler serves everything.
func (s *Server) Handler() http.Handler { return s.handler }

func (s *Server) know(method, path string) {
	if s.methods[path] == nil {
		s.paths.HandleFunc(path, func(http.ResponseWriter, *http.Request) {})
	}
	s.methods[path] = append(s.methods[path], method)
	if method == http.MethodGet {
		s.methods[path] = append(s.methods[path], http.MethodHead)
	}
}

// missing answers for paths that there are not, and for methods that a path does not have.
func (s *Server) missing(w http.ResponseWriter, r *http.Request) {
	if err := s.admit(w, r, access.Actor{}); err != nil {
		writeProblem(w, r, err)
		return
	}
	_, pattern := s.paths.Handler(r)
	methods, ok := s.methods[pattern]
	if !ok {
		writeProblem(w, r, fault.New(fault.NotFound, "There is nothing at this address."))
		return
	}
	w.Header().Set("Allow", strings.Join(methods, ", "))
	rec := observe.From(r.Context())
	rec.Route(pattern)
	p := &Problem{Type: "about:blank", Title: http.StatusText(http.StatusMethodNotAllowed), Status: http.StatusMethodNotAllowed, Code: "method",
		Detail: "This address does not know that method."}
	if rec != nil {
		p.RequestID = rec.ID
	}
	p.write(w)
}

// survive turns a panic into a problem, if nothing has been answered yet. The process goes on.
func (s *Server) survive(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			if p == http.ErrAbortHandler { //nolint:errorlint // the standard library compares it so
				panic(p)
			}
			writeProblem(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
		}()
		next.ServeHTTP(w, r)
	})
}
