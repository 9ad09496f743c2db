package storetest

import (
	"context"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/sqlitestore"
)

// lazy is a durable engine that from some Apply on answers without writing.
type lazy struct {
	store.Engine
	calls atomic.Int64
}

const lazyPrefix = "lazy:"

func (e *lazy) Apply(ctx context.Context, batches []store.Batch) error {
	if e.calls.Add(1) > crashAnswers/2 {
		return nil
	}
	return e.Engine.Apply(ctx, batches)
}

func openDurable(ctx context.Context, uri string, defs []*store.Def) (store.Engine, error) {
	path, isLazy := strings.CutPrefix(uri, lazyPrefix)
	e, err := sqlitestore.Open(ctx, path, defs, sqlitestore.Options{Shared: true})
	if err != nil || !isLazy {
		return e, err
	}
	return &lazy{Engine: e}, nil
}

func TestMain(m *testing.M) {
	Child(openDurable)
	m.Run()
}

func TestAnswersWithoutWritingAreCaughtByST10(t *testing.T) {
	for prefix, want := range map[string]bool{"": false, lazyPrefix: true} {
		path := filepath.Join(t.TempDir(), "kanvaro.db")
		said, caught := fails(t, "ST10", func(_ testing.TB, defs []*store.Def) Database {
			return Database{URI: prefix + path, Open: func(testing.TB) store.Engine {
				e, err := openDurable(t.Context(), path, defs)
				if err != nil {
					t.Fatal(err)
				}
				return e
			}}
		})
		if caught != want {
			t.Errorf("%q: caught %v, want %v: %s", prefix, caught, want, said)
		}
	}
}
