package memstore

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/kanvaro/kanvaro/internal/store"
)

type snapshot struct {
	ctx    context.Context // a snapshot is its context, as a transaction is
	engine *Engine
	space  store.Space
	state  state
}

func (s *snapshot) Position() store.Position {
	if here := s.state[s.space]; here != nil {
		return here.position
	}
	return store.Position{}
}

// of gives the documents of a kind in the snapshot's space, or in all spaces.
func (s *snapshot) of(d *store.Def, all bool) (documents, error) {
	if err := s.ctx.Err(); err != nil {
		return nil, err
	}
	if s.engine.kinds[d.Kind] == nil {
		return nil, fmt.Errorf("kind %s is not declared", d.Kind)
	}
	if !all {
		if here := s.state[s.space]; here != nil {
			return here.kinds[d.Kind], nil
		}
		return nil, nil
	}
	var docs documents
	for _, sp := range s.state {
		docs = append(docs, sp.kinds[d.Kind]...)
	}
	return docs, nil
}

func (s *snapshot) Get(d *store.Def, ids ...string) ([]store.Doc, error) {
	docs, err := s.of(d, false)
	if err != nil {
		return nil, err
	}
	var found []store.Doc
	for _, id := range ids {
		if i, ok := docs.find(d, id); ok && docs[i].ID == id {
			found = append(found, *docs[i])
		}
	}
	return found, nil
}

// matching gives what the query describes, in its order, without its limit.
func (s *snapshot) matching(q store.Query) (documents, error) {
	docs, err := s.of(q.Def, q.AllSpaces)
	if err != nil {
		return nil, err
	}
	type place struct {
		doc *store.Doc
		at  store.Cursor
	}
	var places []place
	for _, doc := range docs {
		if q.Matches(doc.ID, doc.Keys) {
			places = append(places, place{doc, *q.CursorOf(doc.ID, doc.Keys)})
		}
	}
	slices.SortFunc(places, func(a, b place) int {
		switch {
		case q.Less(a.at, b.at):
			return -1
		case q.Less(b.at, a.at):
			return 1
		default:
			return 0
		}
	})
	found := make(documents, len(places))
	for i, p := range places {
		found[i] = p.doc
	}
	return found, nil
}

func (s *snapshot) Find(q store.Query) iter.Seq2[store.Doc, error] {
	return func(yield func(store.Doc, error) bool) {
		docs, err := s.matching(q)
		if err != nil {
			yield(store.Doc{}, err)
			return
		}
		if q.Limit > 0 && q.Limit < len(docs) {
			docs = docs[:q.Limit]
		}
		for _, d := range docs {
			doc := *d
			if !q.WithKeys {
				doc.Keys = nil
			}
			if !yield(doc, nil) {
				return
			}
		}
	}
}

func (s *snapshot) Tally(q store.Query, by, sum string) (map[string]store.Sum, error) {
	q.After = nil
	docs, err := s.matching(q)
	if err != nil {
		return nil, err
	}
	groups := map[string]store.Sum{}
	for _, doc := range docs {
		for _, g := range q.Def.Groups(by, doc.Keys) {
			has := groups[g]
			has.Count++
			if sum != "" {
				has.Sum += doc.Keys[q.Def.Field(sum)].Int
			}
			groups[g] = has
		}
	}
	return groups, nil
}

func (s *snapshot) Close() error { return nil }
