package work

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
)

// board fills a house with tasks that differ in everything that can be asked.
func board(t *testing.T) *house {
	h := open(t, true)
	red := newID("lbl")
	_, err := h.projects.AddLabel(h.ctx, ada, here1, "MESOS", project.NewLabel{ID: red, Name: "red"})
	h.must(err)
	half, three := 0.5, 3.0
	for _, d := range []Draft{
		{Title: "Ärger im Hafen", Priority: "urgent", Due: "2026-11-20", Assignees: []string{lin.User}, Type: "bug"},
		{Title: "banana", Due: "2026-11-25", Labels: []string{red}, Priority: "low", Points: &half},
		{Title: "Apple \"quoted\"", Status: h.status("Done"), Due: "2026-11-01", Assignees: []string{lin.User, mia.User}},
		{Title: "cherry", Status: h.status("Ready"), Type: "chore", Due: "2026-12-24", Assignees: []string{mia.User}, Points: &three},
		{Title: "date", Status: h.status("Ready"), Priority: "high", Labels: []string{red}},
	} {
		h.clock.Advance(time.Minute)
		_, _, err := h.Create(h.ctx, ada, here1, "MESOS", d)
		h.must(err)
	}
	h.clock.Advance(time.Minute)
	low := "low"
	_, err = h.Update(h.ctx, lin, here1, "MESOS", "MESOS-1", Patch{Priority: &low})
	h.must(err)
	_, err = h.Trash(h.ctx, lin, here1, "MESOS", h.add("rotten"), nil)
	h.must(err)
	return h
}

func TestFiltersAndSorts(t *testing.T) {
	h := board(t)
	ready, done := h.status("Ready"), h.status("Done")
	doc, _, err := h.projects.Get(h.ctx, ada, here1, "MESOS")
	h.must(err)
	p, err := project.Projects.Decode(doc)
	h.must(err)
	red := p.Labels[0].ID
	for _, c := range []struct {
		name string
		f    Filter
		want string // first words, in order
	}{
		{"the board", Filter{}, "Ärger banana cherry date Apple"},
		{"a column", Filter{Status: []string{ready}}, "cherry date"},
		{"two columns", Filter{Status: []string{done, ready}}, "cherry date Apple"},
		{"an unknown column", Filter{Status: []string{"sts_x"}}, ""},
		{"mine", Filter{Assignee: []string{"me"}}, ""},
		{"hers", Filter{Assignee: []string{mia.User}}, "cherry Apple"},
		{"nobody's", Filter{Assignee: []string{"none"}}, "banana date"},
		{"nobody's or hers", Filter{Assignee: []string{"none", mia.User}}, "banana cherry date Apple"},
		{"a label", Filter{Label: []string{red}}, "banana date"},
		{"a type", Filter{Type: []string{"bug", "chore"}}, "Ärger cherry"},
		{"two things at once", Filter{Label: []string{red}, Priority: []string{"high"}}, "date"},
		{"made by her", Filter{Reporter: []string{"me"}}, "Ärger banana cherry date Apple"},
		{"late", Filter{Due: []string{"overdue"}}, "Ärger"},
		{"never due", Filter{Due: []string{"none"}}, "date"},
		{"in a range", Filter{Due: []string{"2026-11-20..2026-11-25"}}, "Ärger banana"},
		{"until a day", Filter{Due: []string{"..2026-11-20"}}, "Ärger Apple"},
		{"from a day on", Filter{Due: []string{"2026-11-25.."}}, "banana cherry"},
		{"on a day", Filter{Due: []string{"2026-12-24"}}, "cherry"},
		{"in the coming days", Filter{Due: []string{"30d"}}, "banana cherry"},
		{"late or never due", Filter{Due: []string{"overdue", "none"}}, "Ärger date"},
		{"today or on a day", Filter{Due: []string{"today", "2026-12-24"}}, "banana cherry"},
		{"not late", Filter{Not: Asked{Due: []string{"overdue"}}}, "banana cherry date Apple"},
		{"due at all", Filter{Not: Asked{Due: []string{"none"}}}, "Ärger banana cherry Apple"},
		{"due, and not in a range", Filter{Not: Asked{Due: []string{"none", "..2026-11-24"}}}, "banana cherry"},
		{"late, and not on a day", Filter{Due: []string{"overdue"}, Not: Asked{Due: []string{"2026-11-20"}}}, ""},
		{"no labels", Filter{Label: []string{"none"}}, "Ärger cherry Apple"},
		{"a label or none", Filter{Label: []string{"none", red}}, "Ärger banana cherry date Apple"},
		{"any label", Filter{Not: Asked{Label: []string{"none"}}}, "banana date"},
		{"three points", Filter{Points: []string{"3.0"}}, "cherry"},
		{"some points", Filter{Points: []string{"3", "0.5"}}, "banana cherry"},
		{"points", Filter{Not: Asked{Points: []string{"none"}}}, "banana cherry"},
		{"none or three", Filter{Points: []string{"none", "3"}}, "Ärger cherry date Apple"},
		{"a part of something", Filter{Not: Asked{Parent: []string{"none"}}}, ""},
		{"no part", Filter{Parent: []string{"none"}}, "Ärger banana cherry date Apple"},
		{"today", Filter{Due: []string{"today"}}, "banana"},
		{"this week", Filter{Due: []string{"week"}}, "banana"},
		{"not hers", Filter{Not: Asked{Assignee: []string{mia.User}}}, "Ärger banana date"},
		{"not mine", Filter{Not: Asked{Assignee: []string{"me"}}}, "Ärger banana cherry date Apple"},
		{"somebody's", Filter{Not: Asked{Assignee: []string{"none"}}}, "Ärger cherry Apple"},
		{"somebody's, not hers", Filter{Not: Asked{Assignee: []string{"none", mia.User}}}, "Ärger"},
		{"not in a column", Filter{Not: Asked{Status: []string{ready}}}, "Ärger banana Apple"},
		{"in one of two columns and not in one of them", Filter{Status: []string{ready, done}, Not: Asked{Status: []string{done}}}, "cherry date"},
		{"without a label", Filter{Not: Asked{Label: []string{red}}}, "Ärger cherry Apple"},
		{"no bug and no chore", Filter{Not: Asked{Type: []string{"bug", "chore"}}}, "banana date Apple"},
		{"neither low nor high", Filter{Not: Asked{Priority: []string{"low", "high"}}}, "cherry Apple"},
		{"made by others", Filter{Not: Asked{Reporter: []string{"me"}}}, ""},
		{"a word", Filter{Q: "ÄRGER"}, "Ärger"},
		{"words in any order", Filter{Q: "hafen är"}, "Ärger"},
		{"a word with a quote", Filter{Q: `"quo`}, "Apple"},
		{"trash", Filter{Trashed: true}, "rotten"},
		{"newest first", Filter{Sort: "-createdAt"}, "date cherry Apple banana Ärger"},
		{"oldest first", Filter{Sort: "createdAt"}, "Ärger banana Apple cherry date"},
		{"last changed", Filter{Sort: "-updatedAt"}, "Ärger date cherry Apple banana"},
		{"number", Filter{Sort: "number"}, "Ärger banana Apple cherry date"},
		{"number back", Filter{Sort: "-number"}, "date cherry Apple banana Ärger"},
		{"due", Filter{Sort: "due"}, "Apple Ärger banana cherry date"},
		{"title", Filter{Sort: "title"}, "Apple banana cherry date Ärger"},
		{"urgent first, of two", Filter{Sort: "priority", Priority: []string{"high", "none"}}, "date"},
	} {
		for _, limit := range []int{0, 1, 2} {
			f := c.f
			f.Limit = limit
			var got []string
			for _, title := range h.titles(f) {
				got = append(got, strings.Fields(title)[0])
			}
			if strings.HasPrefix(c.name, "urgent") {
				got = got[:1]
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%s, %d at a time: %v, want %s", c.name, limit, got, c.want)
			}
		}
	}
	for _, f := range []Filter{{Sort: "rank; drop"}, {Due: []string{"soon"}}, {Due: []string{".."}}, {Due: []string{"2026-13-01"}}, {Limit: 1001}, {Limit: -1}, {Cursor: "x"}, {Q: strings.Repeat("x", 501)}, {Status: []string{"\x00"}}, {Points: []string{"x"}}, {Points: []string{"NaN"}}, {Due: []string{"0d"}}, {Due: []string{"1000d"}}, {Label: []string{"none", "\x00"}}, {Not: Asked{Parent: []string{"x"}}}, {Not: Asked{Due: []string{"soon"}}}, {Label: make([]string, maxAsked+1)}} {
		_, err := h.List(h.ctx, ada, here1, "MESOS", f)
		wants(t, err, fault.Invalid)
	}
}

func TestAnUnchangedListIsNotReadAgain(t *testing.T) {
	h := board(t)
	f := Filter{Sort: "due"}
	first, err := h.List(h.ctx, lin, here1, "MESOS", f)
	h.must(err)
	f.Known = first.Tag
	same, err := h.List(h.ctx, lin, here1, "MESOS", f)
	h.must(err)
	if !same.Unchanged || same.Cards != nil {
		t.Error("it was read again")
	}
	hers, err := h.List(h.ctx, mia, here1, "MESOS", f)
	h.must(err)
	if hers.Unchanged {
		t.Error("a tag is of who asked")
	}
	h.must(second(h.Comment(h.ctx, lin, here1, "MESOS", "MESOS-1", "", "news")))
	if now, err := h.List(h.ctx, lin, here1, "MESOS", f); err != nil || now.Unchanged || now.Cards[1].Comments+now.Cards[0].Comments != 1 {
		t.Errorf("a comment is news: %v", err)
	}
}

func TestMerge(t *testing.T) {
	for _, c := range []struct {
		name, base, theirs, mine, want string
		ok                             bool
	}{
		{"nothing", "a\nb\n", "a\nb\n", "a\nb\n", "a\nb\n", true},
		{"theirs", "a\nb\n", "a\nB\n", "a\nb\n", "a\nB\n", true},
		{"mine", "a\nb\n", "a\nb\n", "A\nb\n", "A\nb\n", true},
		{"both, apart", "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n", true},
		{"both, the same", "a\nb\nc\n", "a\nX\nc\n", "a\nX\nc\n", "a\nX\nc\n", true},
		{"both, one line", "a\nb\nc\n", "a\nX\nc\n", "a\nY\nc\n", "", false},
		{"both, next to each other", "a\nb\nc\nd\n", "a\nX\nc\nd\n", "a\nb\nY\nd\n", "", false},
		{"one adds, one takes away", "a\nb\nc\n", "new\na\nb\nc\n", "a\nb\n", "new\na\nb\n", true},
		{"both add at the end", "a\n", "a\nb\n", "a\nc\n", "", false},
		{"no line end", "a\nb", "a\nb\nc", "A\nb", "", false},
		{"from nothing", "", "a", "b", "", false},
		{"repeated lines", "x\nx\ny\nx\n", "x\ny\nx\n", "x\nx\ny\nx\nz\n", "x\ny\nx\nz\n", true},
	} {
		got, ok := merge(c.base, c.theirs, c.mine)
		if got != c.want || ok != c.ok {
			t.Errorf("%s: %q %v", c.name, got, ok)
		}
	}
}

func FuzzMerge(f *testing.F) {
	f.Add("a\nb\nc", "A\nb\nc", "a\nb\nC")
	f.Fuzz(func(t *testing.T, base, theirs, mine string) {
		got, ok := merge(base, theirs, mine)
		turned, ok2 := merge(base, mine, theirs)
		if ok != ok2 || (ok && got != turned) {
			t.Errorf("it matters who is first: %q %q", got, turned)
		}
		if alone, ok := merge(base, theirs, base); !ok || alone != theirs {
			t.Errorf("one change is lost: %q", alone)
		}
	})
}

func FuzzCursor(f *testing.F) {
	f.Add(writeCursor(orders["rank"], "sts_1", "V", "tsk_1"), "rank")
	f.Add(writeCursor(orders["number"], "7", "tsk_1"), "number")
	f.Add("W10", "title")
	f.Fuzz(func(t *testing.T, s, sort string) {
		w, err := Filter{Cursor: s, Sort: sort}.parse("usr_1")
		if err != nil || w.by != nil {
			return
		}
		if c, ok := w.after(); ok && s != "" && len(c.Values) != len(w.open()) {
			t.Errorf("%+v", c)
		}
	})
}

func FuzzFilter(f *testing.F) {
	f.Add("due=overdue&q=a&status=x&assignee=none&assignee=me")
	f.Add("due=..2026-11-30&sort=-updatedAt&limit=3")
	f.Add("not.assignee=none&not.status=x&parent=none&due=week")
	f.Add("parent=tsk_01jdg3x8q2v7m4k9r5wz&sort=rank&status=x&cursor=WyJyYW5rIiwiYSIsImIiXQ")
	h := open(f, false)
	h.add("one", func(d *Draft) { d.Due = moment.Date("2026-11-01") })
	f.Fuzz(func(t *testing.T, query string) {
		v, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		_, err = h.List(h.ctx, ada, here1, "MESOS", Filter{Status: v["status"], Label: v["label"], Type: v["type"], Priority: v["priority"], Reporter: v["reporter"],
			Assignee: v["assignee"], Due: v["due"], Points: v["points"], Q: v.Get("q"), Sort: v.Get("sort"), Parent: v["parent"],
			Not: Asked{v["not.status"], v["not.label"], v["not.type"], v["not.priority"], v["not.reporter"], v["not.assignee"], v["not.parent"], v["not.points"], v["not.due"]}, Cursor: v.Get("cursor"), Limit: len(v["limit"])})
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
	})
}

func TestKeysAreTakenApart(t *testing.T) {
	for key, want := range map[string]string{"MESOS-313": "MESOS 313", "mesos-1": "MESOS 1", "A1-9": "A1 9", "MESOS": "", "-1": " 1", "M-0": "", "M-01": "", "M--1": "", "M-1-2": "", "M-1234567890": ""} {
		p, n, ok := splitKey(key)
		if got := fmt.Sprint(p, " ", n); ok != (want != "") || (ok && got != want) {
			t.Errorf("%s: %s %v", key, got, ok)
		}
	}
}

func BenchmarkBoardOfThousand(b *testing.B) {
	h := open(b, false)
	var many []NewTask
	for i := range 250 {
		many = append(many, NewTask{Title: fmt.Sprint("A task of some length, number ", i), Assignees: []string{lin.User}})
	}
	for range 4 {
		for i := range many {
			many[i].ID = newID("tsk")
		}
		_, _, err := h.CreateMany(h.ctx, ada, here1, "MESOS", slices.Clone(many))
		h.must(err)
	}
	buf := make([]byte, 0, 1<<20)
	b.ReportAllocs()
	for b.Loop() {
		p, err := h.List(h.ctx, ada, here1, "MESOS", Filter{Limit: 1000})
		h.must(err)
		buf = buf[:0]
		for _, c := range p.Cards {
			buf = c.AppendJSON(buf)
		}
	}
}

func TestDaysAreThoseOfTheClock(t *testing.T) {
	h := open(t, true)
	for _, due := range []moment.Date{"2026-11-24", "2026-11-25", "2026-11-26", "2026-12-01", "2026-12-02"} {
		h.add(string(due), func(d *Draft) { d.Due = due })
	}
	is := func(due, want string) {
		t.Helper()
		if got := strings.Join(h.titles(Filter{Due: []string{due}}), " "); got != want {
			t.Errorf("%s on %s is %s, want %s", due, h.clock.Now().Date(), got, want)
		}
	}
	is("overdue", "2026-11-24")
	is("today", "2026-11-25")
	is("week", "2026-11-25 2026-11-26 2026-12-01")
	before, err := h.List(h.ctx, lin, here1, "MESOS", Filter{Due: []string{"today"}})
	h.must(err)
	h.clock.Advance(24 * time.Hour)
	is("today", "2026-11-26")
	is("week", "2026-11-26 2026-12-01 2026-12-02")
	after, err := h.List(h.ctx, lin, here1, "MESOS", Filter{Due: []string{"today"}, Known: before.Tag})
	if err != nil || after.Unchanged {
		t.Errorf("the list of yesterday is shown: %v", err)
	}
}
