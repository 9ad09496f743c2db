package work

import (
	"encoding/json"
	"fmt"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/history"
	"github.com/kanvaro/kanvaro/internal/store"
)

func admitComment(s *access.Scope, _ history.Fields, body []byte) (map[string]string, error) {
	var is Comment
	if err := json.Unmarshal(body, &is); err != nil {
		return nil, fmt.Errorf("read comment: %w", err)
	}
	return alive(s, is.Task)
}

// commentByHand: one's own comment is one's own affair, and who moderates may take others' away and bring them back, but not rewrite them.
func commentByHand(s *access.Scope, d history.Deed, set history.Fields, body []byte) (access.Need, string, error) {
	var is Comment
	if err := json.Unmarshal(body, &is); err != nil {
		return "", "", fmt.Errorf("read comment: %w", err)
	}
	if to, ok := set["reactions"]; ok && len(set) == 1 {
		return reactionsByHand(s, &is, to)
	}
	need := access.CommentModerate
	if is.Author == s.Actor.User {
		need = access.CommentCreate
	}
	switch {
	case d == history.Unmake:
		return need, "comment.deleted", nil
	case d == history.Remake:
		return need, "comment.restored", nil
	case is.Author != s.Actor.User:
		return "", "", fault.New(fault.Forbidden, "Only who wrote a comment can change it.")
	}
	return need, "comment.edited", nil
}

// commentUndone makes the tally of a task anew.
func commentUndone(s *access.Scope, was, is []byte) error {
	var c Comment
	if err := json.Unmarshal(either(is, was), &c); err != nil {
		return fmt.Errorf("read comment: %w", err)
	}
	groups, err := Comments.Tally(s, store.Query{Index: "task", Equal: []store.Value{store.T(c.Task)}}, "", "")
	if err != nil {
		return err
	}
	t, err := Tallies.Look(s, c.Task)
	if err != nil {
		return err
	}
	var has int64
	if t != nil {
		has = t.Comments
	}
	return count(s, c.Task, Counts{Comments: groups[""].Count - has})
}
