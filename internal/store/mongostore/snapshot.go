package mongostore

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/kanvaro/kanvaro/internal/store"
)

// How many ids one Get asks for at once, and how many documents an exchange of a Find without a limit brings.
const (
	idsAtOnce  = 5_000
	docsAtOnce = 1_000
)

// snapshot is a session whose reads are all of the time of its first one. The server keeps the past for five minutes.
type snapshot struct {
	engine  *Engine
	session *mongo.Session
	ctx     context.Context // carries the session: a snapshot is its context
	space   store.Space
	at      store.Position
}

// Snapshot reads the position, which fixes the time of all that is read later. The server takes for that time the latest that a majority
// has, so what any Apply has answered by now is in it.
func (e *Engine) Snapshot(ctx context.Context, s store.Space) (store.Snapshot, error) {
	session, err := e.client.StartSession(options.Session().SetSnapshot(true))
	if err != nil {
		return nil, fmt.Errorf("start a session: %w", translate(err))
	}
	snap := &snapshot{engine: e, session: session, ctx: mongo.NewSessionContext(ctx, session), space: s}
	err = e.positions(snap.ctx, bson.D{{Key: idPath, Value: string(s)}}, func(_ store.Space, p store.Position) { snap.at = p })
	if err != nil {
		session.EndSession(ctx)
		return nil, translate(err)
	}
	return snap, nil
}

func (s *snapshot) Position() store.Position { return s.at }

func (s *snapshot) Close() error {
	s.session.EndSession(s.ctx)
	return nil
}

func (s *snapshot) Get(d *store.Def, ids ...string) ([]store.Doc, error) {
	k, err := s.engine.kind(d.Kind)
	if err != nil {
		return nil, err
	}
	var docs []store.Doc
	for part := range slices.Chunk(ids, idsAtOnce) {
		keys := make(bson.A, 0, len(part))
		for _, id := range part {
			if k.mayBe(id) {
				keys = append(keys, k.key(s.space, id))
			}
		}
		if len(keys) == 0 {
			continue
		}
		var filter bson.D
		if len(keys) == 1 {
			filter = bson.D{{Key: idPath, Value: keys[0]}}
		} else {
			filter = bson.D{{Key: idPath, Value: bson.D{{Key: "$in", Value: keys}}}}
		}
		for d, err := range s.read(k, true, filter, options.Find().SetBatchSize(int32(len(keys)+1))) {
			if err != nil {
				return nil, err
			}
			docs = append(docs, d)
		}
	}
	return docs, nil
}

func (s *snapshot) Find(q store.Query) iter.Seq2[store.Doc, error] {
	k, err := s.engine.kind(q.Def.Kind)
	if err != nil {
		return func(yield func(store.Doc, error) bool) { yield(store.Doc{}, err) }
	}
	a := k.ask(s.space, q)
	if a.nothing {
		return func(func(store.Doc, error) bool) {}
	}
	o := options.Find().SetSort(a.sort)
	if a.hint != "" {
		o.SetHint(a.hint)
	}
	atOnce := docsAtOnce
	if q.Limit > 0 {
		o.SetLimit(int64(q.Limit))
		atOnce = min(atOnce, q.Limit+1) // one more than the limit: so the server knows at once that it has come to the end
	}
	return s.read(k, q.WithKeys, a.filter, o.SetBatchSize(int32(atOnce)))
}

// read yields documents, each with memory of its own.
func (s *snapshot) read(k *kind, withKeys bool, filter bson.D, o *options.FindOptionsBuilder) iter.Seq2[store.Doc, error] {
	return func(yield func(store.Doc, error) bool) {
		fail := func(err error) { yield(store.Doc{}, fmt.Errorf("read %s: %w", k.def.Kind, translate(err))) }
		ctx, cancel := context.WithTimeout(s.ctx, s.engine.timeout)
		found, err := k.coll.Find(ctx, filter, o)
		cancel()
		if err != nil {
			fail(err)
			return
		}
		defer found.Close(s.ctx)
		for s.next(found) {
			d, err := k.readDoc(found.Current, withKeys)
			if err != nil {
				fail(err)
				return
			}
			if !yield(d, nil) {
				return
			}
		}
		if err := found.Err(); err != nil {
			fail(err)
		}
	}
}

// next steps forward; a time-out is only needed where that asks the server.
func (s *snapshot) next(found *mongo.Cursor) bool {
	if found.RemainingBatchLength() > 0 {
		return found.Next(s.ctx)
	}
	ctx, cancel := context.WithTimeout(s.ctx, s.engine.timeout)
	defer cancel()
	return found.Next(ctx)
}

func (s *snapshot) Tally(q store.Query, by, sum string) (map[string]store.Sum, error) {
	k, err := s.engine.kind(q.Def.Kind)
	if err != nil {
		return nil, err
	}
	q.After, q.Desc, q.Limit = nil, false, 0
	a := k.ask(s.space, q)
	groups := map[string]store.Sum{}
	if a.nothing {
		return groups, nil
	}
	o := options.Aggregate().SetBatchSize(docsAtOnce)
	if a.hint != "" {
		o.SetHint(a.hint)
	}
	ctx, cancel := context.WithTimeout(s.ctx, s.engine.timeout)
	defer cancel()
	found, err := k.coll.Aggregate(ctx, k.pipeline(a, by, sum), o)
	if err != nil {
		return nil, fmt.Errorf("tally %s: %w", k.def.Kind, translate(err))
	}
	defer found.Close(ctx)
	for found.Next(ctx) {
		name, of := readGroup(found.Current)
		groups[name] = of
	}
	if err := found.Err(); err != nil {
		return nil, fmt.Errorf("tally %s: %w", k.def.Kind, translate(err))
	}
	return groups, nil
}

// pipeline groups what was asked for.
func (k *kind) pipeline(a ask, by, sum string) mongo.Pipeline {
	p := mongo.Pipeline{{{Key: "$match", Value: a.filter}}}
	var name any // one group
	if by != "" {
		path, t := k.field(by)
		name = "$" + path
		if t == store.Many {
			p = append(p, bson.D{{Key: "$unwind", Value: name}})
		}
	}
	group := bson.D{{Key: idPath, Value: name}, {Key: "n", Value: bson.D{{Key: "$sum", Value: int64(1)}}}}
	if sum != "" {
		path, _ := k.field(sum)
		group = append(group, bson.E{Key: "s", Value: bson.D{{Key: "$sum", Value: "$" + path}}})
	}
	return append(p, bson.D{{Key: "$group", Value: group}})
}

func readGroup(raw bson.Raw) (string, store.Sum) {
	var of store.Sum
	of.Count, _ = raw.Lookup("n").AsInt64OK()
	of.Sum, _ = raw.Lookup("s").AsInt64OK()
	id := raw.Lookup(idPath)
	if n, ok := id.Int64OK(); ok {
		return strconv.FormatInt(n, 10), of
	}
	name, _ := id.StringValueOK()
	return name, of
}
