package mongostore

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"

	"github.com/kanvaro/kanvaro/internal/store"
)

// A position stands in _space as {_id: space, e: epoch, n: number, h: BinData(hash), c: batches}. c is there to be changed: a batch that
// leaves the position where it is must be in the way of one that moves it, and to write what stands there is to write nothing.

func appendPosition(dst []byte, p store.Position) []byte {
	dst = bsoncore.AppendStringElement(dst, "e", p.Epoch)
	dst = bsoncore.AppendInt64Element(dst, "n", p.Number)
	return bsoncore.AppendBinaryElement(dst, "h", 0, p.Hash[:])
}

func readPosition(raw bson.Raw) (s store.Space, p store.Position, err error) {
	err = each(raw, func(name []byte, v bsoncore.Value) bool {
		ok := true
		switch string(name) {
		case idPath:
			var text string
			text, ok = v.StringValueOK()
			s = store.Space(text)
		case "e":
			p.Epoch, ok = v.StringValueOK()
		case "n":
			p.Number, ok = v.Int64OK()
		case "h":
			var hash []byte
			_, hash, ok = v.BinaryOK()
			ok = ok && copy(p.Hash[:], hash) == len(p.Hash)
		}
		return ok
	})
	if err != nil {
		return s, p, fmt.Errorf("the position of space %s: %w", s, err)
	}
	return s, p, nil
}

// move takes the positions of spaces from fence to next, in one command. A space in which nothing has ever happened has no document
// (or one that says so, if quiet writes were fenced there): then the update inserts it, and a document with another position is a
// duplicate key.
func (e *Engine) move(ctx context.Context, batches []store.Batch) error {
	if len(batches) == 0 {
		return nil
	}
	at, dst := bsoncore.AppendDocumentStart(make([]byte, 0, 64+384*len(batches)))
	dst = bsoncore.AppendStringElement(dst, "update", spaceCollection)
	array, dst := bsoncore.AppendArrayElementStart(dst, "updates")
	for i := range batches {
		dst = appendMove(dst, strconv.Itoa(i), &batches[i])
	}
	dst, _ = bsoncore.AppendArrayEnd(dst, array)
	dst, _ = bsoncore.AppendDocumentEnd(dst, at)
	n, err := e.exchange(ctx, dst)
	var refused mongo.WriteException
	switch {
	case errors.As(err, &refused) && len(refused.WriteErrors) > 0 && refused.WriteErrors[0].Code == codeDuplicateKey:
		return &store.FenceError{Space: batches[refused.WriteErrors[0].Index].Space} // ST3
	case err != nil:
		return fmt.Errorf("move positions: %w", err)
	case n != len(batches):
		return &differs{}
	}
	return nil
}

func appendMove(dst []byte, key string, b *store.Batch) []byte {
	at, dst := bsoncore.AppendDocumentElementStart(dst, key)
	q, dst := bsoncore.AppendDocumentElementStart(dst, "q")
	dst = bsoncore.AppendStringElement(dst, idPath, string(b.Space))
	dst = appendPosition(dst, b.Fence)
	dst, _ = bsoncore.AppendDocumentEnd(dst, q)
	u, dst := bsoncore.AppendDocumentElementStart(dst, "u")
	set, dst := bsoncore.AppendDocumentElementStart(dst, "$set")
	dst = appendPosition(dst, b.Next)
	dst, _ = bsoncore.AppendDocumentEnd(dst, set)
	inc, dst := bsoncore.AppendDocumentElementStart(dst, "$inc")
	dst = bsoncore.AppendInt64Element(dst, "c", 1)
	dst, _ = bsoncore.AppendDocumentEnd(dst, inc)
	dst, _ = bsoncore.AppendDocumentEnd(dst, u)
	dst = bsoncore.AppendBooleanElement(dst, "upsert", b.Fence == store.Position{})
	dst, _ = bsoncore.AppendDocumentEnd(dst, at)
	return dst
}

// confirm compares positions with fences, and names the first space that is elsewhere.
func (e *Engine) confirm(ctx context.Context, batches []store.Batch) error {
	if len(batches) == 0 {
		return nil
	}
	names := make(bson.A, len(batches))
	for i, b := range batches {
		names[i] = string(b.Space)
	}
	has := map[store.Space]store.Position{}
	err := e.positions(ctx, bson.D{{Key: idPath, Value: bson.D{{Key: "$in", Value: names}}}}, func(s store.Space, p store.Position) { has[s] = p })
	if err != nil {
		return err
	}
	for _, b := range batches {
		if has[b.Space] != b.Fence {
			return &store.FenceError{Space: b.Space} // ST3
		}
	}
	return nil
}

// positions reads what filter names. ctx may carry a session: then they are of its snapshot, else of what a majority has.
func (e *Engine) positions(ctx context.Context, filter bson.D, fn func(store.Space, store.Position)) error {
	return e.eachSpace(ctx, filter, options.Find(), func(raw bson.Raw) error {
		s, p, err := readPosition(raw)
		if err == nil {
			fn(s, p)
		}
		return err
	})
}

// eachSpace calls fn for the documents of spaces, which stay the driver's.
func (e *Engine) eachSpace(ctx context.Context, filter bson.D, o *options.FindOptionsBuilder, fn func(bson.Raw) error) error {
	ctx, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	found, err := e.spaces.Find(ctx, filter, o)
	if err != nil {
		return fmt.Errorf("read positions: %w", err)
	}
	defer found.Close(ctx)
	for found.Next(ctx) {
		if err := fn(found.Current); err != nil {
			return err
		}
	}
	if err := found.Err(); err != nil {
		return fmt.Errorf("read positions: %w", err)
	}
	return nil
}
