package mongostore

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"

	"github.com/kanvaro/kanvaro/internal/store"
)

// A Mark is a vector: name, epoch and number of each space, in the order of names. It is exact whatever clocks and transactions do. All
// processes ask twice a second, so two vectors are compared as they come, side by side, and nothing is made for a space that stands still.

// entry is one space in a mark. Inside an epoch the number tells all.
type entry struct {
	name, epoch []byte
	number      int64
}

var errMark = errors.New("not a mark of this engine")

// Changed reads all positions and compares them with those of the mark.
func (e *Engine) Changed(ctx context.Context, since store.Mark) ([]store.Space, store.Mark, error) {
	rest := []byte(since)
	mark := make([]byte, 0, len(rest)+256)
	var moved []store.Space
	before, some, err := nextEntry(&rest)
	if err != nil {
		return nil, "", err
	}
	skip := func() (err error) {
		before, some, err = nextEntry(&rest)
		return err
	}
	o := options.Find().SetSort(bson.D{{Key: idPath, Value: 1}}).SetBatchSize(10 * docsAtOnce)
	err = e.eachSpace(ctx, bson.D{}, o, func(raw bson.Raw) error {
		now, err := readEntry(raw)
		if err != nil {
			return err
		}
		for some && bytes.Compare(before.name, now.name) < 0 { // gone: another database was put in place
			moved = append(moved, store.Space(before.name))
			if err := skip(); err != nil {
				return err
			}
		}
		mark = now.append(mark)
		known := some && bytes.Equal(before.name, now.name)
		if !known || before.number != now.number || !bytes.Equal(before.epoch, now.epoch) {
			moved = append(moved, store.Space(now.name))
		}
		if known {
			return skip()
		}
		return nil
	})
	for ; err == nil && some; err = skip() {
		moved = append(moved, store.Space(before.name))
	}
	if err != nil {
		return nil, "", translate(err)
	}
	return moved, store.Mark(mark), nil
}

// readEntry reads a position without copying it.
func readEntry(raw bson.Raw) (e entry, err error) {
	err = each(raw, func(name []byte, v bsoncore.Value) bool {
		ok := true
		switch string(name) {
		case idPath:
			e.name, ok = textBytes(v)
		case "e":
			e.epoch, ok = textBytes(v)
		case "n":
			e.number, ok = v.Int64OK()
		}
		return ok
	})
	return e, err
}

// textBytes gives the bytes of a BSON string, which has its length before and a NUL behind.
func textBytes(v bsoncore.Value) ([]byte, bool) {
	if v.Type != bsoncore.TypeString || len(v.Data) < 5 {
		return nil, false
	}
	return v.Data[4 : len(v.Data)-1], true
}

func (e entry) append(dst []byte) []byte {
	dst = appendText(dst, e.name)
	dst = appendText(dst, e.epoch)
	return binary.AppendVarint(dst, e.number)
}

func appendText(dst, text []byte) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(text))), text...)
}

// nextEntry takes the first entry off a mark; false when there is none.
func nextEntry(mark *[]byte) (e entry, some bool, err error) {
	if len(*mark) == 0 {
		return e, false, nil
	}
	var ok, ok2 bool
	e.name, ok = nextText(mark)
	e.epoch, ok2 = nextText(mark)
	n, size := binary.Varint(*mark)
	if !ok || !ok2 || size <= 0 {
		return e, false, errMark
	}
	e.number, *mark = n, (*mark)[size:]
	return e, true, nil
}

func nextText(mark *[]byte) ([]byte, bool) {
	n, size := binary.Uvarint(*mark)
	if size <= 0 || n > uint64(len(*mark)-size) {
		return nil, false
	}
	text := (*mark)[size : size+int(n)]
	*mark = (*mark)[size+int(n):]
	return text, true
}
