// Command build bundles the web app into web/dist.
//
// dist is committed, so that installing Kanvaro needs Go alone; for the same
// reason the output is the same, byte for byte, for the same input: names are
// made of content, files are compressed without time stamps.
//
//	go -C web/build run .          build ../dist
//	go -C web/build run . -check   build in memory and compare with ../dist
//	go -C web/build run . -watch   build readable code into -out on each change
//	go -C web/build run . -test    bundle src/**/*.test.ts and run them with node
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	root := flag.String("root", "..", "the web directory")
	out := flag.String("out", "", "where to write (default: dist in the web directory)")
	check := flag.Bool("check", false, "compare with what is there instead of writing")
	watch := flag.Bool("watch", false, "rebuild on each change, not minified")
	test := flag.Bool("test", false, "run the unit tests")
	flag.Parse()

	if err := run(*root, *out, *check, *watch, *test); err != nil {
		fmt.Fprintln(os.Stderr, "web build:", err)
		os.Exit(1)
	}
}

func run(root, out string, check, watch, test bool) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	if out == "" {
		out = filepath.Join(root, "dist")
	} else if out, err = filepath.Abs(out); err != nil {
		return err
	}
	switch {
	case test:
		return runTests(root)
	case watch:
		return watchAndBuild(root, out)
	}
	files, err := bundle(root, false)
	if err != nil {
		return err
	}
	if check {
		return compare(out, files)
	}
	if err := write(out, files); err != nil {
		return err
	}
	report(files)
	return nil
}
