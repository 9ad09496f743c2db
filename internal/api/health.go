package api

import (
	"net/http"
	"sync"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/observe"
)

// probe is what machines ask without being anybody. They are not operations: nothing of anybody is behind them.
type probe struct {
	path  string
	serve http.HandlerFunc
}

func (s *Server) probes() []probe {
	ok := func(w http.ResponseWriter, r *http.Request) {
		observe.From(r.Context()).Route(r.URL.Path)
		plainJSON(w, `{"status":"ok"}`)
	}
	description := sync.OnceValues(OpenAPI)
	return append(append(reference(), handbook()...), []probe{
		{"/livez", ok},
		{"/api/health", ok},
		{"/readyz", func(w http.ResponseWriter, r *http.Request) {
			observe.From(r.Context()).Route("/readyz")
			if err := s.o.Health.Ready(r.Context()); err != nil {
				writeProblem(w, r, fault.Because(fault.Unavailable, err, "Not ready."))
				return
			}
			plainJSON(w, `{"status":"ok"}`)
		}},
		{"/api/openapi.json", func(w http.ResponseWriter, r *http.Request) {
			observe.From(r.Context()).Route("/api/openapi.json")
			text, err := description()
			if err != nil {
				writeProblem(w, r, err)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("Cache-Control", "no-cache")
			w.Write(text) //nolint:errcheck // who asked has gone
		}},
	}...)
}

func plainJSON(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Write([]byte(text)) //nolint:errcheck // who asked has gone
}
