package archtest

import (
	"go/ast"
	"testing"
)

// readsClock are the functions of package time that look at the wall clock. Since and Until call Now themselves.
var readsClock = map[string]bool{"Now": true, "Since": true, "Until": true}

// TestClockIsReadInMomentAlone holds everything else to the clock it was given, so that tests can turn it.
func TestClockIsReadInMomentAlone(t *testing.T) {
	for _, f := range source(t) {
		if f.isTest() || f.pkg == internal+"moment" {
			continue
		}
		name := localName(f, "time")
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok || !readsClock[sel.Sel.Name] {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == name {
				t.Errorf("%s: time.%s; take a moment.Clock", f.at(sel), sel.Sel.Name)
			}
			return true
		})
	}
}

// localName is what a file calls an imported package; empty when it does not import it.
func localName(f file, path string) string {
	for _, i := range f.syntax.Imports {
		if i.Path.Value != `"`+path+`"` {
			continue
		}
		if i.Name != nil {
			return i.Name.Name
		}
		return path
	}
	return ""
}
