package markup

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// goldmark bounds neither nesting nor what a few bytes can be made to repeat. Measured on 100,000 bytes: a line of ">" takes seconds, a wide
// table with empty rows gives 140 MB, a long reference used over and over hundreds of MB. What people write comes nowhere near these limits.
const (
	maxDepth     = 24       // of quotes and lists in each other
	maxEmptied   = 20_000   // cells that a table has beyond those that were written
	maxLinkBytes = 1 << 20  // of all destinations and titles together
	maxTarget    = 4096     // of one destination
	maxSearch    = 64 << 20 // bytes that beginnings of links look through for their ends
	maxRuns      = 16_000   // of * _ ~ in one paragraph
)

// newParser is goldmark's usual parser without HTML, with bounded nesting.
func newParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(shallowList{parser.NewListParser()}, 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(shallowQuote{parser.NewBlockquoteParser()}, 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(lineBreak{}, 400),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
	)
}

// deep reports whether a block stands in as many others as there may be.
func deep(n ast.Node) bool {
	depth := 0
	for ; n != nil; n = n.Parent() {
		if k := n.Kind(); k == ast.KindBlockquote || k == ast.KindList {
			depth++
		}
	}
	return depth >= maxDepth
}

type shallowQuote struct{ parser.BlockParser }

func (q shallowQuote) Open(parent ast.Node, r text.Reader, pc parser.Context) (ast.Node, parser.State) {
	if deep(parent) {
		return nil, parser.NoChildren
	}
	return q.BlockParser.Open(parent, r, pc)
}

type shallowList struct{ parser.BlockParser }

// Open asks the list parser in any case, which keeps a state of its own and does not move the reader.
func (l shallowList) Open(parent ast.Node, r text.Reader, pc parser.Context) (ast.Node, parser.State) {
	n, state := l.BlockParser.Open(parent, r, pc)
	if n != nil && deep(parent) {
		return nil, parser.NoChildren
	}
	return n, state
}

// crowded reports text that would take time, or become long, out of all proportion.
func crowded(source []byte) bool {
	for para := range bytes.SplitSeq(source, []byte("\n\n")) {
		links := bytes.Count(para, []byte("](")) + bytes.Count(para, []byte("]["))
		if links*len(para) > maxSearch || runs(para) > maxRuns || emptied(para) > maxEmptied {
			return true
		}
	}
	return false
}

// runs counts what may begin or end emphasis: each end looks back for its beginning.
func runs(para []byte) int {
	n := 0
	var last byte
	for _, c := range para {
		if c != last && (c == '*' || c == '_' || c == '~') {
			n++
		}
		last = c
	}
	return n
}

// emptied counts the cells that a table in this paragraph would have beyond those that were written.
func emptied(para []byte) int {
	columns, lines, written, ruled := 0, 0, 0, false
	for line := range bytes.SplitSeq(para, []byte{'\n'}) {
		n := bytes.Count(line, []byte{'|'}) + 1
		columns, lines, written = max(columns, n), lines+1, written+n
		ruled = ruled || (bytes.IndexByte(line, '-') >= 0 && len(bytes.Trim(line, "|-: \t>")) == 0)
	}
	if !ruled {
		return 0
	}
	return columns*lines - written
}

// lineBreak reads "<br>", which is how a cell of a table has lines.
type lineBreak struct{}

func (lineBreak) Trigger() []byte { return []byte{'<'} }

func (lineBreak) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	for _, tag := range [...]string{"<br>", "<br/>", "<br />"} {
		if bytes.HasPrefix(line, []byte(tag)) {
			block.Advance(len(tag))
			n := ast.NewText()
			n.SetHardLineBreak(true)
			return n
		}
	}
	return nil
}
