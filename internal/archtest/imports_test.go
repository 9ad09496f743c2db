package archtest

import (
	"slices"
	"strings"
	"testing"
)

const (
	module   = "github.com/kanvaro/kanvaro"
	internal = module + "/internal/"
)

func TestEveryPackageStandsInTheTable(t *testing.T) {
	for _, f := range source(t) {
		if name, ok := strings.CutPrefix(f.pkg, internal); ok && layerOf(name) == nil {
			t.Errorf("%s: package %s is in no layer; give it a place in internal/archtest/layers_test.go", f.path, name)
		}
	}
}

func TestImportsPointDownwards(t *testing.T) {
	for _, f := range source(t) {
		name, ok := strings.CutPrefix(f.pkg, internal)
		if !ok || f.isTest() {
			continue
		}
		for _, path := range f.imports() {
			if other, ok := strings.CutPrefix(path, internal); ok && !mayImport(name, other) {
				t.Errorf("%s: %s may not import %s (see internal/archtest/layers_test.go)", f.path, name, other)
			}
		}
	}
}

func TestCommandsImportOnlyTheCommandLine(t *testing.T) {
	for _, f := range source(t) {
		if f.isTest() || !strings.HasPrefix(f.pkg, module+"/cmd/") {
			continue
		}
		for _, path := range f.imports() {
			if other, ok := strings.CutPrefix(path, internal); ok && other != "cli" {
				t.Errorf("%s: a command imports cli and nothing else of ours, not %s", f.path, other)
			}
		}
	}
}

func TestGuardedPackagesStayWhereTheyBelong(t *testing.T) {
	for _, f := range source(t) {
		if f.isTest() {
			continue
		}
		name := strings.TrimPrefix(f.pkg, internal)
		for _, g := range guarded {
			if slices.ContainsFunc(f.imports(), isUnder(g.path)) && !slices.Contains(g.by, name) {
				t.Errorf("%s: %s may not import %s: %s", f.path, name, g.path, g.why)
			}
		}
	}
}

// TestTableItself keeps the table honest: a name that is misspelt would allow nothing and forbid nothing.
func TestTableItself(t *testing.T) {
	seen := map[string]bool{}
	for i, l := range layers {
		for _, on := range l.on {
			if !slices.ContainsFunc(layers[:i], func(below layer) bool { return below.name == on }) {
				t.Errorf("layer %s stands on %s, which is not below it", l.name, on)
			}
		}
		for _, p := range l.packages {
			if seen[p] {
				t.Errorf("package %s stands in the table twice", p)
			}
			seen[p] = true
		}
	}
	for _, g := range guarded {
		for _, p := range g.by {
			if !seen[p] {
				t.Errorf("%s is guarded for %s, which is in no layer", g.path, p)
			}
		}
	}
}

func TestMayImport(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"store", "fault", true},
		{"fault", "store", false},
		{"id", "moment", true},
		{"moment", "id", false},
		{"work", "project", true},
		{"project", "work", false},
		{"work", "access", true},
		{"access", "work", false},
		{"work", "store/memstore", false},
		{"app", "store/memstore", true},
		{"api", "store/sqlitestore", false},
		{"store/memstore", "store/sqlitestore", false},
		{"work", "api", false},
		{"app", "testmongo", false},
	} {
		if got := mayImport(c.from, c.to); got != c.want {
			t.Errorf("mayImport(%s, %s) = %v, want %v", c.from, c.to, got, c.want)
		}
	}
}

func layerOf(name string) *layer {
	for i := range layers {
		if slices.Contains(layers[i].packages, name) {
			return &layers[i]
		}
	}
	return nil
}

// mayImport leaves packages that are in no layer alone: TestEveryPackageStandsInTheTable names them.
func mayImport(from, to string) bool {
	upper, lower := layerOf(from), layerOf(to)
	if upper == nil || lower == nil {
		return true
	}
	if upper == lower {
		return upper.inOrder && slices.Index(upper.packages, to) < slices.Index(upper.packages, from)
	}
	return slices.Contains(upper.on, lower.name)
}

func isUnder(root string) func(string) bool {
	return func(path string) bool { return path == root || strings.HasPrefix(path, root+"/") }
}
