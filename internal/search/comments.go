package search

import (
	"math/bits"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

// inComments looks for the terms that are nowhere else in the comments, and shows the one that has the most of them, the newest of several.
// Where comments alone are asked for one comment must have all.
func (f *finder) inComments(in *access.Scope, out *Found, m *marker, has uint32) (bool, error) {
	missing := m.all() &^ has
	q := store.Query{Index: "task", Equal: []store.Value{store.T(out.ID)}, Desc: true}
	most, all, left := 0, uint32(0), most
	for c, err := range work.Comments.Find(in, q) {
		if err != nil {
			return false, err
		}
		text, links := plainText(c.Markdown)
		marks, here := m.in(text, false)
		if here&missing != missing {
			_, more := m.in(links, true)
			here |= more
		}
		all |= here
		if n := bits.OnesCount32(here & missing); n > most {
			most = n
			out.Field, out.Comment = InComment, c.ID
			out.Snippet, out.Marks = snippet(text, marks)
		}
		if left -= len(c.Markdown); here&missing == missing || left <= 0 {
			break
		}
	}
	if f.match.comments && most < bits.OnesCount32(missing) {
		return false, nil
	}
	if out.Comment != "" && f.ask.wants(Comment) {
		out.Kind, out.ID = Comment, out.Comment
	}
	return all&missing == missing, nil
}
