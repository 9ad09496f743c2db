package sqlitestore

import (
	"unsafe"

	sqlite3 "modernc.org/sqlite/lib"
)

// stmt is a prepared statement. Arguments are bound in order, then it is stepped or run, then reset; bound bytes are copied to memory
// of its own, which is used again.
type stmt struct {
	conn   *conn
	sql    string
	handle uintptr
	bound  int32 // arguments so far
	rc     int32 // of the first binding that failed

	buf       uintptr // what the arguments are copied to
	cap, used int
	full      []uintptr // earlier ones that were too small, still bound
}

// keepBuffer is the size up to which a buffer is kept for the next use.
const keepBuffer = 64 << 10

func (s *stmt) int(n int64) *stmt {
	s.bound++
	s.note(sqlite3.Xsqlite3_bind_int64(s.conn.tls, s.handle, s.bound, n))
	return s
}

func (s *stmt) text(v string) *stmt {
	s.bound++
	s.note(sqlite3.Xsqlite3_bind_text(s.conn.tls, s.handle, s.bound, s.copy(unsafe.StringData(v), len(v)), int32(len(v)), 0))
	return s
}

func (s *stmt) blob(v []byte) *stmt {
	s.bound++
	s.note(sqlite3.Xsqlite3_bind_blob(s.conn.tls, s.handle, s.bound, s.copy(unsafe.SliceData(v), len(v)), int32(len(v)), 0))
	return s
}

func (s *stmt) note(rc int32) {
	if rc != sqlite3.SQLITE_OK && s.rc == 0 {
		s.rc = rc
	}
}

// copy gives the address of a copy that SQLite may read until the statement is reset; never 0, which would be NULL.
func (s *stmt) copy(p *byte, n int) uintptr {
	if s.cap-s.used < n || s.buf == 0 {
		if s.buf != 0 {
			s.full = append(s.full, s.buf)
		}
		s.cap, s.used = max(256, 2*s.cap, n), 0
		if s.buf = sqlite3.Xsqlite3_malloc(s.conn.tls, int32(s.cap)); s.buf == 0 {
			s.cap = 0
			s.note(sqlite3.SQLITE_NOMEM)
			return 0
		}
	}
	at := s.buf + uintptr(s.used)
	copy(unsafe.Slice((*byte)(pointer(at)), n), unsafe.Slice(p, n))
	s.used += n
	return at
}

// step goes to the next row; false when there is none.
func (s *stmt) step() (bool, error) {
	rc := s.rc
	if rc == 0 {
		rc = sqlite3.Xsqlite3_step(s.conn.tls, s.handle)
	}
	switch rc {
	case sqlite3.SQLITE_ROW:
		return true, nil
	case sqlite3.SQLITE_DONE:
		return false, nil
	default:
		return false, s.conn.fault(rc)
	}
}

// run steps to the end and resets.
func (s *stmt) run() error {
	more, err := s.step()
	for more && err == nil {
		more, err = s.step()
	}
	s.reset()
	return err
}

// reset makes the statement ready to be bound anew. What a failed step had to say was said by step.
func (s *stmt) reset() {
	sqlite3.Xsqlite3_reset(s.conn.tls, s.handle)
	s.bound, s.rc, s.used = 0, 0, 0
	for _, p := range s.full {
		sqlite3.Xsqlite3_free(s.conn.tls, p)
	}
	s.full = nil
	if s.cap > keepBuffer {
		sqlite3.Xsqlite3_free(s.conn.tls, s.buf)
		s.buf, s.cap = 0, 0
	}
}

// end gives up the statement and its memory.
func (s *stmt) end() {
	s.reset()
	if s.buf != 0 {
		sqlite3.Xsqlite3_free(s.conn.tls, s.buf)
		s.buf = 0
	}
	sqlite3.Xsqlite3_finalize(s.conn.tls, s.handle) //nolint:misspell // their spelling
	s.handle = 0
}

func (s *stmt) colInt(i int) int64 {
	return sqlite3.Xsqlite3_column_int64(s.conn.tls, s.handle, int32(i))
}

// colBytes gives a column as SQLite holds it, until the next step.
func (s *stmt) colBytes(i int) []byte {
	p := sqlite3.Xsqlite3_column_blob(s.conn.tls, s.handle, int32(i))
	n := sqlite3.Xsqlite3_column_bytes(s.conn.tls, s.handle, int32(i))
	if p == 0 || n == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(pointer(p)), int(n))
}

func (s *stmt) colText(i int) string { return string(s.colBytes(i)) }

// colBlob gives a copy of a column.
func (s *stmt) colBlob(i int) []byte { return append([]byte{}, s.colBytes(i)...) }
