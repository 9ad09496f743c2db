package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/archive"
	"github.com/kanvaro/kanvaro/internal/file"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/org"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/search"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/mongostore"
	"github.com/kanvaro/kanvaro/internal/store/sqlitestore"
	"github.com/kanvaro/kanvaro/internal/work"
)

// databaseFile is what the database is called in the data folder, and as what it is known to MongoDB.
const (
	databaseFile = "kanvaro.db"
	databaseName = "kanvaro"
)

// Defs lists the kinds of all packages.
func Defs() []*store.Def {
	return slices.Concat(store.Defs(), job.Defs(), identity.Defs(), org.Defs(), project.Defs(), work.Defs(), file.Defs(), search.Defs(), archive.Defs())
}

// told are the kinds that event streams tell of, those of docs/API.md, with what reading them by hand needs: a token that has not got it is
// not told either.
var told = map[string]access.Need{
	"task": access.TaskRead, "taskText": access.TaskRead, "taskTally": access.TaskRead, "comment": access.TaskRead, "link": access.TaskRead,
	"bulk": access.TaskRead, "project": access.ProjectRead, "projectMember": access.ProjectRead, "import": access.ImportRun,
	"member": access.MemberRead, "organisation": access.OrganisationRead, "preference": access.PreferenceRead,
}

func streamed() []*store.Def {
	var out []*store.Def
	for _, d := range Defs() {
		if told[d.Kind] != "" {
			out = append(out, d)
		}
	}
	return out
}

// openStore opens the database that the configuration names, and the store over it.
func (a *App) openStore(ctx context.Context) error {
	if err := a.openEngine(ctx); err != nil {
		return err
	}
	a.ends("the database", func(context.Context) error { return a.engine.Close() })
	o := a.o.Store
	o.Clock, o.Log = a.o.Clock, a.o.Log
	var err error
	if a.store, err = store.New(a.engine, o); err != nil {
		return err
	}
	a.ends("the store", func(context.Context) error {
		a.store.Close()
		return nil
	})
	return nil
}

func (a *App) openEngine(ctx context.Context) (err error) {
	a.engine, err = OpenEngine(ctx, a.o)
	return err
}

// ErrInUse is in the chain when another process has the data folder.
var ErrInUse = sqlitestore.ErrInUse

// OpenEngine opens the database that a configuration names: what commands do that need no server.
func OpenEngine(ctx context.Context, o Options) (store.Engine, error) {
	c := o.Config
	if o.Engine == nil || c.MongoURI == "" {
		if err := os.MkdirAll(c.Data, 0o700); err != nil {
			return nil, fmt.Errorf("make the data folder: %w", err)
		}
	}
	switch {
	case o.Engine != nil:
		return o.Engine, nil
	case c.MongoURI != "":
		e, err := mongostore.Open(ctx, c.MongoURI, databaseName, Defs(), mongostore.Options{})
		if err != nil {
			return nil, fmt.Errorf("open the database: %w", err)
		}
		return e, nil
	}
	e, err := sqlitestore.Open(ctx, filepath.Join(c.Data, databaseFile), Defs(), sqlitestore.Options{})
	if errors.Is(err, sqlitestore.ErrInUse) {
		return nil, fmt.Errorf("another Kanvaro has the data folder %s open: %w", c.Data, err)
	}
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return e, nil
}
