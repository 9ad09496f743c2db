package mongostore

import (
	"context"
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/kanvaro/kanvaro/internal/store"
)

// spaceCollection holds the positions of spaces. No kind may be named so.
const spaceCollection = "_space"

// Where things stand in a document.
const (
	idPath    = "_id"
	spacePath = "_id.s"
	namePath  = "_id.i" // the id within its space
)

// kind is a store.Def as the database has it.
type kind struct {
	def    *store.Def
	coll   *mongo.Collection
	fields []string // where the declared values stand, in the order of Def.Fields
}

func newKind(db *mongo.Database, d *store.Def) (*kind, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	if d.Kind == "" || strings.HasPrefix(d.Kind, "_") || strings.HasPrefix(d.Kind, "system.") || strings.ContainsAny(d.Kind, "$\x00") {
		return nil, fmt.Errorf("kind %q: no collection can be named so", d.Kind)
	}
	k := &kind{def: d, coll: db.Collection(d.Kind)}
	for _, f := range d.Fields {
		k.fields = append(k.fields, fieldName(f.Name))
	}
	return k, nil
}

// escaper replaces what has a meaning in the path of a field.
var escaper = strings.NewReplacer("%", "%25", ".", "%2e", "\x00", "%00")

// fieldName is by name, not by place: a field that is declared later must not change what is stored.
func fieldName(declared string) string { return "k_" + escaper.Replace(declared) }

// field gives where a declared field stands, and its type.
func (k *kind) field(name string) (string, store.Type) {
	i := k.def.Field(name)
	return k.fields[i], k.def.Fields[i].Type
}

// indexName says all that an index is, so that another release may declare the same name over other fields and both work.
// Indexes across spaces serve queries over all spaces, and have the space last.
func indexName(x store.Index, across bool) string {
	name := strings.Join(x.Fields, ",")
	if x.Sparse {
		name = "sparse:" + name
	}
	if across {
		name = "across:" + name
	}
	return escaper.Replace(name)
}

// acrossToo reports whether an index is kept in a second order, for queries over all spaces. An index over many values is not: it
// would be dear (words!), and nobody looks for such over all spaces.
func (k *kind) acrossToo(x store.Index) bool { return k.def.Quiet && k.def.ManyField(x) == "" }

// indexes lists the declared indexes as the database is told to make them, without doubles.
func (k *kind) indexes() []mongo.IndexModel {
	var models []mongo.IndexModel
	made := map[string]bool{}
	add := func(x store.Index, across bool) {
		name := indexName(x, across)
		if made[name] {
			return
		}
		made[name] = true
		o := options.Index().SetName(name)
		if x.Sparse {
			o.SetPartialFilterExpression(k.partial(x))
		}
		models = append(models, mongo.IndexModel{Keys: k.keyPattern(x, across), Options: o})
	}
	for _, x := range k.def.Indexes {
		add(x, false)
		if k.acrossToo(x) {
			add(x, true)
		}
	}
	return models
}

func (k *kind) keyPattern(x store.Index, across bool) bson.D {
	var keys bson.D
	add := func(path string) { keys = append(keys, bson.E{Key: path, Value: 1}) }
	if !across {
		add(spacePath)
	}
	for _, f := range x.Fields {
		path, _ := k.field(f)
		add(path)
	}
	add(namePath)
	if across {
		add(spacePath)
	}
	return keys
}

// partial says which documents a sparse index has. The planner must be able to prove, for each query, that it asks for no others:
// see sparse in query.go.
func (k *kind) partial(x store.Index) bson.D {
	path, t := k.field(x.Fields[0])
	switch t {
	case store.Int:
		return bson.D{{Key: "$or", Value: bson.A{compare(path, "$lt", int64(0)), compare(path, "$gt", int64(0))}}}
	case store.Many:
		return compare(path, "$gte", "") // at least one value
	default:
		return compare(path, "$gt", "")
	}
}

func compare(path, op string, v any) bson.D {
	return bson.D{{Key: path, Value: bson.D{{Key: op, Value: v}}}}
}

// createAll makes the collections, which no transaction should do, and their indexes. What is there already is left as it is.
func (e *Engine) createAll(ctx context.Context) error {
	there, err := e.db.ListCollectionNames(ctx, bson.D{})
	if err != nil {
		return fmt.Errorf("list the collections: %w", translate(err))
	}
	known := map[string]bool{}
	for _, name := range there {
		known[name] = true
	}
	create := func(name string) error {
		if known[name] {
			return nil
		}
		err := e.db.CreateCollection(ctx, name)
		if err != nil && !hasCode(err, codeNamespaceExists) { // another process was faster
			return fmt.Errorf("create collection %s: %w", name, translate(err))
		}
		return nil
	}
	if err := create(spaceCollection); err != nil {
		return err
	}
	for name, k := range e.kinds {
		if err := create(name); err != nil {
			return err
		}
		models := k.indexes()
		if len(models) == 0 {
			continue
		}
		if _, err := k.coll.Indexes().CreateMany(ctx, models); err != nil {
			return fmt.Errorf("create the indexes of %s: %w", name, translate(err))
		}
	}
	return nil
}
