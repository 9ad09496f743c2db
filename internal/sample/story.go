package sample

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed story
var files embed.FS

// tale is a task of the story. Numbers of days are counted from today, those before it below zero.
type tale struct {
	name     string // by which other tasks of the story call it: {name} in a text, and in parent and links
	title    string
	text     string
	kind     string // a type of task
	in       string // a group of statuses
	priority string
	labels   []string
	points   float64 // 0 for none
	due      *int
	made     int
	since    int
	mine     bool // whoever makes the sample has it
	parent   string
	links    []tie
	said     []remark
}

// tie is a link to another task of the story.
type tie struct{ kind, other string }

// remark is a comment.
type remark struct {
	day  int
	text string
}

// tales reads the story. What is wrong with it is found by a test, and is a fault of the program.
var tales = sync.OnceValues(func() ([]*tale, error) {
	names, err := fs.Glob(files, "story/*.txt")
	if err != nil {
		return nil, err
	}
	var all []*tale
	for _, name := range names { // in order
		b, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		some, err := parse(string(b))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, some...)
	}
	return all, complete(all)
})

// parse reads tasks: "=== title", then "field: value" up to an empty line, then the text, then comments, each after "--- day".
func parse(s string) ([]*tale, error) {
	var all []*tale
	for part := range strings.SplitSeq("\n"+s, "\n=== ") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		title, rest, _ := strings.Cut(part, "\n")
		head, body, _ := strings.Cut(rest, "\n\n")
		t := &tale{title: title, kind: "task"}
		for line := range strings.SplitSeq(head, "\n") {
			field, value, _ := strings.Cut(line, ": ")
			if err := t.set(field, value); err != nil {
				return nil, fmt.Errorf("%q: %w", title, err)
			}
		}
		said := strings.Split("\n"+body, "\n--- ")
		t.text = strings.TrimSpace(said[0])
		for _, r := range said[1:] {
			day, text, _ := strings.Cut(r, "\n")
			n, err := strconv.Atoi(strings.TrimSpace(day))
			if err != nil {
				return nil, fmt.Errorf("%q: a comment of the day %q", title, day)
			}
			t.said = append(t.said, remark{n, strings.TrimSpace(text)})
		}
		all = append(all, t)
	}
	return all, nil
}

func (t *tale) set(field, value string) (err error) {
	list := strings.Split(value, ", ")
	switch field {
	case "id":
		t.name = value
	case "type":
		t.kind = value
	case "in":
		t.in = value
	case "priority":
		t.priority = value
	case "labels":
		t.labels = list
	case "parent":
		t.parent = value
	case "mine":
		t.mine = value == "yes"
	case "points":
		t.points, err = strconv.ParseFloat(value, 64)
	case "made":
		t.made, err = strconv.Atoi(value)
	case "since":
		t.since, err = strconv.Atoi(value)
	case "due":
		var n int
		n, err = strconv.Atoi(value)
		t.due = &n
	case "blocks", "relates", "duplicates":
		for _, other := range list {
			t.links = append(t.links, tie{field, other})
		}
	default:
		err = fmt.Errorf("there is no field %q", field)
	}
	return err
}

// complete checks that everything that is named is there, and that nothing happens before its time.
func complete(all []*tale) error {
	names := map[string]*tale{}
	for _, t := range all {
		if t.name == "" || names[t.name] != nil {
			return fmt.Errorf("%q: the name %q is missing or given twice", t.title, t.name)
		}
		names[t.name] = t
	}
	for _, t := range all {
		above := names[t.parent]
		if t.parent != "" && above == nil {
			return fmt.Errorf("%q has no parent %q", t.title, t.parent)
		}
		for _, l := range t.links {
			if names[l.other] == nil {
				return fmt.Errorf("%q is linked to %q, which is not there", t.title, l.other)
			}
		}
		if t.made > t.since || t.since > 0 || slices.ContainsFunc(t.said, func(r remark) bool { return r.day < t.made || r.day > 0 }) {
			return fmt.Errorf("%q: something happens before it is made, or tomorrow", t.title)
		}
		if !slices.IsSortedFunc(t.said, func(a, b remark) int { return a.day - b.day }) {
			return fmt.Errorf("%q: comments are not in order", t.title)
		}
	}
	return nil
}
