package search

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

// scanned is a task as a search without an index sees it: every word of it, and in which fields it stands.
type scanned struct {
	id    string
	words map[string]uint8
	begun map[string]bool // how words of the title begin
	old   bool            // the project is archived
}

// scanAll reads all tasks that somebody sees, one after the other.
func (h *house) scanAll(a access.Actor) []scanned {
	h.Helper()
	var all []scanned
	h.must(h.gate.View(h.ctx, a, access.OrganisationRead, access.In(here), func(s *access.Scope) error {
		all = nil
		scopes, err := s.Projects(access.TaskRead)
		if err != nil {
			return err
		}
		for _, in := range scopes {
			p, err := project.Projects.Look(in, in.Project)
			if err != nil {
				return err
			}
			if !p.TrashedAt.IsZero() {
				continue
			}
			for t, err := range work.Tasks.Find(in, store.Query{}) {
				if err != nil {
					return err
				}
				if t.TrashedAt.IsZero() {
					one, err := scanTask(in, t)
					if err != nil {
						return err
					}
					one.old = p.Archived
					all = append(all, one)
				}
			}
		}
		return nil
	}))
	return all
}

func scanTask(in *access.Scope, t *work.Task) (scanned, error) {
	s := scanned{id: t.ID, words: map[string]uint8{}, begun: map[string]bool{}}
	note := func(text string, field uint8) {
		newScanner().each(composed(text), func(w []byte, _, _ int, f form) {
			s.words[string(w)] |= field
			if r := []rune(string(w)); field == inTitle && f == plain {
				for n := 1; n <= 2 && n < len(r); n++ {
					s.begun[string(r[:n])] = true
				}
			}
		})
	}
	note(t.Title, inTitle)
	text, err := work.Texts.Look(in, t.ID)
	if err != nil {
		return s, err
	}
	if text != nil {
		shown, links := plainText(text.Markdown)
		note(shown+" "+links, inText)
	}
	for c, err := range work.Comments.Find(in, store.Query{Index: "task", Equal: []store.Value{store.T(t.ID)}}) {
		if err != nil {
			return s, err
		}
		shown, links := plainText(c.Markdown)
		note(shown+" "+links, inComment)
	}
	return s, nil
}

// has reports whether a task has a term as it was typed, and the best field it has it in.
func (s scanned) has(t term) uint8 {
	fields := s.words[t.word]
	if t.prefix {
		if t.letters > 2 || crowdedWord(t.word) {
			for w, f := range s.words {
				if strings.HasPrefix(w, t.word) {
					fields |= f
				}
			}
		} else if s.begun[t.word] {
			fields |= inTitle
		}
	}
	return fields & -fields
}

// naive finds the tasks that have all terms, and for a query of one term the field of each.
func naive(all []scanned, q query) map[string]uint8 {
	out := map[string]uint8{}
	for _, s := range all {
		best := uint8(0)
		for i, t := range q.terms {
			f := s.has(t)
			if i == 0 || f == 0 {
				best = f
			}
			if f == 0 {
				break
			}
		}
		if best != 0 {
			out[s.id] = best
		}
	}
	return out
}

// agrees compares what a search finds with what a look at everything finds.
func (h *house) agrees(a access.Actor, words string) {
	h.Helper()
	q := parse(words)
	if q.number != "" || q.key != "" {
		h.Fatal("a key comes first, whatever the words are")
	}
	all := h.scanAll(a)
	want, old := naive(all, q), map[string]bool{}
	for _, s := range all {
		old[s.id] = s.old
	}
	items := h.look(a, Ask{Words: words, Kinds: []Kind{Task}, Limit: MaxLimit})
	last := uint8(0)
	for i, f := range items {
		field, ok := want[f.ID]
		switch {
		case i < len(want) && !ok:
			h.Fatalf("%q as %s: %q does not have the words and comes before %d that do", words, a.User, h.titles([]string{f.ID}), len(want)-i)
		case i >= len(want) && ok:
			h.Fatalf("%q as %s: %q comes too late", words, a.User, h.titles([]string{f.ID}))
		case ok && len(q.terms) == 1 && !q.terms[0].prefix && !old[f.ID] && field < last:
			h.Fatalf("%q: what has it in field %d comes after field %d", words, field, last)
		}
		if ok && !old[f.ID] {
			last = field
		}
		for _, m := range f.Marks {
			if m[0] >= m[1] || m[1] > unitsOf(f.Snippet) {
				h.Fatalf("%q: marks %v of %q", words, f.Marks, f.Snippet)
			}
		}
	}
	if n := min(len(want), MaxLimit); len(items) < n {
		h.Fatalf("%q as %s: found %d of %d", words, a.User, len(items), n)
	}
}

var (
	bits0 = []string{"executor", "executors", "exec", "cache", "Fetcher", "MesosContainerizer", "gtest_filter", "process.cpp", "naïve", "Größe", "世界杯", "데이터",
		"c++", "terminate", "termination", "slave", "master", "the", "a", "on", "10.0.0.1", "docker", "x1", "flaky", "ünï", "don't"}
	queries = []string{"executor", "executor ", "exec", "ex", "e", "cache executor", "mesoscont", "containerizer ", "gtest_filter", "filter ", "process.c", "naive ", "grosse ",
		"世界", "界", "데이터", "c++", "c ", "term", "slave master ", "the ", "10.0.0.1", "the a on", "docke", "x1", "dont", "fetcher docker flaky", "uni", "nowhere ", "d t "}
)

// history is a house to which things happen at random.
type events struct {
	*house
	r        *rand.Rand
	projects []*project.Project
	tasks    []string
	of       map[string]*project.Project
	comments []string
	on       map[string]string
	ops      []string
}

func (e *events) say(n int) string {
	var b strings.Builder
	for range 1 + e.r.IntN(n) {
		b.WriteString(bits0[e.r.IntN(len(bits0))] + " ")
	}
	return b.String()
}

func (e *events) task() (string, string) {
	if len(e.tasks) == 0 {
		return "tsk_00000000000000000000", e.projects[0].ID
	}
	t := e.tasks[e.r.IntN(len(e.tasks))]
	return t, e.of[t].ID
}

// happens does something, which may be refused.
func (e *events) happens() {
	task, of := e.task()
	var err error
	note := func(c store.Commit) {
		if c.Tx != 0 {
			e.ops = append(e.ops, opOf(c))
		}
	}
	e.clock.Advance(time.Duration(e.r.IntN(40)) * time.Hour)
	switch n := e.r.IntN(24); n {
	case 0, 1, 2, 3, 4, 5:
		p := e.projects[e.r.IntN(len(e.projects))]
		var w work.Written
		if w, _, err = e.work.Create(e.ctx, ada, here, p.ID, work.Draft{Title: strings.TrimSpace(e.say(6)), Markdown: e.say(12)}); err == nil {
			e.tasks = append(e.tasks, w.Card.Doc.ID)
			e.of[w.Card.Doc.ID] = p
			note(w.Commit)
		}
	case 6, 7:
		title := strings.TrimSpace(e.say(5))
		var w work.Written
		w, err = e.work.Update(e.ctx, ada, here, of, task, work.Patch{Title: &title})
		note(w.Commit)
	case 8, 9:
		text := e.say(20)
		var w work.Written
		w, err = e.work.Update(e.ctx, ada, here, of, task, work.Patch{Markdown: &text})
		note(w.Commit)
	case 10, 11, 12:
		var said work.Said
		if said, _, err = e.work.Comment(e.ctx, ada, here, of, task, "", e.say(8)); err == nil {
			e.comments = append(e.comments, said.Doc.ID)
			e.on[said.Doc.ID] = task
			note(said.Commit)
		}
	case 13, 14:
		if len(e.comments) > 0 {
			c := e.comments[e.r.IntN(len(e.comments))]
			on := e.on[c]
			if n == 13 {
				_, err = e.work.EditComment(e.ctx, ada, here, e.of[on].ID, on, c, e.say(8))
			} else {
				_, err = e.work.DeleteComment(e.ctx, ada, here, e.of[on].ID, on, c)
			}
		}
	case 15:
		var w work.Written
		w, err = e.work.Trash(e.ctx, ada, here, of, task, nil)
		note(w.Commit)
	case 16:
		_, err = e.work.Restore(e.ctx, ada, here, of, task)
	case 17:
		_, err = e.work.Purge(e.ctx, ada, here, of, task)
	case 18, 19:
		p := e.of[task]
		if p != nil {
			_, err = e.work.Move(e.ctx, ada, here, of, task, work.Place{Status: p.Statuses[e.r.IntN(len(p.Statuses))].ID})
		}
	case 20:
		if len(e.ops) > 0 {
			_, err = e.history.Undo(e.ctx, ada, here, e.ops[e.r.IntN(len(e.ops))])
		}
	case 21:
		p := e.projects[e.r.IntN(len(e.projects))]
		if _, err = e.project0(p.ID); err == nil && e.r.IntN(3) > 0 {
			_, err = e.house.projects.Trash(e.ctx, ada, here, p.ID, 0)
		} else {
			_, err = e.house.projects.Restore(e.ctx, ada, here, p.ID)
		}
	case 22:
		p := e.projects[e.r.IntN(len(e.projects))]
		v := []project.Visibility{project.ToMembers, project.ToOrganisation}[e.r.IntN(2)]
		archived := e.r.IntN(4) == 0
		_, err = e.house.projects.Update(e.ctx, ada, here, p.ID, project.Patch{Visibility: &v, Archived: &archived})
	case 23:
		p := e.projects[e.r.IntN(len(e.projects))]
		group := project.Groups[e.r.IntN(len(project.Groups))]
		_, err = e.house.projects.ChangeStatus(e.ctx, ada, here, p.ID, p.Statuses[e.r.IntN(len(p.Statuses))].ID, project.StatusPatch{Group: &group})
	}
	if err != nil && fault.KindOf(err) == fault.Internal {
		e.Fatal(err)
	}
}

func (e *events) project0(id string) (*project.Project, error) {
	d, _, err := e.house.projects.Get(e.ctx, ada, here, id)
	if err != nil {
		return nil, err
	}
	return project.Projects.Decode(d)
}

func newEvents(t *testing.T, seed uint64) *events {
	e := &events{house: open(t), r: rand.New(rand.NewPCG(seed, 1)), of: map[string]*project.Project{}, on: map[string]string{}}
	for i := range 3 {
		e.projects = append(e.projects, e.project(fmt.Sprintf("P%d", i), fmt.Sprintf("Project %d", i), []project.Visibility{project.ToOrganisation, project.ToMembers}[i%2]))
	}
	return e
}

// TestASearchFindsWhatALookAtEverythingFinds holds the index against a scan of all documents, whatever happens to them.
func TestASearchFindsWhatALookAtEverythingFinds(t *testing.T) {
	seeds := uint64(6)
	if testing.Short() {
		seeds = 2
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			e := newEvents(t, seed)
			for step := range 240 {
				e.happens()
				if e.r.IntN(3) == 0 {
					e.catchUp() // a segment of its own, and now and then a merge
				}
				if step%40 != 39 {
					continue
				}
				if step == 159 { // another process goes on with the index
					e.search.run.release()
					e.serve(true)
				}
				e.catchUp()
				for _, q := range queries {
					e.agrees(ada, q)
					e.agrees(lin, q)
				}
			}
			e.sameAsNew()
		})
	}
}

// sameAsNew compares the index with one that is made anew.
func (e *events) sameAsNew() {
	e.Helper()
	state := func() []string {
		var out []string
		e.must(e.store.View(e.ctx, here, func(tx store.Tx) error {
			out = nil
			v, err := e.search.spaces.get(here).sync(tx)
			if err != nil {
				return err
			}
			out, err = dump(v, v.from(tx))
			return err
		}))
		return out
	}
	e.catchUp()
	followed := state()
	e.must(e.search.run.index.reset(e.ctx, here))
	e.catchUp()
	if anew := state(); !slices.Equal(followed, anew) {
		for i := range max(len(anew), len(followed)) {
			if i >= len(anew) || i >= len(followed) || anew[i] != followed[i] {
				e.Fatalf("the index that followed differs from a new one:\n%s\n%s", at(followed, i), at(anew, i))
			}
		}
	}
}

func at(s []string, i int) string {
	if i < len(s) {
		return s[i]
	}
	return "nothing"
}

// dump writes down a whole index: for each thing that is alive its row and its words.
func dump(v view, from source) ([]string, error) {
	things := map[string][]string{}
	for _, s := range v.segments {
		name := func(doc int) string {
			r := s.row(doc)
			return fmt.Sprintf("%s %s day %d title %d length %d flags %d", s.short(doc).long("tsk"), v.projects[r.project()], r.day(), r.titleWords(), r.length(), r.flags())
		}
		for doc := range s.len() {
			if s.row(doc).flags()&dead == 0 {
				things[name(doc)] = nil
			}
		}
		err := s.begins(from, nil, func(w, list []byte, _ int) {
			postings(list, func(p posting) {
				if n := name(p.doc()); s.row(p.doc()).flags()&dead == 0 {
					things[n] = append(things[n], fmt.Sprintf("%q%d", w, p.fields()))
				}
			})
		})
		if err != nil {
			return nil, err
		}
	}
	var out []string
	for n, words := range things {
		slices.Sort(words)
		out = append(out, n+": "+strings.Join(words, " "))
	}
	slices.SortFunc(out, cmp.Compare[string])
	return out, nil
}
