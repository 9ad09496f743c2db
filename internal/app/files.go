package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/file"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

// filesFolder is where in the data folder the bytes of files are.
const filesFolder = "files"

// openFiles makes the service of files over a folder.
func (a *App) openFiles() error {
	dir, err := file.OpenDir(filepath.Join(a.o.Config.Data, filesFolder))
	if err != nil {
		return err
	}
	a.ends("files", func(context.Context) error { return dir.Close() })
	a.Files = file.New(file.Options{Gate: a.Gate, Blobs: dir, Clock: a.o.Clock, Log: a.o.Log, Namings: []file.Naming{
		{Def: work.Texts.Def(), Index: work.FilesIndex}, {Def: work.Comments.Def(), Index: work.FilesIndex},
	}})
	a.handle(collecting, a.collect)
	a.Projects.Knows(project.Everything{Kinds: Defs(), Beside: map[string]func(*access.Scope, store.Doc) error{
		work.Links.Def().Kind: work.UnlinkPurged,
	}, Around: a.Files.Around, Regrouped: work.Regrouped})
	a.handle(project.PurgeJob, a.Projects.Purges)
	return nil
}

// collecting is the job that takes away files that nothing names.
const collecting = "file.collect"

const collectEvery = 6 * time.Hour

func collectAt(tx store.Tx, due moment.Time) error {
	return tx.Enqueue(store.Job{Name: collecting, Unique: collecting, Due: due})
}

// collect goes through all organisations, and plans the next time. What goes wrong in one of them does not keep the others waiting.
func (a *App) collect(ctx context.Context, c *job.Claim) error {
	spaces, err := a.Spaces(ctx)
	if err != nil {
		return err
	}
	var failed error
	for _, s := range spaces {
		if id.Prefix(string(s)) != "org" {
			continue
		}
		took, err := a.Files.Collect(ctx, string(s))
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("collect files of %s: %w", s, err))
		}
		if took.Files+took.Blobs > 0 {
			a.o.Log.Info("files that nothing named are gone", "organization.id", string(s), "kanvaro.files", took.Files, "kanvaro.blobs", took.Blobs)
		}
	}
	if failed != nil {
		return failed
	}
	err = a.update(ctx, func(tx store.Tx) error {
		if err := c.Done(tx); err != nil {
			return err
		}
		return collectAt(tx, tx.Now().Add(collectEvery))
	})
	if errors.Is(err, job.ErrLost) { // somebody else has it, and plans
		return nil
	}
	return err
}
