package markup

import (
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/kanvaro/kanvaro/internal/id"
)

// mention is a member that a text names: "@usr_…". His name is not in the text, so that it is always the one that he has today, and none
// when he is forgotten: the page puts it there.
type mention struct {
	ast.BaseInline
	member string
}

var mentionKind = ast.NewNodeKind("Mention")

// Kind says what the node is.
func (*mention) Kind() ast.NodeKind { return mentionKind }

// Dump is for debugging.
func (m *mention) Dump(source []byte, level int) {
	ast.DumpHelper(m, source, level, map[string]string{"Member": m.member}, nil)
}

const mentionLength = len("@usr_") + id.Length

// mentionAt gives the member that is mentioned at the beginning of a text, "" for nobody.
func mentionAt(s string) string {
	if len(s) < mentionLength || s[0] != '@' || (len(s) > mentionLength && partOfWord(s[mentionLength])) {
		return ""
	}
	if member := s[1:mentionLength]; id.Valid("usr", member) {
		return member
	}
	return ""
}

// partOfWord reports whether a byte goes on with what stands before it.
func partOfWord(c byte) bool { return wordByte(c) || c == '_' }

type mentions struct{}

func (mentions) Trigger() []byte { return []byte{'@'} }

func (mentions) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	member := mentionAt(string(line[:min(len(line), mentionLength+1)]))
	before := block.PrecendingCharacter()
	if member == "" || before > 0x7f || partOfWord(byte(before)) { // a part of an address
		return nil
	}
	block.Advance(mentionLength)
	return &mention{member: member}
}

// ours renders what Markdown does not know: mentions, keys of tasks and boxes that know their lines.
type ours struct{}

// RegisterFuncs says what is rendered by whom.
func (ours) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(mentionKind, writeMention)
	r.Register(keyKind, writeKey)
	r.Register(boxKind, writeBox)
}

func writeMention(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		_, _ = w.WriteString(`<span class="mention" data-member="` + n.(*mention).member + `">@</span>`) // a buffer takes everything
	}
	return ast.WalkContinue, nil
}
