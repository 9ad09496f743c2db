package markup

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// tooMuch is set in the context of a text that is to be shown as it was written.
var tooMuch = parser.NewContextKey()

// tame makes links of images that are not on this server, which the page may not load (img-src 'self'), and counts what links repeat.
type tame struct{}

func (tame) Transform(doc *ast.Document, _ text.Reader, pc parser.Context) {
	size := 0
	var foreign []*ast.Image
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker returns no error
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			size += weigh(n.Destination, n.Title, pc)
		case *ast.Image:
			size += weigh(n.Destination, n.Title, pc)
			if !local(n.Destination) || n.HasChildren() && contains(n, ast.KindImage) {
				foreign = append(foreign, n)
			}
		}
		return ast.WalkContinue, nil
	})
	if size > maxLinkBytes {
		pc.Set(tooMuch, true)
	}
	for _, n := range foreign {
		unframe(n)
	}
}

func weigh(destination, title []byte, pc parser.Context) int {
	if len(destination) > maxTarget {
		pc.Set(tooMuch, true)
	}
	return len(destination) + len(title)
}

// local reports whether an address is a path on this server.
func local(to []byte) bool {
	return len(to) > 0 && !bytes.HasPrefix(to, []byte("//")) && !bytes.ContainsAny(to, `:\`)
}

func contains(n ast.Node, k ast.NodeKind) bool {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == k {
			return true
		}
	}
	return false
}

// unframe puts a link with the same words in the place of an image; within a link, where there can be no other, the words alone.
func unframe(n *ast.Image) {
	parent := n.Parent()
	link := ast.NewLink()
	link.Destination, link.Title = n.Destination, n.Title
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling()
		link.AppendChild(link, c)
		c = next
	}
	if !link.HasChildren() {
		link.AppendChild(link, ast.NewString(n.Destination))
	}
	if !linked(parent) {
		parent.ReplaceChild(parent, n, link)
		return
	}
	for c := link.FirstChild(); c != nil; {
		next := c.NextSibling()
		parent.InsertBefore(parent, n, c)
		c = next
	}
	parent.RemoveChild(parent, n)
}

func linked(n ast.Node) bool {
	for ; n != nil; n = n.Parent() {
		if n.Kind() == ast.KindLink {
			return true
		}
	}
	return false
}
