package archive

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/kanvaro/kanvaro/internal/markup"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/work"
)

// What a task may hold; package work refuses more.
const (
	maxTitle    = 300
	maxMarkdown = 100_000
	maxPoints   = 1000
	maxNumber   = 999_999_999
	maxSet      = 50
	maxLabel    = 100
	maxLabels   = 300 // in a project
)

// setting is what rows are understood by: the mapping, and the project as it is.
type setting struct {
	columns  map[string][]int // field → columns
	markup   string
	status   string
	statuses map[string]string // of the mapping, by plain name
	prefixes map[string]bool   // keys whose numbers are the project's
	project  *project.Project
	people   map[string]string // plain name or address → id; "" where it is that of several
	seeing   map[string]bool   // ids of those who see the project
	labels   map[string]string // small name → id; "" for one that is still to be made
}

// draft is what became of a row: a task without its place, its labels by name, and what is wrong with it.
type draft struct {
	line   int
	task   work.NewTask
	key    string
	labels []string
	faults []Fault
}

func (d *draft) wrong(field, format string, args ...any) {
	d.faults = append(d.faults, Fault{d.line, field, fmt.Sprintf(format, args...)})
}

// value gives what a row has for a field, "" for nothing.
func (s *setting) value(cells []string, field string) string {
	for _, i := range s.columns[field] {
		if i < len(cells) && strings.TrimSpace(cells[i]) != "" {
			return strings.TrimSpace(cells[i])
		}
	}
	return ""
}

// values gives all that a row has for a field of many values, which are divided by commas or semicolons.
func (s *setting) values(cells []string, field string) []string {
	var out []string
	seen := map[string]bool{}
	for _, i := range s.columns[field] {
		if i >= len(cells) {
			continue
		}
		for _, v := range strings.FieldsFunc(cells[i], func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
			v = strings.Join(strings.Fields(v), " ")
			if k := strings.ToLower(v); v != "" && !seen[k] {
				seen[k] = true
				out = append(out, v)
			}
		}
	}
	return out
}

// convert makes a task of a row. It is pure, and says all that is wrong.
func (s *setting) convert(line int, cells []string) *draft {
	d := &draft{line: line}
	d.key = s.value(cells, "key")
	d.number(s)
	d.title(s.value(cells, "title"))
	d.task.Markdown = s.text(s.value(cells, "description"))
	if n := utf8.RuneCountInString(d.task.Markdown); n > maxMarkdown {
		d.wrong("description", "is longer than %d characters", maxMarkdown)
	}
	d.points(s.value(cells, "points"))
	d.statusOf(s, s.value(cells, "status"))
	d.task.Type = d.oneOf("type", s.value(cells, "type"), types)
	d.task.Priority = d.oneOf("priority", s.value(cells, "priority"), priorities)
	d.assignees(s, s.values(cells, "assignee"))
	d.label(s.values(cells, "labels"))
	d.times(s.value(cells, "due"), s.value(cells, "createdAt"))
	return d
}

func (s *setting) text(t string) string {
	switch s.markup {
	case "jira":
		return markup.FromJira(t)
	case "plain":
		return markup.Escape(t)
	}
	return t
}

// number takes the number out of "MESOS-12", "#12" or "12". Only keys with the right prefix have numbers of this project.
func (d *draft) number(s *setting) {
	if d.key == "" {
		return
	}
	prefix, digits := splitKey(d.key)
	n, err := strconv.ParseInt(digits, 10, 64)
	switch {
	case err != nil || n < 1 || n > maxNumber:
		d.wrong("key", "is not a key such as %s-12", s.project.Key)
	case prefix != "" && !s.prefixes[strings.ToUpper(prefix)]:
		d.wrong("key", "belongs to another project than %s", s.project.Key)
	default:
		d.task.Number = n
	}
}

// splitKey divides a key at its last hyphen; the prefix is "" for a number alone.
func splitKey(key string) (prefix, digits string) {
	if i := strings.LastIndexByte(key, '-'); i > 0 {
		return strings.TrimSpace(key[:i]), key[i+1:]
	}
	return "", strings.TrimPrefix(key, "#")
}

func (d *draft) title(t string) {
	t = strings.Join(strings.Fields(t), " ") // a title is one line
	switch n := utf8.RuneCountInString(t); {
	case n == 0:
		d.wrong("title", "is missing")
	case n > maxTitle:
		d.wrong("title", "is longer than %d characters", maxTitle)
	}
	d.task.Title = t
}

func (d *draft) points(v string) {
	if v == "" {
		return
	}
	if strings.Count(v, ",") == 1 && !strings.Contains(v, ".") {
		v = strings.Replace(v, ",", ".", 1)
	}
	p, err := strconv.ParseFloat(v, 64)
	switch {
	case err != nil || math.IsNaN(p) || math.IsInf(p, 0):
		d.wrong("points", "are not a number")
	case p < 0 || p > maxPoints:
		d.wrong("points", "must be from 0 to %d", maxPoints)
	case math.Abs(p*100-math.Round(p*100)) > 1e-6:
		d.wrong("points", "have more than two decimals")
	default:
		d.task.Points = &p
	}
}

func (d *draft) statusOf(s *setting, name string) {
	d.task.Status = s.status
	if name == "" {
		return
	}
	status := s.statuses[plain(name)]
	if status == "" {
		d.wrong("status", "%q is not a status of this project; say which one it is", cut(name, 60))
		return
	}
	d.task.Status = status
}

func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

func (d *draft) oneOf(field, v string, known map[string]string) string {
	if v == "" {
		return ""
	}
	is, ok := known[plain(v)]
	if !ok {
		d.wrong(field, "%q is none that is known here", cut(v, 60))
	}
	return is
}

func (d *draft) assignees(s *setting, names []string) {
	for _, n := range names {
		if p := plain(n); p == "unassigned" || p == "none" {
			continue
		}
		id, ok := s.people[plain(n)]
		switch {
		case !ok:
			d.wrong("assignee", "%q is not a member here", cut(n, 60))
		case id == "":
			d.wrong("assignee", "%q is the name of several members", cut(n, 60))
		case !s.seeing[id]:
			d.wrong("assignee", "%q has no access to this project", cut(n, 60))
		default:
			d.task.Assignees = append(d.task.Assignees, id)
		}
	}
	if len(d.task.Assignees) > maxSet {
		d.wrong("assignee", "are more than %d", maxSet)
	}
}

func (d *draft) label(names []string) {
	d.labels = names
	if len(names) > maxSet {
		d.wrong("labels", "are more than %d", maxSet)
	}
	for _, n := range names {
		if utf8.RuneCountInString(n) > maxLabel {
			d.wrong("labels", "are longer than %d characters", maxLabel)
			return
		}
	}
}

func (d *draft) times(due, created string) {
	if due != "" {
		if t, ok := readTime(due); ok && t.Std().Year() >= 1000 {
			d.task.Due = t.Date()
		} else {
			d.wrong("due", "is not a date such as 2026-11-27")
		}
	}
	if created != "" {
		if t, ok := readTime(created); ok && t.Std().Year() >= 1970 {
			d.task.CreatedAt = t
		} else {
			d.wrong("createdAt", "is not a time such as 2026-11-27 15:04")
		}
	}
}

// moments are the forms in which programs write times. Days before months and months before days are not told apart by guessing.
var moments = []string{
	"2006-01-02", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05.999Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05.999Z0700",
	"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02 15:04:05 UTC", "2006-01-02 15:04:05 -0700", "2006/01/02", "2006/01/02 15:04",
	"02/Jan/06", "02/Jan/06 3:04 PM", "02/Jan/2006", "02/Jan/2006 3:04 PM", "2/Jan/06 3:04 PM", "2/Jan/06", "02/Jan/06 15:04",
	"Jan 2, 2006", "January 2, 2006", "Jan 2, 2006 3:04 PM", "2 Jan 2006", "2 January 2006", "02.01.2006", "2.1.2006", "02.01.2006 15:04", "02.01.2006 15:04:05",
	"Mon Jan 02 2006 15:04:05 GMT-0700", "Mon, 02 Jan 2006 15:04:05 -0700", "Mon, 02 Jan 2006 15:04:05 MST",
}

func readTime(s string) (moment.Time, bool) {
	if i := strings.Index(s, " ("); i > 0 { // (Central European Time)
		s = s[:i]
	}
	for _, layout := range moments {
		if t, err := time.Parse(layout, s); err == nil {
			return moment.Of(t), true
		}
	}
	return moment.Time{}, false
}
