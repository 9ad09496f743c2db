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

// forgiving finds what terms may have been meant to be: words that differ by few typing errors, and the parts of names that were written in
// one. It gives the terms as they are understood then; nil when there is nothing to forgive, or a word stays unknown.
func (m *matcher) forgiving(terms []term) ([]term, []*lists, [][]nearWord, error) {
	var out []term
	for _, t := range terms {
		if len(t.parts) == 0 || len(out)+len(t.parts) > mostWords {
			out = append(out, t)
			continue
		}
		for i, p := range t.parts {
			one := term{word: p, letters: len([]rune(p)), prefix: t.prefix && i == len(t.parts)-1}
			if listable([]byte(p)) {
				one.runes = []rune(p)
			}
			out = append(out, one)
		}
	}
	all, near := make([]*lists, len(out)), make([][]nearWord, len(out))
	changed := len(out) != len(terms)
	for i, t := range out {
		var err error
		if near[i], err = m.near(t); err != nil {
			return nil, nil, nil, err
		}
		if all[i], err = m.exact(t); err != nil {
			return nil, nil, nil, err
		}
		if err := m.addNear(all[i], near[i]); err != nil {
			return nil, nil, nil, err
		}
		if all[i].total == 0 {
			return nil, nil, nil, nil
		}
		changed = changed || len(near[i]) > 0
	}
	if !changed {
		return nil, nil, nil, nil
	}
	return out, all, near, nil
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
	most := alike(len(t.runes))
	if most == 0 {
		return nil, nil
	}
	found := map[string]int{}
	for _, s := range m.view.segments {
		v, err := m.view.vocabulary(m.tx, s)
		if err != nil {
			return nil, err
		}
		v.near(t.runes, most, t.prefix, func(w []byte, errors int) {
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
