package mongostore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/kanvaro/kanvaro/internal/store"
)

// shapeCollection remembers which values were declared of each kind, so that one that is declared anew is noticed without a look at all
// documents. No kind may be named so.
const shapeCollection = "_shape"

// ErrMigrate is in the chain when documents lack declared values that nobody can compute.
var ErrMigrate = errors.New("the data was written by an earlier version, and its declared values cannot be computed")

// fillBatch is how many documents are filled with one request.
const fillBatch = 500

// fill gives documents of an earlier time the values that are declared by now. Several processes may do it at once: each document is
// filled only where it lacks a value and is still of the version that was read. What a process of the earlier version writes while it
// still runs beside this one lacks them until the next start with a new declaration; rolling upgrades are therefore kept short.
func (e *Engine) fill(ctx context.Context) error {
	was, err := e.declared(ctx)
	if err != nil {
		return err
	}
	var remember []mongo.WriteModel
	for name, k := range e.kinds {
		lacking := slices.DeleteFunc(slices.Clone(k.fields), func(f string) bool { return slices.Contains(was[name], f) })
		if len(lacking) == 0 {
			continue
		}
		if err := k.fill(ctx, lacking); err != nil {
			return fmt.Errorf("fill in what is declared anew of %s: %w", name, err)
		}
		remember = append(remember, mongo.NewUpdateOneModel().SetUpsert(true).SetFilter(bson.D{{Key: idPath, Value: name}}).
			SetUpdate(bson.D{{Key: "$addToSet", Value: bson.D{{Key: "fields", Value: bson.D{{Key: "$each", Value: lacking}}}}}}))
	}
	if len(remember) == 0 {
		return nil
	}
	if _, err := e.db.Collection(shapeCollection).BulkWrite(ctx, remember, options.BulkWrite().SetOrdered(false)); err != nil && !mongo.IsDuplicateKeyError(err) {
		return fmt.Errorf("remember what is declared: %w", translate(err)) // a double is another process that remembers the same
	}
	return nil
}

// declared reads which values were declared of each kind at the last start.
func (e *Engine) declared(ctx context.Context) (map[string][]string, error) {
	found, err := e.db.Collection(shapeCollection).Find(ctx, bson.D{})
	if err != nil {
		return nil, fmt.Errorf("read what was declared: %w", translate(err))
	}
	var all []struct {
		Kind   string   `bson:"_id"`
		Fields []string `bson:"fields"`
	}
	if err := found.All(ctx, &all); err != nil {
		return nil, fmt.Errorf("read what was declared: %w", translate(err))
	}
	was := map[string][]string{}
	for _, one := range all {
		was[one.Kind] = one.Fields
	}
	return was, nil
}

// fill goes through the documents that lack one of the fields.
func (k *kind) fill(ctx context.Context, fields []string) error {
	var lacks bson.A
	for _, f := range fields {
		lacks = append(lacks, bson.D{{Key: f, Value: bson.D{{Key: "$exists", Value: false}}}})
	}
	found, err := k.coll.Find(ctx, bson.D{{Key: "$or", Value: lacks}}, options.Find().SetBatchSize(fillBatch))
	if err != nil {
		return translate(err)
	}
	defer found.Close(ctx) //nolint:errcheck // it was read to its end, or the fault is told
	var updates []mongo.WriteModel
	flush := func() error {
		if len(updates) == 0 {
			return nil
		}
		_, err := k.coll.BulkWrite(ctx, updates, options.BulkWrite().SetOrdered(false))
		updates = updates[:0]
		return translate(err)
	}
	for found.Next(ctx) {
		u, err := k.filled(found.Current)
		if err != nil {
			return err
		}
		if updates = append(updates, u); len(updates) == fillBatch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := found.Err(); err != nil {
		return translate(err)
	}
	return flush()
}

// filled sets all declared values of a document, unless it has become another meanwhile.
func (k *kind) filled(raw bson.Raw) (mongo.WriteModel, error) {
	d, err := k.readDoc(raw, false)
	if err != nil {
		return nil, err
	}
	keys, ok, err := k.def.KeysOf(d.Body)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, ErrMigrate
	}
	set := make(bson.D, 0, len(keys))
	for i, f := range k.fields {
		set = append(set, bson.E{Key: f, Value: bsonValue(k.def.Fields[i].Type, keys[i])})
	}
	which := bson.D{{Key: idPath, Value: raw.Lookup(idPath)}, {Key: "v", Value: d.Version}}
	return mongo.NewUpdateOneModel().SetFilter(which).SetUpdate(bson.D{{Key: "$set", Value: set}}), nil
}

func bsonValue(t store.Type, v store.Value) any {
	switch t {
	case store.Int:
		return v.Int
	case store.Many:
		if v.Many == nil {
			return []string{}
		}
		return v.Many
	default:
		return v.Text
	}
}
