package archive

import (
	"context"
	"fmt"
	"strings"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

// maxFaults is how many faults are listed; all are counted.
const maxFaults = 500

// Check goes through all rows and changes nothing but the import itself: every fault of every row is counted, and the first are listed.
func (s *Service) Check(ctx context.Context, a access.Actor, org, ref, imp string) (*View, store.Commit, error) {
	v, _, err := s.Get(ctx, a, org, ref, imp)
	if err != nil {
		return nil, store.Commit{}, err
	}
	next := v.Import
	if err := next.begun(); err != nil {
		return nil, store.Commit{}, err
	}
	c := &checking{numbers: map[int64]int{}, prefixes: map[string]int{}}
	set, err := s.setting(ctx, a, org, ref, c.taken)
	if err != nil {
		return nil, store.Commit{}, err
	}
	c.set = set.with(&next)
	for n := range next.Parts {
		p, err := s.part(ctx, a, org, &next, n)
		if err != nil {
			return nil, store.Commit{}, err
		}
		for k, cells := range p.Rows {
			c.row(p.Lines[k], cells)
		}
	}
	c.whole(&next)
	next.State, next.FaultCount, next.Faulty = Checked, c.count, c.faulty
	return s.put(ctx, a, org, "import.checked", &next, &report{Meta: store.Meta{ID: imp}, Project: next.Project, Preview: v.Preview, Faults: c.faults})
}

// checking is a dry run under way.
type checking struct {
	set      *setting
	numbers  map[int64]int  // number → the line that has it, 0 for a task that is there already
	prefixes map[string]int // foreign prefix → rows
	keys     int            // rows with a key
	faults   []Fault
	count    int
	faulty   int
	foreign  int // faults that are about nothing but a foreign prefix
}

// taken finds the numbers that tasks have, those in the trash too.
func (c *checking) taken(sc *access.Scope) error {
	clear(c.numbers)
	q := store.Query{Def: work.Tasks.Def(), Index: "number", Equal: []store.Value{store.T(sc.Project)}, WithKeys: true}
	at := work.Tasks.Def().Field("number")
	for d, err := range sc.Find(q) {
		if err != nil {
			return fmt.Errorf("look for numbers: %w", err)
		}
		c.numbers[d.Keys[at].Int] = 0
	}
	return nil
}

func (c *checking) row(line int, cells []string) {
	d := c.set.convert(line, cells)
	if n := d.task.Number; n != 0 {
		first, ok := c.numbers[n]
		switch {
		case ok && first == 0, !ok && n <= c.set.project.LastPurged:
			d.wrong("key", "is that of another task")
		case ok:
			d.wrong("key", "stands in line %d already", first)
		default:
			c.numbers[n] = line
		}
	}
	for _, l := range d.labels {
		if _, ok := c.set.labels[strings.ToLower(l)]; !ok {
			c.set.labels[strings.ToLower(l)] = ""
		}
	}
	if d.key != "" {
		c.keys++
		if prefix, _ := splitKey(d.key); prefix != "" && !c.set.prefixes[strings.ToUpper(prefix)] {
			c.prefixes[strings.ToUpper(prefix)]++
			c.foreign++
		}
	}
	if len(d.faults) > 0 {
		c.faulty++
	}
	c.add(d.faults...)
}

func (c *checking) add(faults ...Fault) {
	c.count += len(faults)
	c.faults = append(c.faults, faults[:min(len(faults), maxFaults-len(c.faults))]...)
}

// whole says what is wrong with the file as a whole, first of all.
func (c *checking) whole(i *Import) {
	var all []Fault
	if len(c.set.columns["title"]) == 0 {
		c.drop(func(f Fault) bool { return f.Field == "title" }, c.faulty)
		all = append(all, Fault{1, "title", "has no column; say which one it is"})
	}
	if len(c.prefixes) == 1 && c.foreign == c.keys {
		for p := range c.prefixes {
			c.drop(func(f Fault) bool { return f.Field == "key" }, c.foreign)
			all = append(all, Fault{1, "key", fmt.Sprintf("All keys begin with %s-, and the key of this project is %s. Say that the prefix is %s to keep the numbers, "+
				"or leave the column out to get new ones.", cut(p, 40), c.set.project.Key, cut(p, 40))})
		}
	}
	if n := len(c.set.labels); n > maxLabels {
		all = append(all, Fault{1, "labels", fmt.Sprintf("would become %d; a project has at most %d", n, maxLabels)})
	}
	if i.Rows == 0 {
		all = append(all, Fault{1, "", "The file has no rows."})
	}
	c.count += len(all)
	c.faults = append(all, c.faults...)
	if len(c.faults) > maxFaults {
		c.faults = c.faults[:maxFaults]
	}
	if c.faults == nil {
		c.faults = []Fault{}
	}
}

// drop takes faults off the list that are said once for all.
func (c *checking) drop(which func(Fault) bool, count int) {
	left := []Fault{}
	for _, f := range c.faults {
		if !which(f) {
			left = append(left, f)
		}
	}
	c.faults = left
	c.count -= count
}
