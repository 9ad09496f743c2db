package search

import (
	"slices"
	"strings"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/work"
)

// keys finds the task whose key or id was typed or pasted, and those that have a number.
func (f *finder) keys() error {
	if !f.ask.wants(Task) {
		return nil
	}
	if f.q.number != "" {
		return f.numbers()
	}
	if task := strings.TrimSpace(f.ask.Words); id.Valid("tsk", task) {
		return f.byID(task)
	}
	if f.q.key == "" {
		return nil
	}
	key, _, _ := strings.Cut(f.q.key, "-")
	k, err := project.Keys.Look(f.scope.Tx, strings.ToUpper(key))
	if err != nil || k == nil || f.worth(k.Project) == 0 {
		return err
	}
	task, err := work.Numbered(f.enter(k.Project), f.q.key)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.showKey(f.enter(k.Project), task)
}

// byID finds a task by its id, which says nothing about the project: the index knows that.
func (f *finder) byID(task string) error {
	short, _ := shorten(task)
	s, doc, ok := locate(f.view.segments, short)
	if !ok {
		return nil
	}
	p := f.view.projects[s.row(doc).project()]
	if f.worth(p) == 0 {
		return f.err
	}
	return f.showKey(f.enter(p), task)
}

// numbers finds the tasks with a number, of whichever project.
func (f *finder) numbers() error {
	l, err := f.match.exact(term{word: numberSign + f.q.number})
	if err != nil || l.total == 0 {
		return err
	}
	m := *f.match
	m.comments = false
	for _, h := range m.find([]*lists{l}, nil) {
		if len(f.items) == f.ask.Limit {
			return nil
		}
		if err := f.showKey(f.enter(f.view.projects[h.project]), h.id.long("tsk")); err != nil {
			return err
		}
	}
	return nil
}

// showKey shows a task that was found by its key.
func (f *finder) showKey(in *access.Scope, task string) error {
	if in == nil {
		return f.err
	}
	c, ok, err := card(in, task)
	if err != nil || !ok {
		return err
	}
	short, _ := shorten(task)
	f.seen[short] = true
	f.items = append(f.items, Found{Kind: Task, ID: task, Project: in.Project, Card: c, Field: InKey, Snippet: c.Key, Marks: keyMarks(c.Key, f.q)})
	return nil
}

// keyMarks marks what was typed of a key.
func keyMarks(key string, q query) [][2]int {
	if q.number != "" {
		return [][2]int{{len(key) - len(q.number), len(key)}}
	}
	return [][2]int{{0, len(key)}}
}

// card reads the card of a task through the scope of its project; false when it is gone, or in the trash.
func card(in *access.Scope, task string) (work.Card, bool, error) {
	c, err := work.CardOf(in, task)
	if fault.Is(err, fault.NotFound) {
		return c, false, nil
	}
	if err != nil {
		return c, false, err
	}
	trashed, err := inTrash(c.Doc)
	return c, err == nil && !trashed, err
}

// task reads what was found through the scope of its project, and says where the words stand in it. What has changed since it was put into
// the index may not have them any more: then it is not shown.
func (f *finder) task(of, id string, m *marker) (Found, bool, error) {
	in := f.enter(of)
	if in == nil {
		return Found{}, false, f.err
	}
	c, ok, err := card(in, id)
	if err != nil || !ok {
		return Found{}, false, err
	}
	out := Found{Kind: Task, ID: id, Project: in.Project, Card: c}
	if f.match.comments {
		ok, err = f.inComments(in, &out, m, 0)
		return out, ok, err
	}
	title, err := titleOf(c.Doc)
	if err != nil {
		return out, false, err
	}
	title = composed(title)
	marks, has := m.in(title, true)
	if has == m.all() {
		out.Field, out.Snippet, out.Marks = InTitle, title, utf16Marks(title, slices.Clone(marks))
		return out, true, nil
	}
	ok, err = f.inText(in, &out, m, has)
	return out, ok, err
}

// inText looks for the terms that are not in the title in the text, and for those that are not there in the comments.
func (f *finder) inText(in *access.Scope, out *Found, m *marker, has uint32) (bool, error) {
	markdown, err := textOf(in, out.ID)
	if err != nil {
		return false, err
	}
	if markdown != "" {
		text, links := plainText(markdown)
		marks, here := m.in(text, false)
		if has|here != m.all() {
			_, more := m.in(links, true)
			here |= more
		}
		if here != 0 {
			out.Field = InText
			out.Snippet, out.Marks = snippet(text, marks)
		}
		if has |= here; has == m.all() {
			return true, nil
		}
	}
	return f.inComments(in, out, m, has)
}
