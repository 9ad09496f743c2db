package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
)

// world is a random kind with random documents in two spaces, in the engine that is tested and in memory.
type world struct {
	r        *rand.Rand
	def      *store.Def
	engine   store.Engine
	memory   store.Engine
	spaces   []store.Space
	at       map[store.Space]store.Position
	versions map[store.Space]map[string]int64
	texts    []string // what values and ids are made of: few, so that they meet
}

// worlds runs a check on some random worlds; the name of the subject makes each rule's different.
func worlds(t testing.TB, fresh Fresh, subject uint64, check func(*world)) {
	t.Helper()
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(subject, seed))
		def := randomDef(r, seed)
		t.Logf("world %d: %+v", seed, *def)
		w := &world{
			r: r, def: def, engine: open(t, fresh(t, []*store.Def{def})), memory: memstore.New(def),
			spaces: []store.Space{"org_a", "org_b"}, at: map[store.Space]store.Position{}, versions: map[store.Space]map[string]int64{},
		}
		texts := nasty()
		r.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
		w.texts = append(texts[:7], "", "a", "ä")
		for range 6 {
			w.write(t)
		}
		check(w)
		if t.Failed() {
			return
		}
	}
}

// randomDef makes a kind; every second one is quiet, every fourth has numbers.
func randomDef(r *rand.Rand, seed uint64) *store.Def {
	d := &store.Def{Kind: "thing", Quiet: seed%2 == 1, Numbers: seed%4 >= 2}
	for i := range 3 + r.IntN(3) {
		d.Fields = append(d.Fields, store.FieldDef{Name: fmt.Sprintf("v%d", i), Type: []store.Type{store.Text, store.Int, store.Many, store.Text, store.Int}[i]})
	}
	for i := range 4 {
		x := store.Index{Name: fmt.Sprintf("x%d", i), Sparse: r.IntN(2) == 0}
		many := false
		for _, at := range r.Perm(len(d.Fields))[:1+r.IntN(3)] {
			if d.Fields[at].Type == store.Many {
				many = true
			}
			x.Fields = append(x.Fields, d.Fields[at].Name)
		}
		x.Unique = !many && len(x.Fields) == 3 // the store's affair: an engine must not mind doubles
		d.Indexes = append(d.Indexes, x)
	}
	return d
}

func (w *world) text() string { return w.texts[w.r.IntN(len(w.texts))] }

func (w *world) int() int64 {
	return []int64{0, 0, 1, 2, 9, 10, -1, 1 << 40, -1 << 40}[w.r.IntN(9)]
}

func (w *world) value(t store.Type) store.Value {
	switch t {
	case store.Int:
		return store.N(w.int())
	case store.Many:
		var set []string
		for range w.r.IntN(4) {
			if v := w.text(); !slices.Contains(set, v) {
				set = append(set, v)
			}
		}
		return store.M(set...)
	default:
		return store.T(w.text())
	}
}

func (w *world) keys() (keys []store.Value) {
	for _, f := range w.def.Fields {
		keys = append(keys, w.value(f.Type))
	}
	return keys
}

func (w *world) id() string {
	if w.def.Numbers {
		return strconv.Itoa([]int{1, 2, 9, 10, 11, 99, 100, 101, 1000, 1 << 20, 1<<40 - 1}[w.r.IntN(11)])
	}
	if id := w.text(); id != "" {
		return id + []string{"", "1", "2"}[w.r.IntN(3)]
	}
	return "id"
}

// write applies some inserts, replacements and removals to both engines.
func (w *world) write(t testing.TB) {
	t.Helper()
	var batches []store.Batch
	for _, s := range w.spaces {
		if w.versions[s] == nil {
			w.versions[s] = map[string]int64{}
		}
		next := after(w.at[s], 1)
		b := store.Batch{Space: s, Fence: w.at[s], Next: next}
		w.at[s] = next
		written := map[string]bool{}
		for range 8 {
			id := w.id()
			if written[id] {
				continue
			}
			written[id] = true
			was := w.versions[s][id]
			wr := replace(w.def, id, was, next.Number, w.keys())
			if w.def.Quiet {
				wr.Version = was + 1
			}
			if was != 0 && w.r.IntN(4) == 0 {
				wr = remove(w.def, id, was)
			}
			w.versions[s][id] = wr.Version
			b.Writes = append(b.Writes, wr)
		}
		batches = append(batches, b)
	}
	apply(t, w.memory, batches...)
	apply(t, w.engine, batches...)
}

// query makes a random one; pins and bounds are mostly values that documents have.
func (w *world) query() store.Query {
	q := store.Query{Def: w.def, Desc: w.r.IntN(2) == 0, Limit: []int{0, 0, 1, 3}[w.r.IntN(4)], WithKeys: w.r.IntN(2) == 0}
	if i := w.r.IntN(5); i < len(w.def.Indexes) {
		q.Index = w.def.Indexes[i].Name
	}
	x, _ := w.def.Index(q.Index)
	pins := w.r.IntN(len(x.Fields) + 1)
	for i, f := range x.Fields {
		if w.def.Fields[w.def.Field(f)].Type == store.Many {
			pins = max(pins, i+1)
		}
	}
	for _, f := range x.Fields[:pins] {
		q.Equal = append(q.Equal, w.one(f))
	}
	if w.r.IntN(3) == 0 {
		q.From = w.edge(x.Fields[pins:])
	}
	if w.r.IntN(3) == 0 {
		q.To = w.edge(x.Fields[pins:])
	}
	for range w.r.IntN(3) {
		q.Where = append(q.Where, w.cond())
	}
	if w.r.IntN(3) == 0 {
		q.After = q.CursorOf(w.id(), w.keys())
	}
	return q
}

// one is a value to ask of a field: of a field of many, one of them.
func (w *world) one(field string) store.Value {
	if w.def.Fields[w.def.Field(field)].Type == store.Int {
		return store.N(w.int())
	}
	return store.T(w.text())
}

func (w *world) edge(open []string) *store.Value {
	v := store.T(w.id())
	if len(open) > 0 {
		v = w.one(open[0])
	}
	return &v
}

func (w *world) cond() store.Cond {
	f := w.def.Fields[w.r.IntN(len(w.def.Fields))]
	c := store.Cond{Field: f.Name, Op: store.Op(w.r.IntN(4))}
	if f.Type == store.Many {
		c.Op = []store.Op{store.In, store.NotIn, store.None}[w.r.IntN(3)]
	}
	values := w.r.IntN(4)
	if c.Op == store.Least || c.Op == store.Below {
		values = 1
	}
	for range values {
		c.Values = append(c.Values, w.one(f.Name))
	}
	return c
}
