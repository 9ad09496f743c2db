package search

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"unicode/utf8"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Options are what a Service needs. Clock and Log may be nil.
type Options struct {
	Gate  *access.Gate
	Store *store.Store
	Clock moment.Clock
	Log   *slog.Logger
}

// Service searches, and keeps the index while it runs (Start).
type Service struct {
	gate   *access.Gate
	store  *store.Store
	spaces *spaces
	run    *runner
}

// New makes a service. It is told when spaces move, so it is made before the store is in use.
func New(o Options) *Service {
	if o.Clock == nil {
		o.Clock = moment.Real
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{gate: o.Gate, store: o.Store, spaces: newSpaces()}
	s.run = newRunner(o, s.spaces)
	return s
}

// tries is how often a search begins anew because the index has moved on under it.
const tries = 5

// Find gives what an actor may see and what has all the words, the best first. What was typed exactly comes before what is only like it.
func (s *Service) Find(ctx context.Context, a access.Actor, org string, ask Ask) (Result, error) {
	if err := ask.check(); err != nil {
		return Result{}, err
	}
	var out Result
	var err error
	for range tries {
		err = s.gate.View(ctx, a, access.OrganisationRead, access.In(org), func(sc *access.Scope) error {
			out = Result{Position: sc.Position()}
			f, err := s.finder(ctx, sc, ask)
			if err != nil {
				return err
			}
			out.Behind = !f.view.filled
			out.Items, err = f.find()
			return err
		})
		if !errors.Is(err, errPassed) {
			break
		}
	}
	if errors.Is(err, errPassed) || errors.Is(err, errDamaged) {
		s.run.doubt(store.Space(org))
		err = fault.Because(fault.Unavailable, err, "The search is being brought up to date. Try again.")
	}
	return out, err
}

func (a *Ask) check() error {
	var l fault.List
	if len(a.Words) > MaxQuery {
		l.Add("q", "is longer than %d bytes", MaxQuery)
	}
	if !utf8.ValidString(a.Words) {
		l.Add("q", "is not UTF-8")
	}
	if a.Limit == 0 {
		a.Limit = 20
	}
	if a.Limit < 1 || a.Limit > MaxLimit {
		l.Add("limit", "must be from 1 to %d", MaxLimit)
	}
	for _, k := range a.Kinds {
		if !slices.Contains(Kinds, k) {
			l.Add("kind", "must be one of task, comment, project, member")
			break
		}
	}
	return l.Err()
}

// wants reports whether a kind is asked for.
func (a Ask) wants(k Kind) bool { return len(a.Kinds) == 0 || slices.Contains(a.Kinds, k) }
