package search

import (
	"cmp"
	"context"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

// slack is how many more things are chosen than are shown: some may turn out to have changed since they were put into the index.
const slack = 10

// finder is one search in one transaction.
type finder struct {
	scope  *access.Scope
	events func(after int64, limit int) ([]*store.Event, error)
	ask    Ask
	q      query
	view   view
	match  *matcher
	only   string                   // the one project that is asked for
	scopes map[string]*access.Scope // those that were entered; nil for what may not be seen
	err    error                    // the first of entering
	seen   map[short]bool           // tasks that are among the items
	items  []Found
}

// candidate is what may be shown: a task, or a place.
type candidate struct {
	score float32
	hit   hit
	place *found
}

func (s *Service) finder(ctx context.Context, sc *access.Scope, ask Ask) (*finder, error) {
	f := &finder{scope: sc, ask: ask, q: parse(ask.Words), scopes: map[string]*access.Scope{}, seen: map[short]bool{}}
	if ask.Project != "" {
		in, err := sc.Enter(ask.Project, access.TaskRead)
		if fault.Is(err, fault.NotFound) {
			err = fault.Wrong("project", "is none that you may see")
		}
		if err != nil {
			return nil, err
		}
		f.only = in.Project
		f.scopes[in.Project] = in
	}
	f.events = func(after int64, limit int) ([]*store.Event, error) {
		events, _, err := s.store.Events(ctx, sc.Space(), after, limit)
		return events, err
	}
	var err error
	if f.view, err = s.spaces.get(sc.Space()).sync(sc); err != nil {
		return nil, err
	}
	f.match = &matcher{tx: sc, view: f.view, from: f.view.from(sc), keep: ask.Limit + slack, today: dayOf(sc.Now())}
	f.match.sees = newSight(len(f.view.projects), func(n uint16) float32 { return f.worth(f.view.projects[n]) })
	f.match.comments = !ask.wants(Task) && ask.wants(Comment)
	return f, nil
}

// enter gives the scope of a project, nil for one that may not be seen or is not asked for.
func (f *finder) enter(id string) *access.Scope {
	in, ok := f.scopes[id]
	if ok || (f.only != "" && f.only != id) {
		return in
	}
	in, err := f.scope.Enter(id, access.TaskRead)
	if err != nil {
		in = nil
		if !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) && f.err == nil {
			f.err = err
		}
	}
	f.scopes[id] = in
	return in
}

// worth says how much the things of a project count.
func (f *finder) worth(id string) float32 {
	in := f.enter(id)
	if in == nil {
		return 0
	}
	p, err := project.Projects.Look(in, id)
	switch {
	case err != nil:
		f.err = cmp.Or(f.err, err)
		return 0
	case p == nil || !p.TrashedAt.IsZero():
		return 0
	case p.Archived:
		return archiveWeight
	}
	return 1
}

// find fills the items: keys first, then what has the words as they were typed, then what is only like them.
func (f *finder) find() ([]Found, error) {
	f.items = []Found{}
	if len(f.q.terms) == 0 {
		return f.items, nil
	}
	if err := f.keys(); err != nil {
		return nil, err
	}
	keyed := len(f.items)
	exact, err := f.exactly()
	if err != nil {
		return nil, err
	}
	if err := f.show(exact, newMarker(f.q.terms, nil)); err != nil {
		return nil, err
	}
	if keyed == 0 && len(f.items) < f.ask.Limit { // who types a key has not mistyped a word
		if err := f.forgivingly(); err != nil {
			return nil, err
		}
	}
	return f.items, f.err
}

func (f *finder) tasks() bool { return f.ask.wants(Task) || f.ask.wants(Comment) }

// exactly finds what has the words as they were typed.
func (f *finder) exactly() ([]candidate, error) {
	out, err := f.places(f.q.terms, false)
	if err != nil || !f.tasks() {
		return out, err
	}
	terms := make([]*lists, len(f.q.terms))
	for i, t := range f.q.terms {
		if terms[i], err = f.match.exact(t); err != nil {
			return nil, err
		}
		if terms[i].total == 0 {
			return out, nil
		}
	}
	bonus, err := f.bonus()
	if err != nil {
		return nil, err
	}
	return f.with(out, f.match.find(terms, bonus)), nil
}

func (f *finder) bonus() ([]*lists, error) {
	out := make([]*lists, len(f.q.bonus))
	for i, t := range f.q.bonus {
		var err error
		if out[i], err = f.match.exact(t); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// with puts tasks among places, by what they score.
func (f *finder) with(out []candidate, hits []hit) []candidate {
	for _, h := range hits {
		out = append(out, candidate{score: h.score, hit: h})
	}
	slices.SortStableFunc(out, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	return out
}

// forgivingly finds what has words that are like those that were typed.
func (f *finder) forgivingly() error {
	u := &understood{terms: f.q.terms}
	var hits []hit
	if f.tasks() {
		meant, err := f.match.forgiving(f.q.terms)
		if err != nil {
			return err
		}
		if meant != nil {
			u, hits = meant, f.match.find(meant.lists, nil)
		}
	}
	places, err := f.places(u.terms, true)
	if err != nil {
		return err
	}
	return f.show(f.with(places, hits), newMarker(u.terms, u.near))
}

// show turns candidates into items, until there are enough.
func (f *finder) show(all []candidate, m *marker) error {
	for _, c := range all {
		if len(f.items) == f.ask.Limit || f.err != nil {
			return f.err
		}
		if c.place != nil {
			f.showPlace(c.place, m)
			continue
		}
		if f.seen[c.hit.id] {
			continue
		}
		found, ok, err := f.task(f.view.projects[c.hit.project], c.hit.id.long("tsk"), m)
		if err != nil {
			return err
		}
		if ok {
			f.seen[c.hit.id] = true
			f.items = append(f.items, found)
		}
	}
	return nil
}
