package memstore

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/kanvaro/kanvaro/internal/store"
)

// documents are those of one kind in one space, ordered by id.
type documents []*store.Doc

// clone makes room for some more.
func (d documents) clone(more int) documents {
	return append(make(documents, 0, len(d)+more), d...)
}

// find gives the place of an id, and whether it is there.
func (d documents) find(def *store.Def, id string) (int, bool) {
	return slices.BinarySearchFunc(d, id, func(has *store.Doc, id string) int {
		if def.Numbers {
			return cmp.Compare(number(has.ID), number(id))
		}
		return cmp.Compare(has.ID, id)
	})
}

// number is the value of an id of a kind with Numbers; 0, which no document has, when it is not one.
func number(id string) int64 {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != id {
		return 0
	}
	return n
}

// write changes documents in place, which must be a clone.
func (d documents) write(s store.Space, w store.Write) (documents, error) {
	if w.Def.Numbers && number(w.ID) == 0 {
		return nil, fmt.Errorf("%s %q: the id is not a positive number", w.Def.Kind, w.ID)
	}
	if w.Version != 0 && len(w.Keys) != len(w.Def.Fields) {
		return nil, fmt.Errorf("%s %q: %d values are declared, %d are given", w.Def.Kind, w.ID, len(w.Def.Fields), len(w.Keys))
	}
	i, exists := d.find(w.Def, w.ID)
	var before int64
	if exists {
		before = d[i].Version
	}
	if before != w.Before {
		if w.Def.Quiet {
			return nil, &store.FenceError{Space: s, Kind: w.Def.Kind, ID: w.ID} // ST5
		}
		return nil, fmt.Errorf("%s %s in %s is at version %d, not %d, though the fence of the space holds",
			w.Def.Kind, w.ID, s, before, w.Before)
	}
	doc := &store.Doc{Space: s, Kind: w.Def.Kind, ID: w.ID, Version: w.Version, Body: w.Body, Keys: w.Keys}
	switch {
	case w.Version == 0 && exists:
		return slices.Delete(d, i, i+1), nil
	case w.Version == 0:
		return d, nil
	case exists:
		d[i] = doc
		return d, nil
	default:
		return slices.Insert(d, i, doc), nil
	}
}
