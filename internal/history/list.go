package history

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Item is one thing that happened, as the API shows it. Set and Was are empty where a document was made or deleted; Was lacks values that
// are long.
type Item struct {
	Seq       int64                      `json:"seq"`
	Op        string                     `json:"op"`
	At        moment.Time                `json:"at"`
	Actor     string                     `json:"actor"`
	ActorKind string                     `json:"actorKind"`
	Name      string                     `json:"name"`
	Kind      string                     `json:"kind"`
	ID        string                     `json:"id"`
	Set       map[string]json.RawMessage `json:"set,omitempty"`
	Was       map[string]json.RawMessage `json:"was,omitempty"`
	Undoable  bool                       `json:"undoable"` // by who asks, today, as far as this one change goes
}

// Items is a part of a history, newest first.
type Items struct {
	Items    []Item
	Next     int64 // what to give as before for what follows; 0 at the end
	Position store.Position
}

// maxItems is how many items one list has at most.
const maxItems = 500

// List gives what happened to a document ("task" and its id or key) and to what belongs to it, before a number (0: from the newest).
func (h *Service) List(ctx context.Context, a access.Actor, org, project, kind, ref string, before int64, limit int) (Items, error) {
	rule, ok := h.rules[kind]
	switch {
	case !ok || rule.Read == "":
		return Items{}, fault.New(fault.Internal, "There is no history of the kind %s.", kind)
	case limit < 1 || limit > maxItems:
		return Items{}, fault.Wrong("limit", "must be from 1 to %d", maxItems)
	case before < 0:
		return Items{}, fault.Wrong("cursor", "is none that a history gave")
	}
	var out Items
	err := h.gate.View(ctx, a, rule.Read, access.InProject(org, project), func(s *access.Scope) error {
		out = Items{Position: s.Position(), Items: []Item{}}
		id, err := rule.Find(s, ref)
		if err != nil {
			return err
		}
		events, err := h.about(s, rule, id, before, limit+1)
		if err != nil {
			return err
		}
		if len(events) > limit {
			events = events[:limit]
			out.Next = events[limit-1].Seq
		}
		out.Items, err = h.items(s, events)
		return err
	})
	return out, err
}

// about gives the events about a document and what belongs to it, newest first, without those that only follow from others.
func (h *Service) about(s *access.Scope, rule Rule, id string, before int64, limit int) ([]*store.Event, error) {
	var own, shown []*store.Event
	for at := before; len(shown) < limit; {
		page, err := s.Tx.Log(id, at, pageSize)
		if err != nil {
			return nil, err
		}
		for _, e := range page {
			at = e.Seq
			if !sees(s, e) {
				continue
			}
			own = append(own, e)
			if !h.rules[e.Ref.Kind].Derived {
				shown = append(shown, e)
			}
		}
		if len(page) < pageSize {
			break
		}
	}
	if rule.Related == nil {
		return shown, nil
	}
	related, err := rule.Related(s, id, own, before, limit)
	if err != nil {
		return nil, err
	}
	for _, e := range related {
		if sees(s, e) {
			shown = append(shown, e)
		}
	}
	slices.SortFunc(shown, func(a, b *store.Event) int { return int(b.Seq - a.Seq) })
	shown = slices.CompactFunc(shown, func(a, b *store.Event) bool { return a.Seq == b.Seq })
	return shown[:min(len(shown), limit)], nil
}

func (h *Service) items(s *access.Scope, events []*store.Event) ([]Item, error) {
	items := make([]Item, 0, len(events))
	for _, e := range events {
		p, err := e.Payload()
		if err != nil {
			return nil, err
		}
		can, err := h.undoable(s, e, p)
		if err != nil {
			return nil, err
		}
		long := h.rules[e.Ref.Kind].Long
		items = append(items, Item{e.Seq, e.OpName(), e.At, e.Actor, e.By.Kind, e.Name, e.Ref.Kind, e.ID, less(p.Set, long), less(p.Was, long), can})
	}
	return items, nil
}

// less gives fields without those that are not listed. A field that is not there is null.
func less(fields map[string]json.RawMessage, long []string) map[string]json.RawMessage {
	out := make(map[string]json.RawMessage, len(fields))
	for f, v := range fields {
		if !slices.Contains(long, f) {
			out[f] = v
		}
	}
	return out
}

// undoable reports whether the actor may take this change back today. Whether something has been changed since is found out when he does.
func (h *Service) undoable(s *access.Scope, e *store.Event, p store.Payload) (bool, error) {
	if e.By.Op != "" { // of many transactions: taken back as a whole, where it is shown, not by a click beside one of its thousand tasks
		return false, nil
	}
	r, ok := h.rules[e.Ref.Kind]
	made := r.makes(e, p)
	if !ok || r.Derived || r.Fixed || nothing(p) || p.Erased || (p.Gone && !r.Remakes) || (p.Whole != nil && !made) || !s.May(access.ChangeUndo) {
		return false, nil
	}
	deed := Set
	switch {
	case p.Gone:
		deed = Remake
	case made:
		deed = Unmake
	}
	body, err := present(s, r, e)
	if err != nil || body == nil {
		return false, err
	}
	var set Fields
	if deed == Unmake && r.Unmake != nil {
		has, err := fieldsOf(body)
		if err != nil {
			return false, err
		}
		if set = r.Unmake(s, has); len(set) == 0 {
			return false, nil
		}
	}
	if deed == Set {
		set = Fields{}
		for f := range p.Set {
			if !slices.Contains(r.Keep, f) {
				set[f] = p.Was[f]
			}
		}
	}
	need, _, err := r.Act(s, deed, set, body)
	if fault.Is(err, fault.Forbidden) {
		return false, nil
	}
	return err == nil && s.May(need), err
}

// present gives a document as it is; of a deleted one, as it was. Nil where neither can be told.
func present(s *access.Scope, r Rule, e *store.Event) ([]byte, error) {
	d, ok, err := s.Get(r.Def, e.ID)
	if err != nil || ok {
		return d.Body, err
	}
	body, err := At(s, r.Def, e.ID, e.Seq-1)
	if fault.Is(err, fault.Conflict) {
		return nil, nil
	}
	return body, err
}
