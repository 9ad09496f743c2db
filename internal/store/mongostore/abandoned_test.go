package mongostore_test

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/mongostore"
	"github.com/kanvaro/kanvaro/internal/testmongo"
)

// TestApply_endsWhatAKilledProcessLeftOpen: a transaction whose process is gone holds the position of a space. The server would end it
// after a minute.
func TestApply_endsWhatAKilledProcessLeftOpen(t *testing.T) {
	uri, database := testmongo.URI(t), testmongo.Database(t)
	e, err := mongostore.Open(t.Context(), uri, database, nil, mongostore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	next := store.Position{Epoch: "e", Number: 1}
	if err := e.Apply(t.Context(), []store.Batch{{Space: "org", Next: next}}); err != nil {
		t.Fatal(err)
	}
	leaveOpen(t, uri, database)

	passed := moment.Stopwatch()
	if err := e.Apply(t.Context(), []store.Batch{{Space: "org", Fence: next, Next: store.Position{Epoch: "e", Number: 2}}}); err != nil {
		t.Fatal(err)
	}
	t.Logf("went on after %v", passed())
}

// leaveOpen does what an engine does up to its commit, and then nothing.
func leaveOpen(t *testing.T, uri, database string) {
	t.Helper()
	client, err := mongo.Connect(options.Client().ApplyURI(uri).SetAppName("kanvaro " + database))
	if err != nil {
		t.Fatal(err)
	}
	session, err := client.StartSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.StartTransaction(); err != nil {
		t.Fatal(err)
	}
	_, err = client.Database(database).Collection("_space").UpdateByID(mongo.NewSessionContext(t.Context(), session), "org",
		bson.D{{Key: "$inc", Value: bson.D{{Key: "c", Value: 1}}}})
	if err != nil {
		t.Fatal(err)
	}
}
