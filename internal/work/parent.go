package work

import (
	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

const (
	maxLevels  = 4    // of tasks in each other, the uppermost included
	maxBeneath = 2000 // tasks that are looked at to see how deep a task is
)

// parentOf decides about the parent that a task (self, "" for a new one) is to have: a task of the same project, not in the trash, not the
// task itself or one beneath it, and not so deep that there were more than maxLevels. What is wrong is a fault of the field parent.
func parentOf(s *access.Scope, self, ref string) (string, error) {
	above, err := loadAny(s, ref)
	switch {
	case fault.Is(err, fault.NotFound):
		return "", fault.Wrong("parent", "is not a task of this project")
	case err != nil:
		return "", err
	case !above.TrashedAt.IsZero():
		return "", fault.Wrong("parent", "is in the trash; restore it first")
	}
	return above.ID, mayBeneath(s, self, above)
}

// mayBeneath decides whether a task fits beneath another one.
func mayBeneath(s *access.Scope, self string, above *Task) error {
	level, err := levelOf(s, self, above)
	if err != nil {
		return err
	}
	deep, err := deeper(s, self, maxLevels-level)
	if err == nil && deep {
		err = fault.Wrong("parent", "would make more than %d levels of tasks in each other", maxLevels)
	}
	return err
}

// levelOf gives the level that a subtask of a task would be at: 1 is the uppermost.
func levelOf(s *access.Scope, self string, above *Task) (int, error) {
	for level := 2; ; level++ {
		if above.ID == self {
			return 0, fault.Wrong("parent", "is the task itself, or one of its subtasks")
		}
		if above.Parent == nil {
			return level, nil
		}
		next, err := Tasks.Look(s, *above.Parent)
		if err != nil || next == nil || level > maxLevels {
			return level, err
		}
		above = next
	}
}

// deeper reports whether more than so many levels of tasks are beneath one, those in the trash too: they may come back.
func deeper(s *access.Scope, self string, levels int) (bool, error) {
	if levels < 0 || self == "" {
		return levels < 0, nil
	}
	looked := 0
	at := []string{self}
	for ; len(at) > 0 && levels >= 0; levels-- {
		var next []string
		for _, id := range at {
			if looked++; looked > maxBeneath {
				return false, fault.New(fault.Conflict, "So many tasks are beneath this one that it cannot be put beneath another.")
			}
			q := store.Query{Def: Tasks.Def(), Index: "parent", Equal: []store.Value{store.T(id)}}
			if levels == 0 {
				q.Limit = 1
			}
			for d, err := range s.Find(q) {
				if err != nil {
					return false, err
				}
				next = append(next, d.ID)
			}
		}
		at = next
	}
	return len(at) > 0, nil
}
