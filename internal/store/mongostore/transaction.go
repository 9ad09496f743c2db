package mongostore

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/kanvaro/kanvaro/internal/store"
)

// commitTries is how often a commit is asked about.
const commitTries = 3

// commit ends a transaction, and asks again while the answer is that nobody knows: to commit twice is to commit once. A server that has
// lost the transaction on the way (another primary, its time was up) says so, and then it can not be committed any more.
func (e *Engine) commit(ctx context.Context, s *mongo.Session) error {
	for try := 1; ; try++ {
		err := e.commitOnce(ctx, s)
		switch {
		case err == nil:
			return nil
		case !unknown(err):
			return fmt.Errorf("commit: %w", err)
		case try == commitTries || ctx.Err() != nil:
			return fmt.Errorf("commit: %w: %w", store.ErrUnknown, err)
		}
	}
}

func (e *Engine) commitOnce(ctx context.Context, s *mongo.Session) error {
	ctx, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	return s.CommitTransaction(ctx)
}

// abort gives up a transaction, be ctx over or not: left alone it would be in the way of others for a minute.
func (e *Engine) abort(ctx context.Context, s *mongo.Session) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), e.timeout)
	defer cancel()
	_ = s.AbortTransaction(ctx) // the server has done so already, or will
}

// blame finds whose fence it was that did not hold in a transaction that is over: c is the command that found it, nil the move of positions.
// What a majority has may still be what was expected, a little behind what the transaction saw: then it is worth another try.
func (e *Engine) blame(ctx context.Context, p *plan, c *command) error {
	var err error
	if c == nil {
		err = e.confirm(ctx, p.moves)
	} else {
		err = e.verify(ctx, c)
	}
	if err != nil {
		return err
	}
	return errMoved
}

// verify compares the versions of the documents of a command with those that it expects.
func (e *Engine) verify(ctx context.Context, c *command) error {
	ids := make(bson.A, len(c.writes))
	for i, t := range c.writes {
		ids[i] = c.kind.key(t.space, t.ID)
	}
	ctx, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	found, err := c.kind.coll.Find(ctx, bson.D{{Key: idPath, Value: bson.D{{Key: "$in", Value: ids}}}},
		options.Find().SetProjection(bson.D{{Key: "v", Value: 1}}))
	if err != nil {
		return fmt.Errorf("look for who differs: %w", err)
	}
	defer found.Close(ctx)
	type place struct {
		space store.Space
		id    string
	}
	versions := map[place]int64{}
	for found.Next(ctx) {
		d, err := c.kind.readDoc(found.Current, false)
		if err != nil {
			return err
		}
		versions[place{d.Space, d.ID}] = d.Version
	}
	if err := found.Err(); err != nil {
		return fmt.Errorf("look for who differs: %w", err)
	}
	for _, t := range c.writes {
		if versions[place{t.space, t.ID}] != t.Before {
			return t.refusal()
		}
	}
	return nil
}
