package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// runTests bundles each src/**/*.test.ts on its own and gives them to node's
// test runner. They are tests of logic; what needs a browser is in e2e.
func runTests(root string) error {
	var entries []string
	err := filepath.WalkDir(filepath.Join(root, "src"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".test.ts") {
			entries = append(entries, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "kanvaro-web-test-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)

	o := options(root, true)
	o.EntryPoints = entries
	o.Outdir = dir
	o.Write = true
	o.Platform = api.PlatformNode
	o.Engines = []api.Engine{{Name: api.EngineNode, Version: "20"}}
	o.Format = api.FormatESModule
	o.OutExtension = map[string]string{".js": ".mjs"}
	o.Sourcemap = api.SourceMapInline
	if len(api.Build(o).Errors) > 0 {
		return errors.New("the tests do not bundle")
	}
	var bundles []string
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".mjs") {
			bundles = append(bundles, path)
		}
		return err
	})
	if err != nil {
		return err
	}
	// Modules of the browser may listen to channels, which keeps node from ending by itself.
	node := exec.Command("node", append([]string{"--enable-source-maps", "--test", "--test-force-exit"}, bundles...)...)
	node.Stdout, node.Stderr = os.Stdout, os.Stderr
	return node.Run()
}
