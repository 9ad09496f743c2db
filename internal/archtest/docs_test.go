package archtest

import (
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestEveryPackageSaysWhatItIs wants a comment that begins as godoc shows it: "Package work …", "Command kanvaro …".
func TestEveryPackageSaysWhatItIs(t *testing.T) {
	says := map[string]bool{}
	for _, f := range source(t) {
		if strings.HasSuffix(f.syntax.Name.Name, "_test") {
			continue // an external test belongs to the package it tests
		}
		begin := "Package " + f.syntax.Name.Name + " "
		if f.syntax.Name.Name == "main" {
			begin = "Command " + path.Base(f.pkg) + " "
		}
		says[f.pkg] = says[f.pkg] || strings.HasPrefix(f.syntax.Doc.Text(), begin)
	}
	for pkg, ok := range says {
		if !ok {
			t.Errorf("%s: no comment says what the package is; one must begin \"Package … \" (\"Command … \" for a main)", pkg)
		}
	}
}

// numbered are the documents whose rules have numbers.
var numbered = []struct{ doc, prefix string }{
	{"docs/STORE.md", "ST"},
	{"docs/LIVE.md", "LV"},
	{"docs/ACCESS.md", "AC"},
}

// TestRulesAndTestsMatch: a rule without a test is a wish, a test of a rule that is not written down cannot be judged.
func TestRulesAndTestsMatch(t *testing.T) {
	tested := testedRules(t)
	for _, n := range numbered {
		rule := regexp.MustCompile(`\b` + n.prefix + `\d+\b`)
		text, err := os.ReadFile(filepath.Join(root, n.doc))
		if os.IsNotExist(err) {
			t.Logf("%s is not written yet", n.doc)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		written := map[string]bool{}
		for _, id := range rule.FindAllString(string(text), -1) {
			written[id] = true
			if tested[id] == "" {
				t.Errorf("%s: rule %s has no test whose name begins with it", n.doc, id)
				tested[id] = "said once"
			}
		}
		for id, at := range tested {
			if rule.MatchString(id) && !written[id] {
				t.Errorf("%s: tests rule %s, which %s does not have", at, id, n.doc)
			}
		}
	}
}

var (
	testFunc = regexp.MustCompile(`^(?:Test|Fuzz|Benchmark)?((?:ST|LV|AC)\d+)(?:_|$)`)
	testName = regexp.MustCompile(`^((?:ST|LV|AC)\d+)(?:[ _:,]|$)`)
)

// testedRules finds the rules that tests are named after, and where: TestST4_isolation, t.Run("ST4 isolation", …), and
// the tables of names that contract suites are made of.
func testedRules(t *testing.T) map[string]string {
	t.Helper()
	at := map[string]string{}
	for _, f := range source(t) {
		if (!f.isTest() && f.pkg != internal+"store/storetest") || f.pkg == internal+"archtest" {
			continue
		}
		ast.Inspect(f.syntax, func(n ast.Node) bool {
			var found []string
			switch n := n.(type) {
			case *ast.FuncDecl:
				found = testFunc.FindStringSubmatch(n.Name.Name)
			case *ast.BasicLit:
				if text, err := strconv.Unquote(n.Value); err == nil {
					found = testName.FindStringSubmatch(text)
				}
			}
			if found != nil && at[found[1]] == "" {
				at[found[1]] = f.at(n)
			}
			return true
		})
	}
	return at
}
