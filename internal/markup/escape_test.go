package markup_test

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/markup"
)

func TestEscape(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"plain words, no markup.", "plain words, no markup."},
		{"snake_case and _private", "snake_case and \\_private"},
		{"# no heading", "\\# no heading"},
		{"1. no list", "1\\. no list"},
		{"- no list\n+ nor this", "\\- no list\n\\+ nor this"},
		{"-5 degrees", "-5 degrees"},
		{"a *b* `c` [d](e) <f> ~~g~~ | h", "a \\*b\\* \\`c\\` \\[d\\](e) \\<f> \\~\\~g\\~\\~ \\| h"},
		{"see http://a.b/c_d?e=f_g.", "see http://a.b/c_d?e=f_g."},
		{"AT&T &amp; so", "AT&T \\&amp; so"},
		{"    four spaces", "\u00A0\u00A0\u00A0\u00A0four spaces"},
		{"a  \nb\r\nc", "a\nb\nc"},
		{"===\n---", "\\===\n\\---"},
	} {
		if got := markup.Escape(c.text); got != c.want {
			t.Errorf("%q:\n got %q\nwant %q", c.text, got, c.want)
		}
	}
}

var tag = regexp.MustCompile(`<[^>]*>`)

// shown gives the words that a page shows.
func shown(h string) string {
	return squash(html.UnescapeString(tag.ReplaceAllString(strings.ReplaceAll(h, "<br>", " "), "")))
}

func squash(s string) string { return strings.Join(strings.Fields(s), " ") }

// FuzzEscape holds that what is escaped is shown as it was written.
func FuzzEscape(f *testing.F) {
	for _, s := range []string{"a *b* _c_", "# a\n===\nb", "1) x\n2. y", "- [ ] a", "|a|\n|-|\n|b|", "[a]: b\n[a]", "![a](b)", "&amp; &#35;", "http://a.b/*c*_d_", "> x", "~~~\na", "\\*", "\ta"} {
		f.Add(s)
	}
	r := markup.New()
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 2000 || strings.ContainsAny(s, "\x00\v\f\u0085\u2028\u2029") || strings.ToValidUTF8(s, "") != s {
			t.Skip()
		}
		h, err := r.HTML(org, markup.Escape(s))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := shown(h), squash(s); got != want {
			t.Errorf("%q\nescaped %q\nbecame %s\nshown %q", s, markup.Escape(s), h, got)
		}
	})
}
