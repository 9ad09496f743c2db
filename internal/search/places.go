package search

import (
	"math"
	"slices"
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

// names are the words of the projects and members of a space, as a process keeps them.
type names struct {
	mu       sync.Mutex
	projects []string // ids
	known    bool
	at       store.Position
	words    map[string]named
	members  []*org.Member
	last     int64 // the last event of members that was seen
	epoch    string
}

// named is the name of something, cut into words.
type named struct {
	version int64
	words   []string // of the name
	more    []string // of a key and a description
}

func cutName(version int64, name string, more ...string) named {
	out := named{version: version}
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

// places finds the projects and members whose names have all terms; forgiving those that are only like them where m is given.
func (f *finder) places(terms []term, m *matcher) ([]candidate, error) {
	n := &f.view.sp.names
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []candidate
	if f.ask.wants(Project) && f.only == "" {
		if err := n.follow(f.scope); err != nil {
			return nil, err
		}
		for _, id := range n.projects {
			worth := f.worth(id)
			if worth == 0 {
				continue
			}
			p, err := project.Projects.Look(f.enter(id), id)
			if err != nil {
				return nil, err
			}
			name := n.words[id]
			if name.words == nil || name.version != p.Version {
				description, links := plainText(p.Description)
				name = cutName(p.Version, p.Name, p.Key, description, links)
				n.words[id] = name
			}
			out = f.place(out, Project, id, name, terms, m != nil, worth)
		}
	}
	if f.ask.wants(Member) && f.only == "" && f.scope.May(access.MemberRead) {
		if err := n.people(f.scope); err != nil {
			return nil, err
		}
		for _, p := range n.members {
			worth := float32(1)
			if p.Disabled {
				worth = archiveWeight
			}
			out = f.place(out, Member, p.ID, n.words[p.ID], terms, m != nil, worth)
		}
	}
	return out, f.err
}

// place adds a project or a member, if its name has all terms.
func (f *finder) place(out []candidate, k Kind, id string, name named, terms []term, forgiving bool, worth float32) []candidate {
	things := 1
	for _, s := range f.view.segments {
		things += s.len()
	}
	weight := float32(math.Log(1 + float64(things)))
	score := float32(0)
	for _, t := range terms {
		x := max(t.in(name.words, forgiving)*titleWeight*(1+titleShare/float32(max(len(name.words), 1))), t.in(name.more, forgiving)*textWeight)
		if x == 0 {
			return out
		}
		score += x * weight
	}
	return append(out, candidate{score: score * worth, place: &found{k, id}})
}

// in says how well a term is found among words: 1 as it was typed, less when it only begins one or is like one, 0 not at all.
func (t term) in(words []string, forgiving bool) float32 {
	best := float32(0)
	var m measure
	for _, w := range words {
		switch {
		case w == t.word:
			return 1
		case t.prefix && strings.HasPrefix(w, t.word):
			best = max(best, begunWeight)
		case forgiving && listable([]byte(w)):
			if most := alike(len(t.runes)); most > 0 && m.errors(t.runes, []byte(w), most, t.prefix) <= most {
				best = max(best, wrongWeight)
			}
		}
	}
	return best
}

// follow keeps the list of projects: it is read anew when one was made or deleted since.
func (n *names) follow(sc *access.Scope) error {
	if n.words == nil {
		n.words = map[string]named{}
	}
	at := sc.Position()
	if n.known && n.at == at {
		return nil
	}
	var ids []string
	d := project.Keys.Def()
	for doc, err := range sc.Tx.Find(store.Query{Def: d, WithKeys: true}) {
		if err != nil {
			return err
		}
		ids = append(ids, doc.Keys[d.Field("project")].Text)
	}
	slices.Sort(ids)
	n.projects, n.known, n.at = slices.Compact(ids), true, at
	return nil
}

// people reads the members anew when one has changed.
func (n *names) people(sc *access.Scope) error {
	if n.words == nil {
		n.words = map[string]named{}
	}
	last, epoch := sc.Last("", org.Members.Def().Kind), sc.Position().Epoch
	if n.members != nil && n.last == last && n.epoch == epoch {
		return nil
	}
	all, err := org.Members.All(sc, store.Query{})
	if err != nil {
		return err
	}
	for _, m := range all {
		n.words[m.ID] = cutName(m.Version, m.Name)
	}
	n.members, n.last, n.epoch = all, last, epoch
	return nil
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
