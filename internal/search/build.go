package search

import (
	"bytes"
	"slices"
	"strings"
)

// build makes a segment of things and of what has become of those that other segments have.
func build(things []*thing, touches []touch) written {
	slices.SortFunc(things, func(a, b *thing) int { return bytes.Compare(a.id[:], b.id[:]) })
	w := &writer{touches: touches}
	projects := map[short]uint16{}
	type list struct {
		word string
		at   []posting
	}
	var lists []list
	index := map[string]int32{}
	for i, t := range things {
		p, ok := projects[t.project]
		if !ok {
			p = uint16(len(w.projects))
			projects[t.project] = p
			w.projects = append(w.projects, t.project)
		}
		w.ids = append(w.ids, t.id[:]...)
		w.rows = append(w.rows, newRow(p, t.day, t.titleWords, len(t.words), t.flags))
		for _, x := range t.words {
			n, ok := index[x.word]
			if !ok {
				n = int32(len(lists))
				index[x.word] = n
				lists = append(lists, list{word: x.word})
			}
			lists[n].at = append(lists[n].at, newPosting(i, x.fields))
		}
	}
	slices.SortFunc(lists, func(a, b list) int { return strings.Compare(a.word, b.word) })
	for _, l := range lists {
		w.word([]byte(l.word), l.at)
	}
	return w.finish()
}
