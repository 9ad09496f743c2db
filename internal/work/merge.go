package work

import (
	"slices"
	"strings"
)

// merge joins what two people made of one text, line by line: where only one of them changed something, his change is taken. It fails
// where both changed the same or adjoining lines to something different.
func merge(base, theirs, mine string) (string, bool) {
	if theirs == mine || mine == base {
		return theirs, true
	}
	if theirs == base {
		return mine, true
	}
	b, t, m := strings.SplitAfter(base, "\n"), strings.SplitAfter(theirs, "\n"), strings.SplitAfter(mine, "\n")
	toT, toM := match(b, t), match(b, m)
	var out []string
	bi, ti, mi := 0, 0, 0
	for {
		// The next line of base that both kept ends the region that somebody changed.
		k := bi
		for k < len(b) && (toT[k] < 0 || toM[k] < 0) {
			k++
		}
		te, me := len(t), len(m)
		if k < len(b) {
			te, me = toT[k], toM[k]
		}
		part, ok := choose(b[bi:k], t[ti:te], m[mi:me])
		if !ok {
			return "", false
		}
		out = append(out, part...)
		if k == len(b) {
			return strings.Join(out, ""), true
		}
		out = append(out, b[k])
		bi, ti, mi = k+1, te+1, me+1
	}
}

func choose(b, t, m []string) ([]string, bool) {
	switch {
	case slices.Equal(t, m), slices.Equal(m, b):
		return t, true
	case slices.Equal(t, b):
		return m, true
	}
	return nil, false
}

// maxCells bounds the work of match. What is beyond is taken for one changed region.
const maxCells = 1 << 20

// match says for each line of a which line of b it is, -1 for none: a longest common subsequence, what is equal at both ends apart.
func match(a, b []string) []int {
	to := make([]int, len(a))
	for i := range to {
		to[i] = -1
	}
	lo := 0
	for lo < len(a) && lo < len(b) && a[lo] == b[lo] {
		to[lo] = lo
		lo++
	}
	ae, be := len(a), len(b)
	for ae > lo && be > lo && a[ae-1] == b[be-1] {
		ae--
		be--
		to[ae] = be
	}
	if n, k := ae-lo, be-lo; n > 0 && k > 0 && n*k <= maxCells {
		common(a[lo:ae], b[lo:be], func(i, j int) { to[lo+i] = lo + j })
	}
	return to
}

// common tells the pairs of a longest common subsequence.
func common(a, b []string, pair func(i, j int)) {
	width := len(b) + 1
	longest := make([]int32, (len(a)+1)*width) // of a[i:] and b[j:]
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i*width+j] = longest[(i+1)*width+j+1] + 1
			} else {
				longest[i*width+j] = max(longest[(i+1)*width+j], longest[i*width+j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			pair(i, j)
			i++
			j++
		case longest[(i+1)*width+j] >= longest[i*width+j+1]:
			i++
		default:
			j++
		}
	}
}
