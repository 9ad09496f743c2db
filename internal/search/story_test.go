package search

import (
	"testing"

	"github.com/kanvaro/kanvaro/internal/project"
)

func TestWordsAreFoundInTitlesTextsAndComments(t *testing.T) {
	h := open(t)
	p := h.project("MESOS", "Mesos", project.ToOrganisation)
	a := h.add(p, "Report executor terminations", "")
	b := h.add(p, "Cache binaries", "Slaves download each executor again.")
	c := h.add(p, "Allocator", "")
	said := h.say(p, c, "What about the executor?")

	found := h.find(lin, Ask{Words: "executor"})
	if got := ids(found); len(got) != 3 || got[0] != a || got[1] != b || got[2] != said {
		t.Fatalf("found %q", h.titles(got))
	}
	for i, want := range []Field{InTitle, InText, InComment} {
		f := found[i]
		if f.Field != want || len(f.Marks) != 1 || f.Snippet[f.Marks[0][0]:f.Marks[0][1]] != "executor" {
			t.Errorf("%d: %s %q %v", i, f.Field, f.Snippet, f.Marks)
		}
	}
	h.finds("executor cache", b)
	h.finds("executor allocator", said)
	h.finds("EXECUTORS", a, b, said) // an error is forgiven
	h.finds("exec", a, b, said)
	h.finds("excutor", a, b, said)
	h.finds("nowhere")
	h.finds("MESOS-2", b)
	h.finds("2", b)
}
