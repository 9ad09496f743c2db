package search

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// words cuts a text and gives the words with their forms.
func words(text string) []string {
	var out []string
	newScanner().each(composed(text), func(w []byte, _, _ int, f form) {
		sign := map[form]string{plain: "", part: "/", whole: "=", symbol: "#", pair: "", single: "'", lone: "!"}[f]
		out = append(out, sign+string(w))
	})
	return out
}

func TestTextsAreCutIntoWords(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "",
		"  ,;:!?()[]{}\"\n\t":       "",
		"One  two, THREE":           "one two three",
		"MesosContainerizer":        "/mesos /containerizer mesoscontainerizer",
		"HTTPServer":                "/http /server httpserver",
		"parseURL2Path":             "/parse /url2 /path parseurl2path",
		"iOS":                       "/i /os ios",
		"gtest_filter":              "gtest filter =gtest_filter",
		"src/process.cpp":           "src process cpp =process.cpp",
		"MESOS-313":                 "mesos 313 =mesos-313",
		"fooBar.bazQux":             "/foo /bar foobar /baz /qux bazqux =foobar.bazqux",
		"10.0.0.1":                  "10 0 0 1 =10.0.0.1",
		"_emphasis_ ... --flag":     "emphasis flag",
		"don't l’équipe":            "don t =dont l equipe =lequipe",
		"C++ C# F# g++ a+b #12 A#b": "c #c++ c #c# f #f# g #g++ a b 12 a b",
		"Crème Brûlée ÅNGSTRÖM":     "creme brulee angstrom",
		"Cafe\u0301":                "cafe",
		"Straße Æther Œuvre Łódź Đà Nẵng": "strasse aether oeuvre lodz da nang", //nolint:misspell // Greek air
		"İstanbul Iğdır":                  "istanbul igdir",
		"Ёлка й Йод":                      "елка й йод",
		"ΣΊΣΥΦΟΣ":                         "σισυφοσ",
		"الْعَرَبِيَّة":                   "العربية",
		"हिन्दी में":                      "हिन्दी में",
		"ﬁne ｆｕｌｌ ½":                      "fine full 1⁄2",
		"世界杯":                             "世界 界杯 '杯",
		"世":                               "!世",
		"iOS世界ok":                         "/i /os ios 世界 '界 ok",
		"データベース":                          "デー ータ タベ ベー ース 'ス",
		"데이터베이스":                          "데이 이터 터베 베이 이스 '스",
		"สวัสดี":                          "สว วั ัส สด ดี 'ี",
		"in\u00advis\u200bible":           "invisible",
		"🚀 to the moon":                   "to the moon",
		strings.Repeat("x", 70):           strings.Repeat("x", 64),
	} {
		if got := strings.Join(words(text), " "); got != want {
			t.Errorf("%q is cut into\n%s, want\n%s", text, got, want)
		}
	}
}

func TestWhatIsTypedAsItStandsIsFound(t *testing.T) {
	for _, text := range []string{"Fix NPE in HTTPServer.handleRequest()", "C++ build of gtest_filter fails: don't", "Größe 世界杯 データ ½ ﬁne", strings.Repeat("ab", 400), strings.Repeat("aB_", 400), unlike(600), "x_" + unlike(300)} {
		findsItself(t, text)
	}
}

// unlike makes a long word that is nowhere like itself.
func unlike(n int) string {
	r := rand.New(rand.NewPCG(7, 7))
	b := make([]byte, n)
	for i := range b {
		b[i] = byte('a' + r.IntN(26))
	}
	return string(b)
}

// findsItself searches a text for each of its words.
func findsItself(t *testing.T, text string) {
	t.Helper()
	text = composed(text)
	var asked []string
	newScanner().each(text, func(w []byte, start, end int, f form) {
		switch {
		case start < 0 || end > len(text) || start >= end || !utf8.ValidString(text[start:end]):
			t.Fatalf("a word from %d to %d of %q", start, end, text)
		case len(w) == 0 || len(w) > longest+2 || !utf8.Valid(w):
			t.Fatalf("the word %q", w)
		case f == plain || f == pair || f == symbol || f == lone:
			asked = append(asked, text[start:end])
		}
	})
	slices.Sort(asked)
	for _, a := range slices.Compact(asked) {
		q := parse(a)
		if len(q.terms) == 0 {
			t.Fatalf("%q of %q asks for nothing", a, text)
		}
		m := newMarker(q.terms, nil)
		marks, has := m.in(text, true)
		if has != m.all() {
			t.Fatalf("%q is not found in %q", a, text)
		}
		snippet(text, marks)
	}
}

func FuzzWords(f *testing.F) {
	for _, s := range []string{"Fix NPE in HTTPServer.handleRequest()", "C++ d'être gtest_filter", "世界杯 데이터 สวัสดี", "a.b-c_d'e", "İ\u0307\u0345ﬀ", "\u00ad\u200b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if utf8.ValidString(s) && len(s) < 300 {
			findsItself(t, s)
		}
	})
}

func FuzzPlainText(f *testing.F) {
	for _, s := range []string{"# A *b* `c` [d](e) ![f](fil_0) <b>g</b> &amp; @usr_01", "```\nx_y\n```\n> - [x] z", "[[[[((((", "| a | b |\n|---|---|", "<<<>>>", "\\\\*\\_"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		text, links := plainText(s)
		if !utf8.ValidString(text) || !utf8.ValidString(links) || strings.ContainsAny(text, "\n\r") {
			t.Errorf("%q gives %q and %q", s, text, links)
		}
	})
}

func TestMarkdownIsReadAsPeopleReadIt(t *testing.T) {
	for markdown, want := range map[string]string{
		"# Heading\n\nA **bold** _word_ and `code`": "Heading A bold word and code",
		"- [ ] one\n- [x] two\n\n1. three":          "one two 1. three",
		"> quoted\n>> twice":                        "quoted twice",
		"| a | b |\n|---|:-:|\n| c | d |":           "a b c d",
		"see [the docs](https://x.test/a_b) now":    "see the docs now",
		"![a picture](fil_0123)":                    "a picture",
		"```go\nfunc a_b() { *p = 1 }\n```\nafter":  "func a_b() { *p = 1 } after",
		"snake_case_name and 2*3*4":                 "snake_case_name and 2*3*4",
		"<b>bold</b> List<String> <https://x.test>": "bold List<String> https://x.test",
		"AT&amp;T &lt;tag&gt; &nbsp;a &bogus;":      "AT&T <tag> a &bogus;",
		"ask @usr_01jdg3x8q2v7m4k9r5wz about it":    "ask about it",
		"a \\*star\\*\n***\nb":                      "a *star* b",
		"unfinished [link](nowhere":                 "unfinished [link](nowhere",
	} {
		if got, _ := plainText(markdown); got != want {
			t.Errorf("%q is read as\n%q, want\n%q", markdown, got, want)
		}
	}
	if _, links := plainText("[a](https://x.test/b) ![c](fil_0123)"); strings.TrimSpace(links) != "https://x.test/b" {
		t.Errorf("links: %q", links)
	}
}
