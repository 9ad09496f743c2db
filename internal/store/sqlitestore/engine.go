// Package sqlitestore is the engine of one machine: documents in one SQLite file.
//
// One connection writes, others read; a commit is on the disk before it is answered. SQLite is spoken to through the transpiled library
// itself (modernc.org/sqlite/lib): conn and stmt are all that is needed of it.
package sqlitestore

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"

	"github.com/kanvaro/kanvaro/internal/store"
)

// ErrInUse is in the chain when another process has the file open.
var ErrInUse = errors.New("the database is in use by another process")

// ErrMigrate is in the chain when documents lack declared values that nobody can compute.
var ErrMigrate = errors.New("the data was written by an earlier version, and its declared values cannot be computed")

// Options are the choices of Open; the zero value is right for a server.
type Options struct {
	// Shared lets others open the same file meanwhile. Each is right, but all are slower; it is for tests.
	Shared bool

	// Keys computes the declared values of a document, which Open fills in where fields are declared anew; that may take long. Where it
	// is nil, the kind itself does; a kind that cannot is refused with ErrMigrate when there are documents.
	Keys func(d *store.Def, body []byte) ([]store.Value, error)
}

func keysOf(d *store.Def, body []byte) ([]store.Value, error) {
	keys, ok, err := d.KeysOf(body)
	if !ok && err == nil {
		err = ErrMigrate
	}
	return keys, err
}

// Engine is a store.Engine over one file.
type Engine struct {
	path   string
	tables map[string]*table
	lock   *os.File // nil when shared

	writing chan struct{} // holds one token; who has it may use the writer
	writer  *conn
	spaces  map[store.Space]int64 // small integers for names, once they are committed; the writer's

	mu     sync.Mutex
	idle   []*conn // readers
	closed bool
}

// maxIdle is how many readers wait for the next snapshot; more are made when they are needed and closed again.
const maxIdle = 4

// Open opens the file, makes it when there is none, and brings its tables to the defs: kinds and indexes are added, indexes that are not
// declared any more are dropped, kinds that are not stay where they are.
func Open(ctx context.Context, path string, defs []*store.Def, o Options) (*Engine, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if o.Keys == nil {
		o.Keys = keysOf
	}
	e := &Engine{path: path, tables: map[string]*table{}, writing: make(chan struct{}, 1), spaces: map[store.Space]int64{}}
	for _, d := range defs {
		if err := d.Check(); err != nil {
			return nil, err
		}
		if len(d.Fields) > 64 {
			return nil, fmt.Errorf("kind %s has more than 64 fields", d.Kind)
		}
		e.tables[d.Kind] = newTable(d)
	}
	if !o.Shared {
		f, err := lock(path)
		if err != nil {
			return nil, err
		}
		e.lock = f
	}
	if err := e.start(defs, o); err != nil {
		e.Close() //nolint:errcheck // the first fault is the one to tell
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	e.writing <- struct{}{}
	return e, nil
}

func (e *Engine) start(defs []*store.Def, o Options) error {
	c, err := dial(e.path)
	if err != nil {
		return err
	}
	e.writer = c
	if err := c.exec("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA cache_size=-8192", "PRAGMA temp_store=MEMORY",
		"PRAGMA wal_autocheckpoint=4000", "PRAGMA journal_size_limit=67108864"); err != nil {
		return err
	}
	return e.migrate(defs, o)
}

// reader gives a connection for reading: an idle one, or a new one.
func (e *Engine) reader() (*conn, error) {
	e.mu.Lock()
	if n := len(e.idle); n > 0 {
		c := e.idle[n-1]
		e.idle = e.idle[:n-1]
		e.mu.Unlock()
		return c, nil
	}
	e.mu.Unlock()
	c, err := dial(e.path)
	if err != nil {
		return nil, err
	}
	if err := c.exec("PRAGMA query_only=1", "PRAGMA cache_size=-2048", "PRAGMA temp_store=MEMORY"); err != nil {
		c.close() //nolint:errcheck // the first fault is the one to tell
		return nil, err
	}
	return c, nil
}

// release takes a reader back.
func (e *Engine) release(c *conn) error {
	e.mu.Lock()
	if !e.closed && len(e.idle) < maxIdle {
		e.idle = append(e.idle, c)
		e.mu.Unlock()
		return nil
	}
	e.mu.Unlock()
	return c.close()
}

// Changed asks for the spaces whose count of moves is above the mark. The count goes on with each Apply that moves a space, over the whole
// file: there is one writer at a time, so that what is committed later has the higher count.
func (e *Engine) Changed(ctx context.Context, since store.Mark) (moved []store.Space, mark store.Mark, err error) {
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	var count int64
	if since != "" {
		if count, err = strconv.ParseInt(string(since), 10, 64); err != nil {
			return nil, "", fmt.Errorf("mark %q is not one of this engine: %w", since, err)
		}
	}
	c, err := e.reader()
	if err != nil {
		return nil, "", fmt.Errorf("look for changes: %w", err)
	}
	defer func() { err = errors.Join(err, e.release(c)) }()
	s, err := c.take("SELECT name, moved FROM space WHERE moved > ? ORDER BY moved")
	if err != nil {
		return nil, "", fmt.Errorf("look for changes: %w", err)
	}
	defer c.done(s)
	s.int(count)
	for {
		more, err := s.step()
		if err != nil {
			return nil, "", fmt.Errorf("look for changes: %w", err)
		}
		if !more {
			return moved, store.Mark(strconv.FormatInt(count, 10)), nil
		}
		moved, count = append(moved, store.Space(s.colText(0))), s.colInt(1)
	}
}

// Close writes the log into the file and lets go of it.
func (e *Engine) Close() error {
	e.mu.Lock()
	e.closed = true
	idle := e.idle
	e.idle = nil
	e.mu.Unlock()
	var errs []error
	for _, c := range idle {
		errs = append(errs, c.close())
	}
	if e.writer != nil {
		errs = append(errs, e.writer.exec("PRAGMA wal_checkpoint(TRUNCATE)"), e.writer.close())
	}
	if e.lock != nil {
		errs = append(errs, e.lock.Close())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close %s: %w", e.path, err)
	}
	return nil
}
