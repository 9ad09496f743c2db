package markup

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
)

// Document renders a text of our own, from docs/: headings have ids to link to, and a line break in the source is none on the page. What
// people write goes through a Renderer instead: nothing is sanitised here.
func Document(markdown string) (string, error) {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	var out bytes.Buffer
	if err := md.Convert([]byte(markdown), &out); err != nil {
		return "", fmt.Errorf("render a document: %w", err)
	}
	return out.String(), nil
}
