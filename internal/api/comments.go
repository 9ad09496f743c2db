package api

import (
	"context"
	"net/http"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

func commentOperations() []*operation {
	const in, one = inTask + "/comments", inTask + "/comments/{comment}"
	return []*operation{
		on("GET", in, "listComments", "What was said about a task, oldest first", need(access.TaskRead), listComments, answers(200, CommentList{})),
		on("POST", in, "comment", "Say something about a task", need(access.CommentCreate), comment, create, answers(201, CommentDoc{})),
		on("PATCH", one, "editComment", "Edit one's own comment", need(access.CommentCreate), editComment, answers(200, CommentDoc{})),
		on("PUT", one+"/reactions/{emoji}", "react", "Put a sign under a comment", need(access.CommentCreate), react, answers(200, CommentDoc{})),
		on("DELETE", one+"/reactions/{emoji}", "unreact", "Take one's own sign away", need(access.CommentCreate), unreact, answers(200, CommentDoc{})),
		on("DELETE", one, "deleteComment", "Delete a comment", need(access.CommentCreate), deleteComment, answers(204, nil)),
	}
}

// ListInTask is a list of a task.
type ListInTask struct {
	InTask
	Page
}

func listComments(ctx context.Context, c *call, in *ListInTask) (reply, error) {
	thread, err := c.s.o.Work.CommentsOf(ctx, c.actor, in.Org, in.Project, in.Task, in.Cursor, in.Limit)
	if err != nil {
		return reply{}, err
	}
	items := make([][]byte, len(thread.Docs))
	for i, d := range thread.Docs {
		items[i] = shownComment(d)
	}
	return c.list(items, in.Fields, thread.Next, thread.Position)
}

// CommentIn is a new comment.
type CommentIn struct {
	InTask
	Body struct {
		ID       string `json:"id,omitempty"`
		Markdown string `json:"markdown"`
	}
}

func comment(ctx context.Context, c *call, in *CommentIn) (reply, error) {
	said, made, err := c.s.o.Work.Comment(ctx, c.actor, in.Org, in.Project, in.Task, in.Body.ID, in.Body.Markdown)
	r, err := c.said(said, err)
	if !made {
		r.status = http.StatusOK
	}
	return r, err
}

func (c *call) said(s work.Said, err error) (reply, error) {
	if err != nil {
		return reply{}, err
	}
	r := reply{body: shownComment(s.Doc), etag: versionTag(s.Commit.Position.Epoch, s.Doc.Version)}
	return r.committed(c, s.Commit, ""), nil
}

func shownComment(d store.Doc) []byte {
	d.Body = work.Shown(d.Kind, d.Body)
	return appendDoc(make([]byte, 0, len(d.Body)+32), d)
}

// InReaction is a sign under a comment.
type InReaction struct {
	InComment
	Emoji string `path:"emoji" example:"👍" doc:"One of 👍 👎 😄 🎉 😕 ❤️ 🚀 👀 ✅ 🙏."`
}

func react(ctx context.Context, c *call, in *InReaction) (reply, error) {
	return c.said(c.s.o.Work.React(ctx, c.actor, in.Org, in.Project, in.Task, in.Comment, in.Emoji, true))
}

func unreact(ctx context.Context, c *call, in *InReaction) (reply, error) {
	return c.said(c.s.o.Work.React(ctx, c.actor, in.Org, in.Project, in.Task, in.Comment, in.Emoji, false))
}

// InComment is a comment.
type InComment struct {
	InTask
	Comment string `path:"comment"`
}

// EditCommentIn is its new text.
type EditCommentIn struct {
	InComment
	Body struct {
		Markdown string `json:"markdown"`
	}
}

func editComment(ctx context.Context, c *call, in *EditCommentIn) (reply, error) {
	return c.said(c.s.o.Work.EditComment(ctx, c.actor, in.Org, in.Project, in.Task, in.Comment, in.Body.Markdown))
}

func deleteComment(ctx context.Context, c *call, in *InComment) (reply, error) {
	commit, err := c.s.o.Work.DeleteComment(ctx, c.actor, in.Org, in.Project, in.Task, in.Comment)
	if err != nil {
		return reply{}, err
	}
	return reply{}.committed(c, commit, ""), nil
}
