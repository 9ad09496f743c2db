package work

import (
	"encoding/json"
	"testing"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
)

func TestReactionsAreAddedAndTakenAway(t *testing.T) {
	for _, c := range []struct {
		name, has, emoji, user string
		with                   bool
		want                   string
	}{
		{"the first", `[]`, "👍", "a", true, `[{"emoji":"👍","members":["a"]}]`},
		{"another of the same", `[{"emoji":"👍","members":["a"]}]`, "👍", "b", true, `[{"emoji":"👍","members":["a","b"]}]`},
		{"twice", `[{"emoji":"👍","members":["a"]}]`, "👍", "a", true, `[{"emoji":"👍","members":["a"]}]`},
		{"another sign", `[{"emoji":"👍","members":["a"]}]`, "🎉", "a", true, `[{"emoji":"👍","members":["a"]},{"emoji":"🎉","members":["a"]}]`},
		{"away", `[{"emoji":"👍","members":["a","b"]}]`, "👍", "a", false, `[{"emoji":"👍","members":["b"]}]`},
		{"the last of a sign", `[{"emoji":"👍","members":["a"]},{"emoji":"🎉","members":["b"]}]`, "👍", "a", false, `[{"emoji":"🎉","members":["b"]}]`},
		{"what was not there", `[{"emoji":"🎉","members":["b"]}]`, "👍", "a", false, `[{"emoji":"🎉","members":["b"]}]`},
	} {
		var has Reactions
		if err := json.Unmarshal([]byte(c.has), &has); err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(reacted(has, c.emoji, c.user, c.with))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s %v", c.name, got, err)
		}
		if was, _ := json.Marshal(has); string(was) != c.has {
			t.Errorf("%s: what was there before was changed to %s", c.name, was)
		}
	}
}

func (h *house) react(a access.Actor, comment, emoji string, with bool) Said {
	h.t.Helper()
	s, err := h.React(h.ctx, a, here1, "MESOS", "MESOS-1", comment, emoji, with)
	h.must(err)
	return s
}

func (h *house) reactions(s Said) string {
	h.t.Helper()
	c, err := Comments.Decode(s.Doc)
	h.must(err)
	out := ""
	for _, r := range c.Reactions {
		out += r.Emoji
		for _, m := range r.Members {
			out += m[len(m)-2:]
		}
	}
	return out
}

func TestReactingIsNoEditAndOnesOwnAffair(t *testing.T) {
	h := open(t, true)
	h.add("a")
	said, _, err := h.Comment(h.ctx, ada, here1, "MESOS", "MESOS-1", "", "hello")
	h.must(err)
	id := said.Doc.ID
	h.react(lin, id, "👍", true)
	his := h.react(mia, id, "❤", true) // without the selector that makes it red
	if got := h.reactions(his); got != "👍nn❤️mx" {
		t.Errorf("%s", got)
	}
	if again := h.react(mia, id, "❤️", true); again.Commit.Tx != 0 || again.Doc.Version != his.Doc.Version {
		t.Error("done twice it is done again")
	}
	c, err := Comments.Decode(his.Doc)
	if err != nil || !c.EditedAt.IsZero() || c.Markdown != "hello" {
		t.Errorf("%+v %v", c, err)
	}
	for _, emoji := range []string{"", "x", "💩", "👍👍", "👍🏽"} {
		_, err := h.React(h.ctx, lin, here1, "MESOS", "MESOS-1", id, emoji, true)
		wants(t, err, fault.Invalid)
	}
	_, err = h.React(h.ctx, vic, here1, "MESOS", "MESOS-1", id, "👍", true)
	wants(t, err, fault.Forbidden)
	_, err = h.React(h.ctx, lin, here1, "MESOS", h.add("b"), id, "👍", true)
	wants(t, err, fault.NotFound)

	_, err = h.history.Undo(h.ctx, lin, here1, opOf(his.Commit)) // not his own
	wants(t, err, fault.Forbidden)
	_, err = h.history.Undo(h.ctx, ada, here1, opOf(his.Commit)) // nor hers, who wrote the comment and moderates
	wants(t, err, fault.Forbidden)
	u := h.undo(mia, opOf(his.Commit))
	if u.Undone != 1 {
		t.Errorf("%+v", u)
	}
	if got := h.reactions(h.react(lin, id, "👍", false)); got != "" {
		t.Errorf("%s are left", got)
	}
	_, err = h.EditComment(h.ctx, ada, here1, "MESOS", "MESOS-1", id, "edited")
	h.must(err)
	for _, i := range h.listed(lin, "MESOS-1") {
		if i.Name == reactedName || i.Name == unreactedName {
			t.Errorf("%s is in the history", i.Name)
		}
	}
}
