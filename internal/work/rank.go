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

// moved are tasks that are put somewhere: they are no neighbours of each other, nor of themselves.
type moved map[string]bool

func only(self string) moved {
	if self == "" {
		return nil
	}
	return moved{self: true}
}

// settle finds a rank for a task (self, "" for a new one) in a column. A neighbour that has left the column meanwhile is no mistake of
// the person who dragged: the task goes to the end then. Where there is no room the tasks around get new ranks. has is the rank that the
// task has in this column, "" when it comes from elsewhere; it is kept where it will do.
func settle(s *access.Scope, self, has string, p Place) (string, error) {
	g, err := findGap(s, only(self), p)
	if err != nil {
		return "", err
	}
	if has != "" && g.holds(has) {
		return has, nil
	}
	if rank, err := id.Between(rankOf(g.lo), rankOf(g.hi)); err == nil {
		return rank, nil
	}
	ranks, err := respace(s, only(self), p.Status, g, 1)
	if err != nil {
		return "", err
	}
	return ranks[0], nil
}

// settleAll finds ranks for several tasks that are to stand one behind the other. has are the ranks that they have in this column, nil when
// one of them comes from elsewhere; they are kept where they will do.
func settleAll(s *access.Scope, selves []string, has []string, p Place) ([]string, error) {
	m := moved{}
	for _, self := range selves {
		m[self] = true
	}
	g, err := findGap(s, m, p)
	if err != nil {
		return nil, err
	}
	if len(has) > 0 && g.holds(has[0]) && g.holds(has[len(has)-1]) && increasing(has) {
		return has, nil
	}
	if ranks, ok := g.ranks(len(selves)); ok {
		return ranks, nil
	}
	return respace(s, m, p.Status, g, len(selves))
}

func increasing(ranks []string) bool {
	for i := 1; i < len(ranks); i++ {
		if ranks[i-1] >= ranks[i] {
			return false
		}
	}
	return true
}

// ranks gives n ranks in a gap: evenly between two neighbours, and close to the only one where there is but one, so that there is room
// behind them for as many more.
func (g gap) ranks(n int) ([]string, bool) {
	if g.lo != nil && g.hi != nil {
		ranks, err := id.Spread(g.lo.rank, g.hi.rank, n)
		return ranks, err == nil && !slices.ContainsFunc(ranks, func(r string) bool { return !id.ValidRank(r) })
	}
	lo, hi := rankOf(g.lo), rankOf(g.hi)
	ranks := make([]string, n)
	for i := range ranks {
		rank, err := id.Between(lo, hi)
		if err != nil {
			return nil, false
		}
		if ranks[i] = rank; g.hi == nil {
			lo = rank
		} else {
			hi = rank
		}
	}
	if g.hi != nil {
		slices.Reverse(ranks)
	}
	return ranks, true
}

func findGap(s *access.Scope, m moved, p Place) (g gap, err error) {
	if p.After != "" {
		if g.lo, err = neighbour(s, m, p.Status, p.After, "after"); err != nil {
			return gap{}, err
		}
		if g.lo != nil {
			next, err := beside(s, m, p.Status, g.lo, false, 1)
			return gap{g.lo, first(next)}, err
		}
	}
	if p.Before != "" {
		if g.hi, err = neighbour(s, m, p.Status, p.Before, "before"); err != nil {
			return gap{}, err
		}
		if g.hi != nil {
			prev, err := beside(s, m, p.Status, g.hi, true, 1)
			return gap{first(prev), g.hi}, err
		}
	}
	last, err := beside(s, m, p.Status, nil, true, 1)
	return gap{lo: first(last)}, err
}

func first(entries []entry) *entry {
	if len(entries) == 0 {
		return nil
	}
	return &entries[0]
}

// neighbour finds a task that others are put next to; nil when it is not in the column.
func neighbour(s *access.Scope, m moved, status, ref, name string) (*entry, error) {
	t, err := loadAny(s, ref)
	switch {
	case fault.Is(err, fault.NotFound):
		return nil, fault.Wrong(name, "is not a task of this project")
	case err != nil:
		return nil, err
	case m[t.ID] && len(m) == 1:
		return nil, fault.Wrong(name, "is the task itself")
	case m[t.ID]:
		return nil, fault.Wrong(name, "is one of the tasks that are moved")
	case t.Status != status || !t.TrashedAt.IsZero():
		return nil, nil
	}
	return &entry{t.ID, t.Rank}, nil
}

// beside gives the tasks of a column from a place on, or back from it, without those that are moved. A nil place is the beginning, or the
// end.
func beside(s *access.Scope, m moved, status string, from *entry, back bool, n int) ([]entry, error) {
	q := store.Query{Def: Tasks.Def(), Index: "rank", Equal: []store.Value{store.T(s.Project), store.N(0), store.T(status)}, Desc: back, Limit: n + len(m)}
	if from != nil {
		q.After = &store.Cursor{Values: []store.Value{store.T(from.rank)}, ID: from.id}
	}
	var out []entry
	for d, err := range s.Find(q) {
		if err != nil {
			return nil, err
		}
		if m[d.ID] {
			continue
		}
		if out = append(out, entry{d.ID, string(field(d.Body, "rank"))}); len(out) == n {
			break
		}
	}
	return out, nil
}

// widest is how many tasks on each side of a gap get new ranks at most: a transaction has at most about 500 documents.
const widest = 240

// respace gives the tasks around a gap new ranks, evenly apart, and n ranks in their midst. It takes as few as will do.
func respace(s *access.Scope, m moved, status string, g gap, n int) ([]string, error) {
	for wide := 15; wide <= widest; wide *= 4 {
		left, low, err := side(s, m, status, g.lo, true, wide)
		if err != nil {
			return nil, err
		}
		right, high, err := side(s, m, status, g.hi, false, wide)
		if err != nil {
			return nil, err
		}
		slices.Reverse(left)
		ranks, err := id.Spread(rankOf(low), rankOf(high), len(left)+n+len(right))
		if err != nil || slices.ContainsFunc(ranks, func(r string) bool { return !id.ValidRank(r) }) {
			continue
		}
		between := slices.Clone(ranks[len(left) : len(left)+n])
		return between, assign(s, slices.Concat(left, right), slices.Delete(ranks, len(left), len(left)+n))
	}
	return nil, fault.New(fault.Conflict, "There is no room at this place of the column. Put the task elsewhere.")
}

// side gives up to n tasks on one side of a gap, nearest first, and the one beyond them.
func side(s *access.Scope, m moved, status string, from *entry, back bool, n int) ([]entry, *entry, error) {
	if from == nil {
		return nil, nil, nil
	}
	more, err := beside(s, m, status, from, back, n)
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
