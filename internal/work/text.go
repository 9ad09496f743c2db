package work

import (
	"context"
	"errors"
	"unicode/utf8"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/history"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Diverged is a Conflict: somebody else changed the same lines of a text. It carries the text as it is now, for whoever has to decide.
type Diverged struct {
	Present Text // with its version
	cause   *fault.Error
}

// Error gives the operator's view.
func (d *Diverged) Error() string { return d.cause.Error() }

// Unwrap gives the fault.
func (d *Diverged) Unwrap() error { return d.cause }

func diverged(present Text) error {
	return &Diverged{present, fault.New(fault.Conflict, "Somebody else has changed the same lines of the description.")}
}

// newText is a description to be written. Unless it is blind it only takes the place of the version that it was made from.
type newText struct {
	org            string
	markdown, html string
	blind          bool
	base           int64
}

// behind ends a transaction in which a text has moved on: base and present are merged outside, where rendering is done, and then it is
// tried again.
type behind struct {
	base    string
	present Text
}

func (*behind) Error() string { return "the text has moved on" }

// keep writes a text over the present one.
func (n *newText) keep(s *access.Scope, task string) error {
	has, err := Texts.Get(s, task)
	if fault.Is(err, fault.NotFound) {
		has, err = &Text{Meta: store.Meta{ID: task}, Project: s.Project}, nil
	}
	if err != nil {
		return err
	}
	if has.Markdown == n.markdown {
		return nil
	}
	if !n.blind && has.Version != n.base {
		base, err := textAt(s, task, n.base)
		if err != nil {
			return err
		}
		return &behind{base, *has}
	}
	has.Markdown, has.HTML = n.markdown, n.html
	name := "task.redescribed"
	if has.Version == 0 {
		name = "task.described"
	}
	return Texts.Put(s, name, has)
}

// textAt gives the description as it was at a version, out of its history.
func textAt(s *access.Scope, task string, version int64) (string, error) {
	if version == 0 { // it was made from nothing
		return "", nil
	}
	body, err := history.At(s, Texts.Def(), task, version)
	if err != nil {
		return "", err
	}
	if body == nil || version < 0 {
		return "", fault.Wrong("baseVersion", "is not a version of this description")
	}
	t, err := Texts.Decode(store.Doc{ID: task, Body: body})
	if err != nil {
		return "", err
	}
	return t.Markdown, nil
}

// merging runs an update again and again until the text in it is made from the present one.
func (w *Service) merging(text *newText, update func() error) error {
	for try := 1; ; try++ {
		err := update()
		var b *behind
		if !errors.As(err, &b) {
			return err
		}
		if try == 10 {
			return diverged(b.present)
		}
		merged, ok := merge(b.base, b.present.Markdown, text.markdown)
		if !ok || utf8.RuneCountInString(merged) > maxMarkdown {
			return diverged(b.present)
		}
		html, err := w.html(text.org, merged)
		if err != nil {
			return err
		}
		*text = newText{org: text.org, markdown: merged, html: html, base: b.present.Version}
	}
}

// Preview renders a text as it would be shown in an organisation. Nothing is kept.
func (w *Service) Preview(ctx context.Context, a access.Actor, org, markdown string) (string, error) {
	var l fault.List
	markdown = checkMarkdown(&l, "markdown", markdown, maxMarkdown)
	if err := l.Err(); err != nil {
		return "", err
	}
	if err := w.gate.View(ctx, a, access.OrganisationRead, access.In(org), func(*access.Scope) error { return nil }); err != nil {
		return "", err
	}
	return w.html(org, markdown)
}
