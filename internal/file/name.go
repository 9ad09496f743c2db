package file

import (
	"fmt"
	"mime"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longestName is how many characters a name keeps; what is too long is cut before its ending.
const longestName = 150

// cleanName makes of what a browser or a program calls a file a name that can be shown and saved anywhere: no folders, no characters that
// cannot be seen or turn the direction of writing, nothing at the ends that systems stumble over. A name of nothing else is "file".
func cleanName(s string) string {
	s = norm.NFC.String(strings.ToValidUTF8(s, ""))
	if i := strings.LastIndexAny(s, `/\`); i >= 0 {
		s = s[i+1:]
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp): // bidi overrides are Cf
			return -1
		case strings.ContainsRune(`<>:"|?*`, r):
			return '_'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, s)
	s = shorten(strings.Trim(s, " ."))
	if s == "" {
		return "file"
	}
	return s
}

func shorten(s string) string {
	n := utf8.RuneCountInString(s)
	if n <= longestName {
		return s
	}
	ending := path.Ext(s)
	if utf8.RuneCountInString(ending) > 12 {
		ending = ""
	}
	stem := []rune(strings.TrimSuffix(s, ending))
	return strings.TrimRight(string(stem[:longestName-utf8.RuneCountInString(ending)]), " .") + ending
}

// Disposition is the Content-Disposition of a file: whether it may be shown in a page, and its name, for those who know RFC 8187 and, without
// what is not ASCII, for those who do not.
func (f *File) Disposition() string {
	kind := "attachment"
	if f.Inline() {
		kind = "inline"
	}
	ascii := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || strings.ContainsRune(`"\%`, r) { // a percent sign is decoded by some
			return '_'
		}
		return r
	}, f.Name)
	out := fmt.Sprintf(`%s; filename="%s"`, kind, ascii)
	if ascii != f.Name {
		out += "; filename*=UTF-8''" + percent(f.Name)
	}
	return out
}

// percent is the encoding of RFC 8187.
func percent(s string) string {
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strings.IndexByte("!#$&+-.^_`|~", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// shown are the types that a page may show as pictures. Everything else is saved, not opened: SVG and HTML could run scripts here.
var shown = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "image/avif": true}

// Inline reports whether a page may show the file.
func (f *File) Inline() bool { return shown[f.Type] }

// active are types that a browser runs or follows. They are handed out as mere bytes.
var active = []string{"html", "xml", "svg", "javascript", "ecmascript", "pdf", "multipart", "shortcut"}

// MediaType is what the file is handed out as.
func (f *File) MediaType() string {
	media, _, err := mime.ParseMediaType(f.Type)
	if err != nil {
		return "application/octet-stream"
	}
	for _, word := range active {
		if strings.Contains(media, word) {
			return "application/octet-stream"
		}
	}
	return f.Type
}
