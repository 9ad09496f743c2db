package markup

import (
	"bytes"
	"strconv"

	"github.com/yuin/goldmark/ast"
	extended "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

var boxKind = extended.KindTaskCheckBox

const lineAttribute = "data-line"

// boxes tells each box of a list of things to do in which line of the text it stands, counted from 0: so a tick can be sent as a change of
// that line.
type boxes struct{}

func (boxes) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	source := reader.Source()
	line, at := 0, 0
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker returns no error
		if !entering || n.Kind() != boxKind || n.Parent().Lines().Len() == 0 {
			return ast.WalkContinue, nil
		}
		if start := n.Parent().Lines().At(0).Start; start >= at { // boxes come in the order of the text
			line += bytes.Count(source[at:start], []byte{'\n'})
			at = start
			n.SetAttributeString(lineAttribute, line)
		}
		return ast.WalkContinue, nil
	})
}

func writeBox(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString(`<input`) // a buffer takes everything
	if n.(*extended.TaskCheckBox).IsChecked {
		_, _ = w.WriteString(` checked=""`)
	}
	_, _ = w.WriteString(` disabled="" type="checkbox"`)
	if line, ok := n.AttributeString(lineAttribute); ok {
		_, _ = w.WriteString(` ` + lineAttribute + `="` + strconv.Itoa(line.(int)) + `"`)
	}
	_, _ = w.WriteString(`> `)
	return ast.WalkContinue, nil
}
