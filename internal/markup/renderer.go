package markup

import (
	"bytes"
	"fmt"
	"html"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	ghtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/kanvaro/kanvaro/internal/fault"
)

// MaxBytes is the longest text that is rendered; it is above what any field of the domain takes.
const MaxBytes = 512 << 10

// Renderer makes HTML of Markdown. It may be used by many goroutines at once; New makes it, once.
type Renderer struct {
	markdown goldmark.Markdown
	policy   *bluemonday.Policy
}

// New makes a renderer.
func New() *Renderer {
	md := goldmark.New(
		goldmark.WithParser(newParser()),
		goldmark.WithRendererOptions(ghtml.WithHardWraps()),
		goldmark.WithExtensions(
			extension.NewLinkify(extension.WithLinkifyAllowedProtocols([]string{"http:", "https:", "mailto:"})),
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)),
			extension.Strikethrough,
			extension.TaskList,
		),
	)
	md.Parser().AddOptions(
		parser.WithInlineParsers(util.Prioritized(mentions{}, 450)),
		parser.WithASTTransformers(util.Prioritized(tame{}, 500), util.Prioritized(keys{}, 510), util.Prioritized(boxes{}, 520)),
	)
	md.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(ours{}, 100)))
	return &Renderer{md, newPolicy()}
}

// HTML renders Markdown into sanitised HTML. Besides what GitHub knows, "@usr_…" mentions a member, "ABC-12" names a task, and "fil_…" is the
// address of a file of the organisation, which a text of nobody ("") does not have. Any text is rendered, in a time that its length bounds: where nesting or repetition would
// make much out of little, that part, or all, is shown as it was written. Only a text above MaxBytes is refused.
func (r *Renderer) HTML(org, markdown string) (string, error) {
	if len(markdown) > MaxBytes {
		return "", fault.New(fault.TooLarge, "The text is too long to be shown.")
	}
	source := []byte(strings.ToValidUTF8(markdown, "\uFFFD"))
	if crowded(source) {
		return Plain(markdown), nil
	}
	ctx := parser.NewContext()
	ctx.Set(inOrg, org)
	doc := r.markdown.Parser().Parse(text.NewReader(source), parser.WithContext(ctx))
	if ctx.Get(tooMuch) != nil {
		return Plain(markdown), nil
	}
	var out bytes.Buffer
	if err := r.markdown.Renderer().Render(&out, source, doc); err != nil {
		return "", fmt.Errorf("render markdown: %w", err)
	}
	return strings.TrimSpace(r.policy.SanitizeReader(&out).String()), nil
}

// Plain gives HTML that shows a text as it was written: paragraphs and line breaks, nothing else.
func Plain(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\r\n", "\n")
	var b strings.Builder
	for p := range strings.SplitSeq(s, "\n\n") {
		if p = strings.Trim(p, "\n"); p != "" {
			b.WriteString("<p>" + strings.ReplaceAll(html.EscapeString(p), "\n", "<br>\n") + "</p>\n")
		}
	}
	return strings.TrimSpace(b.String())
}
