package storebench

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
	_ "modernc.org/sqlite"

	"github.com/kanvaro/kanvaro/internal/testmongo"
)

// BenchmarkBare does the writes of a move on the bare driver, with no store above: one goroutine drains what waits into one transaction.
// Each move replaces a document of 560 bytes with its indexes and inserts an event of 330 bytes with its indexes.
func BenchmarkBare(b *testing.B) {
	for name, open := range map[string]func(*testing.B) func([]int) error{"sqlite": bareSQLite, "mongodb": bareMongo} {
		b.Run(name, func(b *testing.B) {
			group := grouped(open(b))
			for _, writers := range []int{1, 16, 64, 256} {
				b.Run(fmt.Sprint(writers), func(b *testing.B) { crowd(b, writers, group) })
			}
		})
	}
}

type wish struct {
	n    int
	done chan error
}

// grouped turns a commit of many into an act of one: who comes while a commit runs is in the next.
func grouped(commit func([]int) error) func(int) error {
	wishes := make(chan wish, 1024)
	go func() {
		for w := range wishes {
			batch := []wish{w}
			for len(batch) < 500 {
				select {
				case w := <-wishes:
					batch = append(batch, w)
					continue
				default:
				}
				break
			}
			numbers := make([]int, len(batch))
			for i, w := range batch {
				numbers[i] = w.n
			}
			err := commit(numbers)
			for _, w := range batch {
				w.done <- err
			}
		}
	}()
	return func(n int) error {
		w := wish{n, make(chan error, 1)}
		wishes <- w
		return <-w.done
	}
}

func body(size int) []byte {
	b := make([]byte, size)
	for i := range b {
		b[i] = "{\"abcdefghijklmnop}"[i%18]
	}
	return b
}

func bareSQLite(b *testing.B) func([]int) error {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate&_pragma=cache_size(-8192)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	must := func(_ any, err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	must(db.Exec(`create table task(space int, id text, version int, body blob, project text, number int, status text, rank text, updated text);
		create unique index t0 on task(space,id); create index t1 on task(space,project,number,id); create index t2 on task(space,project,status,rank,id); create index t3 on task(space,project,updated,id);
		create table event(id integer primary key, body blob, about text, op text, actor text, project text);
		create index e1 on event(about) where about<>''; create index e2 on event(op) where op<>''; create index e3 on event(actor) where actor<>''; create index e4 on event(project) where project<>'';
		create table space(id integer primary key, number int); insert into space values(1,0)`))
	tx, err := db.Begin()
	must(nil, err)
	for i := range tasks {
		must(tx.Exec(`insert into task values(1,?,1,?,'prj_01kb0000000000000001',?,?,?,'2026-11-25T03:14:07.000Z')`, taskID(i), body(560), i, statuses[i%4], fmt.Sprintf("%05d1", i)))
	}
	must(nil, tx.Commit())
	update, err := db.Prepare(`update task set version=?, body=?, status=?, rank=?, updated=? where space=1 and id=?`)
	must(nil, err)
	insert, err := db.Prepare(`insert into event values(?,?,?,'','usr_01kb0000000000000001','prj_01kb0000000000000001')`)
	must(nil, err)
	clock, err := db.Prepare(`update space set number=? where id=1 and number=?`)
	must(nil, err)
	seq, doc, event := 0, body(560), body(330)
	return func(batch []int) error {
		tx, err := db.Begin()
		if err != nil {
			return err
		}
		defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
		if _, err := tx.Stmt(clock).Exec(seq+len(batch), seq); err != nil {
			return err
		}
		u, i := tx.Stmt(update), tx.Stmt(insert)
		for _, n := range batch {
			seq++
			if _, err := u.Exec(seq, doc, statuses[n%4], fmt.Sprintf("%04d%d1", n%2000, n%97), fmt.Sprintf("2026-11-25T%08d", seq), taskID(n%tasks)); err != nil {
				return err
			}
			if _, err := i.Exec(seq, event, taskID(n%tasks)); err != nil {
				return err
			}
		}
		return tx.Commit()
	}
}

func bareMongo(b *testing.B) func([]int) error {
	yes := true
	client, err := mongo.Connect(options.Client().ApplyURI(testmongo.URI(b)).SetWriteConcern(&writeconcern.WriteConcern{W: "majority", Journal: &yes}))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { client.Disconnect(context.Background()) })
	db := client.Database(testmongo.Database(b))
	task, event, space := db.Collection("task"), db.Collection("event"), db.Collection("space")
	ctx := context.Background()
	must := func(_ any, err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	index := func(c *mongo.Collection, fields ...string) {
		keys := bson.D{{Key: "s", Value: 1}}
		for _, f := range fields {
			keys = append(keys, bson.E{Key: f, Value: 1})
		}
		must(c.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: keys}))
	}
	index(task, "project", "number")
	index(task, "project", "status", "rank")
	index(task, "project", "updated")
	index(event, "about")
	index(event, "actor")
	index(event, "project")
	docs := make([]any, tasks)
	for i := range docs {
		docs[i] = bson.D{{Key: "_id", Value: taskID(i)}, {Key: "s", Value: org}, {Key: "v", Value: 1}, {Key: "body", Value: body(560)}, {Key: "project", Value: "prj_01kb0000000000000001"},
			{Key: "number", Value: i}, {Key: "status", Value: statuses[i%4]}, {Key: "rank", Value: fmt.Sprintf("%05d1", i)}, {Key: "updated", Value: "2026"}}
	}
	must(task.InsertMany(ctx, docs))
	must(space.InsertOne(ctx, bson.D{{Key: "_id", Value: org}, {Key: "n", Value: 0}}))
	seq := 0
	return func(batch []int) error {
		session, err := client.StartSession()
		if err != nil {
			return err
		}
		defer session.EndSession(ctx)
		_, err = session.WithTransaction(ctx, func(ctx context.Context) (any, error) {
			if _, err := space.UpdateOne(ctx, bson.D{{Key: "_id", Value: org}, {Key: "n", Value: seq}}, bson.D{{Key: "$set", Value: bson.D{{Key: "n", Value: seq + len(batch)}}}}); err != nil {
				return nil, err
			}
			var updates []mongo.WriteModel
			var events []any
			for i, n := range batch {
				updates = append(updates, mongo.NewUpdateOneModel().SetFilter(bson.D{{Key: "_id", Value: taskID(n % tasks)}}).SetUpdate(bson.D{{Key: "$set", Value: bson.D{
					{Key: "v", Value: seq + i + 1}, {Key: "body", Value: body(560)}, {Key: "status", Value: statuses[n%4]}, {Key: "rank", Value: fmt.Sprintf("%04d%d1", n%2000, n%97)},
					{Key: "updated", Value: fmt.Sprint(seq + i)}}}}))
				events = append(events, bson.D{{Key: "_id", Value: seq + i + 1}, {Key: "s", Value: org}, {Key: "body", Value: body(330)}, {Key: "about", Value: taskID(n % tasks)},
					{Key: "actor", Value: "usr_01kb0000000000000001"}, {Key: "project", Value: "prj_01kb0000000000000001"}})
			}
			if _, err := task.BulkWrite(ctx, updates); err != nil {
				return nil, err
			}
			return event.InsertMany(ctx, events)
		})
		seq += len(batch)
		return err
	}
}
