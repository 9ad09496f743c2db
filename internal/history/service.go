package history

import (
	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Service lists and undoes what happened.
type Service struct {
	gate  *access.Gate
	clock moment.Clock
	rules map[string]Rule
}

// New makes the service with the rules of all kinds that can be undone.
func New(gate *access.Gate, clock moment.Clock, rules ...Rule) *Service {
	h := &Service{gate, clock, map[string]Rule{}}
	for _, r := range rules {
		h.rules[r.Def.Kind] = r
	}
	return h
}

// nothing reports whether an event changed nothing: a refusal, an export.
func nothing(p store.Payload) bool {
	return p.Whole == nil && !p.Gone && !p.Erased && len(p.Set) == 0
}

// sees reports whether an event is visible in a scope.
func sees(s *access.Scope, e *store.Event) bool { return e.Project == s.Project && s.Sees(e.Audience) }
