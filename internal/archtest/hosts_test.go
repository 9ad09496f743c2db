package archtest

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// registries are the hosts of package registries, in pieces so that this file does not name them either.
var registries = [][]string{
	{"registry", "npmjs", "org"},
	{"registry", "yarnpkg", "com"},
	{"pypi", "org"},
	{"pythonhosted", "org"},
	{"crates", "io"},
	{"proxy", "golang", "org"},
	{"sum", "golang", "org"},
	{"repo1", "maven", "org"},
	{"repo", "maven", "apache", "org"},
	{"deb", "debian", "org"},
}

// TestNoFileNamesARegistry: packages are asked for by name, and each machine's own settings say where they come from
// (often a mirror). A host in a lock file or a script would bypass that.
func TestNoFileNamesARegistry(t *testing.T) {
	walk(t, func(path string) {
		text, err := os.ReadFile(filepath.Join(root, path))
		if os.IsNotExist(err) {
			return // somebody's temporary file has gone since the folder was read
		}
		if err != nil {
			t.Error(err)
			return
		}
		for _, parts := range registries {
			if host := strings.Join(parts, "."); bytes.Contains(text, []byte(host)) {
				t.Errorf("%s names %s", path, host)
			}
		}
	})
}
