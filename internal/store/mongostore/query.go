package mongostore

import (
	"math"
	"strconv"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/kanvaro/kanvaro/internal/store"
)

// ask is a query as the server is asked. It is made so that the server walks the declared index from one end of the answer to the
// other and never sorts; explain_test.go holds it to that.
type ask struct {
	filter  bson.D
	sort    bson.D
	hint    string // the name of the index; "" where there is none for this query
	nothing bool   // nothing can match: nobody needs to be asked
}

// asker collects what a query asks. An answer may lie in several stretches of the index (behind a cursor of several fields, or on both
// sides of 0); each is a branch of an $or that holds all conditions, and the server merges them in order.
type asker struct {
	kind  *kind
	query store.Query
	index store.Index
	ask   ask
	all   bson.A   // conditions that hold everywhere
	ways  []bson.A // more, one branch each; none is one empty branch
}

func (k *kind) ask(s store.Space, q store.Query) ask {
	x, _ := k.def.Index(q.Index)
	a := &asker{kind: k, query: q, index: x, ways: []bson.A{nil}}
	if !q.AllSpaces {
		a.add(bson.D{{Key: spacePath, Value: string(s)}})
	}
	if x.Name == "" && !q.AllSpaces {
		a.byID(s)
	} else {
		a.byIndex()
	}
	for _, c := range q.Where {
		a.where(c)
	}
	a.ask.filter = a.filter()
	return a.ask
}

func (a *asker) add(d bson.D) { a.all = append(a.all, d) }

// split makes of each branch as many as there are alternatives.
func (a *asker) split(alternatives ...bson.A) {
	var ways []bson.A
	for _, w := range a.ways {
		for _, alt := range alternatives {
			ways = append(ways, append(w[:len(w):len(w)], alt...))
		}
	}
	a.ways = ways
}

func (a *asker) filter() bson.D {
	branches := make(bson.A, len(a.ways))
	for i, w := range a.ways {
		branches[i] = bson.D{{Key: "$and", Value: append(a.all[:len(a.all):len(a.all)], w...)}}
	}
	switch {
	case len(branches) > 1:
		return bson.D{{Key: "$or", Value: branches}}
	case len(a.all)+len(a.ways[0]) == 0:
		return bson.D{}
	default:
		return branches[0].(bson.D)
	}
}

// byID walks the key of the collection itself.
func (a *asker) byID(s store.Space) {
	q := &a.query
	from, to := any(bson.MinKey{}), any(bson.MaxKey{})
	if q.From != nil {
		from = a.kind.bound(q.From.Text)
	}
	if q.To != nil {
		to = a.kind.bound(q.To.Text)
	}
	key := func(id any) bson.D { return bson.D{{Key: "s", Value: string(s)}, {Key: "i", Value: id}} }
	a.add(compare(idPath, "$gte", key(from)))
	a.add(compare(idPath, "$lt", key(to)))
	if q.After != nil {
		a.add(compare(idPath, a.behind(), key(a.kind.bound(q.After.ID))))
	}
	a.ask.sort = bson.D{{Key: idPath, Value: a.direction()}}
	a.ask.hint = "_id_"
}

func (a *asker) byIndex() {
	q, k := &a.query, a.kind
	for i, v := range q.Equal {
		path, t := k.field(a.index.Fields[i])
		a.add(compare(path, "$eq", value(t, v)))
	}
	a.sparse()
	a.span()
	a.after()
	for _, f := range a.index.Fields[len(q.Equal):] {
		path, _ := k.field(f)
		a.ask.sort = append(a.ask.sort, bson.E{Key: path, Value: a.direction()})
	}
	a.ask.sort = append(a.ask.sort, bson.E{Key: namePath, Value: a.direction()})
	if q.AllSpaces {
		a.ask.sort = append(a.ask.sort, bson.E{Key: spacePath, Value: a.direction()})
	}
	if a.index.Name != "" && (!q.AllSpaces || k.acrossToo(a.index)) {
		a.ask.hint = indexName(a.index, q.AllSpaces)
	}
}

// sparse leaves out what a sparse index leaves out, in the words of kind.partial: else the planner would not use it.
func (a *asker) sparse() {
	if !a.index.Sparse {
		return
	}
	path, t := a.kind.field(a.index.Fields[0])
	if len(a.query.Equal) > 0 {
		v := a.query.Equal[0]
		a.ask.nothing = (t == store.Int && v.Int == 0) || (t == store.Text && v.Text == "")
		return
	}
	if t == store.Int {
		a.split(bson.A{compare(path, "$lt", int64(0))}, bson.A{compare(path, "$gt", int64(0))})
		return
	}
	a.add(compare(path, "$gt", ""))
}

// span bounds the first open field, or the id.
func (a *asker) span() {
	path, of := namePath, func(v store.Value) any { return a.kind.bound(v.Text) }
	if open := a.index.Fields[len(a.query.Equal):]; len(open) > 0 {
		var t store.Type
		path, t = a.kind.field(open[0])
		of = func(v store.Value) any { return value(t, v) }
	}
	if v := a.query.From; v != nil {
		a.add(compare(path, "$gte", of(*v)))
	}
	if v := a.query.To; v != nil {
		a.add(compare(path, "$lt", of(*v)))
	}
}

// after continues behind a place (a, b, id): behind a; or at a, behind b; or at a and b, behind the id.
func (a *asker) after() {
	at := a.query.After
	if at == nil {
		return
	}
	var same bson.A
	var alternatives []bson.A
	step := func(path string, v any) {
		alternatives = append(alternatives, append(same[:len(same):len(same)], compare(path, a.behind(), v)))
		same = append(same, compare(path, "$eq", v))
	}
	for i, f := range a.index.Fields[len(a.query.Equal):] {
		path, t := a.kind.field(f)
		step(path, value(t, at.Values[i]))
	}
	step(namePath, a.kind.bound(at.ID))
	a.split(alternatives...)
}

func (a *asker) behind() string {
	if a.query.Desc {
		return "$lt"
	}
	return "$gt"
}

func (a *asker) direction() int {
	if a.query.Desc {
		return -1
	}
	return 1
}

// where adds a condition. On many values $in and $nin mean what In and NotIn mean: one of them, none of them.
func (a *asker) where(c store.Cond) {
	path, t := a.kind.field(c.Field)
	values := make(bson.A, len(c.Values))
	for i, v := range c.Values {
		values[i] = value(t, v)
	}
	switch c.Op {
	case store.In:
		a.ask.nothing = a.ask.nothing || len(values) == 0
		a.add(compare(path, "$in", values))
	case store.NotIn:
		a.add(compare(path, "$nin", values))
	case store.Least:
		a.add(compare(path, "$gte", values[0]))
	case store.Below:
		a.add(compare(path, "$lt", values[0]))
	case store.None:
		a.add(compare(path, "$size", 0))
	}
}

func value(t store.Type, v store.Value) any {
	if t == store.Int {
		return v.Int
	}
	return v.Text // of many values, the one that is asked for
}

// key is the _id of a document. ids of kinds with Numbers have been checked.
func (k *kind) key(s store.Space, id string) bson.D {
	return bson.D{{Key: "s", Value: string(s)}, {Key: "i", Value: k.bound(id)}}
}

// bound is an id, or a place between ids, as it stands in a document. What is not a number is before all numbers, or behind if it is too
// large to be one.
func (k *kind) bound(id string) any {
	if !k.def.Numbers {
		return id
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil && n != math.MaxInt64 && n != math.MinInt64 {
		return int64(0)
	}
	return n
}
