package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/archive"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/org"
)

// imports is `kanvaro import`.
type imports struct {
	CSV importCSV `cmd:"" name:"csv" help:"Import a CSV file into a project: into the data folder while no server runs on it, or with --url through a server."`
}

type importCSV struct {
	place
	File       string            `arg:"" help:"The file; - is the standard input."`
	Project    string            `required:"" help:"The key of the project." placeholder:"KEY"`
	Map        map[string]string `help:"What the columns are, where their names do not tell; then those that are not named are left out. --map 'Story Points=points;Summary=title'" placeholder:"COLUMN=FIELD"`
	Markup     string            `help:"How descriptions are written." enum:"markdown,jira,plain,guess" default:"guess"`
	SkipFaulty bool              `help:"Leave out rows with faults."`
	Org        string            `help:"The organisation, where there are several."`
	As         string            `help:"Who imports, by e-mail address; an administrator where nobody is named." placeholder:"EMAIL"`
	URL        string            `help:"A running server, to import through it." placeholder:"URL"`
	Email      string            `help:"Who signs in there. The password is read from the terminal or the standard input." placeholder:"EMAIL"`
}

// Run imports.
func (c importCSV) Run(t terminal) error {
	file, err := c.open(t)
	if err != nil {
		return err
	}
	defer file.Close()
	if c.URL != "" {
		return c.remote(t, file)
	}
	err = c.with(t, func(a *app.App) error { return c.local(t, a, file) })
	if errors.Is(err, app.ErrInUse) {
		return fmt.Errorf("%w, or import through it with --url http://… --email you@…", err)
	}
	return err
}

func (c importCSV) open(t terminal) (io.ReadCloser, error) {
	if c.File == "-" {
		if c.URL != "" {
			return nil, errors.New("with --url the standard input is for the password: name a file")
		}
		return io.NopCloser(t.in), nil
	}
	return os.Open(c.File)
}

func (c importCSV) name() string {
	if c.File == "-" {
		return "import.csv"
	}
	return filepath.Base(c.File)
}

// mapping is what was said about the file; nil when nothing was.
func (c importCSV) mapping() *archive.Map {
	if len(c.Map) == 0 && c.Markup == "guess" {
		return nil
	}
	m := &archive.Map{Columns: c.Map}
	if c.Markup != "guess" {
		m.Markup = c.Markup
	}
	return m
}

// local imports into the data folder, and waits.
func (c importCSV) local(t terminal, a *app.App, file io.Reader) error {
	in, err := organisation(t, a, c.Org)
	if err != nil {
		return err
	}
	who, err := c.importer(t, a, in)
	if err != nil {
		return err
	}
	v, err := a.Imports.Run(t, identity.ActorOf(who), in, c.Project, c.name(), file, archive.Foreground{Map: c.mapping(), SkipFaulty: c.SkipFaulty, Progress: t.progress})
	return t.report(v, err)
}

// importer is the id of who imports.
func (c importCSV) importer(t terminal, a *app.App, in string) (string, error) {
	all, err := a.Identity.Everybody(t)
	if err != nil {
		return "", err
	}
	for _, u := range all {
		standing, err := a.Orgs.Me(t, identity.ActorOf(u.User.ID))
		if err != nil {
			return "", err
		}
		if c.as(u.User.Email, standing, in) {
			return u.User.ID, nil
		}
	}
	if c.As != "" {
		return "", fmt.Errorf("%s does not belong to the organisation", c.As)
	}
	return "", errors.New("there is no administrator; say who imports with --as")
}

func (c importCSV) as(email string, standing *org.Standing, in string) bool {
	for _, o := range standing.Organisations {
		if o.ID == in && (strings.EqualFold(email, c.As) || (c.As == "" && o.Role == "admin")) {
			return true
		}
	}
	return false
}

// progress tells how far it is, on a line of its own for each step.
func (t terminal) progress(v *archive.View) {
	fmt.Fprintf(t.err, "%s: %d of %d rows\n", v.State, v.Done, v.Rows)
}

// report says what became of an import.
func (t terminal) report(v *archive.View, err error) error {
	if v != nil {
		for _, f := range v.Faults {
			fmt.Fprintf(t.err, "line %d: %s %s\n", f.Line, f.Field, f.Detail)
		}
	}
	if err != nil {
		if fault.Is(err, fault.Conflict) && v != nil && v.FaultCount > 0 {
			return fmt.Errorf("%d faults in %d rows: correct them, or leave these rows out with --skip-faulty", v.FaultCount, v.Faulty)
		}
		return err
	}
	if v.State != archive.Done {
		return fmt.Errorf("the import is %s: %s", v.State, v.Problem)
	}
	_, err = fmt.Fprintf(t.out, "%d tasks were made, %d rows left out\n", v.Created, v.Skipped)
	return err
}
