package mongostore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"github.com/kanvaro/kanvaro/internal/store"
)

// Options are what may be chosen. The zero value is right for most.
type Options struct {
	// Timeout bounds each exchange with the database; 5 s where 0. A primary that stands still holds up nobody for longer. It should be
	// longer than an election of the set takes.
	Timeout time.Duration
}

// Engine is a store.Engine over one database. It owns its connections.
type Engine struct {
	client  *mongo.Client
	db      *mongo.Database
	spaces  *mongo.Collection
	kinds   map[string]*kind
	timeout time.Duration
}

// journaled is what an answer means: on the disks of a majority.
func journaled() *writeconcern.WriteConcern {
	yes := true
	return &writeconcern.WriteConcern{W: writeconcern.WCMajority, Journal: &yes}
}

// Open connects, checks that the server can do transactions, and makes the collections and the declared indexes that are not there yet.
// It may run in several processes at once. Indexes that it does not know are left alone: they are another release's, or an operator's.
// What the uri says about time-outs and pools holds; concerns and read preference are the engine's own.
func Open(ctx context.Context, uri, database string, defs []*store.Def, o Options) (*Engine, error) {
	if o.Timeout == 0 {
		o.Timeout = 5 * time.Second
	}
	client, err := mongo.Connect(options.Client().
		SetConnectTimeout(o.Timeout).
		ApplyURI(uri).
		SetAppName(appName(database)). // by which abandoned transactions are told: see release
		SetReadPreference(readpref.Primary()).
		SetReadConcern(readconcern.Majority()).
		SetWriteConcern(journaled()))
	if err != nil {
		return nil, fmt.Errorf("connect to MongoDB: %w", err)
	}
	db := client.Database(database)
	e := &Engine{client: client, db: db, spaces: db.Collection(spaceCollection), kinds: map[string]*kind{}, timeout: o.Timeout}
	if err := e.prepare(ctx, defs); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

func (e *Engine) prepare(ctx context.Context, defs []*store.Def) error {
	for _, d := range defs {
		k, err := newKind(e.db, d)
		if err != nil {
			return err
		}
		e.kinds[d.Kind] = k
	}
	if err := e.canTransact(ctx); err != nil {
		return err
	}
	if err := e.createAll(ctx); err != nil {
		return err
	}
	return e.fill(ctx)
}

// canTransact refuses a server that stands alone: it would fail at the first transaction, in words that help nobody.
func (e *Engine) canTransact(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 6*e.timeout) // the first exchange: connections, perhaps an election
	defer cancel()
	var hello struct {
		Set string `bson:"setName"`
		Msg string `bson:"msg"`
	}
	if err := e.db.RunCommand(ctx, bson.D{{Key: "hello", Value: 1}}).Decode(&hello); err != nil {
		return fmt.Errorf("ask MongoDB who it is: %w", translate(err))
	}
	if hello.Set == "" && hello.Msg != "isdbgrid" {
		return errors.New("this MongoDB stands alone and has no transactions: start it with --replSet and initiate the set, of one node if need be")
	}
	return nil
}

// kind finds what was declared at Open.
func (e *Engine) kind(name string) (*kind, error) {
	k, ok := e.kinds[name]
	if !ok {
		return nil, fmt.Errorf("kind %s is not declared", name)
	}
	return k, nil
}

// Close ends the connections.
func (e *Engine) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), e.timeout)
	defer cancel()
	if err := e.client.Disconnect(ctx); err != nil {
		return fmt.Errorf("disconnect from MongoDB: %w", err)
	}
	return nil
}
