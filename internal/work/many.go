package work

import (
	"context"
	"errors"
	"unicode/utf8"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

// MaxMany is how many tasks CreateMany takes at once: with their texts they are one transaction that other people hardly notice.
const MaxMany = 300

// NewTask is one of the tasks that CreateMany makes: an import's, with a number and times of its own. ID is required and made by the
// caller from what he repeats by; HTML is made of Markdown before.
type NewTask struct {
	ID, Title, Markdown, HTML, Status, Type, Priority string
	Number                                            int64 // 0: the next one
	Points                                            *float64
	Due                                               moment.Date
	Assignees, Labels                                 []string
	CreatedAt                                         moment.Time // zero: now
}

// Made tells what became of one NewTask. Refused is nil for a task that is there now; New is false when an earlier call had made it.
type Made struct {
	ID      string
	Number  int64
	New     bool
	Refused *fault.Error
}

// CreateMany makes up to MaxMany tasks in one transaction, each at the end of its column in the order given. A task that cannot be made (a
// number that is taken, a column that is not there) is refused and the others are made. Sent again, what was made is not made again.
// Tasks without a number get the next ones, after all numbers that this call gives. Who imports puts the operation into actor.Op.
func (w *Service) CreateMany(ctx context.Context, a access.Actor, org, project string, tasks []NewTask) (store.Commit, []Made, error) {
	if len(tasks) > MaxMany {
		return store.Commit{}, nil, fault.New(fault.TooLarge, "At most %d tasks are made at once.", MaxMany)
	}
	checked, refused := checkMany(tasks)
	made := make([]Made, len(tasks))
	commit, err := w.gate.Update(ctx, a, access.ImportRun, access.InProject(org, project), func(s *access.Scope) error {
		m, err := newMaker(s)
		if err != nil {
			return err
		}
		if err := m.fetch(checked); err != nil {
			return err
		}
		for _, numbered := range [...]bool{true, false} {
			for i, n := range checked {
				if (n.Number != 0) != numbered {
					continue
				}
				made[i] = Made{ID: n.ID, Number: n.Number, Refused: refused[i]}
				if refused[i] != nil {
					continue
				}
				if err := m.number(n, &made[i]); err != nil {
					return err
				}
			}
		}
		for i, n := range checked {
			if err := m.put(n, &made[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return commit, made, err
}

// checkMany checks what can be checked without the project.
func checkMany(tasks []NewTask) ([]NewTask, []*fault.Error) {
	out, refused := make([]NewTask, len(tasks)), make([]*fault.Error, len(tasks))
	ids := map[string]bool{}
	for i, n := range tasks {
		d, err := Draft{ID: n.ID, Title: n.Title, Markdown: n.Markdown, Type: n.Type, Priority: n.Priority, Assignees: n.Assignees, Labels: n.Labels,
			Points: n.Points, Due: n.Due}.checked()
		n.Title, n.Markdown, n.Type, n.Priority, n.Assignees, n.Labels = d.Title, d.Markdown, d.Type, d.Priority, d.Assignees, d.Labels
		switch {
		case !id.Valid("tsk", n.ID) || ids[n.ID]:
			err = fault.Wrong("id", "is missing, or given twice")
		case n.Number < 0 || n.Number > maxNumber:
			err = fault.Wrong("key", "has a number that is too large")
		case !utf8.ValidString(n.HTML):
			err = fault.Wrong("description", "has characters that cannot be shown")
		}
		ids[n.ID] = true
		out[i], refused[i] = n, asFault(err)
	}
	return out, refused
}

func asFault(err error) *fault.Error {
	var f *fault.Error
	if errors.As(err, &f) {
		return f
	}
	return nil
}

// maker makes many tasks in one transaction: what one would ask the store for, it asks once.
type maker struct {
	s       *access.Scope
	p       *project.Project
	fits    *fits
	highest int64
	known   map[int64]bool    // numbers that were looked up or given
	last    map[string]string // the last rank of each column
}

func newMaker(s *access.Scope) (*maker, error) {
	p, err := here(s)
	if err != nil {
		return nil, err
	}
	next, err := nextNumber(s, p.LastPurged)
	if err != nil {
		return nil, err
	}
	return &maker{s, p, fitting(s, p), next - 1, map[int64]bool{}, map[string]string{}}, nil
}

// fetch has the store look at once for what is asked for one by one: tasks, and texts, that an earlier call may have made.
func (m *maker) fetch(tasks []NewTask) error {
	ids := make([]string, 0, len(tasks))
	for _, n := range tasks {
		if n.ID != "" {
			ids = append(ids, n.ID)
		}
	}
	if err := m.s.Fetch(Tasks.Def(), ids...); err != nil {
		return err
	}
	return m.s.Fetch(Texts.Def(), ids...)
}

// number judges a task and gives it its number. Numbered ones come first.
func (m *maker) number(n NewTask, made *Made) error {
	was, err := Tasks.Look(m.s, n.ID)
	if err != nil {
		return err
	}
	if was != nil {
		made.Number = was.Number
		return nil
	}
	if made.Refused, err = m.judge(n); err != nil || made.Refused != nil {
		return err
	}
	if n.Number == 0 {
		m.highest++
		if m.highest > maxNumber {
			made.Refused = fault.New(fault.Conflict, "This project has used up its numbers.")
		}
		made.Number, made.New = m.highest, true
		return nil
	}
	taken, err := m.taken(n.Number)
	if err != nil {
		return err
	}
	if taken {
		made.Refused = fault.Wrong("key", "is that of another task")
		return nil
	}
	m.known[n.Number] = true
	m.highest = max(m.highest, n.Number)
	made.New = true
	return nil
}

func (m *maker) judge(n NewTask) (*fault.Error, error) {
	m.fits.fault = fault.List{}
	if n.Status != "" {
		m.fits.status(n.Status)
	}
	m.fits.labels(n.Labels)
	if err := m.fits.assignees(n.Assignees); err != nil {
		return nil, err
	}
	return asFault(m.fits.fault.Err()), nil
}

// taken reports whether a number is that of a task, or was that of one that is purged.
func (m *maker) taken(number int64) (bool, error) {
	if m.known[number] || number <= m.p.LastPurged {
		return true, nil
	}
	if number > m.highest {
		return false, nil
	}
	q := store.Query{Def: Tasks.Def(), Index: "number", Equal: []store.Value{store.T(m.s.Project), store.N(number)}, Limit: 1}
	for _, err := range m.s.Find(q) {
		return true, err
	}
	return false, nil
}

func (m *maker) put(n NewTask, made *Made) error {
	if made.New = made.New && made.Refused == nil; !made.New {
		return nil
	}
	if n.Status == "" {
		n.Status = m.p.FirstOpen().ID
	}
	rank, err := m.end(n.Status)
	if err != nil {
		return err
	}
	d := Draft{ID: n.ID, Title: n.Title, Status: n.Status, Type: n.Type, Priority: n.Priority, Assignees: n.Assignees, Labels: n.Labels, Points: n.Points, Due: n.Due}
	t := d.task(m.s, made.Number, rank)
	if !n.CreatedAt.IsZero() && n.CreatedAt.Before(t.CreatedAt) {
		t.CreatedAt = n.CreatedAt
	}
	return made.judge(put(m.s, m.p, t, n.Markdown, n.HTML))
}

// judge notes an id that exists in another project as a refusal; every other error ends the transaction.
func (made *Made) judge(err error) error {
	if !fault.Is(err, fault.Invalid) {
		return err
	}
	made.New, made.Refused = false, asFault(err)
	return nil //nolint:nilerr // it is told by Made
}

// end gives the next rank at the end of a column.
func (m *maker) end(status string) (string, error) {
	last, ok := m.last[status]
	var rank string
	var err error
	if ok {
		rank, err = id.Between(last, "")
	}
	if !ok || err != nil {
		rank, err = settle(m.s, "", "", Place{Status: status})
	}
	m.last[status] = rank
	return rank, err
}
