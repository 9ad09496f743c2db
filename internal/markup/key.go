package markup

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// key is what looks like the key of a task in a text: "ABC-12". Whether there is one the page knows, and makes a link of it.
type key struct {
	ast.BaseInline
	is string
}

var keyKind = ast.NewNodeKind("Key")

// Kind says what the node is.
func (*key) Kind() ast.NodeKind { return keyKind }

// Dump is for debugging.
func (k *key) Dump(source []byte, level int) {
	ast.DumpHelper(k, source, level, map[string]string{"Key": k.is}, nil)
}

// keys finds the keys of tasks in words: not in code, and not in links, which lead elsewhere.
type keys struct{}

func (keys) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	source := reader.Source()
	var words []*ast.Text
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the walker returns no error
		switch n.Kind() {
		case ast.KindLink, ast.KindAutoLink, ast.KindImage, ast.KindCodeSpan, ast.KindCodeBlock, ast.KindFencedCodeBlock:
			return ast.WalkSkipChildren, nil
		case ast.KindText:
			if entering {
				words = append(words, n.(*ast.Text))
			}
		}
		return ast.WalkContinue, nil
	})
	for _, t := range words {
		split(t, source)
	}
}

// split puts the keys that stand in a text apart. What is behind the last one stays in the text, with its line break.
func split(t *ast.Text, source []byte) {
	for {
		s := t.Segment
		from, to := findKey(source[:s.Stop], s.Start)
		if from < 0 {
			return
		}
		parent := t.Parent()
		if from > s.Start {
			parent.InsertBefore(parent, t, ast.NewTextSegment(text.NewSegment(s.Start, from)))
		}
		parent.InsertBefore(parent, t, &key{is: string(source[from:to])})
		t.Segment = text.NewSegment(to, s.Stop)
	}
}

// findKey finds the first key from a place on, -1 for none: 2 to 10 capitals and digits that begin with a capital, a dash, and a number,
// which stand by themselves.
func findKey(source []byte, at int) (from, to int) {
	for at < len(source) {
		dash := bytes.IndexByte(source[at:], '-')
		if dash < 0 {
			return -1, -1
		}
		dash += at
		begin := dash
		for begin > at && dash-begin < 10 && (capital(source[begin-1]) || digit(source[begin-1])) {
			begin--
		}
		end := dash + 1
		for end < len(source) && end-dash <= 9 && digit(source[end]) {
			end++
		}
		if dash-begin >= 2 && capital(source[begin]) && end > dash+1 && source[dash+1] != '0' && apart(source, begin, end) {
			return begin, end
		}
		at = dash + 1
	}
	return -1, -1
}

func capital(c byte) bool { return c >= 'A' && c <= 'Z' }
func digit(c byte) bool   { return c >= '0' && c <= '9' }

// apart reports whether what stands between two places is no part of a longer word, an address or a path.
func apart(source []byte, begin, end int) bool {
	if begin > 0 {
		if c := source[begin-1]; partOfWord(c) || bytes.IndexByte([]byte(`-./\@#&=+$%~`), c) >= 0 {
			return false
		}
	}
	if end == len(source) {
		return true
	}
	if c := source[end]; partOfWord(c) {
		return false
	} else if c != '-' && c != '.' {
		return true
	}
	return end+1 == len(source) || !partOfWord(source[end+1]) // a dash or full stop that ends a sentence, not 1.5 and not A-1-2
}

func writeKey(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if k := n.(*key).is; entering {
		_, _ = w.WriteString(`<a class="key" data-key="` + k + `">` + k + `</a>`) // a buffer takes everything
	}
	return ast.WalkContinue, nil
}
