package identity

import (
	"strings"
	"unicode"
)

// browsers are what a browser calls itself by, those first that pretend to be another one too.
var browsers = []struct{ mark, name string }{
	{"Edg/", "Edge"}, {"EdgA/", "Edge"}, {"EdgiOS/", "Edge"}, {"OPR/", "Opera"}, {"Vivaldi/", "Vivaldi"}, {"SamsungBrowser/", "Samsung Internet"},
	{"FxiOS/", "Firefox"}, {"Firefox/", "Firefox"}, {"CriOS/", "Chrome"}, {"HeadlessChrome/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
}

var systems = []struct{ mark, name string }{
	{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"CrOS", "ChromeOS"}, {"Windows", "Windows"}, {"Macintosh", "macOS"}, {"Linux", "Linux"}, {"X11", "Unix"},
}

// agentFamily is what a person recognises a browser or a program by: "Firefox · Linux", "curl". It is a name, the same in every language.
func agentFamily(agent string) string {
	if !strings.HasPrefix(agent, "Mozilla/") { // a program: its name, without its number
		name, _, _ := strings.Cut(agent, "/")
		name, _, _ = strings.Cut(name, " ")
		return strings.TrimFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	}
	var out []string
	for _, list := range [...][]struct{ mark, name string }{browsers, systems} {
		for _, x := range list {
			if strings.Contains(agent, x.mark) {
				out = append(out, x.name)
				break
			}
		}
	}
	return strings.Join(out, " · ")
}
