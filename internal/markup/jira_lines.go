package markup

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	heading = regexp.MustCompile(`^h([1-6])\.\s+(.*)$`)
	quoting = regexp.MustCompile(`^bq\.\s+(.*)$`)
	ruler   = regexp.MustCompile(`^-{4,}$`)
	item    = regexp.MustCompile(`^([*#]+|-|[*#]+-)\s+(\S.*)$`)
)

// rowLines is how many lines a row of a table may go over.
const rowLines = 30

// flush turns the text that has been gathered into lines.
func (j *jira) flush() {
	text := j.para.String()
	j.para.Reset()
	if j.flat {
		text = unflatten(text)
	}
	for line := range strings.SplitSeq(text, "\n") {
		j.line(strings.TrimSpace(line))
	}
	j.endTable()
}

func (j *jira) line(s string) {
	if j.row(s) {
		return
	}
	switch m := []string(nil); {
	case s == "":
		j.list = nil
		j.put("")
	case ruler.MatchString(s):
		j.stand()
		j.put("---")
		j.put("")
	case match(&m, heading, s):
		j.stand()
		j.put(strings.Repeat("#", int(m[1][0]-'0')) + " " + strings.TrimRight(inline(m[2]), "#"))
		j.put("")
	case match(&m, quoting, s):
		j.stand()
		j.put("> " + atStart(inline(m[1])))
		j.put("")
	case match(&m, item, s):
		j.item(m[1], m[2])
	case len(j.list) > 0: // the item goes on
		j.put(strings.Repeat(" ", j.indent(len(j.list))) + atStart(inline(s)))
	default:
		j.put(begin(inline(s)))
	}
}

// begin escapes what would make a block of a line, but for numbers: they are meant as they look.
func begin(s string) string {
	if ordered.MatchString(s) {
		return s
	}
	return atStart(s)
}

func match(into *[]string, re *regexp.Regexp, s string) bool {
	*into = re.FindStringSubmatch(s)
	return *into != nil
}

// item writes an item of a list. A list begins one level below the one that it is in, however many marks it has.
func (j *jira) item(marks, text string) {
	depth := min(len(marks), len(j.list)+1, maxDepth-2)
	if depth > len(j.list) && len(j.list) == 0 {
		j.stand()
	}
	mark := marks[len(marks)-1]
	if mark == '*' {
		mark = '-'
	}
	if len(j.list) >= depth && j.list[depth-1].mark != mark {
		j.list = j.list[:depth-1]
		if depth == 1 {
			j.stand()
		}
	}
	if len(j.list) < depth {
		j.list = append(j.list, level{mark: mark})
	}
	j.list = j.list[:depth]
	j.list[depth-1].n++
	j.put(strings.Repeat(" ", j.indent(depth-1)) + j.mark(depth-1) + atItem(inline(text)))
}

// indent is where the items of the list at a depth begin.
func (j *jira) indent(depth int) int {
	n := 0
	for i := range depth {
		n += len(j.mark(i))
	}
	return n
}

func (j *jira) mark(depth int) string {
	if l := j.list[depth]; l.mark == '#' {
		return fmt.Sprintf("%d. ", l.n)
	}
	return "- "
}

// atItem escapes what would make a block, or a box to tick, of the text of an item.
func atItem(s string) string {
	if strings.HasPrefix(s, "[") && !strings.Contains(s, "](") {
		return `\` + s
	}
	return atStart(s)
}

// row takes a line that belongs to a table.
func (j *jira) row(s string) bool {
	n := len(j.table)
	open := n > 0 && !strings.HasSuffix(j.table[n-1], "|") && strings.Count(j.table[n-1], "\x00") < rowLines
	switch {
	case strings.HasPrefix(s, "|") && (n > 0 || strings.Count(s, "|") >= 2):
		j.table = append(j.table, s)
	case open && s != "":
		j.table[n-1] += "\x00" + s // a cell of several lines; there is no such byte in a text
	default:
		j.endTable()
		return false
	}
	return true
}

// endTable writes the rows that have been gathered: with a head, for Markdown knows no table without.
func (j *jira) endTable() {
	if len(j.table) == 0 {
		return
	}
	rows := make([][]string, len(j.table))
	columns := 0
	for i, r := range j.table {
		rows[i] = cells(r)
		columns = max(columns, len(rows[i]))
	}
	if columns > 100 || columns*len(rows) > maxEmptied { // no table that anybody could read
		j.stand()
		for _, r := range j.table {
			j.put(atStart(inline(strings.ReplaceAll(r, "\x00", " "))))
		}
		j.table = nil
		return
	}
	if !strings.HasPrefix(j.table[0], "||") {
		rows = append([][]string{nil}, rows...)
	}
	j.table = nil
	j.stand()
	for i, r := range rows {
		j.put("|" + strings.Join(widen(r, columns), "|") + "|")
		if i == 0 {
			j.put("|" + strings.Repeat(" --- |", columns))
		}
	}
	j.put("")
}

func widen(row []string, columns int) []string {
	out := make([]string, columns)
	for i := range out {
		out[i] = " "
		if i < len(row) && row[i] != "" {
			out[i] = " " + row[i] + " "
		}
	}
	return out
}

// cells takes a row apart. Bars within links and code do not count.
func cells(row string) []string {
	var out []string
	var b strings.Builder
	end := func() {
		lines := strings.Split(b.String(), "\x00")
		for i, l := range lines {
			lines[i] = strings.ReplaceAll(inline(strings.TrimSpace(l)), "\n", "<br>")
		}
		out = append(out, strings.Trim(strings.Join(lines, "<br>"), " "))
		b.Reset()
	}
	row = strings.TrimLeft(row, "|")
	for i := 0; i < len(row); i++ {
		switch {
		case row[i] == '|':
			if end(); i+1 < len(row) && row[i+1] == '|' { // between heads
				i++
			}
		case row[i] == '[' || strings.HasPrefix(row[i:], "{{"):
			n := within(row[i:])
			b.WriteString(row[i : i+n])
			i += n - 1
		default:
			b.WriteByte(row[i])
		}
	}
	if strings.TrimSpace(b.String()) != "" {
		end()
	}
	return out
}

// within gives the length of a link or of code at the beginning of s, 1 where there is none.
func within(s string) int {
	closing := "]"
	if s[0] == '{' {
		closing = "}}"
	}
	s = s[:min(len(s), lookAhead)]
	end := strings.Index(s, closing)
	if end < 0 || strings.IndexByte(s[:end], 0) >= 0 {
		return 1
	}
	return end + len(closing)
}
