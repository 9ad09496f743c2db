package sample

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/work"
)

func story(t *testing.T) []*tale {
	t.Helper()
	all, err := tales()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheStoryHoldsTogether(t *testing.T) {
	all := story(t)
	if len(all) < 55 || len(all) > 70 {
		t.Errorf("%d tasks", len(all))
	}
	groups, types, priorities, labels, kinds := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	comments, checklists, tables, code, overdue := 0, 0, 0, 0, 0
	for _, one := range all {
		groups[one.in]++
		types[one.kind]++
		priorities[one.priority]++
		for _, l := range one.labels {
			labels[l]++
		}
		for _, l := range one.links {
			kinds[l.kind]++
		}
		comments += len(one.said)
		checklists += min(1, strings.Count(one.text, "- ["))
		tables += min(1, strings.Count(one.text, "|---"))
		code += min(1, strings.Count(one.text, "```"))
		if one.due != nil && *one.due < 0 {
			overdue++
			if one.in == "done" || one.in == "dropped" {
				t.Errorf("%q is done and still due", one.title)
			}
		}
	}
	for _, g := range project.Groups {
		if groups[string(g)] < 3 {
			t.Errorf("%d tasks are in %s", groups[string(g)], g)
		}
	}
	for g := range groups {
		if !slices.Contains(project.Groups, project.Group(g)) {
			t.Errorf("there is no group %q", g)
		}
	}
	for _, p := range work.Priorities {
		if priorities[p] == 0 {
			t.Errorf("nothing has the priority %s", p)
		}
	}
	if len(priorities) != len(work.Priorities) || len(types) != len(work.Types) {
		t.Errorf("%v, %v", priorities, types)
	}
	for _, l := range labelsOf {
		if labels[l.name] == 0 {
			t.Errorf("nothing has the label %s", l.name)
		}
		delete(labels, l.name)
	}
	if len(labels) > 0 {
		t.Errorf("labels that are not there: %v", labels)
	}
	if comments < 35 || checklists < 8 || tables < 6 || code < 3 || overdue == 0 || len(kinds) != 3 {
		t.Errorf("%d comments, %d checklists, %d tables, %d with code, %d overdue, %v", comments, checklists, tables, code, overdue, kinds)
	}
}

func TestAStoryThatDoesNotHoldTogetherIsFound(t *testing.T) {
	for name, text := range map[string]string{
		"no name":             "=== A\nin: done\nmade: -1\nsince: -1\n\nText",
		"a name twice":        "=== A\nid: a\nin: done\n\n=== B\nid: a\nin: done\n\n",
		"no such parent":      "=== A\nid: a\nparent: b\n\n",
		"no such link":        "=== A\nid: a\nblocks: b\n\n",
		"a field":             "=== A\nid: a\ncolour: red\n\n",
		"no number":           "=== A\nid: a\nmade: soon\n\n",
		"a comment too early": "=== A\nid: a\nmade: -1\n\nText\n--- -2\nHm.",
		"a comment tomorrow":  "=== A\nid: a\nmade: -1\n\nText\n--- 1\nHm.",
		"comments backwards":  "=== A\nid: a\nmade: -9\n\nText\n--- -2\nHm.\n--- -3\nHm.",
		"a comment of no day": "=== A\nid: a\nmade: -9\n\nText\n--- today\nHm.",
	} {
		all, err := parse(text)
		if err == nil {
			err = complete(all)
		}
		if err == nil {
			t.Errorf("%s is not found", name)
		}
	}
}

// TestItFitsIntoEveryDay: whenever it is made, nothing in it is of the future, numbers follow the days, and ranks are in order.
func TestItFitsIntoEveryDay(t *testing.T) {
	all := story(t)
	begin := time.Date(2026, 12, 20, 0, 0, 0, 0, time.UTC)
	for n := range 100 {
		now := moment.Of(begin.Add(time.Duration(n) * (25*time.Hour + 7*time.Minute)))
		p := draw(all, now, "org_1", "usr_1", "KAYAK")
		texts := map[string]*work.Text{}
		for _, x := range p.texts {
			texts[x.ID] = x
		}
		last := moment.Time{}
		columns := map[string][]*work.Task{}
		ids := map[string]bool{}
		for i, one := range p.tasks {
			if one.Number != int64(i+1) || one.CreatedAt.Std().Truncate(24*time.Hour).Before(last.Std().Truncate(24*time.Hour)) {
				t.Fatalf("%s: %q has the number %d", now, one.Title, one.Number)
			}
			last = one.CreatedAt
			if one.CreatedAt.After(now) || one.StatusSince.After(now) || one.StatusSince.Before(one.CreatedAt) || one.UpdatedAt.Before(one.StatusSince) {
				t.Fatalf("%s: %+v", now, one)
			}
			if !id.Valid("tsk", one.ID) || ids[one.ID] || !id.ValidRank(one.Rank) {
				t.Fatalf("%+v", one)
			}
			ids[one.ID] = true
			columns[one.Status] = append(columns[one.Status], one)
		}
		for _, c := range columns {
			ranks := map[string]bool{}
			for _, one := range c {
				if ranks[one.Rank] {
					t.Fatalf("two tasks have the rank %s", one.Rank)
				}
				ranks[one.Rank] = true
			}
		}
		at := map[string]moment.Time{}
		for _, c := range p.comments {
			if c.CreatedAt.After(now.Add(5*time.Second)) || !c.CreatedAt.After(at[c.Task]) {
				t.Fatalf("%s: %+v", now, c)
			}
			at[c.Task] = c.CreatedAt
		}
		for _, text := range texts {
			if strings.ContainsAny(strings.ReplaceAll(text.Markdown, "${", ""), "{}") && !strings.Contains(text.Markdown, "```") {
				t.Fatalf("something is left open: %s", text.Markdown)
			}
		}
	}
}
