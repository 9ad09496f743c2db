package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// root is the module's folder, seen from this package.
const root = "../.."

// file is one Go file of the module.
type file struct {
	path   string // from the module's folder
	pkg    string // its import path
	syntax *ast.File
	set    *token.FileSet
}

func (f file) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

func (f file) imports() []string {
	var paths []string
	for _, i := range f.syntax.Imports {
		if path, err := strconv.Unquote(i.Path.Value); err == nil {
			paths = append(paths, path)
		}
	}
	return paths
}

// at says where a node stands, for a message.
func (f file) at(n ast.Node) string {
	return f.path + ":" + strconv.Itoa(f.set.Position(n.Pos()).Line)
}

// notOurs are folders in which other people's files, made files or data stand.
var notOurs = map[string]bool{".git": true, ".cache": true, "node_modules": true, "data": true}

// walk visits every file of ours, with its path from the module's folder. It reads folders in this process, and not
// by asking git or go, so that the test's cached result is dropped when a file changes.
func walk(t *testing.T, visit func(path string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(full string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && notOurs[d.Name()] {
			return filepath.SkipDir
		}
		if d.Type().IsRegular() {
			path, err := filepath.Rel(root, full)
			if err != nil {
				return err
			}
			visit(filepath.ToSlash(path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

var parsed = struct {
	sync.Mutex
	files []file
}{}

// source is every Go file of the module, parsed once. Nested modules (the web's bundler, the tools) are their own houses.
func source(t *testing.T) []file {
	t.Helper()
	parsed.Lock()
	defer parsed.Unlock()
	if parsed.files != nil {
		return parsed.files
	}
	set := token.NewFileSet()
	walk(t, func(path string) {
		if !strings.HasSuffix(path, ".go") || inNestedModule(path) || strings.Contains(path, "testdata/") {
			return
		}
		syntax, err := parser.ParseFile(set, filepath.Join(root, path), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		pkg := module
		if dir := filepath.ToSlash(filepath.Dir(path)); dir != "." {
			pkg += "/" + dir
		}
		parsed.files = append(parsed.files, file{path: path, pkg: pkg, syntax: syntax, set: set})
	})
	return parsed.files
}

func inNestedModule(path string) bool {
	for dir := filepath.Dir(path); dir != "."; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(root, dir, "go.mod")); err == nil {
			return true
		}
	}
	return false
}
