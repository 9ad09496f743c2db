package sqlitestore

import (
	"fmt"
	"slices"

	"github.com/kanvaro/kanvaro/internal/store"
)

// write does one Write inside the transaction of the writer's connection.
func (t *table) write(c *conn, s store.Space, space int64, w store.Write) error {
	id := docID{text: w.ID}
	if t.def.Numbers {
		n, ok := number(w.ID)
		if !ok {
			return fmt.Errorf("%q is not a number from 1 to %d", w.ID, int64(maxNumber))
		}
		id.number = space<<numberBits + n
	}
	if w.Version != 0 && len(w.Keys) != len(t.def.Fields) {
		return fmt.Errorf("%d values are declared, %d are given", len(t.def.Fields), len(w.Keys))
	}
	if w.Before == 0 && w.Version != 0 {
		return t.insertDoc(c, s, space, id, w)
	}
	if w.Before == 0 {
		return nil
	}
	old, err := c.take(t.lookup)
	if err != nil {
		return err
	}
	defer c.done(old)
	if t.def.Numbers {
		old.int(id.number)
	} else {
		old.int(space).text(id.text)
	}
	found, err := old.step()
	if err != nil {
		return err
	}
	if !found {
		return t.unexpected(s, w, 0)
	}
	if version := old.colInt(1); version != w.Before {
		return t.unexpected(s, w, version)
	}
	if w.Version == 0 {
		return t.removeDoc(c, space, id, old)
	}
	return t.replaceDoc(c, space, id, old, w)
}

// docID is an id as columns have it: its text, or the rowid of a kind with Numbers.
type docID struct {
	text   string
	number int64
}

// unexpected is the error when a document is not at the version before the write. For a quiet kind that is its fence; for others the
// fence of the space holds, so somebody has made a batch that contradicts itself.
func (t *table) unexpected(s store.Space, w store.Write, version int64) error {
	if t.def.Quiet {
		return &store.FenceError{Space: s, Kind: w.Def.Kind, ID: w.ID} // ST5
	}
	return fmt.Errorf("it is at version %d, not %d, though the fence of the space holds", version, w.Before)
}

func (t *table) insertDoc(c *conn, s store.Space, space int64, id docID, w store.Write) error {
	ins, err := c.take(t.insert)
	if err != nil {
		return err
	}
	defer c.done(ins)
	if t.def.Numbers {
		ins.int(id.number).int(space)
	} else {
		ins.int(space).text(id.text)
	}
	ins.int(w.Version)
	for i, f := range t.def.Fields {
		bindValue(ins, f.Type, w.Keys[i])
	}
	if _, err := ins.blob(w.Body).step(); err != nil {
		return err
	}
	if c.changes() == 0 {
		return t.unexpected(s, w, -1)
	}
	if len(t.sides) == 0 {
		return nil
	}
	return t.moveSides(c, space, id, c.lastID(), nil, w.Keys)
}

// replaceDoc takes the row that was found, whose statement still stands on it.
func (t *table) replaceDoc(c *conn, space int64, id docID, old *stmt, w store.Write) error {
	n := old.colInt(0)
	var room [64]int
	changed := room[:0]
	for i, f := range t.def.Fields {
		if !sameValue(old, 2+i, f.Type, w.Keys[i]) {
			changed = append(changed, i)
		}
	}
	var before []store.Value
	if len(t.sides) > 0 && len(changed) > 0 {
		before = readKeys(old, t.def, 2)
	}
	old.reset()
	up, err := c.take(t.update(changed))
	if err != nil {
		return err
	}
	defer c.done(up)
	up.int(w.Version).blob(w.Body)
	for _, i := range changed {
		bindValue(up, t.def.Fields[i].Type, w.Keys[i])
	}
	if _, err := up.int(n).step(); err != nil {
		return err
	}
	if before == nil {
		return nil
	}
	return t.moveSides(c, space, id, n, before, w.Keys)
}

func (t *table) removeDoc(c *conn, space int64, id docID, old *stmt) error {
	n := old.colInt(0)
	before := readKeys(old, t.def, 2)
	old.reset()
	rm, err := c.take(t.remove)
	if err != nil {
		return err
	}
	defer c.done(rm)
	if _, err := rm.int(n).step(); err != nil {
		return err
	}
	return t.moveSides(c, space, id, n, before, nil)
}

// moveSides brings the tables of indexes with many values from the keys before to the keys after; nil is no document.
func (t *table) moveSides(c *conn, space int64, id docID, n int64, before, after []store.Value) error {
	for _, s := range t.sides {
		gone, come := s.values(t.def, before), s.values(t.def, after)
		if s.sameRest(before, after) { // what is in both stays as it is
			gone, come = without(gone, come), without(come, gone)
		}
		for _, v := range gone {
			if err := s.put(c, t.def, s.remove, space, before, v, id, nil); err != nil {
				return err
			}
		}
		for _, v := range come {
			if err := s.put(c, t.def, s.insert, space, after, v, id, &n); err != nil {
				return err
			}
		}
	}
	return nil
}

// values lists those for which the side has a row.
func (s *side) values(d *store.Def, keys []store.Value) []string {
	if keys == nil || d.Omits(s.index, keys) {
		return nil
	}
	return keys[s.fields[s.many]].Many
}

// sameRest compares what a row of the side has besides the value.
func (s *side) sameRest(before, after []store.Value) bool {
	if before == nil || after == nil {
		return false
	}
	for i, f := range s.fields {
		if i != s.many && (before[f].Text != after[f].Text || before[f].Int != after[f].Int) {
			return false
		}
	}
	return true
}

// without lists the values that the others do not have.
func without(values, others []string) []string {
	has := make(map[string]bool, len(others))
	for _, v := range others {
		has[v] = true
	}
	return slices.DeleteFunc(slices.Clone(values), func(v string) bool { return has[v] })
}

// put inserts or removes the row of one value.
func (s *side) put(c *conn, d *store.Def, sql string, space int64, keys []store.Value, value string, id docID, n *int64) error {
	st, err := c.take(sql)
	if err != nil {
		return err
	}
	defer c.done(st)
	st.int(space)
	for i, f := range s.fields {
		if i == s.many {
			st.text(value)
		} else {
			bindValue(st, d.Fields[f].Type, keys[f])
		}
	}
	if d.Numbers {
		st.int(id.number)
	} else {
		st.text(id.text)
		if n != nil {
			st.int(*n)
		}
	}
	_, err = st.step()
	return err
}
