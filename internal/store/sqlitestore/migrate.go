package sqlitestore

import (
	"errors"
	"fmt"
	"maps"

	"github.com/kanvaro/kanvaro/internal/store"
)

// migrate brings the file to what is declared, in one transaction.
func (e *Engine) migrate(defs []*store.Def, o Options) error {
	c := e.writer
	if err := c.do("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := c.prepareFile()
	for _, d := range defs {
		if err != nil {
			break
		}
		if err = e.tables[d.Kind].migrate(c, o); err != nil {
			err = fmt.Errorf("kind %s: %w", d.Kind, err)
		}
	}
	if err == nil {
		err = c.do("COMMIT")
	}
	if err != nil {
		return errors.Join(err, c.rollback())
	}
	return nil
}

func (t *table) migrate(c *conn, o Options) error {
	is := t.shape()
	was, known, err := c.remembered(t.def.Kind)
	if err != nil {
		return err
	}
	if !known {
		if err := c.exec(t.create()...); err != nil {
			return err
		}
		was = shape{Numbers: is.Numbers, Fields: is.Fields}
	}
	if was.Numbers != is.Numbers {
		return errors.New("its ids cannot become numbers, or stop being numbers")
	}
	if maps.Equal(was.Fields, is.Fields) && maps.Equal(was.Indexes, is.Indexes) && known {
		return nil
	}
	if err := t.alter(c, t.compare(was, is), was, o); err != nil {
		return err
	}
	return c.remember(t.def.Kind, is)
}

func (t *table) alter(c *conn, ch change, was shape, o Options) error {
	some, err := t.some(c)
	if err != nil {
		return err
	}
	var sqls []string
	for _, name := range ch.dropIndexes {
		sqls = append(sqls, dropIndex(t.def, name, was.Indexes[name]))
	}
	for _, name := range ch.dropFields {
		sqls = append(sqls, fmt.Sprintf("ALTER TABLE %s DROP COLUMN %s", t.name, column(name)))
	}
	for _, f := range ch.addFields {
		sqls = append(sqls, fmt.Sprintf("ALTER TABLE %s ADD COLUMN %s %s", t.name, column(f.Name), columnType(f.Type)))
	}
	if err := c.exec(sqls...); err != nil {
		return err
	}
	if some && len(ch.addFields) > 0 {
		if err := t.fillFields(c, o); err != nil {
			return fmt.Errorf("the value %q is declared anew: %w", ch.addFields[0].Name, err)
		}
	}
	for _, x := range ch.addIndexes {
		if err := c.exec(t.createIndex(x)); err != nil {
			return err
		}
	}
	if !some {
		return nil
	}
	return t.fillSides(c, ch.addIndexes)
}

// some reports whether there are documents.
func (t *table) some(c *conn) (bool, error) {
	s, err := c.prepare("SELECT 1 FROM " + t.name + " LIMIT 1")
	if err != nil {
		return false, err
	}
	defer s.end()
	return s.step()
}

// row is a document on its way through a migration.
type row struct {
	n, space int64
	id       docID
	body     []byte
	keys     []store.Value
}

// each visits all documents, some hundred at a time, so that what is visited may be changed.
func (t *table) each(c *conn, body bool, visit func(row) error) error {
	id, last := "n", "x''"
	if !t.def.Numbers {
		id = "id"
	}
	if body {
		last = "body"
	}
	s, err := c.prepare(fmt.Sprintf("SELECT n,space,%s,%s%s FROM %s WHERE n>? ORDER BY n LIMIT 200", id, last, t.columns, t.name))
	if err != nil {
		return err
	}
	defer s.end()
	var at int64
	for {
		var rows []row
		s.int(at)
		for {
			more, err := s.step()
			if err != nil {
				return err
			}
			if !more {
				break
			}
			r := row{n: s.colInt(0), space: s.colInt(1), body: s.colBlob(3), keys: readKeys(s, t.def, 4)}
			r.id.number = r.n
			if !t.def.Numbers {
				r.id.text = s.colText(2)
			}
			rows = append(rows, r)
		}
		s.reset()
		if len(rows) == 0 {
			return nil
		}
		for _, r := range rows {
			if err := visit(r); err != nil {
				return err
			}
		}
		at = rows[len(rows)-1].n
	}
}

// fillFields computes the declared values of every document anew.
func (t *table) fillFields(c *conn, o Options) error {
	set := ""
	for i, f := range t.def.Fields {
		if i > 0 {
			set += ","
		}
		set += column(f.Name) + "=?"
	}
	up, err := c.prepare(fmt.Sprintf("UPDATE %s SET %s WHERE n=?", t.name, set))
	if err != nil {
		return err
	}
	defer up.end()
	return t.each(c, true, func(r row) error {
		keys, err := o.Keys(t.def, r.body)
		if err != nil {
			return err
		}
		for i, f := range t.def.Fields {
			bindValue(up, f.Type, keys[i])
		}
		return up.int(r.n).run()
	})
}

// fillSides makes the rows of new indexes with many values.
func (t *table) fillSides(c *conn, added []store.Index) error {
	only := *t
	only.sides = nil
	for _, s := range t.sides {
		for _, x := range added {
			if s.index.Name == x.Name {
				only.sides = append(only.sides, s)
			}
		}
	}
	if len(only.sides) == 0 {
		return nil
	}
	return t.each(c, false, func(r row) error { return only.moveSides(c, r.space, r.id, r.n, nil, r.keys) })
}
