package identity

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kanvaro/kanvaro/internal/fault"
	"golang.org/x/text/unicode/norm"
)

// How long things may be, in characters.
const (
	longestName      = 100
	longestEmail     = 254 // what SMTP can carry
	longestLocal     = 64
	longestAgent     = 200
	shortestPassword = 10
	longestPassword  = 200
)

var (
	themes    = []string{"system", "light", "dark"}
	densities = []string{"comfortable", "compact"}
	languages = []string{"system", "en", "de"}
)

// NormalEmail gives the form in which an address is kept and compared: composed, in lower case, without space around it. The fault is
// about the field "email".
func NormalEmail(s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", fault.Wrong("email", "is not text")
	}
	s = norm.NFC.String(strings.ToLower(strings.TrimSpace(s)))
	at := strings.LastIndexByte(s, '@')
	switch {
	case s == "":
		return "", fault.Wrong("email", "is missing")
	case len(s) > longestEmail:
		return "", fault.Wrong("email", "is longer than %d characters", longestEmail)
	case at < 1 || at > longestLocal || strings.Count(s, "@") != 1 || !host(s[at+1:]) || strings.ContainsFunc(s, notInEmail):
		return "", fault.Wrong("email", "is not an e-mail address")
	}
	return s, nil
}

// host accepts names without a dot too: mail in an office network has them.
func host(s string) bool {
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
	}
	return true
}

func notInEmail(r rune) bool {
	return unicode.IsSpace(r) || !unicode.IsPrint(r) || strings.ContainsRune(`<>()[],;:\"`, r)
}

// NormalName gives the form in which the name of a person or of an organisation is kept: composed, single spaces. The fault is about the
// field given.
func NormalName(field, s string) (string, error) {
	if !utf8.ValidString(s) {
		return "", fault.Wrong(field, "is not text")
	}
	s = strings.Join(strings.Fields(norm.NFC.String(s)), " ")
	switch {
	case s == "":
		return "", fault.Wrong(field, "is missing")
	case utf8.RuneCountInString(s) > longestName:
		return "", fault.Wrong(field, "is longer than %d characters", longestName)
	case strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }):
		return "", fault.Wrong(field, "has characters that cannot be shown")
	}
	return s, nil
}

// normalPassword composes what was typed: the same keys give the same password on every keyboard. It is the one change made to it.
func normalPassword(s string) string { return norm.NFC.String(s) }

// checkPassword refuses a password that is too short, too long, or one of those that are tried first. It is normal already.
func checkPassword(field, password, email, name string) error {
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password):
		return fault.Wrong(field, "is not text")
	case n < shortestPassword:
		return fault.Wrong(field, "is shorter than %d characters", shortestPassword)
	case n > longestPassword:
		return fault.Wrong(field, "is longer than %d characters", longestPassword)
	case fewCharacters(password) || common[kernel(password)] || common[strings.ToLower(password)]:
		return fault.Wrong(field, "is among the first that are tried by those who guess; take another one")
	case tellsOf(password, email, name):
		return fault.Wrong(field, "is too close to your name or your e-mail address")
	}
	return nil
}

// kernel is what is left of a password without the case, and without the digits and signs that people put around a word.
func kernel(s string) string {
	return strings.TrimFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) })
}

func fewCharacters(s string) bool {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen) < 4
}

// tellsOf reports whether hardly anything is left of a password once the words of its owner's name and address are taken out.
func tellsOf(password, email, name string) bool {
	left := strings.ToLower(password)
	local, domain, _ := strings.Cut(email, "@")
	words := []string{email, local, strings.ReplaceAll(strings.ToLower(name), " ", "")}
	words = append(words, strings.FieldsFunc(strings.ToLower(local+" "+name+" "+domain), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})...)
	found := false
	for _, w := range words {
		if utf8.RuneCountInString(w) >= 3 && strings.Contains(left, w) {
			left, found = strings.ReplaceAll(left, w, ""), true
		}
	}
	return found && utf8.RuneCountInString(kernel(left)) < 4
}

// Check gives everything that is wrong with what a newcomer says.
func (p Person) Check() error {
	_, err := p.normal()
	return err
}

// normal gives a newcomer as he will be kept, or everything that is wrong with what he says.
func (p Person) normal() (Person, error) {
	var all fault.List
	var err error
	p.Name, err = NormalName("name", p.Name)
	all.Take("", err)
	p.Email, err = NormalEmail(p.Email)
	all.Take("", err)
	p.Password = normalPassword(p.Password)
	all.Take("", checkPassword("password", p.Password, p.Email, p.Name))
	return p, all.Err()
}

// agent is what is kept of how a browser calls itself.
func agent(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	if r := []rune(s); len(r) > longestAgent {
		s = string(r[:longestAgent])
	}
	return s
}
