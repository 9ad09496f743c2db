package mongostore

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
)

// A process that is killed in the middle of a transaction leaves it open on the server, and what it has written is in everybody's way
// until its time is up: 60 s, by default. So whoever meets a conflict for long ends the transactions of this engine that stand idle.
// That is harmless even when their process lives, and was only asleep: its commit is refused, and it tries again.

// abandoned is how long a transaction has been left alone when it counts as abandoned. Between two commands of one there are microseconds.
const abandoned = 2 * time.Second

// appName is by what the server knows the connections of engines over this database.
func appName(database string) string {
	name := "kanvaro " + database
	return name[:min(len(name), 128)] // the server takes no more
}

// release ends transactions that have stood idle for so long, as well as it can: who may not (of one's own user one may), or fails, waits until they end by themselves.
func (e *Engine) release(ctx context.Context, idleFor time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	admin := e.client.Database("admin", options.Database().SetReadConcern(readconcern.Local())) // $currentOp takes no other
	found, err := admin.Aggregate(ctx, mongo.Pipeline{
		{{Key: "$currentOp", Value: bson.D{{Key: "idleSessions", Value: true}}}},
		{{Key: "$match", Value: bson.D{
			{Key: "type", Value: "idleSession"},
			{Key: "appName", Value: appName(e.db.Name())},
			{Key: "transaction.timeInactiveMicros", Value: bson.D{{Key: "$gt", Value: idleFor.Microseconds()}}},
		}}},
	})
	if err != nil {
		return
	}
	var idle []struct {
		Session struct {
			ID bson.Binary `bson:"id"`
		} `bson:"lsid"`
	}
	if found.All(ctx, &idle) != nil || len(idle) == 0 {
		return
	}
	ids := bson.A{}
	for _, op := range idle {
		ids = append(ids, bson.D{{Key: "id", Value: op.Session.ID}})
	}
	_ = admin.RunCommand(ctx, bson.D{{Key: "killSessions", Value: ids}}).Err()
}
