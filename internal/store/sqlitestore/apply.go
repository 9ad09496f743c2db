package sqlitestore

import (
	"context"
	"errors"
	"fmt"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/kanvaro/kanvaro/internal/store"
)

// Apply runs the batches in one transaction, which is begun as a writer: the fences are read under the lock of the file, so that they hold
// whoever else has it open. It can be given up while it waits for its turn, not later.
func (e *Engine) Apply(ctx context.Context, batches []store.Batch) (err error) {
	select {
	case <-e.writing:
		defer func() { e.writing <- struct{}{} }()
	case <-ctx.Done():
		return fmt.Errorf("wait to apply: %w", ctx.Err())
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	c := e.writer
	if err := c.do("BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin to apply: %w", err)
	}
	defer func() { // after a panic, too
		if again := c.rollback(); again != nil {
			err = errors.Join(err, again)
		}
	}()
	made := map[store.Space]int64{}
	for _, b := range batches {
		if err := e.apply(b, made); err != nil {
			return err
		}
	}
	if err := c.do("COMMIT"); err != nil {
		return commitFault(err)
	}
	for name, id := range made {
		if id != 0 {
			e.spaces[name] = id
		}
	}
	return nil
}

// do runs a statement of the transaction.
func (c *conn) do(sql string) error {
	s, err := c.take(sql)
	if err != nil {
		return err
	}
	defer c.done(s)
	_, err = s.step()
	return err
}

// rollback ends a transaction that is open; SQLite may have ended it itself.
func (c *conn) rollback() error {
	if !c.inTx() {
		return nil
	}
	if err := c.do("ROLLBACK"); err != nil {
		return fmt.Errorf("roll back: %w", err)
	}
	return nil
}

// commitFault says what a failed commit means. A busy or a full disk has written nothing that counts; after any other fault, such as a
// failed fsync, the pages may stand in the log or not.
func commitFault(err error) error {
	var e *Error
	if errors.As(err, &e) {
		switch e.Code & 0xff {
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY:
			return fmt.Errorf("commit: %w", err)
		}
	}
	return fmt.Errorf("commit: %w: %w", store.ErrUnknown, err)
}

func (e *Engine) apply(b store.Batch, made map[store.Space]int64) error {
	space, err := e.enter(b, made)
	if err != nil {
		return err
	}
	for _, w := range b.Writes {
		t := e.tables[w.Def.Kind]
		if t == nil {
			return fmt.Errorf("kind %s is not declared", w.Def.Kind)
		}
		if err := t.write(e.writer, b.Space, space, w); err != nil {
			return fmt.Errorf("apply %s %s in %s: %w", w.Def.Kind, w.ID, b.Space, err)
		}
	}
	return nil
}

// enter checks the fence of a space, moves its position, and gives the integer that stands for it.
func (e *Engine) enter(b store.Batch, made map[store.Space]int64) (int64, error) {
	if id := e.spaces[b.Space]; id != 0 && b.Loose {
		return id, nil
	}
	id, at, err := e.writer.position(b.Space)
	if err != nil {
		return 0, fmt.Errorf("read where %s stands: %w", b.Space, err)
	}
	if !b.Loose && at != b.Fence {
		return 0, &store.FenceError{Space: b.Space} // ST3
	}
	if id == 0 && (len(b.Writes) > 0 || b.Next != b.Fence) {
		if id, err = e.writer.newSpace(b.Space); err != nil {
			return 0, fmt.Errorf("make the space %s: %w", b.Space, err)
		}
	}
	made[b.Space] = id
	if !b.Loose && b.Next != b.Fence {
		if err := e.writer.move(id, b.Next); err != nil {
			return 0, fmt.Errorf("move %s: %w", b.Space, err)
		}
	}
	return id, nil
}

// position reads where a space stands; its integer is 0 when nobody ever wrote there.
func (c *conn) position(name store.Space) (int64, store.Position, error) {
	s, err := c.take("SELECT id, epoch, number, hash FROM space WHERE name=?")
	if err != nil {
		return 0, store.Position{}, err
	}
	defer c.done(s)
	found, err := s.text(string(name)).step()
	if err != nil || !found {
		return 0, store.Position{}, err
	}
	at := store.Position{Epoch: s.colText(1), Number: s.colInt(2)}
	copy(at.Hash[:], s.colBytes(3))
	return s.colInt(0), at, nil
}

func (c *conn) newSpace(name store.Space) (int64, error) {
	s, err := c.take("INSERT INTO space(name) VALUES(?)")
	if err != nil {
		return 0, err
	}
	defer c.done(s)
	if _, err := s.text(string(name)).step(); err != nil {
		return 0, err
	}
	id := c.lastID()
	if id > maxSpace {
		return 0, fmt.Errorf("there are more than %d spaces", int64(maxSpace))
	}
	return id, nil
}

// move sets the position of a space, and counts the move. // ST11
func (c *conn) move(id int64, to store.Position) error {
	s, err := c.take("UPDATE space SET epoch=?, number=?, hash=?, moved=(SELECT max(moved) FROM space)+1 WHERE id=?")
	if err != nil {
		return err
	}
	defer c.done(s)
	_, err = s.text(to.Epoch).int(to.Number).blob(to.Hash[:]).int(id).step()
	return err
}
