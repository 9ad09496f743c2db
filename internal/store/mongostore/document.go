package mongostore

import (
	"encoding/binary"
	"fmt"
	"strconv"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Documents are written and read by hand: the driver's reflection would cost more than all the rest of a batch.

// largest is what the server takes as one document.
const largest = 16 << 20

// number reads an id of a kind with Numbers. Only the one canonical form is an id.
func number(id string) (int64, bool) {
	n, err := strconv.ParseInt(id, 10, 64)
	return n, err == nil && n > 0 && strconv.FormatInt(n, 10) == id
}

// mayBe reports whether a document of this kind can have such an id.
func (k *kind) mayBe(id string) bool {
	if !k.def.Numbers {
		return true
	}
	_, ok := number(id)
	return ok
}

// appendID appends the _id of a document. ids of kinds with Numbers have been checked.
func (k *kind) appendID(dst []byte, s store.Space, id string) []byte {
	at, dst := bsoncore.AppendDocumentElementStart(dst, idPath)
	dst = bsoncore.AppendStringElement(dst, "s", string(s))
	if k.def.Numbers {
		n, _ := number(id)
		dst = bsoncore.AppendInt64Element(dst, "i", n)
	} else {
		dst = bsoncore.AppendStringElement(dst, "i", id)
	}
	dst, _ = bsoncore.AppendDocumentEnd(dst, at)
	return dst
}

// appendDoc appends what a write leaves behind, as the value of an element.
func (k *kind) appendDoc(dst []byte, s store.Space, w *store.Write) ([]byte, error) {
	if len(w.Keys) != len(k.fields) {
		return nil, fmt.Errorf("%s %s: %d values are declared, %d are given", k.def.Kind, w.ID, len(k.fields), len(w.Keys))
	}
	at, dst := bsoncore.AppendDocumentStart(dst)
	dst = k.appendID(dst, s, w.ID)
	dst = bsoncore.AppendInt64Element(dst, "v", w.Version)
	for i, name := range k.fields {
		switch v := &w.Keys[i]; k.def.Fields[i].Type {
		case store.Int:
			dst = bsoncore.AppendInt64Element(dst, name, v.Int)
		case store.Many:
			dst = appendTexts(dst, name, v.Many)
		default:
			dst = bsoncore.AppendStringElement(dst, name, v.Text)
		}
	}
	dst = bsoncore.AppendBinaryElement(dst, "b", 0, w.Body)
	dst, _ = bsoncore.AppendDocumentEnd(dst, at)
	if size := len(dst) - int(at); size > largest {
		return nil, fault.New(fault.TooLarge, "This is too large to be kept: %d bytes, and %d is the most.", size, largest)
	}
	return dst, nil
}

func appendTexts(dst []byte, name string, texts []string) []byte {
	at, dst := bsoncore.AppendArrayElementStart(dst, name)
	for i, s := range texts {
		dst = bsoncore.AppendStringElement(dst, strconv.Itoa(i), s)
	}
	dst, _ = bsoncore.AppendArrayEnd(dst, at)
	return dst
}

// readDoc makes a Doc of what the database has. Nothing of it points into raw, whose memory is the driver's.
// Declared values that the stored document does not have, since they were declared later, are zero.
func (k *kind) readDoc(raw bson.Raw, withKeys bool) (store.Doc, error) {
	d := store.Doc{Kind: k.def.Kind}
	if withKeys {
		d.Keys = make([]store.Value, len(k.fields))
	}
	next := 0 // values stand in the order of their declaration, mostly
	err := each(raw, func(name []byte, v bsoncore.Value) bool {
		switch {
		case string(name) == idPath:
			return k.readID(v, &d)
		case string(name) == "v":
			var ok bool
			d.Version, ok = v.Int64OK()
			return ok
		case string(name) == "b":
			_, body, ok := v.BinaryOK()
			d.Body = append(make([]byte, 0, len(body)), body...)
			return ok
		case !withKeys:
			return true
		}
		i := next
		if i >= len(k.fields) || k.fields[i] != string(name) {
			if i = k.place(name); i < 0 {
				return true // not declared any more, or by a later release
			}
		}
		next = i + 1
		return readValue(k.def.Fields[i].Type, v, &d.Keys[i])
	})
	if err != nil {
		return d, fmt.Errorf("%s %s in %s is not as it was written: %w", k.def.Kind, d.ID, d.Space, err)
	}
	return d, nil
}

func (k *kind) place(name []byte) int {
	for i, f := range k.fields {
		if f == string(name) {
			return i
		}
	}
	return -1
}

func (k *kind) readID(v bsoncore.Value, d *store.Doc) bool {
	id, ok := v.DocumentOK()
	if !ok {
		return false
	}
	return each(bson.Raw(id), func(name []byte, v bsoncore.Value) bool {
		var ok bool
		switch {
		case string(name) == "s":
			var s string
			s, ok = v.StringValueOK()
			d.Space = store.Space(s)
		case k.def.Numbers:
			var n int64
			n, ok = v.Int64OK()
			d.ID = strconv.FormatInt(n, 10)
		default:
			d.ID, ok = v.StringValueOK()
		}
		return ok
	}) == nil
}

func readValue(t store.Type, v bsoncore.Value, to *store.Value) bool {
	var ok bool
	switch t {
	case store.Int:
		to.Int, ok = v.Int64OK()
	case store.Many:
		var a bsoncore.Array
		if a, ok = v.ArrayOK(); !ok {
			return false
		}
		return each(bson.Raw(a), func(_ []byte, v bsoncore.Value) bool {
			s, ok := v.StringValueOK()
			to.Many = append(to.Many, s)
			return ok
		}) == nil
	default:
		to.Text, ok = v.StringValueOK()
	}
	return ok
}

// each calls fn for the elements of a document until it gives false, which is an error. Unlike Raw.Elements it makes nothing.
func each(raw bson.Raw, fn func(name []byte, v bsoncore.Value) bool) error {
	if len(raw) < 5 || int(binary.LittleEndian.Uint32(raw)) != len(raw) {
		return errMalformed
	}
	for rest := raw[4 : len(raw)-1]; len(rest) > 0; {
		e, more, ok := bsoncore.ReadElement(rest)
		if !ok {
			return errMalformed
		}
		name, err := e.KeyBytesErr()
		if err != nil {
			return errMalformed
		}
		v, err := e.ValueErr()
		if err != nil {
			return errMalformed
		}
		if !fn(name, v) {
			return fmt.Errorf("%w: %s", errMalformed, name)
		}
		rest = more
	}
	return nil
}
