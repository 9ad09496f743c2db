package sqlitestore

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/kanvaro/kanvaro/internal/store"
)

// faultBatch makes some documents of a page each.
func faultBatch(d *store.Def, at int64, count int) store.Batch {
	b := store.Batch{Space: "org_home", Fence: store.Position{Number: at}, Next: store.Position{Number: at + 1}}
	for i := range count {
		b.Writes = append(b.Writes, store.Write{Def: d, ID: fmt.Sprintf("%d of %d", i, at), Version: at + 1, Keys: []store.Value{store.T("x")}, Body: make([]byte, 4096)})
	}
	return b
}

func faultDef() *store.Def {
	return &store.Def{Kind: "doc", Fields: []store.FieldDef{{Name: "a"}}, Indexes: []store.Index{{Name: "a", Fields: []string{"a"}}}}
}

func TestAFullDiskRefusesAndLeavesAllAsItWas(t *testing.T) {
	d := faultDef()
	e, err := Open(t.Context(), filepath.Join(t.TempDir(), "kanvaro.db"), []*store.Def{d}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := e.Apply(t.Context(), []store.Batch{faultBatch(d, 0, 1)}); err != nil {
		t.Fatal(err)
	}
	if err := e.writer.exec("PRAGMA max_page_count=30"); err != nil {
		t.Fatal(err)
	}
	err = e.Apply(t.Context(), []store.Batch{faultBatch(d, 1, 100)})
	var fault *Error
	if !errors.As(err, &fault) || fault.Code&0xff != sqlite3.SQLITE_FULL || errors.Is(err, store.ErrUnknown) || !strings.Contains(err.Error(), "apply doc") {
		t.Errorf("want a full disk, and to know that nothing was applied; got: %v", err)
	}
	if err := e.writer.exec("PRAGMA max_page_count=1000"); err != nil {
		t.Fatal(err)
	}
	if err := e.Apply(t.Context(), []store.Batch{faultBatch(d, 1, 100)}); err != nil {
		t.Errorf("when there is room again: %v", err)
	}
}

func TestAPanicWhileApplyingLeavesAllAsItWas(t *testing.T) {
	d := faultDef()
	e, err := Open(t.Context(), filepath.Join(t.TempDir(), "kanvaro.db"), []*store.Def{d}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	func() {
		defer func() {
			if recover() == nil {
				t.Error("a write without a Def does not panic")
			}
		}()
		b := faultBatch(d, 0, 1)
		b.Writes = append(b.Writes, store.Write{ID: "no def"})
		e.Apply(t.Context(), []store.Batch{b}) //nolint:errcheck // it panics
	}()
	if err := e.Apply(t.Context(), []store.Batch{faultBatch(d, 0, 1)}); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestADamagedFileIsToldWithWhatWasDone(t *testing.T) {
	d := faultDef()
	path := filepath.Join(t.TempDir(), "kanvaro.db")
	e, err := Open(t.Context(), path, []*store.Def{d}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(e.Apply(t.Context(), []store.Batch{faultBatch(d, 0, 50)}), e.Close()); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 10 * 4096; i < len(file); i++ {
		file[i] = 0xff
	}
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if e, err = Open(t.Context(), path, []*store.Def{d}, Options{}); err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	s, err := e.Snapshot(t.Context(), "org_home")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, err = range s.Find(store.Query{Def: d, Index: "a"}) {
		if err != nil {
			break
		}
	}
	var fault *Error
	if !errors.As(err, &fault) || fault.Code&0xff != sqlite3.SQLITE_CORRUPT || !strings.Contains(err.Error(), "find doc in org_home") {
		t.Errorf("want a damaged file, told with what was being done; got: %v", err)
	}
}
