package work

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// What a task may hold.
const (
	maxTitle    = 300
	maxMarkdown = 100_000
	maxComment  = 30_000
	maxPoints   = 1000
	maxNumber   = 999_999_999
	maxSet      = 50 // assignees of a task, labels of a task
)

// checkTitle gives a title without spaces around it, and notes one that is empty, too long or not on one line.
func checkTitle(l *fault.List, title string) string {
	title = strings.TrimSpace(title)
	switch n := utf8.RuneCountInString(title); {
	case !utf8.ValidString(title) || strings.ContainsFunc(title, unicode.IsControl):
		l.Add("title", "has characters that cannot be shown")
	case n == 0:
		l.Add("title", "is empty")
	case n > maxTitle:
		l.Add("title", "is longer than %d characters", maxTitle)
	}
	return title
}

// checkMarkdown gives a text with plain line ends.
func checkMarkdown(l *fault.List, name, text string, limit int) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	switch {
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		l.Add(name, "has characters that cannot be shown")
	case utf8.RuneCountInString(text) > limit:
		l.Add(name, "is longer than %d characters", limit)
	}
	return text
}

func checkOneOf(l *fault.List, name, value string, of []string) {
	if !slices.Contains(of, value) {
		l.Add(name, "must be one of %s", strings.Join(of, ", "))
	}
}

// checkPoints notes points that are negative, too many, or finer than hundredths.
func checkPoints(l *fault.List, points *float64) {
	if points == nil {
		return
	}
	p := *points
	switch {
	case math.IsNaN(p) || p < 0 || p > maxPoints:
		l.Add("points", "must be from 0 to %d", maxPoints)
	case math.Abs(p*100-math.Round(p*100)) > 1e-6:
		l.Add("points", "have more than two decimals")
	}
}

func checkDue(l *fault.List, due moment.Date) {
	if _, err := moment.ParseDate(string(due)); err != nil {
		l.Add("due", "%v", err)
	}
}

func checkID(l *fault.List, prefix, s string) {
	if s != "" && !id.Valid(prefix, s) {
		l.Add("id", "is not an id such as %s_ and 20 characters", prefix)
	}
}

// checkSet gives ids without doubles, in the order given; never nil.
func checkSet(l *fault.List, name string, ids []string) []string {
	out := make([]string, 0, len(ids))
	for _, s := range ids {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
		if len(out) > maxSet {
			l.Add(name, "are more than %d", maxSet)
			break
		}
	}
	return out
}

// amend gives a set of ids with some added and some removed. An id that is in both is removed.
func amend(has, add, remove []string) []string {
	out := make([]string, 0, len(has)+len(add))
	for _, s := range slices.Concat(has, add) {
		if !slices.Contains(remove, s) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// splitKey takes a key of a task apart: "MESOS-313" is 313 in MESOS, in any case.
func splitKey(key string) (project string, number int64, ok bool) {
	project, digits, found := strings.Cut(key, "-")
	if !found || len(project) > 10 || len(digits) > 9 || digits == "" || digits[0] == '0' || digits[0] == '+' || digits[0] == '-' {
		return "", 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return strings.ToUpper(project), n, err == nil && n > 0
}
