package markup

import (
	"regexp"

	"github.com/microcosm-cc/bluemonday"
)

// newPolicy says which HTML may leave the renderer. The renderer makes no other anyway; this is the second lock on the same door.
// No id or style, and no class but the language of code and those of mentions and keys: a text must not reach into the page around it.
func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "em", "strong", "del",
		"ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^language-[A-Za-z0-9+#._-]{1,30}$`)).OnElements("code")
	p.AllowAttrs("align").Matching(regexp.MustCompile(`^(left|center|right)$`)).OnElements("th", "td")
	p.AllowAttrs("start").Matching(regexp.MustCompile(`^[0-9]{1,9}$`)).OnElements("ol")

	p.AllowAttrs("type").Matching(regexp.MustCompile(`^checkbox$`)).OnElements("input")
	p.AllowAttrs("checked", "disabled").Matching(regexp.MustCompile(`^$`)).OnElements("input")
	p.AllowAttrs(lineAttribute).Matching(regexp.MustCompile(`^[0-9]{1,7}$`)).OnElements("input")

	p.AllowAttrs("class").Matching(regexp.MustCompile(`^mention$`)).OnElements("span")
	p.AllowAttrs("data-member").Matching(regexp.MustCompile(`^usr_[0-9a-z]{20}$`)).OnElements("span")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^key$`)).OnElements("a")
	p.AllowAttrs("data-key").Matching(regexp.MustCompile(`^[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,8}$`)).OnElements("a")

	p.AllowStandardURLs() // parseable; http, https, mailto; nofollow
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(true)
	p.AllowAttrs("href", "title").OnElements("a")
	p.RequireNoFollowOnLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true) // and rel=noopener with it
	p.AllowAttrs("alt", "title").OnElements("img")
	p.AllowAttrs("src").Matching(regexp.MustCompile(`^/api/v1/orgs/org_[0-9a-z]{20}/files/fil_[0-9a-z]{20}/content$`)).OnElements("img") // see tame
	return p
}
