package work

import (
	"cmp"
	"context"
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/store"
)

// NewLink says what a task is to another one, which is named by its id or key. ID may be the caller's.
type NewLink struct{ ID, Type, Other string }

// Linked is what a change of links gives: the half at the task that was named. Doc lacks its version in the body.
type Linked struct {
	Doc    store.Doc
	Commit store.Commit
}

// Link links two tasks. The actor may change the one and sees the other, which may be in another project: there its other half appears,
// though he may change nothing else. Sent again with the same id it gives the link that was made, and made is false.
func (w *Service) Link(ctx context.Context, a access.Actor, org, project, task string, n NewLink) (out Linked, made bool, err error) {
	var l fault.List
	checkID(&l, "lnk", n.ID)
	checkOneOf(&l, "type", n.Type, LinkTypes)
	if err := l.Err(); err != nil {
		return Linked{}, false, err
	}
	if n.ID == "" {
		n.ID = id.New("lnk", w.clock.Now())
	}
	out.Commit, err = w.gate.Update(ctx, a, access.TaskUpdate, access.InProject(org, project), func(s *access.Scope) error {
		t, err := load(s, task)
		if err != nil {
			return err
		}
		there, other, err := elsewhere(s, n.Other)
		if err != nil {
			return err
		}
		half := &Link{Meta: store.Meta{ID: n.ID}, Project: s.Project, Task: t.ID, Type: n.Type, Other: other.ID, OtherProject: there.Project, CreatedAt: s.Now(), CreatedBy: s.Actor.User}
		if made, err = mayLink(s, half); err != nil {
			return err
		}
		if made {
			if err := tie(s, there, half); err != nil {
				return err
			}
		}
		out.Doc, _, err = s.Get(Links.Def(), n.ID)
		return err
	})
	return out, made, err
}

// elsewhere finds the task that another one is linked to, and the scope in which it is seen.
func elsewhere(s *access.Scope, ref string) (*access.Scope, *Task, error) {
	there, err := enterTask(s, ref)
	var t *Task
	if err == nil {
		t, err = loadAny(there, ref)
	}
	switch {
	case fault.Is(err, fault.NotFound), fault.Is(err, fault.Forbidden):
		return nil, nil, fault.Wrong("other", "is not a task that you can see")
	case err != nil:
		return nil, nil, err
	case !t.TrashedAt.IsZero():
		return nil, nil, fault.Wrong("other", "is in the trash; restore it first")
	}
	return there, t, nil
}

// enterTask enters the project of a task, for reading it.
func enterTask(s *access.Scope, ref string) (*access.Scope, error) {
	if project, _, ok := splitKey(ref); ok {
		return s.Enter(project, access.TaskRead)
	}
	if !id.Valid("tsk", ref) {
		return nil, fault.Missing("task")
	}
	return s.EnterHolding(Tasks.Def(), ref, access.TaskRead)
}

// mayLink decides about a half, and whether it has to be made: it is there already when the same is sent again.
func mayLink(s *access.Scope, half *Link) (bool, error) {
	if half.Task == half.Other {
		return false, fault.Wrong("other", "is the task itself")
	}
	for _, t := range []string{half.Type, turned(half.Type)} {
		has, err := linkBetween(s, half.Task, half.Other, t)
		switch {
		case err != nil:
			return false, err
		case has == nil:
		case t == half.Type && has.ID == half.ID && has.CreatedBy == s.Actor.User:
			return false, nil
		case t == half.Type:
			return false, fault.New(fault.Conflict, "The two tasks are linked like that already.")
		default:
			return false, fault.New(fault.Conflict, "The two tasks are linked the other way round already.")
		}
	}
	return true, nil
}

func linkBetween(s *access.Scope, task, other, linkType string) (*Link, error) {
	return Links.First(s, store.Query{Index: "task", Equal: []store.Value{store.T(task), store.T(other), store.T(linkType)}})
}

// tie writes both halves of a link, each in its place.
func tie(s, there *access.Scope, half *Link) error {
	for _, side := range []struct {
		in   *access.Scope
		half *Link
	}{{s, half}, {there, half.turned()}} {
		has, err := tallyOf(side.in, side.half.Task)
		if err != nil {
			return err
		}
		if has.Links >= maxLinks {
			return fault.New(fault.Conflict, "A task has at most %d links.", maxLinks)
		}
		if err := Links.Put(side.in, "link.created", side.half); err != nil {
			return err
		}
		if err := count(side.in, side.half.Task, Counts{Links: 1}); err != nil {
			return err
		}
	}
	return nil
}

// Unlink takes a link of a task away, with its other half. A link to a task that the actor does not see is not there for him.
func (w *Service) Unlink(ctx context.Context, a access.Actor, org, project, task, link string) (store.Commit, error) {
	return w.gate.Update(ctx, a, access.TaskUpdate, access.InProject(org, project), func(s *access.Scope) error {
		t, err := load(s, task)
		if err != nil {
			return err
		}
		half, err := Links.Get(s, link)
		if err != nil {
			return err
		}
		if half.Task != t.ID {
			return fault.Missing("link")
		}
		there, err := s.Enter(half.OtherProject, access.TaskRead)
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden) {
			err = fault.Missing("link")
		}
		if err != nil {
			return err
		}
		return untie(s, there, half, "link.deleted")
	})
}

// untie deletes both halves of a link.
func untie(s, there *access.Scope, half *Link, name string) error {
	other, err := linkBetween(there, half.Other, half.Task, turned(half.Type))
	if err != nil {
		return err
	}
	if err := dropHalf(s, name, half); err != nil || other == nil {
		return err
	}
	return dropHalf(there, name, other)
}

func dropHalf(s *access.Scope, name string, half *Link) error {
	if err := Links.Delete(s, name, half); err != nil {
		return err
	}
	return count(s, half.Task, Counts{Links: -1})
}

// LinksOf gives the links of a task in the order in which they were made, those left out whose other task the actor does not see.
func (w *Service) LinksOf(ctx context.Context, a access.Actor, org, project, task string) ([]store.Doc, store.Position, error) {
	var docs []store.Doc
	var at store.Position
	err := w.gate.View(ctx, a, access.TaskRead, access.InProject(org, project), func(s *access.Scope) error {
		docs, at = nil, s.Position()
		t, err := loadAny(s, task)
		if err != nil {
			return err
		}
		halves, err := Links.All(s, store.Query{Index: "task", Equal: []store.Value{store.T(t.ID)}})
		if err != nil {
			return err
		}
		slices.SortFunc(halves, func(a, b *Link) int {
			return cmp.Or(cmp.Compare(a.CreatedAt.String(), b.CreatedAt.String()), cmp.Compare(a.ID, b.ID))
		})
		seen := sight{s: s, in: map[string]*access.Scope{}}
		for _, half := range halves {
			if ok, err := seen.other(half); err != nil {
				return err
			} else if !ok {
				continue
			}
			d, _, err := s.Get(Links.Def(), half.ID)
			if err != nil {
				return err
			}
			docs = append(docs, d)
		}
		return nil
	})
	return docs, at, err
}

// sight finds out which other tasks somebody sees, entering each project once.
type sight struct {
	s  *access.Scope
	in map[string]*access.Scope // nil where he does not see the project
}

func (v sight) other(half *Link) (bool, error) {
	in, ok := v.in[half.OtherProject]
	if !ok {
		var err error
		in, err = v.s.Enter(half.OtherProject, access.TaskRead)
		if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
			return false, err
		}
		if err != nil {
			in = nil
		}
		v.in[half.OtherProject] = in
	}
	if in == nil {
		return false, nil
	}
	_, ok, err := in.Get(Tasks.Def(), half.Other)
	return ok, err
}
