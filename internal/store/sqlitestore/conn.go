package sqlitestore

import (
	"fmt"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// conn is one connection, used by one goroutine at a time. It speaks to SQLite without database/sql and without the driver: they cost
// more than many of our statements do (an allocation and a copy for each argument, the names and types of columns for each query).
type conn struct {
	tls   *libc.TLS
	db    uintptr
	stmts map[string]*stmt // idle, by their text
}

// maxStmts bounds what a connection keeps prepared; a query with a shape that nobody asks again must not stay for ever.
const maxStmts = 256

func dial(path string) (*conn, error) {
	c := &conn{tls: libc.NewTLS(), stmts: map[string]*stmt{}}
	name, err := libc.CString(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	defer libc.Xfree(c.tls, name)
	handle := sqlite3.Xsqlite3_malloc(c.tls, int32(unsafe.Sizeof(c.db)))
	if handle == 0 {
		return nil, fmt.Errorf("open %s: no memory", path)
	}
	defer sqlite3.Xsqlite3_free(c.tls, handle)
	// No mutex of its own: the pool sees to it that a connection has one user.
	rc := sqlite3.Xsqlite3_open_v2(c.tls, name, handle,
		sqlite3.SQLITE_OPEN_READWRITE|sqlite3.SQLITE_OPEN_CREATE|sqlite3.SQLITE_OPEN_NOMUTEX, 0)
	c.db = *(*uintptr)(pointer(handle))
	if rc != sqlite3.SQLITE_OK {
		err := c.fault(rc)
		c.close() //nolint:errcheck // the first fault is the one to tell
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	sqlite3.Xsqlite3_extended_result_codes(c.tls, c.db, 1)
	// Plans do not depend on what is bound: else SQLite parses some statements anew whenever other values are bound, 40 % of all that making
	// a task costs.
	args := libc.NewVaList(int32(1), uintptr(0))
	defer libc.Xfree(c.tls, args)
	sqlite3.Xsqlite3_db_config(c.tls, c.db, sqlite3.SQLITE_DBCONFIG_ENABLE_QPSG, args)
	sqlite3.Xsqlite3_busy_timeout(c.tls, c.db, 10_000)
	return c, nil
}

// close ends the connection and what is prepared on it.
func (c *conn) close() error {
	for _, s := range c.stmts {
		s.end()
	}
	var err error
	if rc := sqlite3.Xsqlite3_close_v2(c.tls, c.db); rc != sqlite3.SQLITE_OK {
		err = c.fault(rc)
	}
	c.tls.Close()
	return err
}

// interrupt ends what the connection is doing. It may be called from another goroutine, as long as the connection is open.
func (c *conn) interrupt() {
	tls := libc.NewTLS()
	defer tls.Close()
	sqlite3.Xsqlite3_interrupt(tls, c.db)
}

// exec runs statements that need no arguments and whose rows are of no interest.
func (c *conn) exec(sqls ...string) error {
	for _, sql := range sqls {
		s, err := c.prepare(sql)
		if err != nil {
			return err
		}
		err = s.run()
		s.end()
		if err != nil {
			return fmt.Errorf("%.80s: %w", sql, err)
		}
	}
	return nil
}

// take gives a statement, prepared before if possible; it is the caller's until he gives it back with done.
func (c *conn) take(sql string) (*stmt, error) {
	if s := c.stmts[sql]; s != nil {
		delete(c.stmts, sql)
		return s, nil
	}
	return c.prepare(sql)
}

// done resets a statement and keeps it for the next one who takes it.
func (c *conn) done(s *stmt) {
	s.reset()
	if c.stmts[s.sql] != nil {
		s.end() // two were in use at once
		return
	}
	for sql, other := range c.stmts {
		if len(c.stmts) < maxStmts {
			break
		}
		other.end() // whichever comes first
		delete(c.stmts, sql)
	}
	c.stmts[s.sql] = s
}

func (c *conn) prepare(sql string) (*stmt, error) {
	text, err := libc.CString(sql)
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", err)
	}
	defer libc.Xfree(c.tls, text)
	handle := sqlite3.Xsqlite3_malloc(c.tls, int32(unsafe.Sizeof(c.db)))
	if handle == 0 {
		return nil, fmt.Errorf("prepare: no memory")
	}
	defer sqlite3.Xsqlite3_free(c.tls, handle)
	if rc := sqlite3.Xsqlite3_prepare_v3(c.tls, c.db, text, -1, sqlite3.SQLITE_PREPARE_PERSISTENT, handle, 0); rc != sqlite3.SQLITE_OK {
		return nil, fmt.Errorf("prepare %q: %w", sql, c.fault(rc))
	}
	return &stmt{conn: c, sql: sql, handle: *(*uintptr)(pointer(handle))}, nil
}

// inTx reports whether a transaction is open. SQLite ends one by itself after some faults.
func (c *conn) inTx() bool { return sqlite3.Xsqlite3_get_autocommit(c.tls, c.db) == 0 }

// changes is the number of rows that the last statement changed.
func (c *conn) changes() int { return int(sqlite3.Xsqlite3_changes(c.tls, c.db)) }

func (c *conn) lastID() int64 { return sqlite3.Xsqlite3_last_insert_rowid(c.tls, c.db) }

// fault makes an error of a result code and of what SQLite says about it.
func (c *conn) fault(rc int32) error {
	e := &Error{Code: int(rc), Text: libc.GoString(sqlite3.Xsqlite3_errstr(c.tls, rc))}
	if c.db != 0 {
		if more := libc.GoString(sqlite3.Xsqlite3_errmsg(c.tls, c.db)); more != e.Text {
			e.Text += ": " + more
		}
	}
	return e
}

// Error is what SQLite answered.
type Error struct {
	Code int // the extended result code; its lowest byte is the primary one
	Text string
}

// Error gives SQLite's words and its code.
func (e *Error) Error() string { return fmt.Sprintf("sqlite: %s (%d)", e.Text, e.Code) }

// pointer makes a pointer of an address outside the memory of Go.
func pointer(p uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&p)) }
