package mongostore_test

import (
	"context"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/mongostore"
	"github.com/kanvaro/kanvaro/internal/store/storetest"
	"github.com/kanvaro/kanvaro/internal/testmongo"
)

// open takes the address of the server and the name of the database in one text.
func open(ctx context.Context, uri string, defs []*store.Def) (store.Engine, error) {
	server, database, _ := strings.Cut(uri, " ")
	return mongostore.Open(ctx, server, database, defs, mongostore.Options{Timeout: patience})
}

func TestMain(m *testing.M) {
	storetest.Child(open)
	m.Run()
}

func TestContract(t *testing.T) {
	storetest.Run(t, func(t testing.TB, defs []*store.Def) storetest.Database {
		uri := testmongo.URI(t) + " " + testmongo.Database(t)
		t.Cleanup(func() { endTransactions(t, uri) }) // of the child that ST10 kills
		return storetest.Database{URI: uri, Open: func(t testing.TB) store.Engine {
			e, err := open(t.Context(), uri, defs)
			if err != nil {
				t.Fatal(err)
			}
			return e
		}}
	})
}

func endTransactions(t testing.TB, uri string) {
	e, err := open(context.Background(), uri, nil)
	if err != nil {
		t.Error(err)
		return
	}
	e.(*mongostore.Engine).EndTransactions(context.Background())
	if err := e.Close(); err != nil {
		t.Error(err)
	}
}
