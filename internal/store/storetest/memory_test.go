package storetest_test

import (
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
	"github.com/kanvaro/kanvaro/internal/store/storetest"
)

func TestMemory(t *testing.T) {
	storetest.Run(t, func(_ testing.TB, defs []*store.Def) storetest.Database {
		e := memstore.New(defs...)
		return storetest.Database{Open: func(testing.TB) store.Engine { return e }}
	})
}
