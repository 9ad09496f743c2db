package search

import (
	"math"
	"strings"
	"sync"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/org"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Projects and members are few, so they are no part of the index: their words are kept in memory, and are as new as the documents. What
// names a person is written nowhere but in the member.

// found is a project or a member whose name has the terms.
type found struct {
	kind Kind
	id   string
}

// names are the words of the projects and members of a space, as a process keeps them. What is in it is replaced, never changed.
type names struct {
	mu       sync.Mutex
	at       store.Position // of the projects
	projects []named
	last     int64 // the event of members that the members are of
	epoch    string
	members  []named
}

// named is the name of something, cut into words.
type named struct {
	id      string
	version int64
	words   []string // of the name
	more    []string // of a key and a description
	off     bool     // of a member: is disabled
}

func cutName(id string, version int64, name string, more ...string) named {
	out := named{id: id, version: version}
	scan := newScanner()
	into := func(list *[]string) func([]byte, int, int, form) {
		return func(w []byte, _, _ int, _ form) { *list = append(*list, string(w)) }
	}
	scan.each(composed(name), into(&out.words))
	for _, text := range more {
		scan.each(composed(text), into(&out.more))
	}
	return out
}

// places finds the projects and members whose names have all terms, also those that are only like them where that is forgiven. Whether they
// may be seen is asked of those that have them.
func (f *finder) places(terms []term, forgiving bool) ([]candidate, error) {
	var out []candidate
	if f.only != "" {
		return nil, nil
	}
	if f.ask.wants(Project) {
		all, err := f.view.sp.names.allProjects(f.scope, f.events)
		if err != nil {
			return nil, err
		}
		for _, n := range all {
			if score := f.named(n, terms, forgiving); score > 0 {
				if worth := f.worth(n.id); worth > 0 && f.enter(n.id).May(access.ProjectRead) {
					out = append(out, candidate{score: score * worth, place: &found{Project, n.id}})
				}
			}
		}
	}
	if f.ask.wants(Member) && f.scope.May(access.MemberRead) {
		all, err := f.view.sp.names.allMembers(f.scope)
		if err != nil {
			return nil, err
		}
		for _, n := range all {
			if score := f.named(n, terms, forgiving); score > 0 {
				if n.off {
					score *= archiveWeight
				}
				out = append(out, candidate{score: score, place: &found{Member, n.id}})
			}
		}
	}
	return out, f.err
}

// named says how well a name has all terms, 0 where it does not.
func (f *finder) named(n named, terms []term, forgiving bool) float32 {
	score := float32(0)
	for _, t := range terms {
		x := max(t.in(n.words, forgiving)*titleWeight*(1+titleShare/float32(max(len(n.words), 1))), t.in(n.more, forgiving)*textWeight)
		if x == 0 {
			return 0
		}
		score += x
	}
	return score * float32(math.Log(2+float64(f.match.things())))
}

// in says how well a term is found among words: 1 as it was typed, less when it only begins one or is like one, 0 not at all.
func (t term) in(words []string, forgiving bool) float32 {
	best := float32(0)
	for _, w := range words {
		switch {
		case w == t.word:
			return 1
		case t.prefix && strings.HasPrefix(w, t.word):
			best = max(best, begunWeight)
		case forgiving && t.pattern != nil && listable([]byte(w)):
			if most := alike(t.letters); most > 0 && t.pattern.errors([]byte(w), most, t.prefix) <= most {
				best = max(best, wrongWeight)
			}
		}
	}
	return best
}

// mostFollowed is how many events are looked at for changes of projects before all projects are.
const mostFollowed = 500

// allProjects gives the words of all projects, of whichever the one who asks may see. They are read anew when something has happened to one.
func (n *names) allProjects(sc *access.Scope, events func(after int64, limit int) ([]*store.Event, error)) ([]named, error) {
	n.mu.Lock()
	was, at := n.projects, n.at
	n.mu.Unlock()
	now := sc.Position()
	if at.Epoch == now.Epoch && at.Number >= now.Number {
		return was, nil
	}
	changed := at.Epoch != now.Epoch || now.Number-at.Number > mostFollowed
	if !changed {
		some, err := events(at.Number, mostFollowed)
		if err != nil {
			return nil, err
		}
		for _, e := range some {
			changed = changed || e.Ref.Kind == project.Projects.Def().Kind
		}
	}
	is := was
	if changed {
		var err error
		if is, err = readProjects(sc.Tx, was); err != nil {
			return nil, err
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.at == at {
		n.projects, n.at = is, now
	}
	return is, nil
}

// readProjects cuts the names of those projects that were not cut before.
func readProjects(tx store.Tx, was []named) ([]named, error) {
	known := map[string]named{}
	for _, n := range was {
		known[n.id] = n
	}
	var out []named
	for d, err := range tx.Find(store.Query{Def: project.Projects.Def()}) {
		if err != nil {
			return nil, err
		}
		n, ok := known[d.ID]
		if !ok || n.version != d.Version {
			p, err := project.Projects.Decode(d)
			if err != nil {
				return nil, err
			}
			text, links := plainText(p.Description)
			n = cutName(p.ID, p.Version, p.Name, p.Key, text, links)
		}
		out = append(out, n)
	}
	return out, nil
}

// allMembers gives the words of the names of all members. They are read anew when one has changed.
func (n *names) allMembers(sc *access.Scope) ([]named, error) {
	last, epoch := sc.Last("", org.Members.Def().Kind), sc.Position().Epoch
	n.mu.Lock()
	is, fresh := n.members, n.members != nil && n.last == last && n.epoch == epoch
	n.mu.Unlock()
	if fresh {
		return is, nil
	}
	all, err := org.Members.All(sc, store.Query{})
	if err != nil {
		return nil, err
	}
	is = make([]named, len(all))
	for i, m := range all {
		is[i] = cutName(m.ID, m.Version, m.Name)
		is[i].off = m.Disabled
	}
	n.mu.Lock()
	n.members, n.last, n.epoch = is, last, epoch
	n.mu.Unlock()
	return is, nil
}

// showPlace adds a project or a member to the items.
func (f *finder) showPlace(p *found, m *marker) {
	for _, has := range f.items {
		if has.Kind == p.kind && has.ID == p.id {
			return
		}
	}
	out := Found{Kind: p.kind, ID: p.id, Field: InTitle}
	text := ""
	switch p.kind {
	case Project:
		pr, err := project.Projects.Look(f.enter(p.id), p.id)
		if err != nil || pr == nil {
			return
		}
		out.Name, out.Key, out.Hue = pr.Name, pr.Key, pr.Hue
		text = pr.Description
	default:
		member, err := org.Members.Look(f.scope, p.id)
		if err != nil || member == nil {
			return
		}
		out.Name, out.Hue = member.Name, member.Hue
	}
	out.where(m, text)
	f.items = append(f.items, out)
}

// where says where the terms stand in a project or a member.
func (out *Found) where(m *marker, description string) {
	name := composed(out.Name)
	marks, has := m.in(name, true)
	out.Snippet, out.Marks = name, utf16Marks(name, marks)
	if has == m.all() || out.Kind != Project {
		return
	}
	if marks, has := m.in(out.Key, true); has == m.all() {
		out.Field, out.Snippet, out.Marks = InKey, out.Key, utf16Marks(out.Key, marks)
		return
	}
	text, _ := plainText(description)
	if marks, here := m.in(text, false); here != 0 {
		out.Field = InText
		out.Snippet, out.Marks = snippet(text, marks)
	}
}
