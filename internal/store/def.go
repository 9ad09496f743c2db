package store

import "fmt"

// Type is the sort of a declared value.
type Type uint8

// The types. Order and equality are those of bytes and of integers, the same on every engine.
const (
	Text Type = iota // compared byte by byte
	Int              // a 64-bit integer
	Many             // a set of texts, at most one such field in an index
)

// Value is one declared value; the Type of its field says which part counts.
type Value struct {
	Text string
	Int  int64
	Many []string
}

// T makes a Value of text.
func T(s string) Value { return Value{Text: s} }

// N makes a Value of an integer.
func N(n int64) Value { return Value{Int: n} }

// Flag makes a Value that is 1 for true and 0 for false.
func Flag(b bool) Value {
	if b {
		return N(1)
	}
	return N(0)
}

// M makes a Value of a set of texts, which must not have doubles.
func M(s ...string) Value { return Value{Many: s} }

// FieldDef declares a value that engines keep beside a document, to find and count by.
type FieldDef struct {
	Name string
	Type Type
}

// Index declares an order in which documents can be found: by its fields, then by id.
//
// Unique holds among documents of one space; the store checks it under the fence, engines need not.
// Sparse leaves out documents whose first field is "" or 0 (no value, in a Many): they are not found by it.
type Index struct {
	Name   string
	Fields []string
	Unique bool
	Sparse bool
}

// Def describes a kind of document to engines and to the store. Defs are made once, by NewKind, and never changed.
type Def struct {
	Kind    string
	Quiet   bool // emits no events, has a version of its own, may be looked for over all spaces
	Numbers bool // ids are positive integers in decimal, ordered by value
	Fields  []FieldDef
	Indexes []Index

	place func(body []byte) (Place, error)
	keys  func(body []byte) ([]Value, error)
	merge func(before, after []byte) ([]byte, error) // carries over fields that the Go type does not know
}

// KeysOf computes the declared values of a document from its body: for engines that have documents of a time when fewer were declared.
// Events and test kinds have no such way, and give false.
func (d *Def) KeysOf(body []byte) ([]Value, bool, error) {
	if d.keys == nil {
		return nil, false, nil
	}
	keys, err := d.keys(body)
	return keys, true, err
}

// remembered reports whether the memory of a space may keep such documents: events name what happened to them. Events themselves may be
// replaced without an event.
func (d *Def) remembered() bool { return !d.Quiet && !d.Numbers }

// Field gives the position of a declared field in Keys, or -1.
func (d *Def) Field(name string) int {
	for i, f := range d.Fields {
		if f.Name == name {
			return i
		}
	}
	return -1
}

// Index finds an index by its name. "" is the order by id, which every kind has.
func (d *Def) Index(name string) (Index, bool) {
	if name == "" {
		return Index{}, true
	}
	for _, x := range d.Indexes {
		if x.Name == name {
			return x, true
		}
	}
	return Index{}, false
}

// ManyField gives the name of the field with many values that an index has, or "".
func (d *Def) ManyField(x Index) string {
	for _, name := range x.Fields {
		if d.Fields[d.Field(name)].Type == Many {
			return name
		}
	}
	return ""
}

// Omits reports whether a document with these keys is left out of a sparse index.
func (d *Def) Omits(x Index, keys []Value) bool {
	if !x.Sparse {
		return false
	}
	i := d.Field(x.Fields[0])
	v := keys[i]
	switch d.Fields[i].Type {
	case Int:
		return v.Int == 0
	case Many:
		return len(v.Many) == 0
	default:
		return v.Text == ""
	}
}

// Check reports a Def that contradicts itself.
func (d *Def) Check() error {
	seen := map[string]bool{}
	for _, f := range d.Fields {
		if f.Name == "" || seen[f.Name] {
			return fmt.Errorf("kind %s: field %q has no name or is declared twice", d.Kind, f.Name)
		}
		seen[f.Name] = true
	}
	names := map[string]bool{}
	for _, x := range d.Indexes {
		if x.Name == "" || names[x.Name] || len(x.Fields) == 0 {
			return fmt.Errorf("kind %s: index %q has no name or no fields, or is declared twice", d.Kind, x.Name)
		}
		names[x.Name] = true
		many := 0
		for _, f := range x.Fields {
			if !seen[f] {
				return fmt.Errorf("kind %s: index %s names %q, which is not declared", d.Kind, x.Name, f)
			}
			if d.Fields[d.Field(f)].Type == Many {
				many++
			}
		}
		if many > 1 || (many == 1 && x.Unique) {
			return fmt.Errorf("kind %s: index %s has more than one field of many values, or is unique over one", d.Kind, x.Name)
		}
	}
	return nil
}
