package file_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/file"
	"github.com/kanvaro/kanvaro/internal/file/filetest"
)

func openDir(t *testing.T, at string) *file.Dir {
	t.Helper()
	d, err := file.OpenDir(at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func TestDirKeepsTheContract(t *testing.T) {
	places := map[file.Blobs]string{}
	filetest.Run(t, func(t *testing.T) file.Blobs {
		at := t.TempDir()
		d := openDir(t, at)
		places[d] = at
		return d
	}, func(t *testing.T, of file.Blobs) file.Blobs { return openDir(t, places[of]) })
}

// TestDirLeavesNoRubbish: after a Put that broke off there is no file, not even an unfinished one.
func TestDirLeavesNoRubbish(t *testing.T) {
	at := t.TempDir()
	d := openDir(t, at)
	cause := errors.New("cut")
	if _, err := d.Put(t.Context(), "org_1", failing{cause}); !errors.Is(err, cause) {
		t.Fatal(err)
	}
	err := filepath.WalkDir(at, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			t.Errorf("%s is left", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

type failing struct{ error }

func (f failing) Read(p []byte) (int, error) { return len(p) / 2, f.error }

// TestDirIsClosedToOthers: only who runs the server reads what is kept, and links lead nowhere else.
func TestDirIsClosedToOthers(t *testing.T) {
	at := filepath.Join(t.TempDir(), "files")
	d := openDir(t, at)
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.MkdirAll(elsewhere, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Put(t.Context(), "org_1", strings.NewReader("secret")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, filepath.Join(at, "org_2")); err != nil {
		t.Fatal(err)
	}
	if b, err := d.Put(t.Context(), "org_2", strings.NewReader("secret")); err == nil {
		t.Errorf("%s was written through a link", b.Name)
	}
	err := filepath.WalkDir(at, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.Type()&fs.ModeSymlink != 0 {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s is %s", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
