package archive

import (
	"encoding/json"
	"fmt"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/history"
)

// undoRule says how an import is undone: its upload belongs to the operation that made its tasks, so it is the last thing that undo takes
// back, and what it takes back is the state. Undone while it runs, it stops; redone, it goes on.
func undoRule() history.Rule {
	return history.Rule{
		Def: Imports.Def(), Put: Imports.PutBody, Read: access.ImportRun, By: access.ImportRun,
		Made: []string{"import.uploaded"}, Unmake: undone, Act: byHand, Admit: admit, After: goOn,
		Keep: []string{
			"id", "project", "filename", "encoding", "delimiter", "columns", "markup", "status", "statuses", "prefix", "rows", "done", "created", "skipped",
			"faultCount", "faulty", "skipFaulty", "problem", "op", "createdAt", "createdBy", "startedBy", "parts", "next",
		},
	}
}

func undone(_ *access.Scope, has history.Fields) history.Fields {
	switch stateIn(has) {
	case Running, Done, Failed:
		return history.Fields{"state": json.RawMessage(`"undone"`)}
	}
	return nil
}

func stateIn(f history.Fields) State {
	var s State
	if json.Unmarshal(f["state"], &s) != nil {
		return ""
	}
	return s
}

// byHand names the change. Who may import may undo it.
func byHand(_ *access.Scope, _ history.Deed, set history.Fields, _ []byte) (access.Need, string, error) {
	if stateIn(set) == Undone {
		return access.ImportRun, "import.undone", nil
	}
	return access.ImportRun, "import.redone", nil
}

// admit lets undo change nothing but from undone back: what people do with an import before it runs is not undone step by step.
func admit(_ *access.Scope, set history.Fields, body []byte) (map[string]string, error) {
	var i Import
	if err := json.Unmarshal(body, &i); err != nil {
		return nil, fmt.Errorf("read import: %w", err)
	}
	if _, ok := set["state"]; ok && i.State != Undone {
		return map[string]string{"state": "An import is undone as a whole."}, nil
	}
	return nil, nil
}

// goOn has an import that is running again worked off.
func goOn(s *access.Scope, _, is []byte) error {
	var i Import
	if err := json.Unmarshal(is, &i); err != nil {
		return fmt.Errorf("read import: %w", err)
	}
	if i.State != Running {
		return nil
	}
	if i.Project == "" || i.StartedBy == "" {
		return fault.New(fault.Conflict, "The import cannot go on.")
	}
	return enqueueRun(s, &i, s.Now())
}
