package project

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// What a project may hold. The limits keep it one small document.
const (
	maxName        = 100
	maxDescription = 2000
	maxStatuses    = 50
	maxLabels      = 300
	maxLimit       = 9999
)

var keyForm = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,9}$`)

// checkKey notes a key that is none. Keys are written in capitals by whoever sends them: nothing is guessed.
func checkKey(l *fault.List, key string) {
	if !keyForm.MatchString(key) {
		l.Add("key", "must be 2 to 10 capital letters and digits, and begin with a letter")
	}
}

// checkName gives a name without spaces around it, and notes one that is empty, too long or not on one line.
func checkName(l *fault.List, field, name string) string {
	name = strings.TrimSpace(name)
	switch n := utf8.RuneCountInString(name); {
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		l.Add(field, "has characters that cannot be shown")
	case n == 0:
		l.Add(field, "is empty")
	case n > maxName:
		l.Add(field, "is longer than %d characters", maxName)
	}
	return name
}

func checkDescription(l *fault.List, text string) {
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		l.Add("description", "has characters that cannot be shown")
	case utf8.RuneCountInString(text) > maxDescription:
		l.Add("description", "is longer than %d characters", maxDescription)
	}
}

func checkHue(l *fault.List, hue int) {
	if hue < 1 || hue > 8 {
		l.Add("hue", "must be from 1 to 8")
	}
}

// checkStatusHue is checkHue for a column, which may go without one of its own.
func checkStatusHue(l *fault.List, hue int) {
	if hue < 0 || hue > 8 {
		l.Add("hue", "must be from 1 to 8, or 0 for the colour of its group")
	}
}

func checkVisibility(l *fault.List, v Visibility) {
	if v != ToMembers && v != ToOrganisation {
		l.Add("visibility", "must be members or organisation")
	}
}

func checkGroup(l *fault.List, g Group) {
	if !slices.Contains(Groups, g) {
		l.Add("group", "must be backlog, ready, doing, review, done or dropped")
	}
}

func checkLimit(l *fault.List, limit int) {
	if limit < 0 || limit > maxLimit {
		l.Add("limit", "must be from 0 to %d", maxLimit)
	}
}

// usualStatuses are the columns that a new project has. Their ids sort in the order of the columns, as lists by rank do.
func usualStatuses(now moment.Time) []Status {
	usual := []Status{
		{Name: "Backlog", Group: Backlog},
		{Name: "Ready", Group: Ready},
		{Name: "In progress", Group: Doing},
		{Name: "In review", Group: Review},
		{Name: "Done", Group: Done},
		{Name: "Dropped", Group: Dropped},
	}
	for i := range usual {
		usual[i].ID = id.New("sts", moment.FromMillis(now.Millis()+int64(i)))
	}
	return usual
}

// place puts a status in front of another one, or at the end for "". It must not be among them.
func place(statuses []Status, s Status, before string) ([]Status, error) {
	if before == "" {
		return append(slices.Clone(statuses), s), nil
	}
	i := slices.IndexFunc(statuses, func(o Status) bool { return o.ID == before })
	if i < 0 {
		return nil, fault.Wrong("before", "is not a status of this project")
	}
	return slices.Insert(slices.Clone(statuses), i, s), nil
}

// without gives the statuses but one, false when it is not among them.
func without(statuses []Status, id string) ([]Status, Status, bool) {
	i := slices.IndexFunc(statuses, func(s Status) bool { return s.ID == id })
	if i < 0 {
		return statuses, Status{}, false
	}
	return slices.Delete(slices.Clone(statuses), i, i+1), statuses[i], true
}

// checkStatuses holds what a board needs: something to do, somewhere to be done, and no two columns of one name.
func checkStatuses(statuses []Status) error {
	open, done := 0, 0
	names := map[string]bool{}
	for _, s := range statuses {
		name := strings.ToLower(s.Name)
		if names[name] {
			return fault.Wrong("name", "is the name of another status")
		}
		names[name] = true
		if s.Group.Open() {
			open++
		}
		if s.Group == Done {
			done++
		}
	}
	switch {
	case len(statuses) > maxStatuses:
		return fault.New(fault.Conflict, "A project has at most %d statuses.", maxStatuses)
	case open == 0:
		return fault.New(fault.Conflict, "A project needs a status for work that is still to be done.")
	case done == 0:
		return fault.New(fault.Conflict, "A project needs a status for work that is done.")
	}
	return nil
}

// checkLabels holds that there are not too many, and no two of one name.
func checkLabels(labels []Label) error {
	names := map[string]bool{}
	for _, l := range labels {
		name := strings.ToLower(l.Name)
		if names[name] {
			return fault.Wrong("name", "is the name of another label")
		}
		names[name] = true
	}
	if len(labels) > maxLabels {
		return fault.New(fault.Conflict, "A project has at most %d labels.", maxLabels)
	}
	return nil
}
