package archive

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/org"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Map says what the columns of a file are. Columns that are not named are left out; nil Columns, nil Statuses and empty texts leave what
// there is.
type Map struct {
	Columns  map[string]string // name of a column → field, "" for none
	Markup   string
	Status   *string           // of rows without one; "" is the first column of open work
	Statuses map[string]string // names in the file → ids of ours
	Prefix   string            // whose keys give their numbers
}

var markups = []string{"markdown", "jira", "plain"}

// SetMapping sets the mapping, and makes the preview anew. An import that has begun keeps its mapping.
func (s *Service) SetMapping(ctx context.Context, a access.Actor, org, ref, imp string, m Map) (*View, store.Commit, error) {
	set, err := s.setting(ctx, a, org, ref, nil)
	if err != nil {
		return nil, store.Commit{}, err
	}
	was, _, err := s.Get(ctx, a, org, ref, imp)
	if err != nil {
		return nil, store.Commit{}, err
	}
	next := was.Import
	if err := m.apply(&next, set.project); err != nil {
		return nil, store.Commit{}, err
	}
	first, err := s.part(ctx, a, org, &next, 0)
	if err != nil {
		return nil, store.Commit{}, err
	}
	r, err := s.preview(org, &next, []*part{first}, set.with(&next))
	if err != nil {
		return nil, store.Commit{}, err
	}
	return s.put(ctx, a, org, "import.mapped", &next, r)
}

// put writes an import that has not begun, and its report, over the version that they were made from.
func (s *Service) put(ctx context.Context, a access.Actor, org, name string, next *Import, r *report) (*View, store.Commit, error) {
	var v *View
	commit, err := s.o.Gate.Update(ctx, a, access.ImportRun, access.InProject(org, next.Project), func(sc *access.Scope) error {
		is, err := Imports.Get(sc, next.ID)
		if err != nil {
			return err
		}
		if is.Version != next.Version {
			return fault.New(fault.Conflict, "The import has changed meanwhile.")
		}
		fresh, rep := *next, *r
		if old, err := reports.Get(sc, next.ID); err == nil {
			rep.Version = old.Version
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
		if err := Imports.Put(sc, name, &fresh); err != nil {
			return err
		}
		v = view(&fresh, r)
		return reports.Put(sc, "", &rep)
	})
	return v, commit, err
}

// begun refuses what can only be done before an import has begun.
func (i *Import) begun() error {
	if i.State == Mapping || i.State == Checked {
		return nil
	}
	return fault.New(fault.Conflict, "The import has begun already.")
}

// apply sets a mapping, or says what is wrong with it.
func (m Map) apply(i *Import, p *project.Project) error {
	if err := i.begun(); err != nil {
		return err
	}
	var l fault.List
	columns := slices.Clone(i.Columns)
	used := map[string]bool{}
	for n := range m.Columns {
		if !slices.ContainsFunc(columns, func(c Column) bool { return c.Name == n }) {
			l.Add("columns", "name a column that the file does not have")
			break
		}
	}
	for k := range columns {
		f := m.Columns[columns[k].Name]
		if m.Columns == nil {
			f = columns[k].Field
		}
		switch {
		case f != "" && !slices.Contains(Fields, f):
			l.Add("columns", "map to a field that there is not")
		case f != "" && used[f] && !slices.Contains(many, f):
			l.Add("columns", "map two columns to %s", f)
		}
		columns[k].Field, used[f] = f, true
	}
	if m.Markup != "" && !slices.Contains(markups, m.Markup) {
		l.Add("markup", "must be one of %s", strings.Join(markups, ", "))
	}
	statuses := maps.Clone(i.Statuses)
	for name, id := range m.Statuses {
		if _, ok := p.Status(id); id != "" && !ok {
			l.Add("statuses", "name a status that this project does not have")
			break
		}
		if len(statuses) < maxStatuses {
			statuses[cut(name, 100)] = id
		}
	}
	if m.Status != nil {
		if _, ok := p.Status(*m.Status); *m.Status != "" && !ok {
			l.Add("status", "is not a status of this project")
		}
	}
	if len([]rune(m.Prefix)) > 40 {
		l.Add("prefix", "is longer than 40 characters")
	}
	if err := l.Err(); err != nil {
		return err
	}
	i.Columns, i.Statuses, i.State, i.FaultCount, i.Faulty = columns, statuses, Mapping, 0, 0
	if m.Markup != "" {
		i.Markup = m.Markup
	}
	if m.Status != nil {
		i.Status = *m.Status
	}
	if m.Prefix != "" {
		i.Prefix = strings.ToUpper(strings.TrimSuffix(m.Prefix, "-"))
	}
	return nil
}

// setting reads what rows are understood by; more is read in the same view.
func (s *Service) setting(ctx context.Context, a access.Actor, organisation, ref string, more func(*access.Scope) error) (*setting, error) {
	set := &setting{}
	err := s.o.Gate.View(ctx, a, access.ImportRun, access.InProject(organisation, ref), func(sc *access.Scope) error {
		*set = setting{prefixes: map[string]bool{}, people: map[string]string{}, seeing: map[string]bool{}, labels: map[string]string{}}
		var err error
		if set.project, err = project.Projects.Get(sc, sc.Project); err != nil {
			return err
		}
		for _, l := range set.project.Labels {
			set.labels[strings.ToLower(l.Name)] = l.ID
		}
		keys, err := project.Keys.All(sc, store.Query{})
		if err != nil {
			return err
		}
		for _, k := range keys {
			set.prefixes[k.ID] = true
		}
		if err := set.meet(sc); err != nil {
			return err
		}
		if more == nil {
			return nil
		}
		return more(sc)
	})
	return set, err
}

// meet finds out who the people are: by name, by id, and by address for those who may know addresses.
func (s *setting) meet(sc *access.Scope) error {
	members, err := org.Members.All(sc, store.Query{})
	if err != nil {
		return err
	}
	contacts, err := org.Contacts.All(sc, store.Query{})
	if err != nil {
		return err
	}
	for _, m := range members {
		role, err := sc.RoleOf(m.ID)
		if err != nil {
			return err
		}
		s.seeing[m.ID] = role != ""
		s.called(m.Name, m.ID)
		s.called(m.ID, m.ID)
	}
	for _, c := range contacts {
		s.called(c.Email, c.ID)
	}
	return nil
}

func (s *setting) called(name, id string) {
	name = plain(name)
	if was, ok := s.people[name]; ok && was != id {
		id = ""
	}
	s.people[name] = id
}

// with gives the setting for an import.
func (s *setting) with(i *Import) *setting {
	out := *s
	out.columns, out.statuses, out.markup, out.status = map[string][]int{}, map[string]string{}, i.Markup, i.Status
	for k, c := range i.Columns {
		if c.Field != "" {
			out.columns[c.Field] = append(out.columns[c.Field], k)
		}
	}
	for _, st := range s.project.Statuses {
		out.statuses[plain(st.Name)] = st.ID
	}
	for name, id := range i.Statuses {
		if id != "" {
			out.statuses[plain(name)] = id
		}
	}
	out.prefixes = maps.Clone(s.prefixes)
	out.prefixes[i.Prefix] = true
	return &out
}

// part reads some rows.
func (s *Service) part(ctx context.Context, a access.Actor, org string, i *Import, n int) (*part, error) {
	var p *part
	err := s.o.Gate.View(ctx, a, access.ImportRun, access.InProject(org, i.Project), func(sc *access.Scope) (err error) {
		if i.Parts == 0 {
			p = &part{}
			return nil
		}
		p, err = parts.Get(sc, partID(i.ID, n))
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.Conflict, "The rows of this file are gone. Upload it again.")
		}
		return err
	})
	return p, err
}

// preview shows the first rows as they would be.
func (s *Service) preview(org string, i *Import, kept []*part, set *setting) (*report, error) {
	r := &report{Meta: store.Meta{ID: i.ID}, Project: i.Project, Preview: []Preview{}, Faults: []Fault{}}
	for _, p := range kept {
		for k, cells := range p.Rows {
			if len(r.Preview) == previewRows {
				return r, nil
			}
			d := set.convert(p.Lines[k], cells)
			html, err := s.o.Renderer.HTML(org, cut(d.task.Markdown, 3000))
			if err != nil {
				return nil, err
			}
			r.Preview = append(r.Preview, d.preview(html, set))
		}
	}
	return r, nil
}

func (d *draft) preview(html string, set *setting) Preview {
	p := Preview{Line: d.line, Key: d.key, Title: d.task.Title, Description: html, Status: d.task.Status, Type: d.task.Type, Priority: d.task.Priority,
		Points: d.task.Points, Due: string(d.task.Due), Assignees: d.task.Assignees, Labels: d.labels}
	if p.Status == "" {
		p.Status = set.project.FirstOpen().ID
	}
	if p.Type == "" {
		p.Type = "task"
	}
	if p.Priority == "" {
		p.Priority = "none"
	}
	if p.Assignees == nil {
		p.Assignees = []string{}
	}
	if p.Labels == nil {
		p.Labels = []string{}
	}
	return p
}
