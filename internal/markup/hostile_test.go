package markup_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/markup"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// TestHostileTextIsRenderedInTime takes what is known to be slow or to grow in Markdown, at the length that the domain allows a text.
func TestHostileTextIsRenderedInTime(t *testing.T) {
	const size = 100_000
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	var steps, ticks, refs strings.Builder
	for i := range 300 {
		steps.WriteString(strings.Repeat("  ", i) + "* a\n")
		ticks.WriteString("e" + strings.Repeat("`", i))
	}
	for i := range 5000 {
		fmt.Fprintf(&refs, "[a%d]: /u\n", i)
	}
	texts := map[string]string{
		"quotes":            fill(">"),
		"quotes, spaced":    fill("> "),
		"quotes in lists":   fill("> * "),
		"numbers":           fill("1. "),
		"lists":             steps.String(),
		"brackets":          fill("["),
		"links unclosed":    fill("[a]("),
		"links pointed":     fill("[a](<b c"),
		"links titled":      fill("[a](b \""),
		"references":        refs.String() + fill("[a1]"),
		"references open":   fill("[a]["),
		"long reference":    "[a]: /" + strings.Repeat("x", 4000) + "\n\n" + strings.Repeat("[a] ", 20_000),
		"images in images":  strings.Repeat("![", size/6) + "a" + strings.Repeat("](b)", size/6),
		"links in links":    strings.Repeat("[", size/6) + "a" + strings.Repeat("](b)", size/6),
		"emphasis":          fill("*a "),
		"emphasis, crossed": fill("*_a"),
		"emphasis, nested":  strings.Repeat("*", size/2) + "a" + strings.Repeat("*", size/2),
		"strikes":           fill("~a~~b "),
		"backticks":         ticks.String(),
		"wide table":        strings.Repeat("|a", 300) + "|\n" + strings.Repeat("|-", 300) + "|\n" + strings.Repeat("|\n", 48_000),
		"definitions":       fill("[a]:\n"),
		"addresses":         fill("http://a.b/(("),
		"mail":              fill("a@b.c_"),
		"tags":              fill("<a "),
		"comments":          fill("<!--"),
		"entities":          fill("&"),
		"fences":            fill("```\n"),
		"underlines":        fill("a\n=\n"),
		"keys":              fill("A1-1 "),
		"dashes":            fill("-"),
		"capitals":          fill("A"),
		"almost keys":       fill("AAAAAAAAAA-"),
		"mentions":          fill("@" + user + " "),
		"files":             fill("![](" + file + ")\n\n"),
		"boxes":             fill("- [ ] a\n"),
		"boxes in boxes":    strings.ReplaceAll(steps.String(), "a", "[ ] a"),
	}
	r := markup.New()
	for name, text := range texts {
		watch := moment.Stopwatch()
		html, err := r.HTML(org, text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		took := watch()
		t.Logf("%-20s %8v, %d bytes", name, took.Round(time.Millisecond), len(html))
		if took > 20*time.Second { // a second at most where nothing else runs; minutes where a limit is missing
			t.Errorf("%s took %v", name, took)
		}
		if len(html) > 40*size {
			t.Errorf("%s became %d bytes", name, len(html))
		}
	}
}
