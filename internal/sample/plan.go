package sample

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

// plan is a sample as it will be written: everything is made before the transaction, for rendering takes time.
type plan struct {
	now      moment.Time
	org, who string
	project  project.NewProject
	statuses []project.Status
	labels   []project.Label
	picture  string // the id of a file

	tasks    []*work.Task
	texts    []*work.Text
	comments []*work.Comment
	links    []*work.Link // both halves
	tallies  map[string]*work.Tally
	ids      map[string]string // of tasks, by their names in the story
	keys     map[string]string
}

const (
	name        = "Saltmarsh Kayaks"
	description = "A sample to look around in: seven people who build kayak kits, and what is on their minds this week. Change whatever you like. It is removed by one click."
	hue         = 5
	limit       = 15 // of the column in which work is done
)

// labelsOf are the labels of the story, with their hues.
var labelsOf = []struct {
	name string
	hue  int
}{{"shop", 5}, {"workshop", 2}, {"boat show", 7}, {"print", 4}, {"shipping", 3}, {"customer", 8}, {"money", 6}}

// draw plans the sample of somebody. ids follow from that of the project, so that whatever is done twice makes the same.
func draw(all []*tale, now moment.Time, org, who, key string) *plan {
	p := &plan{now: now, org: org, who: who, tallies: map[string]*work.Tally{}, ids: map[string]string{}, keys: map[string]string{}}
	p.project = project.NewProject{ID: id.New("prj", now), Name: name, Key: key, Description: description, Hue: hue, Visibility: project.ToOrganisation}
	p.statuses = project.UsualStatuses(now)
	for i, s := range p.statuses {
		if s.Group == project.Doing {
			p.statuses[i].Limit = limit
		}
	}
	for _, l := range labelsOf {
		p.labels = append(p.labels, project.Label{ID: p.id("lbl", l.name), Name: l.name, Hue: l.hue})
	}
	p.picture = p.id("fil", "picture")
	p.number(all, key)
	ranks := map[string]string{}
	for _, t := range all {
		p.task(t, ranks)
	}
	for _, t := range all {
		p.count(t)
	}
	return p
}

func (p *plan) id(prefix, of string) string {
	return id.Of(prefix, sha256.Sum256([]byte(p.project.ID+" "+prefix+" "+of)))
}

// number gives tasks their numbers in the order in which they were made.
func (p *plan) number(all []*tale, key string) {
	old := slices.Clone(all)
	slices.SortStableFunc(old, func(a, b *tale) int { return cmp.Compare(a.made, b.made) })
	for i, t := range old {
		p.ids[t.name] = p.id("tsk", t.name)
		p.keys[t.name] = fmt.Sprint(key, "-", i+1)
		p.tasks = append(p.tasks, &work.Task{Meta: store.Meta{ID: p.ids[t.name]}, Number: int64(i + 1)})
	}
}

func (p *plan) of(name string) *work.Task {
	i := slices.IndexFunc(p.tasks, func(t *work.Task) bool { return t.ID == p.ids[name] })
	return p.tasks[i]
}

// hour is when on a day something happened: in working hours, a little different each time, and never later than now.
func (p *plan) hour(day int, what string) moment.Time {
	sum := sha256.Sum256([]byte(what))
	minutes := 7*60 + (int(sum[0])<<8+int(sum[1]))%(10*60)
	y, m, d := p.now.Std().Date()
	at := moment.Of(time.Date(y, m, d+day, 0, minutes, int(sum[2])%60, 0, time.UTC))
	if latest := p.now.Add(-time.Duration(sum[3]) * time.Second); at.After(latest) {
		return latest
	}
	return at
}

// workday is a day from today on which something can be due. What is far off is not due on a Saturday.
func (p *plan) workday(day int) moment.Date {
	y, m, d := p.now.Std().Date()
	at := time.Date(y, m, d+day, 0, 0, 0, 0, time.UTC)
	for day > 3 && (at.Weekday() == time.Saturday || at.Weekday() == time.Sunday) {
		at = at.AddDate(0, 0, 1)
	}
	return moment.Of(at).Date()
}

func (p *plan) task(t *tale, ranks map[string]string) {
	is := p.of(t.name)
	i := slices.IndexFunc(p.statuses, func(s project.Status) bool { return string(s.Group) == t.in })
	is.Project, is.Title, is.Type, is.Priority, is.Status = p.project.ID, t.title, t.kind, t.priority, p.statuses[i].ID
	is.Reporter, is.CreatedBy, is.Assignees, is.Labels = p.who, p.who, []string{}, []string{}
	if t.mine {
		is.Assignees = []string{p.who}
	}
	for _, l := range t.labels {
		is.Labels = append(is.Labels, p.id("lbl", l))
	}
	if t.points > 0 {
		is.Points = &t.points
	}
	if t.due != nil {
		due := p.workday(*t.due)
		is.Due = &due
	}
	if t.parent != "" {
		above := p.ids[t.parent]
		is.Parent = &above
	}
	is.CreatedAt = p.hour(t.made, t.name)
	if is.StatusSince = p.hour(t.since, t.name+" since"); is.StatusSince.Before(is.CreatedAt) {
		is.StatusSince = is.CreatedAt
	}
	is.UpdatedAt = is.StatusSince
	rank, _ := id.Between(ranks[t.in], "") // there is room above every rank
	is.Rank, ranks[t.in] = rank, rank
	if t.text != "" {
		p.texts = append(p.texts, &work.Text{Meta: store.Meta{ID: is.ID}, Project: is.Project, Markdown: p.fill(t.text)})
	}
	last := is.CreatedAt
	for n, r := range t.said {
		at := p.hour(r.day, fmt.Sprint(t.name, n))
		if !at.After(last) {
			at = last.Add(time.Second)
		}
		last = at
		p.comments = append(p.comments, &work.Comment{Meta: store.Meta{ID: p.id("cmt", fmt.Sprint(t.name, n))}, Project: is.Project, Task: is.ID,
			Author: p.who, Markdown: p.fill(r.text), CreatedAt: at})
	}
	for _, l := range t.links {
		half := work.Link{Meta: store.Meta{ID: p.id("lnk", t.name+l.kind+l.other)}, Project: is.Project, Task: is.ID, Type: l.kind, Other: p.ids[l.other],
			OtherProject: is.Project, CreatedAt: is.StatusSince, CreatedBy: p.who}
		p.links = append(p.links, &half, half.OtherHalf())
	}
}

// fill puts keys of tasks in the place of their names, and the picture where it belongs.
func (p *plan) fill(text string) string {
	pairs := []string{"{picture}", p.picture}
	for name, key := range p.keys {
		pairs = append(pairs, "{"+name+"}", key)
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// count makes the tallies that follow from a task.
func (p *plan) count(t *tale) {
	is := p.of(t.name)
	p.tally(is.ID, work.Counts{Comments: int64(len(t.said))})
	if is.Parent != nil {
		c := work.Counts{Subtasks: 1}
		if t.in == string(project.Done) || t.in == string(project.Dropped) {
			c.SubtasksDone = 1
		}
		p.tally(*is.Parent, c)
	}
	for _, l := range t.links {
		p.tally(is.ID, work.Counts{Links: 1})
		p.tally(p.ids[l.other], work.Counts{Links: 1})
	}
}

func (p *plan) tally(task string, by work.Counts) {
	if by == (work.Counts{}) {
		return
	}
	t := p.tallies[task]
	if t == nil {
		t = &work.Tally{Meta: store.Meta{ID: task}, Project: p.project.ID}
		p.tallies[task] = t
	}
	t.Comments += by.Comments
	t.Subtasks += by.Subtasks
	t.SubtasksDone += by.SubtasksDone
	t.Links += by.Links
}
