package mongostore

import (
	"context"
	"encoding/binary"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/kanvaro/kanvaro/internal/store"
)

// A Mark is a vector: the epoch and number of each space, as lengths, bytes and varints. It is exact whatever clocks and transactions
// do, and some thousand spaces are read in a few milliseconds.

// place is what Changed compares: inside an epoch the number tells all.
type place struct {
	epoch  string
	number int64
}

var errMark = errors.New("not a mark of this engine")

// Changed reads all positions and compares them with those of the mark.
func (e *Engine) Changed(ctx context.Context, since store.Mark) ([]store.Space, store.Mark, error) {
	before, err := readMark(since)
	if err != nil {
		return nil, "", err
	}
	var moved []store.Space
	var mark []byte
	err = e.positions(ctx, bson.D{}, func(s store.Space, p store.Position) {
		at := place{p.Epoch, p.Number}
		mark = appendMark(mark, s, at)
		if before[s] != at {
			moved = append(moved, s)
		}
		delete(before, s)
	})
	if err != nil {
		return nil, "", translate(err)
	}
	for s := range before { // gone: another database was put in place
		moved = append(moved, s)
	}
	return moved, store.Mark(mark), nil
}

func appendMark(dst []byte, s store.Space, at place) []byte {
	for _, text := range []string{string(s), at.epoch} {
		dst = binary.AppendUvarint(dst, uint64(len(text)))
		dst = append(dst, text...)
	}
	return binary.AppendVarint(dst, at.number)
}

func readMark(m store.Mark) (map[store.Space]place, error) {
	rest := []byte(m)
	text := func() (string, bool) {
		n, size := binary.Uvarint(rest)
		if size <= 0 || n > uint64(len(rest)-size) {
			return "", false
		}
		s := string(rest[size : size+int(n)])
		rest = rest[size+int(n):]
		return s, true
	}
	places := map[store.Space]place{}
	for len(rest) > 0 {
		s, ok := text()
		epoch, ok2 := text()
		n, size := binary.Varint(rest)
		if !ok || !ok2 || size <= 0 {
			return nil, errMark
		}
		rest = rest[size:]
		places[store.Space(s)] = place{epoch, n}
	}
	return places, nil
}
