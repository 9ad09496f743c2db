package identity

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAddressesAreNormalised(t *testing.T) {
	for in, want := range map[string]string{
		"ada@example.org":                        "ada@example.org",
		"  Ada.Lovelace+work@Example.ORG\t":      "ada.lovelace+work@example.org",
		"ada@intranet":                           "ada@intranet",
		"zoe\u0308@example.org":                  "zoë@example.org",
		"o'hara@example.org":                     "o'hara@example.org",
		"":                                       "",
		"ada":                                    "",
		"@example.org":                           "",
		"ada@":                                   "",
		"ada@@example.org":                       "",
		"ada@lin@example.org":                    "",
		"ada@example..org":                       "",
		"ada@-example.org":                       "",
		"ada@.example.org":                       "",
		"ada lovelace@example.org":               "",
		"Ada <ada@example.org>":                  "",
		"ada@example.org\r\nBcc: x@example.org":  "",
		"ada\u202e@example.org":                  "",
		"a\xff@example.org":                      "",
		strings.Repeat("a", 65) + "@example.org": "",
		"ada@" + strings.Repeat("long.", 60) + "org": "",
		strings.Repeat("a", 64) + "@example.org":     strings.Repeat("a", 64) + "@example.org",
		"ada@example.org,lin@example.org":            "",
		"\u00c4DA@example.org":                       "äda@example.org",
	} {
		got, err := NormalEmail(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func FuzzANormalAddressStaysAsItIs(f *testing.F) {
	f.Add("Ada@Example.org")
	f.Add("İ@x")
	f.Add("ſ@ß")
	f.Fuzz(func(t *testing.T, in string) {
		once, err := NormalEmail(in)
		if err != nil {
			return
		}
		if twice, err := NormalEmail(once); err != nil || twice != once {
			t.Errorf("%q becomes %q, and that %q, %v", in, once, twice, err)
		}
	})
}

func TestNamesAreNormalised(t *testing.T) {
	for in, want := range map[string]string{
		" Ada\t Lovelace ":       "Ada Lovelace",
		"李":                      "李",
		"Zoe\u0308":              "Zoë",
		"":                       "",
		" \n":                    "",
		"a\x00b":                 "",
		"\u202eevil":             "",
		"\xff":                   "",
		strings.Repeat("ä", 100): strings.Repeat("ä", 100),
		strings.Repeat("ä", 101): "",
	} {
		got, err := NormalName("name", in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestPasswordsThatAreRefused(t *testing.T) {
	const email, name = "ada.lovelace@example.org", "Ada Lovelace"
	for password, ok := range map[string]bool{
		good:               true,
		"кошка на окне":    true,
		"  spaces count  ": true,
		"🐈🐈🐕🐇🦊🐻🐼🐨🐯🦁":                   true,
		"adamant lovers of places":     true,
		"Ada's purple harpsichord":     true,
		strings.Repeat("aB3$", 50):     true,
		"":                             false,
		"short1!":                      false,
		"nine char":                    false,
		strings.Repeat("aB3$e", 41):    false,
		"aaaaaaaaaaaa":                 false,
		"abababababab":                 false,
		"1234567890":                   false,
		"Password123!":                 false,
		"!!!PASSWORD!!!":               false,
		"12345password":                false,
		"qwertyuiop":                   false,
		"Changeme2026":                 false,
		"ada.lovelace":                 false,
		"ada.lovelace@example.org":     false,
		"AdaLovelace1815":              false,
		"lovelaceada!":                 false,
		"Ada Lovelace":                 false,
		"example.org12":                false,
		"abcdefghi\xff":                false,
		"correcthorsebatterystaple":    false,
		"Correct-Horse-Battery-Staple": false,
	} {
		if err := checkPassword("password", normalPassword(password), email, name); (err == nil) != ok {
			t.Errorf("%q: %v", password, err)
		} else if err != nil && password != "" && strings.Contains(err.Error(), password) {
			t.Errorf("%v echoes the password", err)
		}
	}
}

func TestALongPasswordCountsToItsEnd(t *testing.T) {
	h := newHouse(t)
	long := strings.Repeat("xyz ", 50)
	hash, err := h.hasher.hash(h.ctx, long)
	must(t, err)
	for typed, want := range map[string]bool{long: true, long[:199] + "!": false, long[:199]: false, long + " ": false} {
		if ok, err := h.check(h.ctx, typed, hash); ok != want || err != nil {
			t.Errorf("%q: %v, %v", typed, ok, err)
		}
	}
}

func TestThePasswordIsTheSameOnEveryKeyboard(t *testing.T) {
	h := newHouse(t)
	hash, err := h.hasher.hash(h.ctx, normalPassword("zo\u00eb's bicycle"))
	must(t, err)
	if ok, err := h.check(h.ctx, "zoe\u0308's bicycle", hash); !ok || err != nil {
		t.Error(ok, err)
	}
}

func TestAgentsAreCutAndCleaned(t *testing.T) {
	if got := agent("Fire\x1b[31mfox\n" + strings.Repeat("ä", 500)); !strings.HasPrefix(got, "Fire[31mfox") || utf8.RuneCountInString(got) != longestAgent {
		t.Errorf("%q", got)
	}
}
