package markup_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kanvaro/kanvaro/internal/markup"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestFromJira(t *testing.T) {
	for _, c := range []struct{ jira, want string }{
		{"", ""},
		{"plain words", "plain words"},
		{"h2. Title", "## Title"},
		{"h7. no title", "h7. no title"},
		{"*bold* and _italic_ and *_both_*", "**bold** and *italic* and ***both***"},
		{"a*b*c and 2 * 3 * 4", "a\\*b\\*c and 2 * 3 * 4"},
		{"snake_case_name and __init__", "snake_case_name and \\_\\_init\\_\\_"},
		{"{{mono}} {{}} {{a", "`mono` {{}} {{a"},
		{"-gone- but ls -l -a and well-known", "~~gone~~ but ls -l -a and well-known"},
		{"[http://a.b] [words|http://a.b/c|tip] [x] [foo](bar)", "<http://a.b> [words](<http://a.b/c>) \\[x\\] \\[foo\\](bar)"},
		{"[x|javascript:alert(1)]", "[x\\|javascript:alert(1)]"},
		{"[~ada] [^file.txt] [part|#anchor]", "@ada file.txt part"},
		{"!pic.png|width=300! and wow!", "`pic.png` and wow!"},
		{"{color:#ff0000}red{color} {anchor:x}y", "red y"},
		{"\\*no\\* \\{code} a\\\\ b", "\\*no\\* {code} a\nb"},
		{"* a\n** b\n* c", "- a\n  - b\n- c"},
		{"*** deep at once", "- deep at once"},
		{"# a\n## b\n# c", "1. a\n   1. b\n2. c"},
		{"* a\n# b", "- a\n\n1. b"},
		{"bq. said", "> said"},
		{"{quote}a\n\nb{quote}\nc", "> a\n>\n> b\n\nc"},
		{"{quote} alone", "alone"},
		{"||a||b||\n|c|d|", "| a | b |\n| --- | --- |\n| c | d |"},
		{"|c|d|", "| | |\n| --- | --- |\n| c | d |"},
		{"{code:go}\nx\n{code}", "```go\nx\n```"},
		{"{code}\n```\n{code}", "````\n```\n````"},
		{"call {code}f(){code} now", "call `f()` now"},
		{"{noformat}never ends", "```\nnever ends\n```"},
		{"#hash\n> quote\n- item\n+ plus", "\\#hash\n\\> quote\n\n- item\n  \\+ plus"},
		{"see http://a.b/c_d_e.", "see http://a.b/c_d_e."},
		{"one.  two.    three", "one.\ntwo.\n\nthree"},
		{"one.  two.\nthree", "one.  two.\nthree"},
	} {
		if got := markup.FromJira(c.jira); got != c.want {
			t.Errorf("%q:\n got %q\nwant %q", c.jira, got, c.want)
		}
	}
}

func TestFromJiraGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/jira/*.jira")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	r := markup.New()
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		md := markup.FromJira(string(text))
		html, err := r.HTML(org, md)
		if err != nil {
			t.Fatal(err)
		}
		for ext, got := range map[string]string{".md": md, ".html": html} {
			name := strings.TrimSuffix(f, ".jira") + ext
			if *update {
				if err := os.WriteFile(name, []byte(got+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil || got+"\n" != string(want) {
				t.Errorf("%s: %v; got\n%s", name, err, got)
			}
		}
	}
}

func FuzzFromJira(f *testing.F) {
	for _, s := range []string{"h1. a", "{code}a{code}", "{quote}{code:x}{quote}", "||a|\n|b", "* a\n*** b", "[a|http://b]", "*_-a-_*", "{{{{a}}}}", "a  b    {code}  c", "!http://a!", "\\\\ \\"} {
		f.Add(s)
	}
	r := markup.New()
	f.Fuzz(func(t *testing.T, s string) {
		md := markup.FromJira(s)
		if !utf8.ValidString(md) || strings.ContainsRune(md, 0) {
			t.Errorf("%q became %q", s, md)
		}
		if len(md) > 200*len(s)+200 {
			t.Errorf("%d bytes became %d", len(s), len(md))
		}
		if _, err := r.HTML(org, md); err != nil && len(s) < 10_000 {
			t.Error(err)
		}
	})
}
