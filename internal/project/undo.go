package project

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/history"
)

// Rules says how changes of projects are undone. used tells whether tasks are in a status: such a one stays. regrouped is that of Everything.
func Rules(used func(s *access.Scope, status string) (bool, error), regrouped func(s *access.Scope, was, is *Project) error) []history.Rule {
	return []history.Rule{
		{
			Def: Projects.Def(), Put: Projects.PutBody, By: access.ProjectUpdate, Read: access.ProjectRead,
			Made: []string{"project.created"}, Unmake: intoTrash, Act: byHand, Touch: touch,
			Keep: []string{"id", "createdAt", "createdBy", "updatedAt", "lastPurged", "sample", "purging"},
			Admit: func(s *access.Scope, set history.Fields, body []byte) (map[string]string, error) {
				return admit(s, set, body, used)
			},
			Find: func(s *access.Scope, _ string) (string, error) { return s.Project, nil },
			After: func(s *access.Scope, was, is []byte) error {
				var before, after Project
				if err := errors.Join(json.Unmarshal(was, &before), json.Unmarshal(is, &after)); err != nil {
					return fmt.Errorf("read project: %w", err)
				}
				return regrouped(s, &before, &after)
			},
		},
		{Def: Keys.Def(), Derived: true}, // a key that was once given stays reserved
		{Def: Members.Def(), Fixed: true},
	}
}

func intoTrash(s *access.Scope, has history.Fields) history.Fields {
	if has["trashedAt"] != nil {
		return nil
	}
	return history.Fields{"trashedAt": text(s.Now().String())}
}

func text(v string) json.RawMessage {
	b, _ := json.Marshal(v)
	return b
}

func touch(s *access.Scope, set history.Fields) { set["updatedAt"] = text(s.Now().String()) }

func byHand(_ *access.Scope, _ history.Deed, set history.Fields, _ []byte) (access.Need, string, error) {
	at, trash := set["trashedAt"]
	switch {
	case trash && at == nil:
		return access.ProjectDelete, "project.restored", nil
	case trash:
		return access.ProjectDelete, "project.trashed", nil
	}
	return access.ProjectUpdate, "project.updated", nil
}

// admit holds that what is being purged stays so, that a board stays one, and that no status goes in which there are tasks.
func admit(s *access.Scope, set history.Fields, body []byte, used func(*access.Scope, string) (bool, error)) (map[string]string, error) {
	refused := map[string]string{}
	var is Project
	if err := json.Unmarshal(body, &is); err != nil {
		return nil, fmt.Errorf("read project: %w", err)
	}
	if is.Purging {
		refused[""] = "The project is being taken away for good."
		return refused, nil
	}
	if raw, ok := set["statuses"]; ok {
		detail, err := admitStatuses(s, raw, used)
		if err != nil {
			return nil, err
		}
		if detail != "" {
			refused["statuses"] = detail
		}
	}
	return refused, nil
}

func admitStatuses(s *access.Scope, raw json.RawMessage, used func(*access.Scope, string) (bool, error)) (string, error) {
	var statuses []Status
	if err := json.Unmarshal(raw, &statuses); err != nil {
		return "", err
	}
	if isBoard := checkStatuses(statuses) == nil; !isBoard {
		return "The board would not be one any more.", nil
	}
	pr, err := Projects.Look(s, s.Project)
	if err != nil {
		return "", err
	}
	if pr == nil {
		return "", fault.Missing("project")
	}
	for _, has := range pr.Statuses {
		if slices.ContainsFunc(statuses, func(st Status) bool { return st.ID == has.ID }) {
			continue
		}
		if in, err := used(s, has.ID); err != nil || in {
			return "There are tasks in the status that would go.", err
		}
	}
	return "", nil
}
