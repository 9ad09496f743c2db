package markup_test

import (
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/markup"
)

func TestHTML(t *testing.T) {
	r := markup.New()
	for _, c := range []struct{ name, markdown, want string }{
		{"nothing", "", ""},
		{"lines count", "one\ntwo", "<p>one<br>\ntwo</p>"},
		{"headings have no ids", "# Hi *there*", "<h1>Hi <em>there</em></h1>"},
		{
			"tasks can be seen, not ticked", "- [ ] a\n- [x] b",
			"<ul>\n<li><input disabled=\"\" type=\"checkbox\"> a</li>\n<li><input checked=\"\" disabled=\"\" type=\"checkbox\"> b</li>\n</ul>",
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
		{"images of this server", "![ok](/files/1.png)", "<p><img src=\"/files/1.png\" alt=\"ok\"></p>"},
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
		got, err := r.HTML(c.markdown)
		if err != nil || got != c.want {
			t.Errorf("%s:\n got %s %v\nwant %s", c.name, got, err, c.want)
		}
	}
}

func TestOneRendererServesManyAtOnce(t *testing.T) {
	r := markup.New()
	want, err := r.HTML("# a\n\n* b [c](http://d)\n\n|a|\n|-|\n|b|")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if got, err := r.HTML("# a\n\n* b [c](http://d)\n\n|a|\n|-|\n|b|"); got != want || err != nil {
					t.Errorf("%s %v", got, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestTextThatIsTooLongIsRefused(t *testing.T) {
	if _, err := markup.New().HTML(strings.Repeat("a", markup.MaxBytes+1)); !fault.Is(err, fault.TooLarge) {
		t.Error(err)
	}
}

func TestPlainShowsWhatWasWritten(t *testing.T) {
	if got, want := markup.Plain("a <b>\r\nc\n\n\n*d*"), "<p>a &lt;b&gt;<br>\nc</p>\n<p>*d*</p>"; got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

func FuzzHTML(f *testing.F) {
	for _, s := range []string{"", "# a", "[a](b)", "<script>", "![x](//y)", "|a|\n|-|\n|b|", "- [ ] x", "[a]: javascript:x\n[a]", "&#106;avascript:", "`\x00"} {
		f.Add(s)
	}
	r := markup.New()
	f.Fuzz(func(t *testing.T, s string) {
		html, err := r.HTML(s)
		if err != nil {
			t.Fatal(err)
		}
		low := strings.Join(tags.FindAllString(strings.ToLower(html), -1), "")
		for _, evil := range []string{"<script", "<iframe", "<style", " style=", " id=", " onerror=\"", "href=\"javascript:", "href=\"data:", "src=\"http", "src=\"//"} {
			if strings.Contains(low, evil) {
				t.Errorf("%q became %s", s, html)
			}
		}
	})
}
