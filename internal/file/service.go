package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// MaxBytes is how large a file may be.
const MaxBytes = 25 << 20

// Options are what the service needs.
type Options struct {
	Gate  *access.Gate
	Blobs Blobs
	Clock moment.Clock
	Log   *slog.Logger // discarded where nil
	// Namings are the kinds of documents that name files: what one of them names is never collected.
	Namings []Naming
}

// Naming is a kind whose documents name files in their text, with the index over the ids that they name.
type Naming struct {
	Def   *store.Def
	Index string
}

// Service has the use cases of files.
type Service struct {
	o       Options
	flights flights
}

// New makes the service.
func New(o Options) *Service {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{o: o}
}

// Draft is a file to be made: ID may be the caller's; Name is what he calls it.
type Draft struct{ ID, Name string }

// Upload keeps what r gives as a file of a project. An id that is sent again with the same bytes and name by the same person gives the file
// that is there, and made is false. When r fails, or anything else, nothing is kept.
func (s *Service) Upload(ctx context.Context, a access.Actor, org, project string, d Draft, r io.Reader) (f *File, commit store.Commit, made bool, err error) {
	if d.ID != "" && !id.Valid("fil", d.ID) {
		return nil, commit, false, fault.Wrong("id", "is not an id such as fil_ and 20 characters")
	}
	// Who may not, is told before he has sent all of it.
	if err := s.o.Gate.View(ctx, a, access.FileCreate, access.InProject(org, project), func(*access.Scope) error { return nil }); err != nil {
		return nil, commit, false, err
	}
	defer s.flights.begin()()
	blob, err := s.take(ctx, org, r)
	if err != nil {
		return nil, commit, false, err
	}
	kept := false
	defer func() {
		if !kept {
			s.drop(ctx, blob.Name)
		}
	}()
	is, err := s.inspect(ctx, blob)
	if err != nil {
		return nil, commit, false, err
	}
	now := s.o.Clock.Now()
	if d.ID == "" {
		d.ID = id.New("fil", now)
	}
	fresh := File{Meta: store.Meta{ID: d.ID}, Name: cleanName(d.Name), Type: is.media, Size: blob.Size, Width: is.width, Height: is.height,
		SHA256: blob.SHA256, CreatedAt: now, CreatedBy: a.User, Blob: blob.Name}
	commit, err = s.o.Gate.Update(ctx, a, access.FileCreate, access.InProject(org, project), func(sc *access.Scope) error {
		made, kept = false, false
		one := fresh
		if f, err = again(sc, &one); f != nil || err != nil {
			return err
		}
		one.Project = sc.Project
		if err := share(sc, &one); err != nil {
			return err
		}
		f, made, kept = &one, true, one.Blob == blob.Name
		if err := Files.Put(sc, "file.uploaded", f); err != nil {
			return err
		}
		return usages.Put(sc, "", &usage{Meta: store.Meta{ID: f.ID}, Project: f.Project, Loose: now})
	})
	if err != nil {
		// It may have been done all the same, if nobody knows; then the bytes must be there. Those that are not needed are collected.
		kept = kept && fault.Is(err, fault.Unavailable)
		return nil, commit, false, err
	}
	return f, commit, made, nil
}

// errReading marks errors of who sends a file, to tell them from those of the disk.
type errReading struct{ error }

func (e errReading) Unwrap() error { return e.error }

type sender struct{ io.Reader }

func (s sender) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // as readers give it
		err = errReading{err}
	}
	return n, err
}

// take puts the bytes where they stay.
func (s *Service) take(ctx context.Context, org string, r io.Reader) (Blob, error) {
	b, err := s.o.Blobs.Put(ctx, org, sender{io.LimitReader(r, MaxBytes+1)})
	var cut errReading
	var f *fault.Error
	switch {
	case errors.As(err, &f): // whoever sends has said what it is
		return b, err
	case errors.As(err, &cut):
		return b, fault.Because(fault.Malformed, err, "The upload broke off.")
	case err != nil:
		return b, fault.Because(fault.Unavailable, err, "The file could not be kept. Try again later.")
	case b.Size > MaxBytes:
		s.drop(ctx, b.Name)
		return b, TooLarge()
	case b.Size == 0:
		s.drop(ctx, b.Name)
		return b, fault.New(fault.Invalid, "The file is empty.")
	}
	return b, nil
}

// TooLarge is the fault of a file above MaxBytes.
func TooLarge() error {
	return fault.New(fault.TooLarge, "A file may have at most %d MiB.", MaxBytes>>20)
}

func (s *Service) inspect(ctx context.Context, b Blob) (look, error) {
	r, err := s.o.Blobs.Open(ctx, b.Name, 0, -1)
	if err != nil {
		return look{}, fmt.Errorf("look at a new file: %w", err)
	}
	defer r.Close() //nolint:errcheck // it was only read
	return measure(r)
}

// drop deletes the bytes of what was not kept. What cannot be deleted now is collected later.
func (s *Service) drop(ctx context.Context, name string) {
	if err := s.o.Blobs.Delete(context.WithoutCancel(ctx), name); err != nil {
		s.o.Log.Warn("cannot delete a blob that is not needed", "error", err, "blob", name)
	}
}

// again gives the file that an earlier upload with this id made, nil for none; one that another upload made is a conflict.
func again(sc *access.Scope, f *File) (*File, error) {
	was, err := Files.Look(sc, f.ID)
	if was == nil || err != nil {
		return nil, err
	}
	if was.CreatedBy != f.CreatedBy || was.SHA256 != f.SHA256 || was.Name != f.Name {
		return nil, fault.New(fault.Conflict, "There is a file with this id already.")
	}
	return was, nil
}

// share has a file use the blob of another one of the same bytes, wherever in the organisation that is: who uploads does not learn of it. It
// looks past the scope for that reason. A blob that a file has now is not deleted before this transaction is over (collect.go).
func share(sc *access.Scope, f *File) error {
	other, err := Files.First(sc.Tx, store.Query{Index: "sha256", Equal: []store.Value{store.T(f.SHA256)}})
	if other != nil {
		f.Blob = other.Blob
	}
	return err
}

// Get gives a file by its id alone: to those who see its project.
func (s *Service) Get(ctx context.Context, a access.Actor, org, file string) (f *File, at store.Position, err error) {
	err = s.o.Gate.View(ctx, a, access.FileRead, access.Holding(org, Files.Def(), file), func(sc *access.Scope) error {
		at = sc.Position()
		f, err = Files.Get(sc, file)
		return err
	})
	return f, at, err
}

// Open gives a file and its bytes. The caller closes them. That one which nothing has named yet is looked at keeps it for another day: it may be
// shown in a text that is still being written.
func (s *Service) Open(ctx context.Context, a access.Actor, org, file string) (*File, io.ReadSeekCloser, error) {
	f, _, err := s.Get(ctx, a, org, file)
	if err != nil {
		return nil, nil, err
	}
	if err := s.renew(ctx, org, file); err != nil {
		s.o.Log.Warn("cannot note that a file is looked at", "error", err)
	}
	c := &content{ctx: ctx, blobs: s.o.Blobs, name: f.Blob, size: f.Size}
	return f, c, c.begin()
}
