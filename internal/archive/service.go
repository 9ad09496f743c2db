package archive

import (
	"context"
	"io"
	"strings"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

// Options are what a Service needs.
type Options struct {
	Gate     *access.Gate
	Work     *work.Service
	Projects *project.Service
	Renderer work.Renderer
	Clock    moment.Clock
}

// Service has the use cases of imports. All of them need ImportRun in the project.
type Service struct {
	o       Options
	parsing chan struct{} // files are held in memory while they are taken apart: two at once
	rows    int           // of a part
}

// New makes the service.
func New(o Options) *Service {
	if o.Clock == nil {
		o.Clock = moment.Real
	}
	return &Service{o, make(chan struct{}, 2), work.MaxMany}
}

const (
	previewRows = 5
	sampleRows  = 3
	partBytes   = 1 << 20
	uploadBytes = 4 << 20 // of one transaction
)

// Upload takes a file apart and keeps its rows. Nothing is imported yet: columns are mapped as their names suggest. Rows that are never
// imported are thrown away after a week.
func (s *Service) Upload(ctx context.Context, a access.Actor, org, ref, filename string, file io.Reader) (*View, store.Commit, error) {
	set, err := s.setting(ctx, a, org, ref, nil)
	if err != nil {
		return nil, store.Commit{}, err
	}
	t, err := s.read(ctx, file)
	if err != nil {
		return nil, store.Commit{}, err
	}
	imp := newImport(id.New("imp", s.o.Clock.Now()), filename, a.User, t, set.project)
	kept := divide(imp.ID, set.project.ID, t.rows, s.rows)
	imp.Parts = len(kept)
	if err := s.keep(ctx, a, org, imp, kept); err != nil {
		return nil, store.Commit{}, err
	}
	r, err := s.preview(org, imp, kept, set.with(imp))
	if err != nil {
		return nil, store.Commit{}, err
	}
	var stored Import
	a.Op = imp.ID // undo finds the import with its tasks
	commit, err := s.o.Gate.Update(ctx, a, access.ImportRun, access.InProject(org, ref), func(sc *access.Scope) error {
		stored = *imp
		rep := *r
		stored.CreatedAt = sc.Now()
		if err := Imports.Put(sc, "import.uploaded", &stored); err != nil {
			return err
		}
		return reports.Put(sc, "", &rep)
	})
	if err != nil {
		return nil, commit, err
	}
	return view(&stored, r), commit, nil
}

// read takes a file apart, at most two at a time.
func (s *Service) read(ctx context.Context, file io.Reader) (*table, error) {
	select {
	case s.parsing <- struct{}{}:
		defer func() { <-s.parsing }()
	case <-ctx.Done():
		return nil, fault.Because(fault.Unavailable, ctx.Err(), "Other files are being read. Try again.")
	}
	b, err := io.ReadAll(io.LimitReader(file, MaxFile+1))
	if err != nil {
		return nil, fault.Because(fault.Malformed, err, "The file did not arrive whole.")
	}
	if len(b) > MaxFile {
		return nil, fault.New(fault.TooLarge, "The file is larger than %d MiB.", MaxFile>>20)
	}
	return parse(b)
}

// keep stores the rows, in several transactions where they are many, and has them thrown away some day.
func (s *Service) keep(ctx context.Context, a access.Actor, org string, imp *Import, kept []*part) error {
	for first := true; first || len(kept) > 0; first = false {
		n, size := 0, 0
		for n < len(kept) && (n == 0 || size < uploadBytes) {
			size += kept[n].size()
			n++
		}
		batch := kept[:n]
		kept = kept[n:]
		_, err := s.o.Gate.Update(ctx, a, access.ImportRun, access.InProject(org, imp.Project), func(sc *access.Scope) error {
			for _, p := range batch {
				fresh := *p
				if err := parts.Put(sc, "", &fresh); err != nil {
					return err
				}
			}
			if !first {
				return nil
			}
			return enqueueSweep(sc, imp.ID, imp.Parts, sc.Now().Add(keepFor))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// divide makes parts of rows: each is one transaction when it is imported.
func divide(imp, project string, rows []row, most int) []*part {
	var out []*part
	var p *part
	size := 0
	for _, r := range rows {
		n := 0
		for _, c := range r.cells {
			n += len(c)
		}
		if p == nil || len(p.Rows) == most || size+n > partBytes {
			p, size = &part{Meta: store.Meta{ID: partID(imp, len(out))}, Project: project}, 0
			out = append(out, p)
		}
		p.Lines, p.Rows = append(p.Lines, r.line), append(p.Rows, r.cells)
		size += n
	}
	return out
}

func (p *part) size() int {
	n := 0
	for _, r := range p.Rows {
		for _, c := range r {
			n += len(c) + 4
		}
	}
	return n
}

// newImport describes a file, with the mapping that its names suggest.
func newImport(id, filename, user string, t *table, p *project.Project) *Import {
	fields := suggestFields(t.header)
	imp := &Import{Meta: store.Meta{ID: id}, Project: p.ID, Filename: cut(strings.Map(printable, strings.ToValidUTF8(filename, "")), 200), State: Mapping, Encoding: t.encoding, Delimiter: t.delimiter,
		Rows: len(t.rows), Op: id, CreatedBy: user, Prefix: p.Key, Statuses: map[string]string{}}
	var descriptions []string
	for i, name := range t.header {
		c := Column{Name: name, Field: fields[i], Samples: []string{}}
		for _, r := range t.rows {
			if i >= len(r.cells) || r.cells[i] == "" {
				continue
			}
			if c.Field == "description" && len(descriptions) < 500 {
				descriptions = append(descriptions, r.cells[i])
			}
			if c.Field == "status" {
				note(imp.Statuses, r.cells[i], p.Statuses)
			}
			if len(c.Samples) < sampleRows {
				c.Samples = append(c.Samples, cut(r.cells[i], 200))
			}
		}
		imp.Columns = append(imp.Columns, c)
	}
	imp.Markup = suggestMarkup(descriptions, t.header)
	return imp
}

// note adds a name of a status, with the one of ours that it most likely is.
func note(into map[string]string, name string, statuses []project.Status) {
	name = cut(name, 100)
	if _, ok := into[name]; !ok && len(into) < maxStatuses {
		into[name] = suggestStatus(name, statuses)
	}
}

const maxStatuses = 200

// Get gives an import.
func (s *Service) Get(ctx context.Context, a access.Actor, org, ref, imp string) (*View, store.Position, error) {
	var v *View
	var at store.Position
	err := s.o.Gate.View(ctx, a, access.ImportRun, access.InProject(org, ref), func(sc *access.Scope) (err error) {
		at = sc.Position()
		v, err = load(sc, imp)
		return err
	})
	return v, at, err
}

func load(sc *access.Scope, imp string) (*View, error) {
	i, err := Imports.Get(sc, imp)
	if err != nil {
		return nil, err
	}
	r, err := reports.Get(sc, imp)
	if fault.Is(err, fault.NotFound) {
		r, err = &report{}, nil
	}
	if err != nil {
		return nil, err
	}
	return view(i, r), nil
}

func view(i *Import, r *report) *View {
	v := &View{ID: i.ID, Version: i.Version, Import: *i, Preview: r.Preview, Faults: r.Faults}
	if v.Preview == nil {
		v.Preview = []Preview{}
	}
	if v.Faults == nil {
		v.Faults = []Fault{}
	}
	return v
}
