package markup

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// lookAhead is how far the end of something inside of a line is looked for.
const lookAhead = 1500

var (
	linkTarget = regexp.MustCompile(`^(?:https?://|ftp://|mailto:|www\.|/)\S+$`)
	picture    = regexp.MustCompile(`^!([^!|\s][^!|\n]*\.(?i:png|jpe?g|gif|bmp|svg|webp|tiff?))(?:\|[^!\n]*)?!`)
	remote     = regexp.MustCompile(`^!(https?://[^!|\s]+)(?:\|[^!\n]*)?!`)
	user       = regexp.MustCompile(`^\[~([^\]\s|]{1,100})\]`)
	code       = regexp.MustCompile("^(`+)([^`]+)(`+)")
)

// inline turns what stands in one line into Markdown.
func inline(s string) string { return inner(s, 0) }

func inner(s string, depth int) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		n := 0
		if depth < 4 {
			n = special(&b, s, i, depth)
		}
		if n == 0 {
			n = 1
			if a := addressAt(s, i); a != "" {
				b.WriteString(a)
				n = len(a)
			} else {
				literal(&b, s, i)
			}
		}
		i += n
	}
	return b.String()
}

// literal writes a byte that is no markup in Jira. Brackets mean nothing in Markdown unless something follows them.
func literal(b *strings.Builder, s string, i int) {
	switch c := s[i]; c {
	case '[', ']':
		if near := s[i:min(len(s), i+lookAhead)]; strings.Contains(near, "](") || strings.Contains(near, "][") || strings.Contains(near, "]:") {
			b.WriteByte('\\')
		}
		b.WriteByte(c)
	case '*', '~', '_':
		if alone(s, i) {
			b.WriteByte(c)
			return
		}
		escapeByte(b, s, i)
	default:
		escapeByte(b, s, i)
	}
}

// alone reports whether a mark stands between spaces, where it means nothing.
func alone(s string, i int) bool {
	return i > 0 && i+1 < len(s) && s[i-1] == ' ' && s[i+1] == ' '
}

// special writes what begins at i, if that is markup, and gives its length, else 0.
func special(b *strings.Builder, s string, i, depth int) int {
	rest := s[i:min(len(s), i+lookAhead)]
	switch s[i] {
	case '\\':
		return escaped(b, s, i)
	case '{':
		return braces(b, rest)
	case '[':
		return link(b, rest, depth)
	case '!':
		return image(b, rest)
	case '`':
		if m := code.FindStringSubmatch(rest); m != nil && m[1] == m[3] {
			b.WriteString(m[0])
			return len(m[0])
		}
	case '*':
		if strings.HasPrefix(rest, "**") { // Markdown's own
			return phrase(b, s, i, depth, "**", "**")
		}
		return phrase(b, s, i, depth, "*", "**")
	case '_':
		return phrase(b, s, i, depth, "_", "*")
	case '-':
		return phrase(b, s, i, depth, "-", "~~")
	case '?':
		return phrase(b, s, i, depth, "??", "*")
	}
	return 0
}

// escaped takes a backslash: two of them end a line, one makes the next sign an ordinary one.
func escaped(b *strings.Builder, s string, i int) int {
	if strings.HasPrefix(s[i:], `\\`) && (i+2 == len(s) || s[i+2] == ' ') {
		b.WriteByte('\n')
		return min(3, len(s)-i)
	}
	if i+1 < len(s) && strings.IndexByte("{}[]*_-+^~!|?#", s[i+1]) >= 0 {
		if c := s[i+1]; strings.IndexByte("*_[]~|", c) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i+1])
		return 2
	}
	return 0
}

// braces takes {{code}} and leaves out what only changes looks.
func braces(b *strings.Builder, s string) int {
	if strings.HasPrefix(s, "{{") {
		end := strings.Index(s[2:], "}}")
		if end < 0 || strings.TrimSpace(s[2:2+end]) == "" {
			return 0
		}
		n := 4 + end
		for n < len(s) && s[n] == '}' { // {{map{a}}}
			n++
		}
		b.WriteString(span(strings.TrimSpace(s[2 : n-2])))
		return n
	}
	if strings.HasPrefix(s, "{*}") || strings.HasPrefix(s, "{_}") {
		return 3
	}
	return 0
}

// span writes code with marks longer than any in it.
func span(body string) string {
	ticks := strings.Repeat("`", longest(body, '`')+1)
	if strings.HasPrefix(body, "`") || strings.HasSuffix(body, "`") {
		body = " " + body + " "
	}
	return ticks + strings.ReplaceAll(body, "\x00", " ") + ticks
}

// link takes [words|address], [address], [~user], [^attachment] and [words|#anchor].
func link(b *strings.Builder, s string, depth int) int {
	if m := user.FindStringSubmatch(s); m != nil {
		b.WriteString("@" + escapeInline(m[1]))
		return len(m[0])
	}
	end := strings.IndexByte(s, ']')
	if end < 2 {
		return 0
	}
	parts := strings.Split(s[1:end], "|")
	words, target := parts[0], strings.TrimSpace(parts[min(1, len(parts)-1)])
	switch {
	case target != "" && (target[0] == '^' || target[0] == '#'):
		if len(parts) == 1 {
			words = target[1:]
		}
		b.WriteString(inner(words, depth+1))
	case !linkTarget.MatchString(target):
		return 0
	case len(parts) == 1 || strings.TrimSpace(words) == target:
		b.WriteString("<" + destination(target) + ">")
	default:
		b.WriteString("[" + strings.NewReplacer("[", `\[`, "]", `\]`).Replace(strings.TrimSpace(inner(words, depth+1))) + "](<" + destination(target) + ">)")
	}
	return end + 1
}

// destination gives an address without what would end it in Markdown.
func destination(s string) string {
	if strings.HasPrefix(s, "www.") {
		s = "http://" + s
	}
	return strings.NewReplacer("<", "%3C", ">", "%3E", `\`, "%5C", "\n", "").Replace(s)
}

// image takes !picture.png|options!: those from elsewhere become links, attachments, which are not there, their names.
func image(b *strings.Builder, s string) int {
	if m := remote.FindStringSubmatch(s); m != nil {
		b.WriteString("<" + destination(m[1]) + ">")
		return len(m[0])
	}
	if m := picture.FindStringSubmatch(s); m != nil {
		b.WriteString(span(m[1]))
		return len(m[0])
	}
	return 0
}

// phrase takes words between two marks that stand at their edges, within a line.
func phrase(b *strings.Builder, s string, i, depth int, mark, as string) int {
	from := i + len(mark)
	if !strings.HasPrefix(s[i:], mark) || !edge(before(s, i), mark) || from >= len(s) || s[from] == ' ' || s[from] == mark[0] {
		return 0
	}
	for at := from; ; {
		n := strings.Index(s[at:min(len(s), i+lookAhead)], mark)
		if n < 0 {
			return 0
		}
		end := at + n
		after := end + len(mark)
		if end > from && s[end-1] != ' ' && s[end-1] != '\\' && edge(following(s, after), mark) {
			if mark == "-" && strings.Contains(s[from:end], "-") { // options of a command, most likely
				return 0
			}
			b.WriteString(as + inner(s[from:end], depth+1) + as)
			return after - i
		}
		if at = after; at >= min(len(s), i+lookAhead) {
			return 0
		}
	}
}

func before(s string, i int) rune {
	if i == 0 {
		return ' '
	}
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	return r
}

func following(s string, i int) rune {
	if i >= len(s) {
		return ' '
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return r
}

// edge reports whether a phrase may begin behind, or end in front of, this sign; its own mark is none.
func edge(r rune, mark string) bool {
	return r != rune(mark[0]) && (unicode.IsSpace(r) || strings.ContainsRune(".,;:!?()[]{}'\"/|*_\x00", r))
}
