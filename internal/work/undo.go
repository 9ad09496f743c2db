package work

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/history"
	"github.com/kanvaro/kanvaro/internal/project"
)

// Rules says how changes of tasks and of their projects are undone and listed.
func Rules() []history.Rule {
	return append(project.Rules(used, Regrouped),
		history.Rule{
			Def: Tasks.Def(), Put: Tasks.PutBody, Read: access.TaskRead,
			Made: []string{"task.created"}, Unmake: intoTrash, Act: taskByHand, Admit: admitTask, Touch: touchTask, After: taskUndone,
			Keep:   []string{"id", "number", "project", "reporter", "createdAt", "createdBy", "updatedAt"},
			Follow: map[string]string{"rank": "status", "statusSince": "status"},
			Find:   findTask, Related: related,
		},
		history.Rule{
			Def: Texts.Def(), Put: Texts.PutBody, With: Tasks.Def().Kind,
			Made: []string{"task.described"}, Unmake: emptied, Act: textByHand, Admit: admitText,
			Keep: []string{"id", "project"}, Follow: map[string]string{"html": "markdown"}, Long: []string{"html"},
		},
		history.Rule{Def: Tallies.Def(), Derived: true},
		history.Rule{
			Def: Comments.Def(), Put: Comments.PutBody, Remakes: true,
			Made: []string{"comment.created", "comment.restored"}, Act: commentByHand, Admit: admitComment, After: commentUndone,
			Keep:   []string{"id", "project", "task", "author", "createdAt"},
			Follow: map[string]string{"html": "markdown", "editedAt": "markdown"}, Long: []string{"html"},
		},
		bulkRule(),
		history.Rule{
			Def: Links.Def(), Put: Links.PutBody, Remakes: true,
			Made: []string{"link.created", "link.restored"}, Act: linkByHand, Admit: admitLink, After: linkUndone,
			Keep: []string{"id", "project", "task", "type", "other", "otherProject", "createdAt", "createdBy"},
		},
	)
}

// used reports whether there are tasks in a status, the trash included.
func used(s *access.Scope, status string) (bool, error) {
	tasks, err := inStatus(s, status, 1)
	return len(tasks) > 0, err
}

func findTask(s *access.Scope, ref string) (string, error) {
	t, err := loadAny(s, ref)
	if err != nil {
		return "", err
	}
	return t.ID, nil
}

func raw(v any) json.RawMessage {
	b, _ := json.Marshal(v)
	return b
}

func intoTrash(s *access.Scope, has history.Fields) history.Fields {
	if has["trashedAt"] != nil {
		return nil
	}
	return history.Fields{"trashedAt": raw(s.Now())}
}

// touchTask notes the time of a change, as by hand: an order alone is none.
func touchTask(s *access.Scope, set history.Fields) {
	if _, alone := set["rank"]; !alone || len(set) > 1 {
		set["updatedAt"] = raw(s.Now())
	}
}

func taskByHand(_ *access.Scope, _ history.Deed, set history.Fields, _ []byte) (access.Need, string, error) {
	if at, ok := set["trashedAt"]; ok {
		if at == nil {
			return access.TaskDelete, "task.restored", nil
		}
		return access.TaskDelete, "task.trashed", nil
	}
	if !onlyMoves(set) {
		return access.TaskUpdate, "task.updated", nil
	}
	return access.TaskMove, "task.moved", nil
}

func onlyMoves(set history.Fields) bool {
	for f := range set {
		if f != "status" && f != "rank" && f != "statusSince" {
			return false
		}
	}
	return true
}

// admitTask refuses what a task could not be given by hand today. Where it would come back to is no matter of the trash: a column that is
// removed takes those in the trash along too.
func admitTask(s *access.Scope, set history.Fields, body []byte) (map[string]string, error) {
	var is Task
	if err := json.Unmarshal(body, &is); err != nil {
		return nil, fmt.Errorf("read task: %w", err)
	}
	refused := map[string]string{}
	if _, back := set["trashedAt"]; !is.TrashedAt.IsZero() && !back && !onlyMoves(set) {
		refused[""] = "The task is in the trash."
		return refused, nil
	}
	status, assignees := is.Status, []string(nil)
	if v, ok := set["status"]; ok {
		if err := json.Unmarshal(v, &status); err != nil {
			return nil, fmt.Errorf("read status: %w", err)
		}
	}
	p, err := here(s)
	if err != nil {
		return nil, err
	}
	if _, ok := p.Status(status); !ok {
		if _, moves := set["status"]; moves {
			refused["status"] = "The status is not there any more."
		} else if at, trash := set["trashedAt"]; trash && at == nil { // it cannot come back to a column that is not there
			refused["trashedAt"] = "The status of the task is not there any more."
		}
	}
	if detail, err := admitParent(s, is.ID, set["parent"]); err != nil {
		return nil, err
	} else if detail != "" {
		refused["parent"] = detail
	}
	if v, ok := set["assignees"]; ok {
		if err := json.Unmarshal(v, &assignees); err != nil {
			return nil, fmt.Errorf("read assignees: %w", err)
		}
		f := fitting(s, p)
		if err := f.assignees(added(is.Assignees, assignees)); err != nil {
			return nil, err
		}
		if f.fault.Err() != nil {
			refused["assignees"] = "Somebody it was assigned to has no access any more."
		}
	}
	return refused, nil
}

func textByHand(*access.Scope, history.Deed, history.Fields, []byte) (access.Need, string, error) {
	return access.TaskUpdate, "task.redescribed", nil
}

// emptied is how a description goes: the document stays, for its versions.
func emptied(_ *access.Scope, has history.Fields) history.Fields {
	if string(has["markdown"]) == `""` {
		return nil
	}
	return history.Fields{"markdown": raw(""), "html": raw("")}
}

func admitText(s *access.Scope, _ history.Fields, body []byte) (map[string]string, error) {
	var is Text
	if err := json.Unmarshal(body, &is); err != nil {
		return nil, fmt.Errorf("read description: %w", err)
	}
	return alive(s, is.ID)
}

// admitParent says why a task cannot become a part of another one again, "" where it can or is to have no parent. The other one may be in
// the trash: it would be the task's parent there had nothing been changed.
func admitParent(s *access.Scope, task string, parent json.RawMessage) (string, error) {
	above := ""
	if parent != nil {
		if err := json.Unmarshal(parent, &above); err != nil {
			return "", fmt.Errorf("read parent: %w", err)
		}
	}
	if above == "" {
		return "", nil
	}
	t, err := Tasks.Look(s, above)
	switch {
	case err != nil:
		return "", err
	case t == nil:
		return "The task that it was a part of is not there any more.", nil
	}
	if err := mayBeneath(s, task, t); fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return "It would be a part of itself, or too deep.", nil
	}
	return "", err
}

// alive refuses everything about a task that is gone or in the trash.
func alive(s *access.Scope, task string) (map[string]string, error) {
	t, err := Tasks.Look(s, task)
	if err != nil {
		return nil, err
	}
	if t == nil || !t.TrashedAt.IsZero() {
		return map[string]string{"": "The task is in the trash."}, nil
	}
	return nil, nil
}

// either is the first of two documents, or the second where there is no first.
func either(is, was []byte) []byte {
	if is == nil {
		return was
	}
	return is
}

// taskUndone brings the tallies of the tasks above up to date.
func taskUndone(s *access.Scope, was, is []byte) error {
	p, err := here(s)
	if err != nil {
		return err
	}
	var before, after Task
	if err := errors.Join(json.Unmarshal(was, &before), json.Unmarshal(is, &after)); err != nil {
		return fmt.Errorf("read task: %w", err)
	}
	return recountParents(s, p, &before, &after)
}
