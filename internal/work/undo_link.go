package work

import (
	"encoding/json"
	"fmt"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/history"
)

func readLink(body []byte) (*Link, error) {
	var l Link
	if err := json.Unmarshal(body, &l); err != nil {
		return nil, fmt.Errorf("read link: %w", err)
	}
	return &l, nil
}

// linkByHand: whoever may change one of two tasks and sees the other one may link them and part them, whichever half it is about.
func linkByHand(s *access.Scope, d history.Deed, _ history.Fields, body []byte) (access.Need, string, error) {
	l, err := readLink(body)
	if err != nil {
		return "", "", err
	}
	name := "link.deleted"
	if d == history.Remake {
		name = "link.restored"
	}
	mine, others := access.TaskUpdate, access.TaskRead
	if !s.May(mine) {
		mine, others = others, mine
	}
	_, err = s.Enter(l.OtherProject, others)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
		err = fault.New(fault.Forbidden, "Only who may change one of two tasks and sees the other can link or part them.")
	}
	return mine, name, err
}

// admitLink refuses to bring a link back where one of its tasks is gone, or where they have been linked again meanwhile.
func admitLink(s *access.Scope, _ history.Fields, body []byte) (map[string]string, error) {
	l, err := readLink(body)
	if err != nil {
		return nil, err
	}
	there, err := s.Enter(l.OtherProject, access.TaskRead)
	if err != nil {
		return nil, err
	}
	for _, side := range []struct {
		in   *access.Scope
		task string
	}{{s, l.Task}, {there, l.Other}} {
		t, err := Tasks.Look(side.in, side.task)
		if err != nil {
			return nil, err
		}
		if t == nil {
			return map[string]string{"": "One of the two tasks is not there any more."}, nil
		}
	}
	again, err := linkBetween(s, l.Task, l.Other, l.Type)
	if err == nil && again != nil && again.ID != l.ID {
		return map[string]string{"": "The two tasks have been linked again meanwhile."}, nil
	}
	return nil, err
}

func linkUndone(s *access.Scope, was, is []byte) error {
	body, by := is, Counts{Links: 1}
	if is == nil {
		body, by = was, by.minus()
	}
	l, err := readLink(body)
	if err != nil {
		return err
	}
	return count(s, l.Task, by)
}
