package work

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strconv"
)

// A list is stored bytes that nobody decodes; what filters and orders ask of a task is read out of them. A quote in a text has a backslash
// before it, so these patterns stand nowhere else.

// field gives the value of a field of text at the top of a task, as it stands between its quotes; nil where there is none.
func field(body []byte, name string) []byte {
	at := bytes.Index(body, []byte(`,"`+name+`":"`))
	if at < 0 {
		return nil
	}
	v := body[at+len(name)+5:]
	for i := 0; i < len(v); i++ {
		switch v[i] {
		case '\\':
			i++
		case '"':
			return v[:i]
		}
	}
	return nil
}

// listOf gives a list of ids, as it stands between its brackets.
func listOf(body []byte, name string) []byte {
	_, rest, _ := bytes.Cut(body, []byte(`,"`+name+`":[`))
	list, _, _ := bytes.Cut(rest, []byte(`]`))
	return list
}

// pointsOf gives the points of a task, infinitely many where it has none.
func pointsOf(body []byte) float64 {
	_, rest, _ := bytes.Cut(body, []byte(`,"points":`))
	n, _, _ := bytes.Cut(rest, []byte(`,`))
	p, err := strconv.ParseFloat(string(n), 64)
	if err != nil {
		return math.Inf(1)
	}
	return p
}

// titleOf reads the title of a task.
func titleOf(body []byte) string {
	raw := field(body, "title")
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw)
	}
	var s string
	if json.Unmarshal(slices.Concat([]byte{'"'}, raw, []byte{'"'}), &s) != nil {
		return string(raw)
	}
	return s
}
