package markup

import (
	"regexp"
	"strings"
)

// Escape gives Markdown that shows a text as it was written: its lines, its indentation, none of its characters taken for markup.
// Bare addresses stay as they are, and so become links.
func Escape(s string) string {
	lines := strings.Split(clean(s), "\n")
	for i, line := range lines {
		lines[i] = escapeLine(line)
	}
	return strings.Join(lines, "\n")
}

// clean gives text with plain line ends and without what no text has.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\uFFFD", "\v", " ", "\f", " ", "\u2028", "\n", "\u2029", "\n").Replace(s)
	return s
}

// escapeLine keeps indentation by spaces that do not break: four usual ones would make a block of code.
func escapeLine(line string) string {
	body := strings.TrimLeft(line, " \t")
	indent := strings.ReplaceAll(line[:len(line)-len(body)], "\t", "    ")
	body = strings.TrimRight(body, " \t")
	if body == "" {
		return ""
	}
	return strings.Repeat("\u00A0", len(indent)) + atStart(escapeInline(body))
}

var (
	address = regexp.MustCompile(`^(?:https?://|www\.|mailto:)[^\s<>"'` + "`" + `|\\{}\[\]^*~]+`)
	ordered = regexp.MustCompile(`^(\d{1,9})([.)])(\s|$)`)
	entity  = regexp.MustCompile(`^&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});`)
)

// atStart escapes what would make a block of a line: it is given text whose insides are escaped already.
func atStart(s string) string {
	switch {
	case s == "":
	case strings.IndexByte("#>=:", s[0]) >= 0, (s[0] == '-' || s[0] == '+') && (len(s) == 1 || s[1] == ' ' || s[1] == '\t' || s[1] == s[0] || s[1] == ':'):
		return `\` + s
	case strings.HasPrefix(s, "- ") || strings.HasPrefix(s, "+ "):
		return `\` + s
	default:
		if m := ordered.FindStringSubmatchIndex(s); m != nil {
			return s[:m[3]] + `\` + s[m[3]:]
		}
	}
	return s
}

// addressAt gives the bare address that begins at i, "" where none does. What ends a sentence does not belong to it.
func addressAt(s string, i int) string {
	if c := s[i] | 0x20; c != 'h' && c != 'w' && c != 'm' {
		return ""
	}
	if i > 0 && wordByte(s[i-1]) {
		return ""
	}
	a := strings.TrimRight(address.FindString(s[i:]), ".,;:!?_)")
	for j := range len(a) { // up to what would be markup in it
		if a[j] == '_' && !(wordByte(a[j-1]) && wordByte(a[j+1])) || a[j] == '&' && entity.MatchString(a[j:]) {
			return a[:j]
		}
	}
	return a
}

func wordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// escapeInline escapes what has a meaning inside of a line.
func escapeInline(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if a := addressAt(s, i); a != "" {
			b.WriteString(a)
			i += len(a)
			continue
		}
		escapeByte(&b, s, i)
		i++
	}
	return b.String()
}

// escapeByte writes the byte at i, behind a backslash where it could be taken for markup. An underscore inside a word means nothing.
func escapeByte(b *strings.Builder, s string, i int) {
	switch c := s[i]; c {
	case '\\', '`', '*', '[', ']', '<', '~', '|':
		b.WriteByte('\\')
	case '_':
		if i == 0 || i+1 == len(s) || !wordByte(s[i-1]) || !wordByte(s[i+1]) {
			b.WriteByte('\\')
		}
	case '@':
		if mentionAt(s[i:]) != "" {
			b.WriteByte('\\')
		}
	case '!':
		if i+1 < len(s) && s[i+1] == '[' {
			b.WriteByte('\\')
		}
	case '&':
		if entity.MatchString(s[i:]) {
			b.WriteByte('\\')
		}
	}
	b.WriteByte(s[i])
}
