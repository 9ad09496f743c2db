package sqlitestore

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/kanvaro/kanvaro/internal/store"
)

// snapshot is a read transaction on a connection of its own: SQLite's log keeps what it sees as it was (ST6).
type snapshot struct {
	ctx    context.Context // a snapshot is its context, as a transaction is
	engine *Engine
	conn   *conn
	space  store.Space
	id     int64 // of the space; 0, which no document has, when nobody ever wrote there
	at     store.Position
	hasty  *watch
}

// Snapshot begins a read transaction by reading the position in it.
func (e *Engine) Snapshot(ctx context.Context, space store.Space) (store.Snapshot, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	c, err := e.reader()
	if err != nil {
		return nil, fmt.Errorf("open a snapshot: %w", err)
	}
	s := &snapshot{ctx: ctx, engine: e, conn: c, space: space}
	if err = c.do("BEGIN"); err == nil {
		s.id, s.at, err = c.position(space)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open a snapshot of %s: %w", space, err), c.rollback(), e.release(c))
	}
	s.hasty = watchFor(ctx, c)
	return s, nil
}

// watch interrupts a connection when the context of its snapshot ends.
type watch struct {
	stop func() bool
	done chan struct{}
}

func watchFor(ctx context.Context, c *conn) *watch {
	if ctx.Done() == nil {
		return nil
	}
	done := make(chan struct{})
	return &watch{done: done, stop: context.AfterFunc(ctx, func() {
		c.interrupt()
		close(done)
	})}
}

// end returns when the connection will not be interrupted any more.
func (w *watch) end() {
	if w != nil && !w.stop() {
		<-w.done
	}
}

// fault says what was being done, and that it was given up when that is so.
func (s *snapshot) fault(what string, err error) error {
	var e *Error
	if errors.As(err, &e) && e.Code == sqlite3.SQLITE_INTERRUPT && s.ctx.Err() != nil {
		err = s.ctx.Err()
	}
	return fmt.Errorf("%s in %s: %w", what, s.space, err)
}

func (s *snapshot) table(d *store.Def) (*table, error) {
	if err := s.ctx.Err(); err != nil {
		return nil, err
	}
	t := s.engine.tables[d.Kind]
	if t == nil {
		return nil, fmt.Errorf("kind %s is not declared", d.Kind)
	}
	return t, nil
}

func (s *snapshot) Position() store.Position { return s.at }

func (s *snapshot) Get(d *store.Def, ids ...string) ([]store.Doc, error) {
	t, err := s.table(d)
	if err != nil || len(ids) == 0 || s.id == 0 {
		return nil, err
	}
	st, err := s.conn.take(t.get)
	if err != nil {
		return nil, s.fault("get "+d.Kind, err)
	}
	defer s.conn.done(st)
	docs := make([]store.Doc, 0, len(ids))
	for _, id := range ids {
		if d.Numbers {
			n, ok := number(id)
			if !ok {
				continue
			}
			st.int(s.id<<numberBits + n)
		} else {
			st.int(s.id).text(id)
		}
		found, err := st.step()
		if err != nil {
			return nil, s.fault("get "+d.Kind, err)
		}
		if found {
			docs = append(docs, store.Doc{Space: s.space, Kind: d.Kind, ID: id, Version: st.colInt(1), Body: st.colBlob(0),
				Keys: readKeys(st, d, 2)})
		}
		st.reset()
	}
	return docs, nil
}

func (s *snapshot) Find(q store.Query) iter.Seq2[store.Doc, error] {
	return func(yield func(store.Doc, error) bool) {
		if err := s.find(q, yield); err != nil {
			yield(store.Doc{}, err)
		}
	}
}

// find yields documents until there are no more or nobody wants more; the statement is reset however the loop is left.
func (s *snapshot) find(q store.Query, yield func(store.Doc, error) bool) error {
	t, err := s.table(q.Def)
	if err != nil || (s.id == 0 && !q.AllSpaces) || nothing(q) {
		return err
	}
	k := newQuestion(t, q, s.id)
	k.find()
	st, err := s.ask(k)
	if err != nil {
		return err
	}
	defer s.conn.done(st)
	for {
		more, err := st.step()
		if err == nil {
			err = s.ctx.Err() // an interruption may come late
		}
		if err != nil {
			return s.fault("find "+q.Def.Kind, err)
		}
		if !more || !yield(s.read(st, q), nil) {
			return nil
		}
	}
}

// ask takes and binds the statement of a question.
func (s *snapshot) ask(k *question) (*stmt, error) {
	st, err := s.conn.take(k.sql.String())
	if err != nil {
		return nil, s.fault("ask for "+k.t.def.Kind, err)
	}
	for _, a := range k.args {
		a.bind(st)
	}
	return st, nil
}

// read makes a document of a row of question.find.
func (s *snapshot) read(st *stmt, q store.Query) store.Doc {
	doc := store.Doc{Space: s.space, Kind: q.Def.Kind, Version: st.colInt(1), Body: st.colBlob(2)}
	next := 3
	if q.Def.Numbers {
		doc.ID = strconv.FormatInt(st.colInt(0)&maxNumber, 10)
	} else {
		doc.ID = st.colText(next)
		next++
	}
	if q.WithKeys {
		doc.Keys = readKeys(st, q.Def, next)
		next += len(doc.Keys)
	}
	if q.AllSpaces {
		doc.Space = store.Space(st.colText(next))
	}
	return doc
}

// Tally lets SQLite group. A field of many values is grouped by the whole set, and the sets are taken apart here.
func (s *snapshot) Tally(q store.Query, by, sum string) (map[string]store.Sum, error) {
	groups := map[string]store.Sum{}
	t, err := s.table(q.Def)
	if err != nil || (s.id == 0 && !q.AllSpaces) || nothing(q) {
		return groups, err
	}
	q.After = nil
	k := newQuestion(t, q, s.id)
	k.tally(by, sum)
	st, err := s.ask(k)
	if err != nil {
		return nil, err
	}
	defer s.conn.done(st)
	for {
		more, err := st.step()
		if err != nil {
			return nil, s.fault("tally "+q.Def.Kind, err)
		}
		if !more {
			return groups, nil
		}
		found := store.Sum{Count: st.colInt(0), Sum: st.colInt(1)}
		if found.Count == 0 {
			continue
		}
		for _, g := range groupsOf(st, q.Def, by) {
			has := groups[g]
			groups[g] = store.Sum{Count: has.Count + found.Count, Sum: has.Sum + found.Sum}
		}
	}
}

// groupsOf names the groups of a row of question.tally.
func groupsOf(st *stmt, d *store.Def, by string) []string {
	if by == "" {
		return []string{""}
	}
	switch d.Fields[d.Field(by)].Type {
	case store.Int:
		return []string{strconv.FormatInt(st.colInt(2), 10)}
	case store.Many:
		return split(st.colBytes(2))
	default:
		return []string{st.colText(2)}
	}
}

// Close ends the transaction and gives the connection back.
func (s *snapshot) Close() error {
	s.hasty.end()
	err := s.conn.do("COMMIT")
	if err != nil {
		err = errors.Join(fmt.Errorf("close a snapshot: %w", err), s.conn.rollback())
	}
	return errors.Join(err, s.engine.release(s.conn))
}
