package work

import (
	"encoding/json"
	"fmt"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/history"
)

// bulkRule says how a bulk is undone: its document belongs to the operation that changed its tasks. Taken back while it runs, it stops
// first; redone, it goes on.
func bulkRule() history.Rule {
	return history.Rule{
		Def: Bulks.Def(), Put: Bulks.PutBody, Halts: true,
		Made: []string{"bulk.started"}, Unmake: halted, Act: bulkByHand, After: bulkGoesOn,
		Keep: []string{
			"id", "project", "action", "state", "total", "done", "changed", "op", "refused", "refusedCount", "problem", "createdAt", "createdBy", "parts", "next", "last",
		},
	}
}

func halted(_ *access.Scope, has history.Fields) history.Fields {
	if string(has["undone"]) == "true" {
		return nil
	}
	return history.Fields{"undone": raw(true)}
}

func bulkByHand(_ *access.Scope, _ history.Deed, set history.Fields, _ []byte) (access.Need, string, error) {
	if string(set["undone"]) == "true" {
		return access.TaskUpdate, "bulk.undone", nil
	}
	return access.TaskUpdate, "bulk.redone", nil
}

// bulkGoesOn has a bulk that is not taken back any more worked off.
func bulkGoesOn(s *access.Scope, _, is []byte) error {
	var b Bulk
	if err := json.Unmarshal(is, &b); err != nil {
		return fmt.Errorf("read bulk: %w", err)
	}
	if b.Undone || b.State != bulkRunning {
		return nil
	}
	return enqueueBulk(s, BulkJob, &b, 0)
}
