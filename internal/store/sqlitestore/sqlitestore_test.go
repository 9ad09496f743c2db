package sqlitestore_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/sqlitestore"
	"github.com/kanvaro/kanvaro/internal/store/storetest"
)

func open(ctx context.Context, path string, defs []*store.Def) (store.Engine, error) {
	return sqlitestore.Open(ctx, path, defs, sqlitestore.Options{Shared: true})
}

func TestMain(m *testing.M) {
	storetest.Child(open)
	m.Run()
}

func TestContract(t *testing.T) {
	storetest.Run(t, func(t testing.TB, defs []*store.Def) storetest.Database {
		path := filepath.Join(t.TempDir(), "kanvaro.db")
		return storetest.Database{URI: path, Open: func(t testing.TB) store.Engine {
			e, err := open(t.Context(), path, defs)
			if err != nil {
				t.Fatal(err)
			}
			return e
		}}
	})
}
