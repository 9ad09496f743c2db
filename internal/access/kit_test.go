package access

import (
	"context"
	"testing"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
)

// The tests have a small world of their own: what the gate has to know is kept in documents, as the real facts are.

type person struct {
	store.Meta
	Role     Role `json:"role"`
	Disabled bool `json:"disabled"`
}

type yard struct { // a project
	store.Meta
	Key      string `json:"key"`
	Open     bool   `json:"open"`
	Trashed  bool   `json:"trashed"`
	Archived bool   `json:"archived"`
}

type place struct { // the role of somebody in a project
	store.Meta
	Project string `json:"project"`
	Role    Role   `json:"role"`
}

type card struct {
	store.Meta
	Project string `json:"project"`
	Title   string `json:"title"`
	Points  int64  `json:"points"`
}

type memo struct { // of a project, for an audience
	store.Meta
	Project  string `json:"project"`
	Audience string `json:"audience"`
	Text     string `json:"text"`
}

type letter struct { // of an organisation or of the instance, for an audience
	store.Meta
	Audience string `json:"audience"`
}

func text[T any](name string, of func(*T) string) store.Field[T] {
	return store.Field[T]{Name: name, Type: store.Text, Of: func(v *T) store.Value { return store.T(of(v)) }}
}

var (
	people = store.NewKind(store.Spec[person]{Name: "member", Place: func(*person) store.Place { return store.Place{Audience: "org"} }})
	yards  = store.NewKind(store.Spec[yard]{
		Name: "project", Place: func(y *yard) store.Place { return store.Place{Project: y.ID, Audience: "project"} },
		Fields:  []store.Field[yard]{text("project", func(y *yard) string { return y.ID }), text("key", func(y *yard) string { return y.Key })},
		Indexes: []store.Index{{Name: "key", Fields: []string{"key"}}},
	})
	places = store.NewKind(store.Spec[place]{
		Name: "projectMember", Place: func(p *place) store.Place { return store.Place{Project: p.Project, Audience: "project"} },
		Fields: []store.Field[place]{text("project", func(p *place) string { return p.Project })},
	})
	cards = store.NewKind(store.Spec[card]{
		Name: "card", Place: func(c *card) store.Place { return store.Place{Project: c.Project, Audience: "project"} },
		Fields: []store.Field[card]{
			text("project", func(c *card) string { return c.Project }), text("title", func(c *card) string { return c.Title }),
			{Name: "points", Type: store.Int, Of: func(c *card) store.Value { return store.N(c.Points) }},
		},
		Indexes: []store.Index{{Name: "title", Fields: []string{"title"}}, {Name: "project", Fields: []string{"project"}}},
	})
	memos = store.NewKind(store.Spec[memo]{
		Name: "memo", Place: func(m *memo) store.Place { return store.Place{Project: m.Project, Audience: m.Audience} },
		Fields: []store.Field[memo]{text("project", func(m *memo) string { return m.Project }), text("audience", func(m *memo) string { return m.Audience })},
	})
	letters = store.NewKind(store.Spec[letter]{
		Name: "letter", Place: func(l *letter) store.Place { return store.Place{Audience: l.Audience} },
		Fields: []store.Field[letter]{text("audience", func(l *letter) string { return l.Audience })},
	})
)

type kept struct{}

func (kept) OrganisationRole(tx store.Tx, user string) (Role, bool, error) {
	p, err := people.Look(tx, user)
	if err != nil || p == nil || p.Disabled {
		return "", false, err
	}
	return p.Role, true, nil
}

func (kept) Project(tx store.Tx, ref string) (ProjectFacts, bool, error) {
	y, err := yards.Look(tx, ref)
	if err == nil && y == nil {
		y, err = yards.First(tx, store.Query{Index: "key", Equal: []store.Value{store.T(ref)}})
	}
	if err != nil || y == nil {
		return ProjectFacts{}, false, err
	}
	return ProjectFacts{y.ID, y.Open, y.Trashed, y.Archived}, true, nil
}

func (kept) Projects(tx store.Tx) ([]ProjectFacts, error) {
	all, err := yards.All(tx, store.Query{})
	out := make([]ProjectFacts, len(all))
	for i, y := range all {
		out[i] = ProjectFacts{y.ID, y.Open, y.Trashed, y.Archived}
	}
	return out, err
}

func (kept) ProjectRole(tx store.Tx, project, user string) (Role, error) {
	p, err := places.Look(tx, project+" "+user)
	if err != nil || p == nil {
		return "", err
	}
	return p.Role, nil
}

// world is an organisation org_a with the projects prj_a (key A), prj_b, and prj_open, which is open to the organisation, and another
// organisation org_b. In org_a everybody is called by his role; prj_a has the members usr_manager, usr_member and usr_looker, who are
// team members, and the client.
type world struct {
	t     *testing.T
	ctx   context.Context
	store *store.Store
	*Gate
}

func newWorld(t *testing.T) *world {
	t.Helper()
	engine := memstore.New(append(store.Defs(), people.Def(), yards.Def(), places.Def(), cards.Def(), memos.Def(), letters.Def())...)
	s, err := store.New(engine, store.Options{Replay: true})
	must(t, err)
	t.Cleanup(s.Close)
	w := &world{t, t.Context(), s, New(s, kept{})}
	w.have("org_a", func(tx store.Tx) {
		for _, r := range OrganisationRoles {
			put(t, tx, people, &person{Meta: store.Meta{ID: "usr_" + string(r)}, Role: r})
		}
		for name, r := range map[string]Role{"manager": Manager, "member": Member, "looker": Viewer} {
			put(t, tx, people, &person{Meta: store.Meta{ID: "usr_" + name}, Role: TeamMember})
			put(t, tx, places, &place{Meta: store.Meta{ID: "prj_a usr_" + name}, Project: "prj_a", Role: r})
		}
		put(t, tx, places, &place{Meta: store.Meta{ID: "prj_a usr_client"}, Project: "prj_a", Role: Member})
		put(t, tx, people, &person{Meta: store.Meta{ID: "usr_disabled"}, Role: Admin, Disabled: true})
		for _, y := range []*yard{{Meta: store.Meta{ID: "prj_a"}, Key: "A"}, {Meta: store.Meta{ID: "prj_b"}}, {Meta: store.Meta{ID: "prj_open"}, Open: true}} {
			put(t, tx, yards, y)
			put(t, tx, cards, &card{Meta: store.Meta{ID: "card of " + y.ID}, Project: y.ID, Title: "a card", Points: 3})
		}
	})
	w.have("org_b", func(tx store.Tx) {
		put(t, tx, people, &person{Meta: store.Meta{ID: "usr_other"}, Role: Admin})
		put(t, tx, yards, &yard{Meta: store.Meta{ID: "prj_other"}})
		put(t, tx, cards, &card{Meta: store.Meta{ID: "card of prj_other"}, Project: "prj_other"})
	})
	return w
}

// have puts documents into a space, asking nobody.
func (w *world) have(space store.Space, fn func(store.Tx)) {
	w.t.Helper()
	_, err := w.store.Update(w.ctx, space, store.By{Kind: "system"}, func(tx store.Tx) error {
		fn(tx)
		return nil
	})
	must(w.t, err)
}

func put[T any](t *testing.T, tx store.Tx, k *store.Kind[T], v *T) {
	t.Helper()
	must(t, k.Put(tx, k.Def().Kind+".created", v))
}

// change changes the document of an id as the system would.
func change[T any](w *world, space store.Space, k *store.Kind[T], id string, fn func(*T)) {
	w.t.Helper()
	w.have(space, func(tx store.Tx) {
		v, err := k.Get(tx, id)
		must(w.t, err)
		fn(v)
		must(w.t, k.Put(tx, k.Def().Kind+".changed", v))
	})
}

func as(name string) Actor { return Actor{User: "usr_" + name, Kind: "user"} }

// may asks the gate, for reading.
func (w *world) may(a Actor, n Need, at Where) error {
	return w.View(w.ctx, a, n, at, func(*Scope) error { return nil })
}

// in runs fn in the scope of a project of org_a, and wants the gate to open it.
func (w *world) in(a Actor, n Need, project string, fn func(*Scope)) {
	w.t.Helper()
	_, err := w.Update(w.ctx, a, n, InProject("org_a", project), func(s *Scope) error {
		fn(s)
		return nil
	})
	must(w.t, err)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wants(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != k {
		t.Errorf("got %v, want a fault of kind %q", err, k)
	}
}
