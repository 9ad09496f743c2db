package work

import (
	"context"
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Said is what a change of a comment gives. Doc lacks its version in the body.
type Said struct {
	Doc    store.Doc
	Commit store.Commit
}

// Comment says something about a task. ID may be the caller's; sent again by the same person it gives the comment that was made, and made
// is false.
func (w *Service) Comment(ctx context.Context, a access.Actor, org, project, task, comment, markdown string) (out Said, made bool, err error) {
	var l fault.List
	checkID(&l, "cmt", comment)
	markdown, html, err := w.said(&l, org, markdown)
	if err != nil {
		return Said{}, false, err
	}
	if comment == "" {
		comment = id.New("cmt", w.clock.Now())
	}
	out.Commit, err = w.gate.Update(ctx, a, access.CommentCreate, access.InProject(org, project), func(s *access.Scope) error {
		t, err := load(s, task)
		if err != nil {
			return err
		}
		has, err := Comments.Look(s, comment)
		if err != nil {
			return err
		}
		if made = has == nil; made {
			c := &Comment{Meta: store.Meta{ID: comment}, Project: s.Project, Task: t.ID, Author: s.Actor.User, Markdown: markdown, HTML: html, CreatedAt: s.Now()}
			if err := Comments.Put(s, "comment.created", c); err != nil {
				return err
			}
			if err := count(s, t.ID, Counts{Comments: 1}); err != nil {
				return err
			}
		} else if has.Author != s.Actor.User || has.Task != t.ID || (has.EditedAt.IsZero() && has.Markdown != markdown) {
			return fault.New(fault.Conflict, "There is a comment with this id already.")
		}
		out.Doc, _, err = s.Get(Comments.Def(), comment)
		return err
	})
	return out, made, err
}

func (w *Service) said(l *fault.List, org, markdown string) (text, html string, err error) {
	text = checkMarkdown(l, "markdown", markdown, maxComment)
	if strings.TrimSpace(text) == "" {
		l.Add("markdown", "is empty")
	}
	if err := l.Err(); err != nil {
		return "", "", err
	}
	html, err = w.html(org, text)
	return text, html, err
}

// EditComment changes one's own comment.
func (w *Service) EditComment(ctx context.Context, a access.Actor, org, project, task, comment, markdown string) (out Said, err error) {
	var l fault.List
	markdown, html, err := w.said(&l, org, markdown)
	if err != nil {
		return Said{}, err
	}
	out.Commit, err = w.gate.Update(ctx, a, access.CommentCreate, access.InProject(org, project), func(s *access.Scope) error {
		c, err := commentOn(s, task, comment)
		if err != nil {
			return err
		}
		if c.Author != s.Actor.User {
			return fault.New(fault.Forbidden, "Only who wrote a comment can change it.")
		}
		if c.Markdown != markdown {
			c.Markdown, c.HTML, c.EditedAt = markdown, html, s.Now()
		}
		if err := Comments.Put(s, "comment.edited", c); err != nil {
			return err
		}
		out.Doc, _, err = s.Get(Comments.Def(), comment)
		return err
	})
	return out, err
}

// DeleteComment takes away one's own comment, or anybody's for who moderates.
func (w *Service) DeleteComment(ctx context.Context, a access.Actor, org, project, task, comment string) (store.Commit, error) {
	return w.gate.Update(ctx, a, access.CommentCreate, access.InProject(org, project), func(s *access.Scope) error {
		c, err := commentOn(s, task, comment)
		if err != nil {
			return err
		}
		if c.Author != s.Actor.User && !s.May(access.CommentModerate) {
			return fault.New(fault.Forbidden, "Only who wrote a comment, and who manages the project, can delete it.")
		}
		if err := Comments.Delete(s, "comment.deleted", c); err != nil {
			return err
		}
		return count(s, c.Task, Counts{Comments: -1})
	})
}

// commentOn reads a comment to be changed, of a task that is not in the trash.
func commentOn(s *access.Scope, task, comment string) (*Comment, error) {
	t, err := load(s, task)
	if err != nil {
		return nil, err
	}
	c, err := Comments.Get(s, comment)
	if err == nil && c.Task != t.ID {
		err = fault.Missing("comment")
	}
	return c, err
}

// Thread is a part of the comments of a task, oldest first. Docs lack their versions in the bodies.
type Thread struct {
	Docs     []store.Doc
	Next     string
	Position store.Position
}

// CommentsOf gives the comments of a task, oldest first.
func (w *Service) CommentsOf(ctx context.Context, a access.Actor, org, project, task, cursor string, limit int) (Thread, error) {
	if limit == 0 {
		limit = 100
	}
	if limit < 1 || limit > 1000 {
		return Thread{}, fault.Wrong("limit", "must be from 1 to 1000")
	}
	after, err := readThreadCursor(cursor)
	if err != nil {
		return Thread{}, err
	}
	var out Thread
	err = w.gate.View(ctx, a, access.TaskRead, access.InProject(org, project), func(s *access.Scope) error {
		t, err := loadAny(s, task)
		if err != nil {
			return err
		}
		out = Thread{Position: s.Position()}
		q := store.Query{Def: Comments.Def(), Index: "task", Equal: []store.Value{store.T(t.ID)}, After: after, Limit: limit + 1}
		for d, err := range s.Find(q) {
			if err != nil {
				return err
			}
			out.Docs = append(out.Docs, d)
		}
		if len(out.Docs) <= limit {
			return nil
		}
		out.Docs = out.Docs[:limit]
		last, err := Comments.Decode(out.Docs[limit-1])
		if err == nil {
			out.Next = base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(last.CreatedAt.Millis(), 10) + " " + last.ID))
		}
		return err
	})
	return out, err
}

func readThreadCursor(s string) (*store.Cursor, error) {
	if s == "" {
		return nil, nil
	}
	wrong := fault.Wrong("cursor", "is none that a list of comments gave")
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(s) > 200 {
		return nil, wrong
	}
	at, comment, ok := strings.Cut(string(b), " ")
	ms, err := strconv.ParseInt(at, 10, 64)
	if err != nil || !ok || !id.Valid("cmt", comment) {
		return nil, wrong
	}
	return &store.Cursor{Values: []store.Value{store.N(ms)}, ID: comment}, nil
}
