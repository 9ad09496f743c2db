package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/kanvaro/kanvaro/internal/fault"
)

// Meta is embedded in every document type. The version does not stand in the JSON: the number of the last event is known only when the
// event has its place, and the API writes it in front.
type Meta struct {
	ID      string `json:"id"`
	Version int64  `json:"-"`
}

func (m *Meta) meta() *Meta { return m }

// Spec says what a kind of document is.
type Spec[T any] struct {
	Name    string // as events and the API say it: "task"
	Noun    string // as people say it, for faults: "task"; Name where it is empty
	Quiet   bool
	Fields  []Field[T]
	Indexes []Index
	Place   func(*T) Place // required unless Quiet

	// Shape numbers the form in which documents are written; 0 is the first. Upcast[i] turns a document of shape i into one of i+1,
	// when it is read. A document of a shape above 0 carries it in the field "shape".
	Shape  int
	Upcast []func(map[string]json.RawMessage) error
}

// Field declares a value to find and count by, and how it is made of a document.
type Field[T any] struct {
	Name string
	Type Type
	Of   func(*T) Value
}

// Kind keeps documents of one Go type. T embeds Meta.
type Kind[T any] struct {
	def   *Def
	spec  Spec[T]
	known map[string]bool // the JSON names of T
}

// NewKind makes a kind once, at start. It panics on a specification that contradicts itself: that is a fault of the program.
func NewKind[T any](spec Spec[T]) *Kind[T] {
	if spec.Noun == "" {
		spec.Noun = spec.Name
	}
	k := &Kind[T]{spec: spec, known: map[string]bool{"shape": true}}
	k.def = &Def{Kind: spec.Name, Quiet: spec.Quiet, Indexes: spec.Indexes, place: k.placeOf, keys: k.keysOf, merge: k.keepUnknown}
	for _, f := range spec.Fields {
		k.def.Fields = append(k.def.Fields, FieldDef{f.Name, f.Type})
	}
	if err := k.def.Check(); err != nil {
		panic(err)
	}
	if !spec.Quiet && spec.Place == nil {
		panic("kind " + spec.Name + " has no Place")
	}
	if len(spec.Upcast) != spec.Shape {
		panic("kind " + spec.Name + ": one upcaster is needed for each shape before the present one")
	}
	if _, ok := any(new(T)).(interface{ meta() *Meta }); !ok {
		panic("kind " + spec.Name + ": the type does not embed store.Meta")
	}
	jsonNames(reflect.TypeFor[T](), k.known)
	return k
}

func jsonNames(t reflect.Type, into map[string]bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			jsonNames(f.Type, into)
		case name == "-":
		case name != "":
			into[name] = true
		default:
			into[f.Name] = true
		}
	}
}

// Def gives the description for engines and queries.
func (k *Kind[T]) Def() *Def { return k.def }

func metaOf[T any](v *T) *Meta { return any(v).(interface{ meta() *Meta }).meta() }

// Decode reads a document, bringing it to the present shape.
func (k *Kind[T]) Decode(d Doc) (*T, error) {
	v, err := k.decode(d.Body)
	if err != nil {
		return nil, fmt.Errorf("read %s %s: %w", k.spec.Name, d.ID, err)
	}
	m := metaOf(v)
	m.ID, m.Version = d.ID, d.Version
	return v, nil
}

func (k *Kind[T]) decode(body []byte) (*T, error) {
	v := new(T)
	if k.spec.Shape > 0 {
		var err error
		if body, err = k.upcast(body); err != nil {
			return nil, err
		}
	}
	return v, json.Unmarshal(body, v)
}

func (k *Kind[T]) upcast(body []byte) ([]byte, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return nil, err
	}
	shape := 0
	if raw, ok := fields["shape"]; ok {
		if err := json.Unmarshal(raw, &shape); err != nil {
			return nil, err
		}
	}
	if shape >= k.spec.Shape {
		return body, nil
	}
	for ; shape < k.spec.Shape; shape++ {
		if err := k.spec.Upcast[shape](fields); err != nil {
			return nil, fmt.Errorf("bring from shape %d to %d: %w", shape, shape+1, err)
		}
	}
	return json.Marshal(fields)
}

func (k *Kind[T]) encode(v *T) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("write %s: %w", k.spec.Name, err)
	}
	body := bytes.TrimSuffix(buf.Bytes(), []byte{'\n'})
	if k.spec.Shape > 0 {
		body = append(body[:len(body)-1], fmt.Sprintf(`,"shape":%d}`, k.spec.Shape)...)
	}
	return body, nil
}

// keepUnknown appends to after the fields of before that this program does not know: a newer one wrote them.
func (k *Kind[T]) keepUnknown(before, after []byte) ([]byte, error) {
	ms, err := members(before)
	if err != nil {
		return nil, err
	}
	for _, m := range ms {
		if !k.known[keyText(m.key)] {
			after = append(after[:len(after)-1], ',')
			after = append(append(append(after, m.key...), ':'), m.value...)
			after = append(after, '}')
		}
	}
	return after, nil
}

func (k *Kind[T]) keysFor(v *T) []Value {
	keys := make([]Value, len(k.spec.Fields))
	for i, f := range k.spec.Fields {
		keys[i] = f.Of(v)
		if f.Type == Many {
			keys[i].Many = slices.Compact(slices.Sorted(slices.Values(keys[i].Many)))
		}
	}
	return keys
}

func (k *Kind[T]) keysOf(body []byte) ([]Value, error) {
	v, err := k.decode(body)
	if err != nil {
		return nil, err
	}
	return k.keysFor(v), nil
}

func (k *Kind[T]) placeOf(body []byte) (Place, error) {
	if k.spec.Place == nil {
		return Place{}, nil
	}
	v, err := k.decode(body)
	if err != nil {
		return Place{}, err
	}
	return k.spec.Place(v), nil
}

// Get reads one document; it is the caller's to change and Put. A missing one is a NotFound fault.
func (k *Kind[T]) Get(tx Tx, id string) (*T, error) {
	d, ok, err := tx.Get(k.def, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.Missing(k.spec.Noun)
	}
	return k.Decode(d)
}

// Look reads one document that must not be changed: what others have decoded already is shared. Nil when it is missing.
func (k *Kind[T]) Look(tx Tx, id string) (*T, error) {
	d, ok, err := tx.Get(k.def, id)
	if err != nil || !ok {
		return nil, err
	}
	if d.memo == nil {
		return k.Decode(d)
	}
	if v, ok := d.memo.Load().(*T); ok {
		return v, nil
	}
	v, err := k.Decode(d)
	if err == nil {
		d.memo.Store(v)
	}
	return v, err
}

// Find decodes what the query finds; Def is filled in.
func (k *Kind[T]) Find(tx Tx, q Query) iter.Seq2[*T, error] {
	q.Def = k.def
	return func(yield func(*T, error) bool) {
		for d, err := range tx.Find(q) {
			var v *T
			if err == nil {
				v, err = k.Decode(d)
			}
			if !yield(v, err) || err != nil {
				return
			}
		}
	}
}

// First gives the first document that the query finds, nil where there is none.
func (k *Kind[T]) First(tx Tx, q Query) (*T, error) {
	q.Limit = 1
	for v, err := range k.Find(tx, q) {
		return v, err
	}
	return nil, nil
}

// All gives everything that the query finds.
func (k *Kind[T]) All(tx Tx, q Query) ([]*T, error) {
	var out []*T
	for v, err := range k.Find(tx, q) {
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// Tally counts what the query finds; see Snapshot.
func (k *Kind[T]) Tally(tx Tx, q Query, by, sum string) (map[string]Sum, error) {
	q.Def = k.def
	return tx.Tally(q, by, sum)
}

// Put writes a document and names what happened ("task.moved"; "" for quiet kinds). A version of 0 inserts, another must be the present
// one; the new version is set in v. A document that is the same as before is not written and its version stays.
func (k *Kind[T]) Put(tx Tx, name string, v *T) error {
	body, err := k.encode(v)
	if err != nil {
		return err
	}
	m := metaOf(v)
	doc := Doc{Kind: k.spec.Name, ID: m.ID, Version: m.Version, Body: body, Keys: k.keysFor(v)}
	if k.spec.Place != nil {
		p := k.spec.Place(v)
		doc.place = &p
	}
	m.Version, err = tx.Put(k.def, doc, name)
	return err
}

// PutBody writes a document given as JSON, as Put does: for undo and restore, which know fields and not types.
func (k *Kind[T]) PutBody(tx Tx, name, id string, version int64, body []byte) (int64, error) {
	v, err := k.decode(body)
	if err != nil {
		return 0, fmt.Errorf("read %s %s: %w", k.spec.Name, id, err)
	}
	m := metaOf(v)
	m.ID, m.Version = id, version
	err = k.Put(tx, name, v)
	return m.Version, err
}

// Place says where a document belongs and who may see it.
func (k *Kind[T]) Place(v *T) Place { return k.spec.Place(v) }

// Delete removes a document and names what happened.
func (k *Kind[T]) Delete(tx Tx, name string, v *T) error {
	m := metaOf(v)
	return tx.Delete(k.def, m.ID, m.Version, name)
}

// memo holds a decoded document beside the bytes that the memory of a space shares.
type memo struct{ atomic.Value }
