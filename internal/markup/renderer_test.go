package markup_test

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/markup"
)

const (
	org  = "org_01jdg3x8q2v7m4k9r5wz"
	file = "fil_01jdg3x8q2v7m4k9r5wz"
	user = "usr_01jdg3x8q2v7m4k9r5wz"
)

func TestHTML(t *testing.T) {
	r := markup.New()
	for _, c := range []struct{ name, markdown, want string }{
		{"nothing", "", ""},
		{"lines count", "one\ntwo", "<p>one<br>\ntwo</p>"},
		{"headings have no ids", "# Hi *there*", "<h1>Hi <em>there</em></h1>"},
		{
			"tasks can be seen, not ticked", "- [ ] a\n- [x] b",
			"<ul>\n<li><input disabled=\"\" type=\"checkbox\" data-line=\"0\"> a</li>\n<li><input checked=\"\" disabled=\"\" type=\"checkbox\" data-line=\"1\"> b</li>\n</ul>",
		},
		{
			"tables are aligned without styles", "| a | b |\n|:-:|--|\n| 1<br>2 | 3 |",
			"<table>\n<thead>\n<tr>\n<th align=\"center\">a</th>\n<th>b</th>\n</tr>\n</thead>\n" +
				"<tbody>\n<tr>\n<td align=\"center\">1<br>\n2</td>\n<td>3</td>\n</tr>\n</tbody>\n</table>",
		},
		{"code keeps its language", "```go\nx<y\n```", "<pre><code class=\"language-go\">x&lt;y\n</code></pre>"},
		{"strikethrough", "~~no~~", "<p><del>no</del></p>"},
		{"tags are text", "List<String> <b onclick=x>", "<p>List&lt;String&gt; &lt;b onclick=x&gt;</p>"},
		{"blocks of HTML are text", "<script>\nalert(1)\n</script>", "<p>&lt;script&gt;<br>\nalert(1)<br>\n&lt;/script&gt;</p>"},
		{"links", "[x](http://e.org \"t\")", "<p><a href=\"http://e.org\" title=\"t\" rel=\"nofollow noopener\" target=\"_blank\">x</a></p>"},
		{"links within", "[x](/a/b)", "<p><a href=\"/a/b\" rel=\"nofollow\">x</a></p>"},
		{"bare links", "see www.x.org", "<p>see <a href=\"http://www.x.org\" rel=\"nofollow noopener\" target=\"_blank\">www.x.org</a></p>"},
		{"mail", "me@x.org", "<p><a href=\"mailto:me@x.org\" rel=\"nofollow\">me@x.org</a></p>"},
		{"no other schemes", "[a](javascript:alert(1)) [b](data:text/html,1) [c](ftp://x) [d](vbscript:x)", "<p>a b c d</p>"},
		{"nor disguised ones", "[a](java&#10;script:alert(1)) [b](&#x6A;avascript:1)", "<p>a b</p>"},
		{"images are files", "![a](" + file + " \"t\")", `<p><img src="/api/v1/orgs/` + org + `/files/` + file + `/content" alt="a" title="t"></p>`},
		{"named by their address, too", "![a](/api/v1/orgs/" + org + "/files/" + file + "/content)", `<p><img src="/api/v1/orgs/` + org + `/files/` + file + `/content" alt="a"></p>`},
		{"files can be linked", "[a](" + file + ")", `<p><a href="/api/v1/orgs/` + org + `/files/` + file + `/content" rel="nofollow">a</a></p>`},
		{"not those of another organisation", "![a](/api/v1/orgs/org_00000000000000000000/files/" + file + "/content)", `<p><a href="/api/v1/orgs/org_00000000000000000000/files/` + file + `/content" rel="nofollow">a</a></p>`},
		{"nothing else of this server is an image", "![a](/api/v1/me) ![b](/favicon.ico) ![c](x.png)", `<p><a href="/api/v1/me" rel="nofollow">a</a> <a href="/favicon.ico" rel="nofollow">b</a> <a href="x.png" rel="nofollow">c</a></p>`},
		{"nor behind a file", "![a](/api/v1/orgs/" + org + "/files/" + file + "/../../members/content)", `<p><a href="/api/v1/orgs/` + org + `/files/` + file + `/../../members/content" rel="nofollow">a</a></p>`},
		{"mentions", "Hi @" + user + ", (@" + user + ")", `<p>Hi <span class="mention" data-member="` + user + `">@</span>, (<span class="mention" data-member="` + user + `">@</span>)</p>`},
		{"mentions in bold", "**@" + user + "**", `<p><strong><span class="mention" data-member="` + user + `">@</span></strong></p>`},
		{"no mentions in words", "a@" + user + " @" + user + "x @usr_1 `@" + user + "` \\@" + user, "<p>a@" + user + " @" + user + "x @usr_1 <code>@" + user + "</code> @" + user + "</p>"},
		{"keys", "See ABC-12, (A1-9)\nX2-3.", `<p>See <a class="key" data-key="ABC-12">ABC-12</a>, (<a class="key" data-key="A1-9">A1-9</a>)<br>` + "\n" + `<a class="key" data-key="X2-3">X2-3</a>.</p>`},
		{"keys in tables and headings", "# AB-1\n\n|a|\n|-|\n|AB-2|", "<h1><a class=\"key\" data-key=\"AB-1\">AB-1</a></h1>\n<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td><a class=\"key\" data-key=\"AB-2\">AB-2</a></td>\n</tr>\n</tbody>\n</table>"},
		{"no keys", "A-1 abc-1 ABC-0 ABC-01 ABC-1x xABC-1 ABC-1-2 1.ABC-1 v/ABC-1 ABCDEFGHIJK-1 AB-1234567890 1A-1", "<p>A-1 abc-1 ABC-0 ABC-01 ABC-1x xABC-1 ABC-1-2 1.ABC-1 v/ABC-1 ABCDEFGHIJK-1 AB-1234567890 1A-1</p>"},
		{"no keys in code and links", "`ABC-1` [ABC-1](/x)\n\n    ABC-1\n\n```\nABC-1\n```", "<p><code>ABC-1</code> <a href=\"/x\" rel=\"nofollow\">ABC-1</a></p>\n<pre><code>ABC-1\n</code></pre>\n<pre><code>ABC-1\n</code></pre>"},
		{
			"images from elsewhere become links", "![alt](https://evil.org/x.png)",
			"<p><a href=\"https://evil.org/x.png\" rel=\"nofollow noopener\" target=\"_blank\">alt</a></p>",
		},
		{
			"even in links", "[![in](http://e/i.png)](http://l)",
			"<p><a href=\"http://l\" rel=\"nofollow noopener\" target=\"_blank\">in</a></p>",
		},
		{"bytes that are no text", "a\x00b\xff", "<p>a\uFFFDb\uFFFD</p>"},
		{"Hebrew", "**שלום** עולם", "<p><strong>שלום</strong> עולם</p>"},
	} {
		got, err := r.HTML(org, c.markdown)
		if err != nil || got != c.want {
			t.Errorf("%s:\n got %s %v\nwant %s", c.name, got, err, c.want)
		}
	}
}

func TestOneRendererServesManyAtOnce(t *testing.T) {
	r := markup.New()
	want, err := r.HTML(org, "# a\n\n* b [c](http://d)\n\n|a|\n|-|\n|b|")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if got, err := r.HTML(org, "# a\n\n* b [c](http://d)\n\n|a|\n|-|\n|b|"); got != want || err != nil {
					t.Errorf("%s %v", got, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestTextThatIsTooLongIsRefused(t *testing.T) {
	if _, err := markup.New().HTML(org, strings.Repeat("a", markup.MaxBytes+1)); !fault.Is(err, fault.TooLarge) {
		t.Error(err)
	}
}

func TestPlainShowsWhatWasWritten(t *testing.T) {
	if got, want := markup.Plain("a <b>\r\nc\n\n\n*d*"), "<p>a &lt;b&gt;<br>\nc</p>\n<p>*d*</p>"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

var (
	sources = regexp.MustCompile(`<img[^>]* src="([^"]*)"`)
	boxes   = regexp.MustCompile(` data-line="([^"]*)"`)
	box     = regexp.MustCompile(`\[[\sxX]\]`)
)

var tags = regexp.MustCompile(`<[^>]*>`)

func FuzzHTML(f *testing.F) {
	for _, s := range []string{"@" + user, "![a](" + file + ")", "[ABC-1](x) ABC-1", "> - [ ] a\n> - [x] b\n>   1. [ ] c", "- [ ]\ta\n\n  b\n- [X] c\n\n\n* [x] d", "", "# a", "[a](b)", "<script>", "![x](//y)", "|a|\n|-|\n|b|", "- [ ] x", "[a]: javascript:x\n[a]", "&#106;avascript:", "`\x00"} {
		f.Add(s)
	}
	r := markup.New()
	f.Fuzz(func(t *testing.T, s string) {
		html, err := r.HTML(org, s)
		if err != nil {
			t.Fatal(err)
		}
		low := strings.Join(tags.FindAllString(strings.ToLower(html), -1), "")
		for _, evil := range []string{"<script", "<iframe", "<style", " style=", " id=", " onerror=\"", "href=\"javascript:", "href=\"data:", "src=\"http", "src=\"//"} {
			if strings.Contains(low, evil) {
				t.Errorf("%q became %s", s, html)
			}
		}
		for _, src := range sources.FindAllStringSubmatch(html, -1) {
			if !strings.HasPrefix(src[1], "/api/v1/orgs/"+org+"/files/fil_") {
				t.Errorf("%q shows %s", s, src[1])
			}
		}
		lines := strings.Split(s, "\n")
		for _, at := range boxes.FindAllStringSubmatch(html, -1) {
			n, err := strconv.Atoi(at[1])
			if err != nil || n >= len(lines) || !box.MatchString(lines[n]) {
				t.Errorf("%q has no box in line %s", s, at[1])
			}
		}
	})
}
