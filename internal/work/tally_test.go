package work

import (
	"fmt"
	"testing"

	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
)

// tallied counts everything anew, out of the documents alone, and compares with what is kept.
func (h *house) tallied() error {
	var wrong error
	h.must(h.store.View(h.ctx, here1, func(tx store.Tx) error {
		wrong = nil
		want, err := countAll(tx)
		if err != nil {
			return err
		}
		for t, err := range Tallies.Find(tx, store.Query{}) {
			if err != nil {
				return err
			}
			if want[t.ID] != t.Counts {
				wrong = fmt.Errorf("%s has %+v, kept is %+v", t.ID, want[t.ID], t.Counts)
			}
			delete(want, t.ID)
		}
		for id, c := range want {
			wrong = fmt.Errorf("%s has %+v, nothing is kept", id, c)
		}
		return nil
	}))
	return wrong
}

func countAll(tx store.Tx) (map[string]Counts, error) {
	want := map[string]Counts{}
	for t, err := range Tasks.Find(tx, store.Query{}) {
		if err != nil {
			return nil, err
		}
		p, err := project.Projects.Look(tx, t.Project)
		if err != nil {
			return nil, err
		}
		if t.Parent == nil || !t.TrashedAt.IsZero() {
			continue
		}
		c := want[*t.Parent]
		c.Subtasks++
		if st, ok := p.Status(t.Status); ok && (st.Group == project.Done || st.Group == project.Dropped) {
			c.SubtasksDone++
		}
		want[*t.Parent] = c
	}
	for c, err := range Comments.Find(tx, store.Query{}) {
		if err != nil {
			return nil, err
		}
		n := want[c.Task]
		n.Comments++
		want[c.Task] = n
	}
	for l, err := range Links.Find(tx, store.Query{}) {
		if err != nil {
			return nil, err
		}
		n := want[l.Task]
		n.Links++
		want[l.Task] = n
	}
	return want, nil
}

func (h *house) true(t testing.TB) {
	t.Helper()
	if err := h.tallied(); err != nil {
		t.Error(err)
	}
}

func (h *house) counts(task string) Counts {
	h.t.Helper()
	c, _, err := h.Get(h.ctx, ada, here1, h.project.ID, task)
	h.must(err)
	return c.Counts
}

func beneath(parent string) func(*Draft) { return func(d *Draft) { d.Parent = parent } }

func under(parent string) Patch { return Patch{Parent: Opt[string]{Given: true, Value: &parent}} }

// outcomeOf gives the error of what gives two things.
func outcomeOf[A any](_ A, err error) error { return err }
