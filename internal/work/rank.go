package work

import (
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/store"
)

// entry is a task in a column, as far as its order goes.
type entry struct{ id, rank string }

// gap is a place in a column: behind lo and in front of hi, either of which may be missing.
type gap struct{ lo, hi *entry }

func rankOf(e *entry) string {
	if e == nil {
		return ""
	}
	return e.rank
}

// holds reports whether a rank lies in the gap already.
func (g gap) holds(rank string) bool {
	return rank > rankOf(g.lo) && (g.hi == nil || rank < g.hi.rank)
}

// settle finds a rank for a task (self, "" for a new one) in a column. A neighbour that has left the column meanwhile is no mistake of
// the person who dragged: the task goes to the end then. Where there is no room the tasks around get new ranks. has is the rank that the
// task has in this column, "" when it comes from elsewhere; it is kept where it will do.
func settle(s *access.Scope, self, has string, p Place) (string, error) {
	g, err := findGap(s, self, p)
	if err != nil {
		return "", err
	}
	if has != "" && g.holds(has) {
		return has, nil
	}
	if rank, err := id.Between(rankOf(g.lo), rankOf(g.hi)); err == nil {
		return rank, nil
	}
	return respace(s, self, p.Status, g)
}

func findGap(s *access.Scope, self string, p Place) (g gap, err error) {
	if p.After != "" {
		if g.lo, err = neighbour(s, self, p.Status, p.After, "after"); err != nil {
			return gap{}, err
		}
		if g.lo != nil {
			next, err := beside(s, self, p.Status, g.lo, false, 1)
			return gap{g.lo, first(next)}, err
		}
	}
	if p.Before != "" {
		if g.hi, err = neighbour(s, self, p.Status, p.Before, "before"); err != nil {
			return gap{}, err
		}
		if g.hi != nil {
			prev, err := beside(s, self, p.Status, g.hi, true, 1)
			return gap{first(prev), g.hi}, err
		}
	}
	last, err := beside(s, self, p.Status, nil, true, 1)
	return gap{lo: first(last)}, err
}

func first(entries []entry) *entry {
	if len(entries) == 0 {
		return nil
	}
	return &entries[0]
}

// neighbour finds a task that another one is put next to; nil when it is not in the column.
func neighbour(s *access.Scope, self, status, ref, name string) (*entry, error) {
	t, err := loadAny(s, ref)
	switch {
	case fault.Is(err, fault.NotFound):
		return nil, fault.Wrong(name, "is not a task of this project")
	case err != nil:
		return nil, err
	case t.ID == self:
		return nil, fault.Wrong(name, "is the task itself")
	case t.Status != status || !t.TrashedAt.IsZero():
		return nil, nil
	}
	return &entry{t.ID, t.Rank}, nil
}

// beside gives the tasks of a column from a place on, or back from it, without self. A nil place is the beginning, or the end.
func beside(s *access.Scope, self, status string, from *entry, back bool, n int) ([]entry, error) {
	q := store.Query{Def: Tasks.Def(), Index: "rank", Equal: []store.Value{store.T(s.Project), store.N(0), store.T(status)}, Desc: back, Limit: n + 1}
	if from != nil {
		q.After = &store.Cursor{Values: []store.Value{store.T(from.rank)}, ID: from.id}
	}
	var out []entry
	for d, err := range s.Find(q) {
		if err != nil {
			return nil, err
		}
		if d.ID != self && len(out) < n {
			out = append(out, entry{d.ID, string(field(d.Body, "rank"))})
		}
	}
	return out, nil
}

// widest is how many tasks on each side of a gap get new ranks at most: a transaction has at most about 500 documents.
const widest = 240

// respace gives the tasks around a gap new ranks, evenly apart, and the rank in their midst. It takes as few as will do.
func respace(s *access.Scope, self, status string, g gap) (string, error) {
	for n := 15; n <= widest; n *= 4 {
		left, low, err := side(s, self, status, g.lo, true, n)
		if err != nil {
			return "", err
		}
		right, high, err := side(s, self, status, g.hi, false, n)
		if err != nil {
			return "", err
		}
		slices.Reverse(left)
		ranks, err := id.Spread(rankOf(low), rankOf(high), len(left)+1+len(right))
		if err != nil || slices.ContainsFunc(ranks, func(r string) bool { return !id.ValidRank(r) }) {
			continue
		}
		rank := ranks[len(left)]
		return rank, assign(s, slices.Concat(left, right), slices.Delete(ranks, len(left), len(left)+1))
	}
	return "", fault.New(fault.Conflict, "There is no room at this place of the column. Put the task elsewhere.")
}

// side gives up to n tasks on one side of a gap, nearest first, and the one beyond them.
func side(s *access.Scope, self, status string, from *entry, back bool, n int) ([]entry, *entry, error) {
	if from == nil {
		return nil, nil, nil
	}
	more, err := beside(s, self, status, from, back, n)
	if err != nil {
		return nil, nil, err
	}
	all := append([]entry{*from}, more...)
	if len(all) <= n {
		return all, nil, nil
	}
	return all[:n], &all[n], nil
}

func assign(s *access.Scope, to []entry, ranks []string) error {
	for i, e := range to {
		t, err := Tasks.Get(s, e.id)
		if err != nil {
			return err
		}
		t.Rank = ranks[i]
		if err := Tasks.Put(s, "task.respaced", t); err != nil {
			return err
		}
	}
	return nil
}

// nextNumber is one more than the highest number of the project, the trash and what was purged included.
func nextNumber(s *access.Scope, purged int64) (int64, error) {
	q := store.Query{Def: Tasks.Def(), Index: "number", Equal: []store.Value{store.T(s.Project)}, Desc: true, Limit: 1}
	highest := purged
	for d, err := range s.Find(q) {
		if err != nil {
			return 0, err
		}
		highest = max(highest, numberOf(d))
	}
	if highest >= maxNumber {
		return 0, fault.New(fault.Conflict, "This project has used up its numbers.")
	}
	return highest + 1, nil
}
