package search

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// mostNear is how many words a misspelt one may stand for.
const mostNear = 40

// nearWord is a word that looks like a typed one.
type nearWord struct {
	word   string
	errors int
}

// understood are terms as they may have been meant.
type understood struct {
	terms []term
	lists []*lists
	near  [][]nearWord
}

// forgiving finds what terms may have been meant to be: words that differ by few typing errors, and the parts of names that were written in
// one. It gives nil when there is nothing to forgive, or a word stays unknown.
func (m *matcher) forgiving(terms []term) (*understood, error) {
	all := make([]understood, len(terms))
	order := make([]int, len(terms))
	for i, t := range terms {
		l, err := m.exact(t)
		if err != nil {
			return nil, err
		}
		all[i], order[i] = understood{[]term{t}, []*lists{l}, make([][]nearWord, 1)}, i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(all[a].lists[0].total, all[b].lists[0].total) })
	for _, i := range order { // the unknown first: they may end it
		if ok, err := m.understand(&all[i]); err != nil || !ok {
			return nil, err
		}
	}
	u, changed := &understood{}, false
	for i := range all {
		changed = changed || len(all[i].terms) > 1 || len(all[i].near[0]) > 0
		u.terms, u.lists, u.near = append(u.terms, all[i].terms...), append(u.lists, all[i].lists...), append(u.near, all[i].near...)
	}
	if !changed || len(u.terms) > mostWords {
		return nil, nil
	}
	return u, nil
}

// understand finds what one term may have been meant to be; false when nobody knows. Where BalloonFramework is nowhere, and nothing like it,
// what has balloon and framework may be meant.
func (m *matcher) understand(u *understood) (ok bool, err error) {
	t := u.terms[0]
	if u.near[0], err = m.near(t); err != nil {
		return false, err
	}
	if err := m.addNear(u.lists[0], u.near[0]); err != nil || u.lists[0].total > 0 || len(t.parts) == 0 {
		return u.lists[0].total > 0, err
	}
	*u = understood{}
	for i, p := range t.parts {
		t := newTerm(p, t.prefix && i == len(t.parts)-1)
		l, err := m.exact(t)
		if err != nil {
			return false, err
		}
		near, err := m.near(t)
		if err != nil {
			return false, err
		}
		if err := m.addNear(l, near); err != nil || l.total == 0 {
			return false, err
		}
		u.terms, u.lists, u.near = append(u.terms, t), append(u.lists, l), append(u.near, near)
	}
	return true, nil
}

func (m *matcher) addNear(l *lists, near []nearWord) error {
	for _, n := range near {
		factor := float32(math.Pow(wrongWeight, float64(n.errors)))
		for i, s := range m.view.segments {
			if err := m.word(l, i, s, n.word, factor); err != nil {
				return err
			}
		}
	}
	return nil
}

// near finds the words that differ from a term by as few errors as its length is forgiven.
func (m *matcher) near(t term) ([]nearWord, error) {
	if t.pattern == nil || alike(t.letters) == 0 {
		return nil, nil
	}
	most := alike(t.letters)
	found := map[string]int{}
	for _, s := range m.view.segments {
		v, err := m.view.vocabulary(m.tx, s)
		if err != nil {
			return nil, err
		}
		v.near(t.pattern, most, t.prefix, func(w []byte, errors int) {
			if errors > 0 && !(t.prefix && strings.HasPrefix(string(w), t.word)) {
				if has, ok := found[string(w)]; !ok || errors < has {
					found[string(w)] = errors
				}
			}
		})
	}
	out := make([]nearWord, 0, len(found))
	for w, e := range found {
		out = append(out, nearWord{w, e})
	}
	slices.SortFunc(out, func(a, b nearWord) int {
		return cmp.Or(cmp.Compare(a.errors, b.errors), cmp.Compare(len(a.word), len(b.word)), cmp.Compare(a.word, b.word))
	})
	return out[:min(len(out), mostNear)], nil
}
