package archive

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/kanvaro/kanvaro/internal/fault"
)

// What a file may hold.
const (
	MaxFile    = 64 << 20 // bytes
	maxRows    = 200_000
	maxColumns = 200
	maxRecord  = 1 << 20 // bytes of one row
)

// table is a file taken apart.
type table struct {
	encoding  string
	delimiter string
	header    []string // unique; made up where the file has none
	headed    bool
	rows      []row
}

// row is one record of the file, and the line that it begins at.
type row struct {
	line  int
	cells []string
}

// parse takes a CSV file apart: its encoding and delimiter are found out.
func parse(b []byte) (*table, error) {
	text, encoding, err := decode(b)
	if err != nil {
		return nil, err
	}
	t := &table{encoding: encoding}
	first := 1
	if said, rest, ok := saidDelimiter(text); ok {
		t.delimiter, text, first = said, rest, 2
	} else {
		t.delimiter = guessDelimiter(text)
	}
	if t.rows, err = records(text, t.delimiter, first, false); errors.Is(err, csv.ErrBareQuote) {
		t.rows, err = records(text, t.delimiter, first, true) // 5" disks
	}
	if err != nil {
		return nil, readable(err, first)
	}
	if len(t.rows) == 0 {
		return nil, fault.New(fault.Invalid, "The file is empty.")
	}
	t.head()
	return t, nil
}

// saidDelimiter takes the line "sep=;" that some programs write first.
func saidDelimiter(text string) (string, string, bool) {
	line, rest, _ := strings.Cut(text, "\n")
	line = strings.TrimSuffix(line, "\r")
	if d, ok := strings.CutPrefix(line, "sep="); ok && len(d) == 1 && strings.Contains(",;\t|", d) {
		return d, rest, true
	}
	return "", text, false
}

func reader(text, delimiter string, lazy bool) *csv.Reader {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = rune(delimiter[0]), -1, lazy
	return r
}

var errLimit = errors.New("over a limit")

// records reads all records but empty ones. Lines are counted from first.
func records(text, delimiter string, first int, lazy bool) ([]row, error) {
	r := reader(text, delimiter, lazy)
	var out []row
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := r.FieldPos(0)
		line += first - 1
		size, blank := 0, true
		for i, c := range cells {
			cells[i] = strings.Map(printable, c)
			size += len(c)
			blank = blank && strings.TrimSpace(c) == ""
		}
		switch {
		case blank:
			continue
		case len(cells) > maxColumns:
			return nil, fmt.Errorf("%w: line %d has more than %d columns", errLimit, line, maxColumns)
		case size > maxRecord:
			return nil, fmt.Errorf("%w: the row at line %d is longer than 1 MiB; perhaps a quotation mark is missing", errLimit, line)
		case len(out) > maxRows:
			return nil, fmt.Errorf("%w: there are more than %d rows", errLimit, maxRows)
		}
		out = append(out, row{line, cells})
	}
}

// printable leaves out what no text shows, but line ends and tabs.
func printable(r rune) rune {
	if unicode.IsControl(r) && r != '\n' && r != '\t' {
		return -1
	}
	return r
}

func readable(err error, first int) error {
	var p *csv.ParseError
	switch {
	case errors.As(err, &p):
		return fault.Because(fault.Malformed, err, "Line %d: a quotation mark is missing or in the wrong place (the row begins at line %d).",
			p.Line+first-1, p.StartLine+first-1)
	case errors.Is(err, errLimit):
		_, detail, _ := strings.Cut(err.Error(), ": ")
		return fault.New(fault.TooLarge, "%s.", strings.ToUpper(detail[:1])+detail[1:])
	}
	return fmt.Errorf("read csv: %w", err)
}

// guessDelimiter tries each on the beginning of the file: the one by which most records have the same number of columns, above one.
func guessDelimiter(text string) string {
	best, most := ",", 0
	for _, d := range [...]string{",", ";", "\t", "|"} {
		if n := agreement(text, d); n > most {
			best, most = d, n
		}
	}
	return best
}

func agreement(text, delimiter string) int {
	r := reader(text, delimiter, true)
	columns, same, seen := 0, 0, 0
	for range 50 {
		cells, err := r.Read()
		if err != nil || r.InputOffset() > 1<<20 {
			break
		}
		if columns == 0 {
			columns = len(cells)
		}
		seen++
		if len(cells) == columns {
			same++
		}
	}
	if columns < 2 || seen == 0 {
		return 0
	}
	return 1000*same/seen + min(columns, 100)
}

// head decides whether the first row names the columns, and gives every column a name of its own.
func (t *table) head() {
	width := 0
	for _, r := range t.rows {
		width = max(width, len(r.cells))
	}
	t.header = make([]string, width)
	if names := t.rows[0].cells; isHeader(names) {
		t.headed, t.rows = true, t.rows[1:]
		copy(t.header, names)
	}
	seen := map[string]bool{}
	for i, n := range t.header {
		n = strings.Join(strings.Fields(n), " ")
		n = string([]rune(n)[:min(100, len([]rune(n)))])
		if n == "" {
			n = fmt.Sprintf("Column %d", i+1)
		}
		for name, k := n, 2; ; k++ {
			if !seen[name] {
				t.header[i], seen[name] = name, true
				break
			}
			name = fmt.Sprintf("%s (%d)", n, k)
		}
	}
}

// isHeader takes the first row for names when one of them is a name that we know, or when none of them looks like a value.
func isHeader(cells []string) bool {
	for _, c := range cells {
		if fieldOf(c) != "" {
			return true
		}
	}
	for _, c := range cells {
		if c = strings.TrimSpace(c); c == "" || len(c) > 60 || strings.ContainsAny(c, "\n") || strings.ContainsFunc(c, unicode.IsDigit) {
			return false
		}
	}
	return true
}
