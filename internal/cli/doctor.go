package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/store"
)

// doctor is `kanvaro doctor`: is everything as it should be? It works on the data of a server that is stopped.
type doctor struct{ place }

// errSick says that something is wrong; what, was printed.
var errSick = errors.New("something is wrong, see above")

// Run checks the configuration, the folder, and each space against its log: numbers, chain of headers, hashes, and that folding the log
// gives the documents.
func (d doctor) Run(t terminal) error {
	sick := false
	say := func(ok bool, format string, args ...any) {
		mark := "ok   "
		if !ok {
			mark, sick = "WRONG", true
		}
		fmt.Fprintf(t.out, "%s  %s\n", mark, fmt.Sprintf(format, args...))
	}
	c := d.config()
	if err := ready(&c); err != nil {
		return err
	}
	say(true, "the configuration")
	if c.MongoURI == "" {
		folder(c.Data, say)
	}
	err := d.with(t, func(a *app.App) error {
		spaces, err := a.Spaces(t)
		if err != nil {
			return err
		}
		say(true, "the database opens; %d spaces", len(spaces))
		for _, s := range spaces {
			r, err := a.Store().Verify(t, s, kept())
			if err != nil {
				return err
			}
			say(len(r.Faults) == 0, "%s: %d documents follow from %d events (%d payloads replaced, %d documents unproven)", s, r.Documents, r.Events, r.Replaced, r.Unproven)
			for _, f := range r.Faults {
				fmt.Fprintln(t.out, "       ", f)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if sick {
		return errSick
	}
	return nil
}

// kept are the kinds whose documents follow from the log.
func kept() []*store.Def {
	var out []*store.Def
	for _, d := range app.Defs() {
		if !d.Quiet && !d.Numbers {
			out = append(out, d)
		}
	}
	return out
}

// folder looks at who may read the data.
func folder(dir string, say func(bool, string, ...any)) {
	info, err := os.Stat(dir)
	if err != nil {
		say(false, "the data folder %s: %v", dir, err)
		return
	}
	say(info.Mode().Perm()&0o077 == 0, "only its owner may enter the data folder %s (%s)", dir, info.Mode().Perm())
	for _, name := range []string{"JWT_SECRET", "JWT_REFRESH_SECRET"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil {
			say(info.Mode().Perm()&0o077 == 0, "only its owner may read %s (%s)", name, info.Mode().Perm())
		}
	}
}
