package file

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// How long what nothing names is kept: since it was uploaded or last looked at; and since it ceased to be named, for a change of a text can
// be undone.
const (
	keepNew   = 24 * time.Hour
	keepNamed = 30 * 24 * time.Hour
	keepBytes = 24 * time.Hour // that belong to no file: an upload is still going on, or was cut off
)

// renewEvery is how often it is noted that a loose file is looked at.
const renewEvery = time.Hour

// chunk is how many files are looked at in one transaction.
const chunk = 200

// Collected says what a collection took.
type Collected struct{ Files, Blobs int }

// Collect takes away the files of an organisation that nothing has named for long enough, and the bytes that no file has.
//
// It can never take what is named, nor bytes that a file has, and this is why. That something names a file is a declared value of the text
// that does, written with it. A file is deleted in a transaction that asks for that value: two transactions of an organisation never
// interleave, so every text that is there is seen, and one that comes later names what is gone already. The name of a blob is given once and
// comes into use by the transaction of its upload, or by that of another file of the same bytes, which finds it in a file that is there; so a
// blob that no file has will never be in use again once its upload is over, and neither will one whose last file went. Uploads of this
// process are waited for, whatever the clocks say; those of others, which take minutes at most, are given a day.
func (s *Service) Collect(ctx context.Context, org string) (out Collected, err error) {
	if err := s.watch(ctx, org); err != nil {
		return out, err
	}
	if out.Files, out.Blobs, err = s.collectFiles(ctx, org); err != nil {
		return out, err
	}
	n, err := s.collectBytes(ctx, org)
	out.Blobs += n
	return out, err
}

// view and update reach everything in an organisation, as Kanvaro itself.
func (s *Service) view(ctx context.Context, org string, fn func(*access.Scope) error) error {
	return s.o.Gate.View(ctx, access.System, access.FileRead, access.In(org), fn)
}

func (s *Service) update(ctx context.Context, org string, fn func(*access.Scope) error) error {
	_, err := s.o.Gate.Update(ctx, access.System, access.FileCreate, access.In(org), fn)
	return err
}

// named reports whether anything in the organisation names a file.
func (s *Service) named(sc *access.Scope, file string) (bool, error) {
	for _, n := range s.o.Namings {
		for _, err := range sc.Find(store.Query{Def: n.Def, Index: n.Index, Equal: []store.Value{store.T(file)}, Limit: 1}) {
			return true, err
		}
	}
	return false, nil
}

// watch goes over all files and notes which have become loose, and which no longer are.
func (s *Service) watch(ctx context.Context, org string) error {
	now := s.o.Clock.Now()
	for after, more := "", true; more; {
		var differ []string
		err := s.view(ctx, org, func(sc *access.Scope) error {
			files, err := Files.All(sc, page(after))
			if err != nil {
				return err
			}
			if more = len(files) == chunk; more {
				after = files[chunk-1].ID
			}
			differ, err = s.differ(sc, files, now)
			return err
		})
		if err != nil {
			return err
		}
		if len(differ) == 0 {
			continue
		}
		if err := s.update(ctx, org, func(sc *access.Scope) error { return s.note(sc, differ, now) }); err != nil {
			return err
		}
	}
	return nil
}

func page(after string) store.Query {
	q := store.Query{Limit: chunk}
	if after != "" {
		q.After = &store.Cursor{ID: after}
	}
	return q
}

// differ gives those of some files whose usage is not what is noted.
func (s *Service) differ(sc *access.Scope, files []*File, now moment.Time) ([]string, error) {
	var out []string
	for _, f := range files {
		u, err := usages.Look(sc, f.ID)
		if err != nil {
			return nil, err
		}
		named, err := s.named(sc, f.ID)
		if err != nil {
			return nil, err
		}
		if u == nil || u.turns(named, now) {
			out = append(out, f.ID)
		}
	}
	return out, nil
}

// turns brings a usage up to date, and reports whether it had to be.
func (u *usage) turns(named bool, now moment.Time) bool {
	switch {
	case named && (!u.Named || !u.Loose.IsZero()):
		u.Named, u.Loose = true, moment.Time{}
		return true
	case !named && u.Loose.IsZero():
		u.Loose = now
		return true
	}
	return false
}

// note brings the usages of files up to date, of those that are there still.
func (s *Service) note(sc *access.Scope, files []string, now moment.Time) error {
	for _, id := range files {
		f, err := Files.Look(sc, id)
		if err != nil {
			return err
		}
		if f == nil {
			continue
		}
		u, err := usages.Get(sc, id)
		if fault.Is(err, fault.NotFound) {
			u, err = &usage{Meta: store.Meta{ID: id}, Project: f.Project}, nil
		}
		if err != nil {
			return err
		}
		named, err := s.named(sc, id)
		if err != nil {
			return err
		}
		if u.turns(named, now) {
			if err := usages.Put(sc, "", u); err != nil {
				return err
			}
		}
	}
	return nil
}

// due reports whether a file has been loose for long enough.
func (u *usage) due(now moment.Time) bool {
	keep := keepNew
	if u.Named {
		keep = keepNamed
	}
	return !u.Loose.IsZero() && now.Sub(u.Loose) >= keep
}

// collectFiles deletes the files that are due, and then the bytes that were theirs alone.
func (s *Service) collectFiles(ctx context.Context, org string) (files, blobs int, err error) {
	to := store.N(s.o.Clock.Now().Add(-keepNew).Millis() + 1)
	for after, more := (*store.Cursor)(nil), true; more; {
		var found []*usage
		err := s.view(ctx, org, func(sc *access.Scope) (err error) {
			found, err = usages.All(sc, store.Query{Index: "loose", To: &to, After: after, Limit: chunk})
			return err
		})
		if err != nil {
			return files, blobs, err
		}
		if more = len(found) == chunk; more {
			last := found[chunk-1]
			after = &store.Cursor{Values: []store.Value{store.N(last.Loose.Millis())}, ID: last.ID}
		}
		names, err := s.collectSome(ctx, org, found)
		if err != nil {
			return files, blobs, err
		}
		files += len(names)
		n, err := s.Release(ctx, org, names)
		if blobs += n; err != nil {
			return files, blobs, err
		}
	}
	return files, blobs, nil
}

// collectSome deletes those of some files that are due and that nothing names, and gives the names of their blobs.
func (s *Service) collectSome(ctx context.Context, org string, found []*usage) (names []string, err error) {
	now := s.o.Clock.Now()
	if !slices.ContainsFunc(found, func(u *usage) bool { return u.due(now) }) {
		return nil, nil
	}
	err = s.update(ctx, org, func(sc *access.Scope) error {
		names = names[:0]
		for _, was := range found {
			u, err := usages.Get(sc, was.ID)
			if fault.Is(err, fault.NotFound) || (err == nil && !u.due(now)) {
				continue
			}
			if err != nil {
				return err
			}
			named, err := s.named(sc, u.ID)
			if err != nil {
				return err
			}
			if named { // since watch went by
				continue
			}
			f, err := Files.Get(sc, u.ID)
			if err == nil {
				names = append(names, f.Blob)
				err = Files.Delete(sc, "file.collected", f)
			}
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			if err := usages.Delete(sc, "", u); err != nil {
				return err
			}
		}
		return nil
	})
	return names, err
}

// Release deletes blobs whose files have gone, those that no other file has, and tells how many that were.
func (s *Service) Release(ctx context.Context, org string, names []string) (n int, err error) {
	for part := range slices.Chunk(names, chunk) {
		var free []string
		err := s.view(ctx, org, func(sc *access.Scope) error {
			free = free[:0]
			for _, name := range part {
				used, err := inUse(sc, name)
				if err != nil {
					return err
				}
				if !used && !slices.Contains(free, name) {
					free = append(free, name)
				}
			}
			return nil
		})
		if err != nil {
			return n, err
		}
		for _, name := range free {
			if err := s.o.Blobs.Delete(ctx, name); err != nil {
				return n, fmt.Errorf("delete a blob that no file has: %w", err)
			}
			n++
		}
	}
	return n, nil
}

// Around is for the purge of a project: it notes the blobs of its files, and what it returns deletes those that no other file has.
func (s *Service) Around(ctx context.Context, org, project string) (after func(context.Context) error, err error) {
	var names []string
	err = s.view(ctx, org, func(sc *access.Scope) error {
		names = names[:0]
		for f, err := range Files.Find(sc, store.Query{Index: "project", Equal: []store.Value{store.T(project)}}) {
			if err != nil {
				return err
			}
			names = append(names, f.Blob)
		}
		return nil
	})
	return func(ctx context.Context) error {
		_, err := s.Release(ctx, org, names)
		return err
	}, err
}

func inUse(sc *access.Scope, blob string) (bool, error) {
	f, err := Files.First(sc, store.Query{Index: "blob", Equal: []store.Value{store.T(blob)}})
	return f != nil, err
}

// collectBytes deletes blobs that no file has: of uploads that were cut off between the bytes and the document, and what a collection that
// was cut off has left.
func (s *Service) collectBytes(ctx context.Context, org string) (n int, err error) {
	before := s.o.Clock.Now().Add(-keepBytes)
	var old []string
	release := func() error {
		if err := s.flights.settle(ctx); err != nil {
			return err
		}
		some, err := s.Release(ctx, org, old)
		n, old = n+some, old[:0]
		return err
	}
	for b, err := range s.o.Blobs.List(ctx, org) {
		if err != nil {
			return n, err
		}
		if !b.At.Before(before) {
			continue
		}
		if old = append(old, b.Name); len(old) == chunk {
			if err := release(); err != nil {
				return n, err
			}
		}
	}
	err = release()
	return n, err
}

// renew notes that a file is looked at which nothing has named yet.
func (s *Service) renew(ctx context.Context, org, file string) error {
	now := s.o.Clock.Now()
	old := func(sc *access.Scope) (*usage, error) {
		u, err := usages.Get(sc, file)
		if fault.Is(err, fault.NotFound) || (err == nil && (u.Named || now.Sub(u.Loose) < renewEvery)) {
			return nil, nil
		}
		return u, err
	}
	var stale bool
	err := s.view(ctx, org, func(sc *access.Scope) error {
		u, err := old(sc)
		stale = u != nil
		return err
	})
	if err != nil || !stale {
		return err
	}
	return s.update(ctx, org, func(sc *access.Scope) error {
		u, err := old(sc)
		if u == nil || err != nil {
			return err
		}
		u.Loose = now
		return usages.Put(sc, "", u)
	})
}
