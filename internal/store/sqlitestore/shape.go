package sqlitestore

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/kanvaro/kanvaro/internal/store"
)

// layout is the number of how this package lays out a file, whatever the kinds.
const layout = 1

// shape is what the file remembers of a Def, to find out what has changed when it is opened again.
type shape struct {
	Numbers bool              `json:"numbers,omitempty"`
	Fields  map[string]string `json:"fields"`  // the column type of each
	Indexes map[string]string `json:"indexes"` // the statement that made each
}

func (t *table) shape() shape {
	s := shape{Numbers: t.def.Numbers, Fields: map[string]string{}, Indexes: map[string]string{}}
	for _, f := range t.def.Fields {
		s.Fields[f.Name] = columnType(f.Type)
	}
	for _, x := range t.def.Indexes {
		s.Indexes[x.Name] = t.createIndex(x)
	}
	return s
}

// prepareFile makes what every file has.
func (c *conn) prepareFile() error {
	s, err := c.take("PRAGMA user_version")
	if err != nil {
		return err
	}
	_, err = s.step()
	version := s.colInt(0)
	c.done(s)
	switch {
	case err != nil:
		return err
	case version > layout:
		return fmt.Errorf("the file has layout %d; this version knows %d", version, layout)
	case version == layout:
		return nil
	}
	return c.exec(
		`CREATE TABLE space (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, epoch TEXT NOT NULL DEFAULT '',
			number INTEGER NOT NULL DEFAULT 0, hash BLOB NOT NULL DEFAULT x'', moved INTEGER NOT NULL DEFAULT 0)`,
		"CREATE INDEX space_moved ON space (moved)",
		"CREATE TABLE kind (name TEXT PRIMARY KEY, shape TEXT NOT NULL) WITHOUT ROWID",
		fmt.Sprintf("PRAGMA user_version=%d", layout))
}

// remembered gives the shape that the file has of a kind; false when it has none.
func (c *conn) remembered(kind string) (was shape, ok bool, err error) {
	s, err := c.take("SELECT shape FROM kind WHERE name=?")
	if err != nil {
		return was, false, err
	}
	defer c.done(s)
	ok, err = s.text(kind).step()
	if err != nil || !ok {
		return was, false, err
	}
	if err := json.Unmarshal(s.colBytes(0), &was); err != nil {
		return was, false, fmt.Errorf("read the shape of kind %s: %w", kind, err)
	}
	return was, true, nil
}

func (c *conn) remember(kind string, is shape) error {
	text, err := json.Marshal(is)
	if err != nil {
		return fmt.Errorf("write the shape of kind %s: %w", kind, err)
	}
	s, err := c.take("INSERT INTO kind(name,shape) VALUES(?,?) ON CONFLICT(name) DO UPDATE SET shape=excluded.shape")
	if err != nil {
		return err
	}
	defer c.done(s)
	_, err = s.text(kind).text(string(text)).step()
	return err
}

// change is what has to be done to a table.
type change struct {
	dropIndexes []string // by name
	addIndexes  []store.Index
	dropFields  []string
	addFields   []store.FieldDef
}

// compare finds the difference between what the file has and what is declared. A field of another type is dropped and added, and so is
// each index that has it.
func (t *table) compare(was, is shape) change {
	var c change
	for name, kind := range was.Fields {
		if is.Fields[name] != kind {
			c.dropFields = append(c.dropFields, name)
		}
	}
	for _, f := range t.def.Fields {
		if was.Fields[f.Name] != is.Fields[f.Name] {
			c.addFields = append(c.addFields, f)
		}
	}
	stays := func(x store.Index) bool {
		return was.Indexes[x.Name] == is.Indexes[x.Name] &&
			!slices.ContainsFunc(x.Fields, func(f string) bool { return slices.Contains(c.dropFields, f) })
	}
	kept := map[string]bool{}
	for _, x := range t.def.Indexes {
		if kept[x.Name] = stays(x); !kept[x.Name] {
			c.addIndexes = append(c.addIndexes, x)
		}
	}
	for name := range was.Indexes {
		if !kept[name] {
			c.dropIndexes = append(c.dropIndexes, name)
		}
	}
	return c
}
