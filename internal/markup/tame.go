package markup

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"github.com/kanvaro/kanvaro/internal/id"
)

// tooMuch is set in the context of a text that is to be shown as it was written.
var tooMuch = parser.NewContextKey()

// inOrg is set in the context of a text to the organisation whose files it may show.
var inOrg = parser.NewContextKey()

// tame gives files their addresses, makes links of images that are no files of the organisation (others the page may not load, and must
// not ask for anything else of this server), and counts what links repeat.
type tame struct{}

func (tame) Transform(doc *ast.Document, _ text.Reader, pc parser.Context) {
	size := 0
	org, _ := pc.Get(inOrg).(string)
	var foreign []*ast.Image
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker returns no error
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			n.Destination = fileAddress(org, n.Destination)
			size += weigh(n.Destination, n.Title, pc)
		case *ast.Image:
			n.Destination = fileAddress(org, n.Destination)
			size += weigh(n.Destination, n.Title, pc)
			if !ownFile(org, n.Destination) || n.HasChildren() && contains(n, ast.KindImage) {
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

// Where the content of a file is: between these two stands its id, before them the organisation.
const (
	beforeOrg  = "/api/v1/orgs/"
	beforeFile = "/files/"
	afterFile  = "/content"
)

// fileAddress gives the address of a file that is named by its id; every other address stays as it is.
func fileAddress(org string, to []byte) []byte {
	if org == "" || !id.Valid("fil", string(to)) {
		return to
	}
	return []byte(beforeOrg + org + beforeFile + string(to) + afterFile)
}

// ownFile reports whether an address is that of the content of a file of the organisation.
func ownFile(org string, to []byte) bool {
	file, ok := bytes.CutPrefix(to, []byte(beforeOrg+org+beforeFile))
	file, end := bytes.CutSuffix(file, []byte(afterFile))
	return org != "" && ok && end && id.Valid("fil", string(file))
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
