package access

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Scope is a transaction that reaches one place only: the instance, an organisation, or one project of it. It is a store.Tx, so kinds
// are read and written through it as through any other.
//
// A kind belongs to projects when it declares a field "project"; in the scope of a project its documents from elsewhere are not found,
// and lists are pinned to the project. In the scope of an organisation such documents are out of reach; Enter is the way to them.
// A kind with a field "audience" is shown to those who are in it. Kinds without "project" can be read in the scope of a project, not written.
type Scope struct {
	store.Tx
	Actor   Actor
	Role    Role   // in the organisation
	Project string // the id; "" in the scope of an organisation or the instance
	In      Role   // the effective role in the project

	gate     *Gate
	ctx      context.Context
	facts    ProjectFacts
	sees     []string
	anything bool // for the system
	writes   bool
}

// Org is the organisation that the scope is in.
func (s *Scope) Org() string { return string(s.Space()) }

// join finds out who the actor is in the organisation: a stranger does not learn that it exists.
func (s *Scope) join() error {
	if s.anything {
		return nil
	}
	role, ok, err := s.gate.facts.OrganisationRole(s.Tx, s.Actor.User)
	if err != nil {
		return err
	}
	if !ok {
		return fault.Missing("organisation")
	}
	s.Role, s.sees = role, s.Actor.among(role, "")
	return nil
}

// enter narrows the scope to a project in which the actor has a need: 404 when it is not visible, 403 when it is.
func (s *Scope) enter(ref string, n Need) error {
	p, ok, err := s.gate.facts.Project(s.Tx, ref)
	if err != nil {
		return err
	}
	if !ok {
		return fault.Missing("project")
	}
	s.Project, s.facts = p.ID, p
	if s.anything {
		return nil
	}
	if !s.Actor.Covers(p.ID) { // AC16
		return fault.Missing("project")
	}
	rights, err := s.rights(p)
	if err != nil {
		return err
	}
	if rights.Role == "" || (p.Trashed && !May(rights.Role, ProjectDelete)) {
		return fault.Missing("project")
	}
	s.In, s.sees = rights.Role, rights.Audiences
	if !May(s.In, n) {
		return denied()
	}
	return nil
}

// enterHolding narrows the scope to the project in which a document lies.
func (s *Scope) enterHolding(d *store.Def, id string, n Need) error {
	doc, ok, err := s.Tx.Get(d, id)
	if err != nil {
		return err
	}
	if !ok {
		return fault.Missing(d.Kind)
	}
	err = s.enter(doc.Keys[d.Field("project")].Text, n)
	if fault.Is(err, fault.NotFound) {
		return fault.Missing(d.Kind)
	}
	return err
}

func (s *Scope) rights(p ProjectFacts) (Rights, error) {
	given, err := s.gate.facts.ProjectRole(s.Tx, p.ID, s.Actor.User)
	if err != nil {
		return Rights{}, err
	}
	role, ok := projectRole(s.Role, given, p.OpenToOrg)
	if !ok {
		return Rights{Audiences: s.Actor.among(s.Role, "")}, nil
	}
	return Rights{Role: role, Audiences: s.Actor.among(s.Role, role), Needs: s.needsOf(role)}, nil
}

func (s *Scope) needsOf(role Role) []Need {
	var out []Need
	for _, r := range policy {
		if r.reach == OfProject && slices.Contains(r.roles, role) && s.Actor.Grants(r.need) {
			out = append(out, r.need)
		}
	}
	return out
}

// writable refuses changes in a project that is in the archive or in the trash; the project itself can be brought back.
func (s *Scope) writable(n Need) error {
	if n == ProjectUpdate || n == ProjectDelete {
		return nil
	}
	switch {
	case s.facts.Trashed:
		return fault.New(fault.Conflict, "The project is in the trash. Restore it first.")
	case s.facts.Archived:
		return fault.New(fault.Conflict, "The project is archived. Take it out of the archive first.")
	}
	return nil
}

// Enter decides about another place in the same transaction: the scope of a project of this organisation, for an actor with need n there.
func (s *Scope) Enter(project string, n Need) (*Scope, error) {
	note(s.ctx, n)
	if !s.Actor.Grants(n) {
		return nil, s.Actor.lacks(n)
	}
	in := *s
	in.Project, in.In, in.facts, in.sees = "", "", ProjectFacts{}, s.Actor.among(s.Role, "")
	if err := in.enter(project, n); err != nil {
		return nil, err
	}
	if s.writes {
		return &in, in.writable(n)
	}
	return &in, nil
}

// EnterHolding is Enter for the project in which a document lies. One that is not there is as missing as one out of sight.
func (s *Scope) EnterHolding(d *store.Def, id string, n Need) (*Scope, error) {
	note(s.ctx, n)
	doc, ok, err := s.Tx.Get(d, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.Missing(d.Kind)
	}
	in, err := s.Enter(doc.Keys[d.Field("project")].Text, n)
	if fault.Is(err, fault.NotFound) {
		return nil, fault.Missing(d.Kind)
	}
	return in, err
}

// Projects enters every project of the organisation in which the actor has need n, the others left out.
func (s *Scope) Projects(n Need) ([]*Scope, error) {
	all, err := s.gate.facts.Projects(s.Tx)
	if err != nil {
		return nil, err
	}
	var out []*Scope
	for _, p := range all {
		in, err := s.Enter(p.ID, n)
		switch {
		case err == nil:
			out = append(out, in)
		case !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.Conflict):
			return nil, err
		}
	}
	return out, nil
}

// Found gives the scope of a project that this transaction makes; the actor manages it. A project that exists is a Conflict.
func (s *Scope) Found(project string) (*Scope, error) {
	if !s.May(ProjectCreate) {
		return nil, denied()
	}
	_, ok, err := s.gate.facts.Project(s.Tx, project)
	if err != nil {
		return nil, err
	}
	if ok {
		return nil, fault.New(fault.Conflict, "There is a project with this id already.")
	}
	in := *s
	in.Project, in.In = project, Manager
	in.sees = s.Actor.among(s.Role, Manager)
	return &in, nil
}

// May reports whether the actor has another need in this place.
func (s *Scope) May(n Need) bool {
	if s.anything {
		return true
	}
	if !s.Actor.Grants(n) {
		return false
	}
	switch rules[n].reach {
	case OfProject:
		return May(s.In, n)
	case OfOrganisation:
		return May(s.Role, n)
	}
	return s.Actor.User != ""
}

// Rights says what the actor is in the project of this scope.
func (s *Scope) Rights() Rights { return Rights{s.In, s.sees, s.needsOf(s.In)} }

// RightsVersion changes whenever the actor's rights may have: part of the ETags of what he sees.
func (s *Scope) RightsVersion() int64 {
	return max(s.Tx.Last("", "member", "organisation"), s.Tx.Last(s.Project, "project", "projectMember"))
}

// Sees reports whether the actor is in an audience.
func (s *Scope) Sees(audience string) bool {
	return s.anything || slices.Contains(s.sees, audience)
}

// reaches reports whether a document with these declared values lies in the scope.
func (s *Scope) reaches(d *store.Def, keys []store.Value, write bool) bool {
	project := d.Field("project")
	switch {
	case s.Space() == store.Instance:
	case project < 0:
		if s.Project != "" && write {
			return false
		}
	case s.Project == "":
		if !s.anything {
			return false
		}
	case keys[project].Text != s.Project:
		return false
	}
	if i := d.Field("audience"); i >= 0 {
		return s.Sees(keys[i].Text)
	}
	return true
}

// Get reads one document of the scope; what lies outside is not there.
func (s *Scope) Get(d *store.Def, id string) (store.Doc, bool, error) {
	doc, ok, err := s.Tx.Get(d, id)
	if err != nil || !ok || !s.reaches(d, doc.Keys, false) {
		return store.Doc{}, false, err
	}
	return doc, true, nil
}

// pin narrows a query to the scope.
func (s *Scope) pin(q store.Query) (store.Query, error) {
	q.Where = slices.Clip(q.Where)
	if q.Def.Field("project") >= 0 && s.Space() != store.Instance {
		if s.Project == "" && !s.anything {
			return q, fault.New(fault.Internal, "%s is out of reach here.", q.Def.Kind)
		}
		if s.Project != "" {
			q.Where = append(q.Where, store.Cond{Field: "project", Op: store.In, Values: []store.Value{store.T(s.Project)}})
		}
	}
	if q.Def.Field("audience") >= 0 && !s.anything {
		c := store.Cond{Field: "audience", Op: store.In}
		for _, a := range s.sees {
			c.Values = append(c.Values, store.T(a))
		}
		q.Where = append(q.Where, c)
	}
	return q, nil
}

// Find gives what a query finds in the scope.
func (s *Scope) Find(q store.Query) iter.Seq2[store.Doc, error] {
	q, err := s.pin(q)
	if err != nil {
		return func(yield func(store.Doc, error) bool) { yield(store.Doc{}, err) }
	}
	return s.Tx.Find(q)
}

// Tally counts what a query finds in the scope.
func (s *Scope) Tally(q store.Query, by, sum string) (map[string]store.Sum, error) {
	q, err := s.pin(q)
	if err != nil {
		return nil, err
	}
	return s.Tx.Tally(q, by, sum)
}

// Put writes a document of the scope. One that lies elsewhere, now or afterwards, is refused.
func (s *Scope) Put(d *store.Def, doc store.Doc, name string) (int64, error) {
	if !s.reaches(d, doc.Keys, true) {
		return 0, fault.New(fault.Internal, "A %s was to be written outside its place.", d.Kind)
	}
	was, ok, err := s.Tx.Get(d, doc.ID)
	if err != nil {
		return 0, err
	}
	if ok && !s.reaches(d, was.Keys, true) {
		if doc.Version == 0 { // an id made by the caller that exists elsewhere: he must not learn where
			return 0, fault.Wrong("id", "is in use already; make another one")
		}
		return 0, fault.Missing(d.Kind)
	}
	return s.Tx.Put(d, doc, name)
}

// Delete removes a document of the scope.
func (s *Scope) Delete(d *store.Def, id string, version int64, name string) error {
	was, ok, err := s.Tx.Get(d, id)
	if err != nil {
		return err
	}
	if !ok || !s.reaches(d, was.Keys, true) {
		return fault.Missing(d.Kind)
	}
	return s.Tx.Delete(d, id, version, name)
}

// Log gives those events about a document that the actor may see today: who is among its audience as it is now, or was at last, sees those
// events whose own audience he is in as well. So what was internal when it was written stays so, and what has become internal is. // AC8
func (s *Scope) Log(about string, before int64, limit int) ([]*store.Event, error) {
	events, err := s.Tx.Log(about, before, limit)
	if err != nil {
		return nil, fmt.Errorf("read the history: %w", err)
	}
	today := map[string]bool{} // by kind: several documents may have one id, as a task and its text do
	out := events[:0]
	for _, e := range events {
		sees, ok := today[e.Ref.Kind]
		if !ok {
			newest, err := s.newest(e, before)
			if err != nil {
				return nil, err
			}
			sees = s.visible(newest)
			today[e.Ref.Kind] = sees
		}
		if sees && s.visible(e) {
			out = append(out, e)
		}
	}
	return out, nil
}

func (s *Scope) visible(e *store.Event) bool {
	return s.anything || (e.Project == s.Project && s.Sees(e.Audience))
}

// newest finds the last event of the document that e is about: e is the first of its kind below before.
func (s *Scope) newest(e *store.Event, before int64) (*store.Event, error) {
	const page = 50
	if before == 0 || s.anything {
		return e, nil
	}
	for next := int64(0); ; {
		events, err := s.Tx.Log(e.ID, next, page)
		if err != nil {
			return nil, fmt.Errorf("read the history: %w", err)
		}
		for _, n := range events {
			if n.Ref.Kind == e.Ref.Kind {
				return n, nil
			}
			next = n.Seq
		}
		if len(events) < page {
			return e, nil
		}
	}
}

// Event notes what happened in this place without a change.
func (s *Scope) Event(name string, about store.Ref, place store.Place) error {
	if place.Project != s.Project && !s.anything {
		return fault.New(fault.Internal, "An event was to be noted outside its place.")
	}
	return s.Tx.Event(name, about, place)
}

// Replace is not for domains: payloads are erased by the archive, for everybody.
func (s *Scope) Replace(int64, []byte) error {
	return fault.New(fault.Internal, "Payloads are not replaced in a scope.")
}
