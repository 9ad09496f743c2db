package history

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Undone is what became of an undo.
type Undone struct {
	Op        string     `json:"op"`     // of the undo itself; "" when there was nothing to do
	Undone    int        `json:"undone"` // changes of documents that were taken back
	Conflicts []Conflict `json:"conflicts"`

	Commit store.Commit `json:"-"`
}

// Conflict is something that could not be taken back.
type Conflict struct {
	Kind   string `json:"kind"`
	ID     string `json:"id"`
	Field  string `json:"field,omitempty"` // "" for the document as a whole
	Detail string `json:"detail"`
}

// perTransaction is how many documents one transaction of an undo changes at most; After may add one to each.
const perTransaction = 250

// step is one change to be taken back.
type step struct {
	event   *store.Event
	payload store.Payload
	rule    Rule
}

// Undo takes an operation back, newest change first. For every document the actor needs today what making that change by hand needs; if
// one of them is out of his reach nothing is undone. Fields that have changed since are left as they are and reported. A large operation
// is undone in several transactions under a new one; when that is interrupted, the same call does the rest.
func (h *Service) Undo(ctx context.Context, a access.Actor, org, op string) (Undone, error) {
	out := Undone{Conflicts: []Conflict{}}
	if !validOp(op) {
		return out, fault.Missing("operation")
	}
	steps, err := h.plan(ctx, a, org, op)
	if err != nil {
		return out, err
	}
	halts := slices.DeleteFunc(slices.Clone(steps), func(st step) bool { return !st.rule.Halts || !st.rule.makes(st.event, st.payload) })
	a.Cause, a.Op = op, ""
	if len(steps) > perTransaction || len(halts) > 0 {
		a.Op = id.New("op", h.clock.Now())
	}
	if len(halts) > 0 {
		if err := h.takeBack(ctx, a, org, halts, &out); err != nil {
			return out, err
		}
		if steps, err = h.plan(ctx, a, org, op); err != nil { // what was done until it stopped
			return out, err
		}
	}
	for part := range slices.Chunk(steps, perTransaction) {
		if err := h.takeBack(ctx, a, org, part, &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

// takeBack takes some changes back in one transaction.
func (h *Service) takeBack(ctx context.Context, a access.Actor, org string, steps []step, out *Undone) error {
	var run *undoing
	commit, err := h.gate.Update(ctx, a, access.ChangeUndo, access.In(org), func(s *access.Scope) error {
		run = &undoing{s: s, scopes: map[scopeKey]*access.Scope{}}
		for _, st := range steps {
			if err := run.take(st); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	out.Undone += run.undone
	out.Conflicts = append(out.Conflicts, run.conflicts...)
	out.Commit = commit
	switch {
	case a.Op != "" && commit.Tx != 0:
		out.Op = a.Op
	case commit.Tx != 0:
		out.Op = strconv.FormatInt(commit.Tx, 10)
	}
	return nil
}

// validOp reports whether a text can be the name of an operation: the number of a transaction, or an id.
func validOp(op string) bool {
	if n, err := strconv.ParseInt(op, 10, 64); err == nil {
		return n > 0 && strconv.FormatInt(n, 10) == op
	}
	return id.Prefix(op) != "" && id.Valid(id.Prefix(op), op)
}

// plan reads what the operation did and decides whether it may be undone at all. Events never change, so the steps hold for the
// transactions that follow, which decide about rights and documents anew.
func (h *Service) plan(ctx context.Context, a access.Actor, org, op string) ([]step, error) {
	var steps []step
	err := h.gate.View(ctx, a, access.ChangeUndo, access.In(org), func(s *access.Scope) error {
		events, err := s.Operation(op)
		if err != nil {
			return fmt.Errorf("read operation: %w", err)
		}
		if err := visible(s, events); err != nil {
			return err
		}
		steps, err = h.steps(events)
		return err
	})
	return steps, err
}

// visible refuses an operation of which the actor sees nothing as one that is not there, and one of which he sees a part.
func visible(s *access.Scope, events []*store.Event) error {
	scopes := map[string]*access.Scope{"": s}
	seen, hidden := 0, 0
	for _, e := range events {
		in, ok := scopes[e.Project]
		if !ok {
			var err error
			in, err = s.Enter(e.Project, access.ProjectRead)
			if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
				return err
			}
			if err != nil {
				in = nil
			}
			scopes[e.Project] = in
		}
		switch {
		case in != nil && sees(in, e):
			seen++
		case e.Audience != "nobody":
			hidden++
		}
	}
	switch {
	case seen == 0:
		return fault.Missing("operation")
	case hidden > 0:
		return fault.New(fault.Forbidden, "A part of this operation is out of your reach.")
	}
	return nil
}

// steps puts what is to be taken back in order, newest first.
func (h *Service) steps(events []*store.Event) ([]step, error) {
	made := map[store.Ref]bool{}
	var all []step
	for _, e := range events {
		p, err := e.Payload()
		if err != nil {
			return nil, err
		}
		r, ok := h.rules[e.Ref.Kind]
		if nothing(p) || r.Derived {
			continue
		}
		if !ok {
			return nil, never()
		}
		if r.makes(e, p) {
			made[e.Ref] = true
		}
		all = append(all, step{e, p, r})
	}
	steps := slices.DeleteFunc(all, func(st step) bool {
		e := st.event
		inProject := e.Ref.Kind != projectKind && made[store.Ref{Kind: projectKind, ID: e.Project}]
		with := st.rule.With != "" && made[e.Ref] && made[store.Ref{Kind: st.rule.With, ID: e.ID}]
		return inProject || with // it goes to the trash and back with what it belongs to
	})
	for _, st := range steps {
		if st.rule.Fixed || (st.payload.Gone && !st.rule.Remakes) {
			return nil, never()
		}
	}
	slices.Reverse(steps)
	return steps, nil
}

// projectKind is the kind of what everything in a project belongs to.
const projectKind = "project"

func never() error {
	return fault.New(fault.Forbidden, "This cannot be undone: it is about who may do what, or final.")
}

// undoing is one transaction of an undo.
type undoing struct {
	s         *access.Scope
	scopes    map[scopeKey]*access.Scope
	undone    int
	conflicts []Conflict
}

type scopeKey struct {
	project string
	need    access.Need
}

func (u *undoing) enter(project string, n access.Need) (*access.Scope, error) {
	k := scopeKey{project, n}
	if in, ok := u.scopes[k]; ok {
		return in, nil
	}
	in, err := u.s.Enter(project, n)
	if err != nil {
		return nil, err
	}
	u.scopes[k] = in
	return in, nil
}

func (u *undoing) conflict(st step, field, detail string) {
	u.conflicts = append(u.conflicts, Conflict{st.rule.Def.Kind, st.event.ID, field, detail})
}

// take takes one change back. The scope for reading comes first, the one that allows the change when it is known which.
func (u *undoing) take(st step) error {
	e := st.event
	in, err := u.enter(e.Project, cmp.Or(st.rule.By, access.ProjectRead))
	if err != nil {
		return err
	}
	doc, there, err := in.Get(st.rule.Def, e.ID)
	if err != nil {
		return err
	}
	switch {
	case st.payload.Gone:
		return u.remake(in, st, there)
	case st.rule.makes(e, st.payload) && there:
		return u.unmake(in, st, doc)
	case st.rule.makes(e, st.payload):
		return nil // it is gone already
	case st.payload.Erased || st.payload.Whole != nil:
		u.conflict(st, "", "What it was like before was erased.")
	case !there:
		u.conflict(st, "", "It is not there any more.")
	default:
		return u.reset(in, st, doc)
	}
	return nil
}

// unmake takes a document out of the way that the operation made.
func (u *undoing) unmake(in *access.Scope, st step, doc store.Doc) error {
	var set Fields
	if st.rule.Unmake != nil {
		has, err := fieldsOf(doc.Body)
		if err != nil {
			return err
		}
		if set = st.rule.Unmake(in, has); len(set) == 0 {
			return nil
		}
	}
	if refused, err := u.refused(in, st, doc.Body); refused || err != nil {
		return err
	}
	if set != nil {
		return u.write(in, st, Unmake, set, doc)
	}
	need, name, err := st.rule.Act(in, Unmake, nil, doc.Body)
	if err != nil {
		return err
	}
	to, err := u.enter(st.event.Project, need)
	if err != nil {
		return err
	}
	if err := to.Delete(st.rule.Def, doc.ID, doc.Version, name); err != nil {
		return err
	}
	return u.after(to, st, doc.Body, nil)
}

// refused reports, as a conflict, that a document as a whole cannot be touched today.
func (u *undoing) refused(in *access.Scope, st step, body []byte) (bool, error) {
	if st.rule.Admit == nil {
		return false, nil
	}
	refused, err := st.rule.Admit(in, Fields{}, body)
	detail, whole := refused[""]
	if whole {
		u.conflict(st, "", detail)
	}
	return whole, err
}

// remake brings a deleted document back as it was.
func (u *undoing) remake(in *access.Scope, st step, there bool) error {
	body, err := At(in, st.rule.Def, st.event.ID, st.event.Seq-1)
	switch {
	case there:
		return nil // it is back already
	case fault.Is(err, fault.Conflict), err == nil && body == nil:
		u.conflict(st, "", "What it was like before was erased.")
		return nil
	case err != nil:
		return err
	}
	if refused, err := u.refused(in, st, body); refused || err != nil {
		return err
	}
	need, name, err := st.rule.Act(in, Remake, nil, body)
	if err != nil {
		return err
	}
	to, err := u.enter(st.event.Project, need)
	if err != nil {
		return err
	}
	if _, err := st.rule.Put(to, name, st.event.ID, 0, body); err != nil {
		return err
	}
	return u.after(to, st, nil, body)
}

func (u *undoing) after(to *access.Scope, st step, was, is []byte) error {
	u.undone++
	if st.rule.After == nil {
		return nil
	}
	return st.rule.After(to, was, is)
}

// reset sets fields back that still hold what the operation gave them.
func (u *undoing) reset(in *access.Scope, st step, doc store.Doc) error {
	set, err := u.earlier(in, st, doc)
	if err != nil || len(set) == 0 {
		return err
	}
	if st.rule.Admit != nil {
		refused, err := st.rule.Admit(in, set, doc.Body)
		if err != nil {
			return err
		}
		for _, f := range fieldNames(refused) {
			u.conflict(st, f, refused[f])
			delete(set, f)
		}
		st.rule.follow(st.payload.Set, set)
		if _, all := refused[""]; all || len(set) == 0 {
			return nil
		}
	}
	return u.write(in, st, Set, set, doc)
}

// earlier finds the values that the fields had before, of those that undo may touch and nobody has touched since.
func (u *undoing) earlier(in *access.Scope, st step, doc store.Doc) (Fields, error) {
	has, err := fieldsOf(doc.Body)
	if err != nil {
		return nil, err
	}
	set := Fields{}
	changed := map[string]bool{}
	for _, f := range fieldNames(st.payload.Set) {
		if slices.Contains(st.rule.Keep, f) {
			continue
		}
		was, known := st.payload.Was[f]
		if !known {
			if was, known, err = value(in, st.rule.Def.Kind, doc.ID, f, st.event.Seq); err != nil {
				return nil, err
			}
		}
		switch {
		case known && bytes.Equal(has[f], was): // it is back already
		case !bytes.Equal(has[f], st.payload.Set[f]):
			changed[f] = true
		case !known:
			u.conflict(st, f, "What it was before was erased.")
		default:
			set[f] = was
		}
	}
	st.rule.follow(st.payload.Set, set)
	for _, f := range fieldNames(changed) {
		if leader, ok := st.rule.Follow[f]; ok {
			if _, led := st.payload.Set[leader]; led {
				continue // what is said of the leader is enough
			}
		}
		u.conflict(st, f, "It has been changed since.")
	}
	return set, nil
}

// follow leaves out fields whose leader changed in the same event and does not go back.
func (r Rule) follow(event map[string]json.RawMessage, set Fields) {
	for f, leader := range r.Follow {
		_, led := event[leader]
		_, goes := set[leader]
		if led && !goes {
			delete(set, f)
		}
	}
}

func fieldNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// write gives a document other fields, as somebody would do by hand.
func (u *undoing) write(in *access.Scope, st step, d Deed, set Fields, doc store.Doc) error {
	need, name, err := st.rule.Act(in, d, set, doc.Body)
	if err != nil {
		return err
	}
	to, err := u.enter(st.event.Project, need)
	if err != nil {
		return err
	}
	if st.rule.Touch != nil {
		st.rule.Touch(to, set)
	}
	body, err := store.Payload{Set: set}.Fold(doc.Body)
	if err != nil {
		return fmt.Errorf("set back %s %s: %w", doc.Kind, doc.ID, err)
	}
	if _, err := st.rule.Put(to, name, doc.ID, doc.Version, body); err != nil {
		return err
	}
	return u.after(to, st, doc.Body, body)
}
