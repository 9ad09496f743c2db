package markup

import (
	"regexp"
	"strings"
)

// FromJira turns Jira's wiki markup into Markdown. It is pure and takes any text: what is not markup stays as it is, what cannot be said in
// Markdown (colours, panels' looks) goes, and its words stay. Backticks are taken as people mean them, though Jira does not know them.
//
// A text without a single line break in which two spaces stand together is taken for one whose line breaks were made into two spaces, as
// exports of Jira often have them.
func FromJira(text string) string {
	text = clean(text)
	j := &jira{flat: !strings.Contains(text, "\n") && strings.Contains(text, "  ")}
	j.blocks(text)
	j.flush()
	return tidy(j.out)
}

// jira is a text on its way: the lines that are finished, and where the next one stands.
type jira struct {
	flat   bool
	out    []string
	quoted bool // within {quote} or {panel}
	list   []level
	table  []string // rows of which the last may go on
	para   strings.Builder
}

// level is one list that is open: its mark, and how many items it has.
type level struct {
	mark byte
	n    int
}

var (
	macro  = regexp.MustCompile(`\{(code|noformat|quote|panel|color|anchor|toc|column|section|div|span|info|note|tip|warning)(:[^{}\n]*)?\}`)
	titled = regexp.MustCompile(`(?:^|\|)title=([^|}]*)`)
	named  = regexp.MustCompile(`^[A-Za-z0-9+#.-]{1,20}$`)
)

// blocks takes a text apart at its macros.
func (j *jira) blocks(s string) {
	for s != "" {
		m := macro.FindStringSubmatchIndex(s)
		if m == nil {
			break
		}
		before, name, args := s[:m[0]], s[m[2]:m[3]], ""
		if m[4] >= 0 {
			args = s[m[4]+1 : m[5]]
		}
		s = s[m[1]:]
		if m[0] > 0 && before[len(before)-1] == '\\' { // escaped
			j.para.WriteString(before + "{" + name + "}")
			continue
		}
		j.para.WriteString(before)
		switch name {
		case "code", "noformat":
			s = j.verbatim(name, args, s)
		case "quote", "panel", "info", "note", "tip", "warning":
			j.flush()
			j.stand()
			j.quote(!j.quoted && strings.Contains(s, "{"+name+"}"))
			if m := titled.FindStringSubmatch(args); m != nil && strings.TrimSpace(m[1]) != "" {
				j.put("**" + escapeInline(strings.TrimSpace(m[1])) + "**")
				j.put("")
			}
		}
	}
	j.para.WriteString(s)
}

// verbatim takes code up to the end of its macro, or all where it has none: exports are cut off. It gives what follows.
func (j *jira) verbatim(name, args, s string) string {
	end, rest := len(s), ""
	if i := strings.Index(s, "{"+name+"}"); i >= 0 {
		end, rest = i, s[i+len(name)+2:]
	}
	body := s[:end]
	if j.flat {
		body = unflattenCode(body)
	}
	line := j.para.String()
	line = line[strings.LastIndexByte(line, '\n')+1:]
	if strings.TrimSpace(line) != "" && !strings.Contains(body, "\n") && len(body) <= 120 { // in the middle of a sentence
		if body = strings.TrimSpace(body); body != "" {
			j.para.WriteString("{{" + body + "}}")
		}
		return rest
	}
	j.flush()
	j.stand()
	if m := titled.FindStringSubmatch(args); m != nil && strings.TrimSpace(m[1]) != "" {
		j.put("**" + escapeInline(strings.TrimSpace(m[1])) + "**")
		j.put("")
	}
	j.code(language(name, args), body)
	return rest
}

// language is the first word of the arguments of {code} that is not a setting.
func language(name, args string) string {
	if name != "code" {
		return ""
	}
	for a := range strings.SplitSeq(args, "|") {
		a = strings.TrimPrefix(strings.TrimSpace(a), "language=")
		if !strings.Contains(a, "=") && named.MatchString(a) && !strings.HasSuffix(a, ".") {
			return strings.ToLower(a)
		}
	}
	return ""
}

// code writes a fenced block, with a fence longer than any in it.
func (j *jira) code(lang, body string) {
	lines := strings.Split(body, "\n")
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	if len(lines) == 0 {
		return
	}
	fence := strings.Repeat("`", max(3, longest(body, '`')+1))
	j.put(fence + lang)
	for _, l := range lines {
		j.put(strings.TrimRight(l, " \t"))
	}
	j.put(fence)
	j.put("")
}

func longest(s string, c byte) int {
	most, n := 0, 0
	for i := range len(s) {
		if s[i] != c {
			n = 0
			continue
		}
		n++
		most = max(most, n)
	}
	return most
}

// quote begins or ends a quotation.
func (j *jira) quote(begin bool) {
	if j.quoted = begin; begin {
		return
	}
	for n := len(j.out); n > 0 && j.out[n-1] == ">"; n-- {
		j.out = j.out[:n-1]
	}
	j.put("")
}

// put writes a line where the text stands. A quotation does not begin with an empty one.
func (j *jira) put(line string) {
	if j.quoted {
		if n := len(j.out); line == "" && (n == 0 || !strings.HasPrefix(j.out[n-1], "> ")) {
			return
		}
		line = strings.TrimRight("> "+line, " ")
	}
	j.out = append(j.out, line)
}

// stand makes sure that what follows does not belong to the line before.
func (j *jira) stand() {
	j.list = nil
	if n := len(j.out); n > 0 && strings.Trim(j.out[n-1], "> ") != "" {
		j.put("")
	}
}

// flattened finds what was a line break, and, to be left alone, the tags of a well-known test log: "[  FAILED  ]".
var flattened = regexp.MustCompile(`\[ *[A-Z]+ *\]| {2,}`)

// unflattenCode takes what is beyond two spaces for indentation.
func unflattenCode(s string) string {
	return flattened.ReplaceAllStringFunc(s, func(run string) string {
		if run[0] == '[' {
			return run
		}
		return "\n" + run[2:]
	})
}

// unflatten takes two or three spaces for a line break, more for the end of a paragraph.
func unflatten(s string) string {
	return flattened.ReplaceAllStringFunc(s, func(run string) string {
		switch {
		case run[0] == '[':
			return run
		case len(run) < 4:
			return "\n"
		}
		return "\n\n"
	})
}

// tidy joins lines: never two empty ones in a row, none at the ends.
func tidy(lines []string) string {
	var b strings.Builder
	empty, fence := true, ""
	for _, l := range lines {
		bare := strings.TrimPrefix(l, "> ")
		if fence == "" {
			if strings.HasPrefix(bare, "```") {
				fence = bare[:longest(bare, '`')]
			} else if l == "" && empty {
				continue
			}
		} else if bare == fence {
			fence = ""
		}
		empty = l == "" && fence == ""
		b.WriteString(l + "\n")
	}
	return strings.TrimRight(b.String(), "\n")
}
