package search

import (
	"bytes"
	"html"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// plainText makes of Markdown what people read: the words without the signs, on one line. Addresses that links hide are given apart: they
// can be found and are not shown.
//
// It is no parser of Markdown. What it gets wrong is a sign too many in a snippet; words are never lost.
func plainText(markdown string) (text string, links string) {
	p := plainer{out: make([]byte, 0, len(markdown))}
	fence := ""
	for line := range strings.Lines(markdown) {
		line = strings.TrimRight(line, "\r\n")
		bare := strings.TrimLeft(line, " \t")
		switch mark := fenceOf(bare); {
		case fence != "" && strings.HasPrefix(mark, fence):
			fence = ""
		case fence != "":
			p.space()
			p.out = append(p.out, line...)
		case mark != "":
			fence = mark
		default:
			p.space()
			p.inline(unmarked(bare))
		}
	}
	return composed(string(narrow(p.out))), composed(string(p.links))
}

// narrow leaves one space where there are several, and none at the ends.
func narrow(b []byte) []byte {
	out := b[:0]
	for _, c := range b {
		if c < ' ' {
			c = ' '
		}
		if c != ' ' || len(out) > 0 && out[len(out)-1] != ' ' {
			out = append(out, c)
		}
	}
	return bytes.TrimSuffix(out, []byte{' '})
}

// composed gives text in NFC, which words are cut from.
func composed(s string) string {
	if norm.NFC.IsNormalString(s) {
		return s
	}
	return norm.NFC.String(s)
}

// fenceOf gives the three signs that code begins or ends with.
func fenceOf(line string) string {
	for _, f := range [...]string{"```", "~~~"} {
		if strings.HasPrefix(line, f) {
			return f
		}
	}
	return ""
}

// unmarked takes away what stands at the beginning of a line: signs of headings, quotes and lists, and lines of signs alone.
func unmarked(line string) string {
	if strings.Trim(line, "-=*_ |:\t") == "" {
		return ""
	}
	for range 8 {
		was := line
		switch {
		case line == "":
			return ""
		case line[0] == '>':
			line = line[1:]
		case line[0] == '#':
			if rest := strings.TrimLeft(line, "#"); rest != "" && rest[0] == ' ' {
				line = rest
			}
		case (line[0] == '-' || line[0] == '*' || line[0] == '+') && len(line) > 1 && line[1] == ' ':
			line = line[2:]
		case line[0] == '[' && len(line) > 3 && line[2] == ']' && (line[1] == ' ' || line[1]|0x20 == 'x'):
			line = line[3:]
		}
		if line = strings.TrimLeft(line, " \t"); line == was {
			break
		}
	}
	return line
}

type plainer struct {
	out, links []byte
}

// space keeps lines apart, with one space.
func (p *plainer) space() {
	if n := len(p.out); n > 0 && p.out[n-1] != ' ' {
		p.out = append(p.out, ' ')
	}
}

// isSign has the bytes at which a line is looked at closely.
var isSign = func() (t [256]bool) {
	for _, c := range []byte("\\`*_~[!<|&@") {
		t[c] = true
	}
	return t
}()

// inline copies a line without its signs.
func (p *plainer) inline(line string) {
	for line != "" {
		n := 0
		for n < len(line) && !isSign[line[n]] {
			n++
		}
		p.out = append(p.out, line[:n]...)
		if line = line[n:]; line != "" {
			line = p.sign(line)
		}
	}
}

// sign deals with a sign at the beginning of a line, and gives what follows.
func (p *plainer) sign(line string) string {
	next := byte(0)
	if len(line) > 1 {
		next = line[1]
	}
	switch c := line[0]; c {
	case '\\':
		if strings.IndexByte("\\`*_{}[]()#+-.!|<>~", next) >= 0 && next != 0 {
			p.out = append(p.out, next)
			return line[2:]
		}
	case '`':
		return line[1:]
	case '*':
		if rest := strings.TrimLeft(line, "*"); p.outside() || rest == "" || !wordByte(rest[0]) {
			return rest
		}
	case '~':
		if next == '~' {
			return line[2:]
		}
	case '_':
		if p.outside() || !wordByte(next) { // emphasis stands around words, not within
			return strings.TrimLeft(line, "_")
		}
	case '|':
		p.space()
		return line[1:]
	case '!':
		if next == '[' {
			return p.link(line[1:])
		}
	case '[':
		return p.link(line)
	case '<':
		return p.tag(line)
	case '&':
		if end := strings.IndexByte(line[:min(len(line), 12)], ';'); end > 0 {
			if s := html.UnescapeString(line[:end+1]); utf8.RuneCountInString(s) == 1 {
				p.out = append(p.out, strings.ReplaceAll(s, "\u00a0", " ")...)
				return line[end+1:]
			}
		}
	case '@':
		if rest, ok := mention(line); ok {
			p.space()
			return rest
		}
	}
	p.out = append(p.out, line[0])
	return line[1:]
}

// outside reports whether no word stands right before.
func (p *plainer) outside() bool {
	return len(p.out) == 0 || !wordByte(p.out[len(p.out)-1])
}

func wordByte(c byte) bool {
	return c >= utf8.RuneSelf || c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// longestLink bounds how far the end of a link is looked for: a line of brackets must not be read once for each.
const longestLink = 2000

// link gives the text of a link or of an image; its address is kept apart.
func (p *plainer) link(line string) string {
	end := strings.Index(line[:min(len(line), longestLink)], "](")
	if end < 0 || strings.IndexByte(line[1:end], '[') >= 0 {
		p.out = append(p.out, '[')
		return line[1:]
	}
	stop := strings.IndexByte(line[end:min(len(line), end+longestLink)], ')')
	if stop < 0 {
		p.out = append(p.out, '[')
		return line[1:]
	}
	if address := line[end+2 : end+stop]; !strings.HasPrefix(address, "fil_") {
		p.links = append(append(p.links, address...), ' ')
	}
	p.inline(line[1:end])
	return line[end+stop+1:]
}

// tag drops an HTML tag, and takes the brackets off an address.
func (p *plainer) tag(line string) string {
	end := strings.IndexByte(line[:min(len(line), 400)], '>')
	if end < 2 {
		p.out = append(p.out, '<')
		return line[1:]
	}
	in := line[1:end]
	switch {
	case strings.Contains(in, "://") && !strings.ContainsAny(in, " \""), strings.Contains(in, "@") && !strings.ContainsAny(in, " ="):
		p.out = append(p.out, in...)
		return line[end+1:]
	case in[0] == '/' || in[0]|0x20 >= 'a' && in[0]|0x20 <= 'z':
		if known(strings.TrimLeft(in, "/")) {
			p.space()
			return line[end+1:]
		}
	}
	p.out = append(p.out, '<')
	return line[1:]
}

// known reports whether a tag is one of HTML's: List<String> is none.
func known(tag string) bool {
	name := strings.ToLower(tag)
	if end := strings.IndexAny(name, " /\t"); end >= 0 {
		name = name[:end]
	}
	switch name {
	case "a", "b", "br", "blockquote", "code", "dd", "del", "details", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img",
		"ins", "kbd", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "tt", "u", "ul":
		return true
	}
	return false
}

// mention takes away who is mentioned: the text has an id, and the name is told by the member alone.
func mention(line string) (string, bool) {
	const prefix = "@usr_"
	if !strings.HasPrefix(line, prefix) {
		return line, false
	}
	rest := strings.TrimLeft(line[len(prefix):], "0123456789abcdefghjkmnpqrstvwxyz")
	return rest, true
}
