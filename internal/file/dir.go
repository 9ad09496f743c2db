package file

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/kanvaro/kanvaro/internal/moment"
)

// ErrNoBlob is in the chain of the error of Open for a blob that is not there.
var ErrNoBlob = errors.New("there is no such blob")

// Dir is the driver that keeps blobs in a directory: owner/ab/<sha-256>-<chance>, where ab are the first two digits, so that no folder gets
// too large. Several processes may share it, over a network too, if its rename is atomic.
type Dir struct{ root *os.Root }

// OpenDir opens a directory, and makes it where it is not there.
func OpenDir(name string) (*Dir, error) {
	if err := os.MkdirAll(name, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of files: %w", err)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("open the folder of files: %w", err)
	}
	return &Dir{root}, nil
}

// Close ends the use of the directory.
func (d *Dir) Close() error { return d.root.Close() }

// unfinished is the folder of an owner in which blobs are written before they are whole.
const unfinished = "new"

var (
	ownerForm = regexp.MustCompile(`^[a-z]{1,10}_[0-9a-z]{1,40}$`)
	nameForm  = regexp.MustCompile(`^[a-z]{1,10}_[0-9a-z]{1,40}/([0-9a-f]{64}-[0-9a-z]{26}|` + unfinished + `/[0-9a-z]{26})$`)
)

// place is where a blob lies within the directory. Names come from our own documents; one that is of no form of ours leads nowhere.
func place(name string) (string, error) {
	if !nameForm.MatchString(name) {
		return "", fmt.Errorf("%q: %w", name, ErrNoBlob)
	}
	owner, rest, _ := strings.Cut(name, "/")
	if strings.HasPrefix(rest, unfinished+"/") {
		return name, nil
	}
	return path.Join(owner, rest[:2], rest), nil
}

// Put writes into a file that nobody knows, and gives it its name once all of it is on the disk.
func (d *Dir) Put(_ context.Context, owner string, r io.Reader) (b Blob, err error) {
	if !ownerForm.MatchString(owner) {
		return Blob{}, fmt.Errorf("%q cannot own blobs", owner)
	}
	if err := d.root.MkdirAll(path.Join(owner, unfinished), 0o700); err != nil {
		return Blob{}, fmt.Errorf("make a folder: %w", err)
	}
	chance := strings.ToLower(rand.Text())
	tmp := path.Join(owner, unfinished, chance)
	f, err := d.root.OpenFile(tmp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return Blob{}, fmt.Errorf("begin a blob: %w", err)
	}
	defer func() {
		if err != nil {
			f.Close()          //nolint:errcheck // the first error is the one to tell
			d.root.Remove(tmp) //nolint:errcheck // what is left is listed, and collected
		}
	}()
	sum := sha256.New()
	if b.Size, err = io.Copy(io.MultiWriter(f, sum), r); err != nil {
		return Blob{}, fmt.Errorf("write a blob: %w", err)
	}
	if err = f.Sync(); err != nil {
		return Blob{}, fmt.Errorf("write a blob to disk: %w", err)
	}
	if err = f.Close(); err != nil {
		return Blob{}, fmt.Errorf("end a blob: %w", err)
	}
	b.SHA256 = hex.EncodeToString(sum.Sum(nil))
	b.Name = owner + "/" + b.SHA256 + "-" + chance
	if err = d.settle(tmp, b.Name); err != nil {
		return Blob{}, err
	}
	return b, nil
}

// settle gives a finished file its name, in a way that survives a crash: the folders that changed are synced too.
func (d *Dir) settle(tmp, name string) error {
	to, err := place(name)
	if err != nil {
		return err
	}
	folder := path.Dir(to)
	if err := d.root.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	if err := d.root.Rename(tmp, to); err != nil {
		return fmt.Errorf("name a blob: %w", err)
	}
	for dir := folder; ; dir = path.Dir(dir) {
		if err := d.sync(dir); err != nil {
			return fmt.Errorf("write a folder to disk: %w", err)
		}
		if dir == "." {
			return nil
		}
	}
}

func (d *Dir) sync(dir string) error {
	f, err := d.root.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Open opens a blob at an offset.
func (d *Dir) Open(_ context.Context, name string, from, length int64) (io.ReadCloser, error) {
	p, err := place(name)
	if err != nil || strings.Contains(name, "/"+unfinished+"/") {
		return nil, fmt.Errorf("%q: %w", name, ErrNoBlob)
	}
	f, err := d.root.Open(p)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%q: %w", name, ErrNoBlob)
	}
	if err != nil {
		return nil, fmt.Errorf("open a blob: %w", err)
	}
	if _, err := f.Seek(from, io.SeekStart); err != nil {
		f.Close() //nolint:errcheck // it was only to be read
		return nil, fmt.Errorf("open a blob: %w", err)
	}
	if length < 0 {
		return f, nil
	}
	return part{io.LimitReader(f, length), f}, nil
}

// part reads a stretch of a file and closes the file.
type part struct {
	io.Reader
	io.Closer
}

// Delete removes the file of a blob.
func (d *Dir) Delete(_ context.Context, name string) error {
	p, err := place(name)
	if err != nil {
		return err
	}
	if err := d.root.Remove(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete a blob: %w", err)
	}
	return nil
}

// List walks through the folders of an owner.
func (d *Dir) List(ctx context.Context, owner string) iter.Seq2[Stored, error] {
	return func(yield func(Stored, error) bool) {
		if !ownerForm.MatchString(owner) {
			yield(Stored{}, fmt.Errorf("%q cannot own blobs", owner))
			return
		}
		err := fs.WalkDir(d.root.FS(), owner, func(p string, e fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist): // deleted meanwhile, or an owner of nothing
				return nil
			case err != nil:
				return err
			case ctx.Err() != nil:
				return ctx.Err()
			case e.IsDir():
				return nil
			}
			info, err := e.Info()
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil {
				return err
			}
			s := Stored{nameOf(owner, p), info.Size(), moment.Of(info.ModTime())}
			if nameForm.MatchString(s.Name) && !yield(s, nil) {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield(Stored{}, fmt.Errorf("list blobs: %w", err))
		}
	}
}

// nameOf is the name of what lies at a path.
func nameOf(owner, p string) string {
	p = filepath.ToSlash(p)
	if strings.HasPrefix(p, owner+"/"+unfinished+"/") {
		return p
	}
	return owner + "/" + path.Base(p)
}
