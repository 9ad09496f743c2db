package search

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
)

// scored scores a thing as docs/SEARCH.md says it, one word after the other; 0 where it does not have all.
func scored(m *matcher, terms []*lists, bonus []*lists, joined []string, asked []term, x *thing, r row) float32 {
	if r.flags()&(trashed|dead) != 0 || m.sees.of(r.project()) == 0 {
		return 0
	}
	sum := float32(0)
	for i, t := range asked {
		best := float32(0)
		for _, w := range x.words {
			factor := float32(0)
			switch {
			case w.word == t.word:
				factor = 1
			case t.prefix && strings.HasPrefix(w.word, t.word) && t.letters > 2:
				factor = begunWeight
			}
			if m.comments && w.fields&inComment == 0 {
				factor = 0
			}
			if factor > 0 {
				best = max(best, m.values(terms[i].weight * factor)[w.fields]*share(r, uint(w.fields)))
			}
		}
		if best == 0 {
			return 0
		}
		sum += best
	}
	for i, l := range bonus {
		for _, w := range x.words {
			if w.word == joined[i] {
				sum += l.weight * bonusWeight
			}
		}
	}
	return sum * m.standing(r)
}

// akin gives the nth word of a language in which many words begin alike.
func akin(n int) string {
	return []string{"abc", "abd", "xyz"}[n%3] + word(n)
}

func TestTheBestAreThoseThatScoreMost(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for round := range 60 {
		known := numbered()
		v := view{sp: newSpace("", newCache(1<<20))}
		things := map[short]*thing{}
		sources := map[uint32]source{}
		for i := range uint32(1 + r.IntN(4)) {
			some := thingsOf(r, 120, 20, 60, akin)
			s, from, _ := readBack(t, build(slices.Clone(some), nil), i, known)
			v.segments, sources[i] = append(v.segments, s), from
			for doc := range s.len() {
				if r.IntN(5) == 0 {
					s.set(doc, s.row(doc).touched(1, dead))
				}
			}
			for _, x := range some {
				things[x.id] = x
			}
		}
		m := &matcher{view: v, from: func(s *segment, b int) ([]byte, error) { return sources[s.id](s, b) }, keep: 1 + r.IntN(30), today: 30_000, comments: round%7 == 0}
		m.sees = newSight(10, func(p uint16) float32 { return []float32{1, 0, archiveWeight, 1, 1}[p%5] })
		var asked []term
		var terms, bonus []*lists
		var joined []string
		for range 1 + r.IntN(3) {
			tm := newTerm(akin(r.IntN(60)), r.IntN(3) == 0)
			if tm.prefix {
				tm = newTerm(tm.word[:min(3, len(tm.word))], true)
			}
			l, err := m.exact(tm)
			if err != nil {
				t.Fatal(err)
			}
			asked, terms = append(asked, tm), append(terms, l)
		}
		if r.IntN(2) == 0 {
			w := akin(r.IntN(60))
			l, err := m.exact(newTerm(w, false))
			if err != nil {
				t.Fatal(err)
			}
			joined, bonus = append(joined, w), append(bonus, l)
		}
		got := m.find(terms, bonus)
		var want []hit
		for _, s := range v.segments {
			for doc := range s.len() {
				if score := scored(m, terms, bonus, joined, asked, things[s.short(doc)], s.row(doc)); score > 0 {
					want = append(want, hit{s, doc, s.short(doc), s.row(doc).project(), score})
				}
			}
		}
		slices.SortFunc(want, better)
		want = want[:min(len(want), m.keep)]
		show := func(all []hit) (out []string) {
			for _, h := range all {
				out = append(out, fmt.Sprintf("%s %.3f", h.id.long("tsk"), h.score))
			}
			return out
		}
		if a, b := show(got), show(want); !slices.EqualFunc(a, b, func(a, b string) bool { return a == b }) {
			t.Fatalf("round %d:\n%s\nwant\n%s", round, strings.Join(a, "\n"), strings.Join(b, "\n"))
		}
		if !slices.IsSortedFunc(got, func(a, b hit) int { return cmp.Compare(b.score, a.score) }) {
			t.Fatal("the best are not first")
		}
	}
}

func TestWhatWasMadeOfAnOlderIndexIsRefused(t *testing.T) {
	h := open(t)
	h.project("MESOS", "Mesos", "")
	h.catchUp()
	x := h.search.run.index
	var b *batch
	h.must(h.store.View(h.ctx, here, func(tx store.Tx) (err error) {
		b, err = x.batch(tx, here)
		return err
	}))
	other := newIndexer(h.store, x.log, "another", newSpaces())
	h.must(other.update(h.ctx, here, func(tx store.Tx) error { return other.keep(tx, b.version, lease, func(*Head) error { return nil }) }))
	_, err := h.store.Update(h.ctx, here, store.By{Kind: "system"}, func(tx store.Tx) error { return x.add(tx, b.version, b.build(), nil) })
	if err != errPassed { //nolint:errorlint // it is given as it is
		t.Errorf("a segment of an older index: %v", err)
	}
}
