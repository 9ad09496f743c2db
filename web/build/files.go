package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/andybalholm/brotli"
)

// compressAll adds a .br and a .gz beside each file that gets smaller by it.
func compressAll(files []file) ([]file, error) {
	all := files
	for _, f := range files {
		if !compressible(f.name) {
			continue
		}
		br, gz := new(bytes.Buffer), new(bytes.Buffer)
		b := brotli.NewWriterLevel(br, brotli.BestCompression)
		z, err := gzip.NewWriterLevel(gz, gzip.BestCompression)
		if err != nil {
			return nil, err
		}
		_, errB := b.Write(f.data)
		_, errZ := z.Write(f.data)
		if err := errors.Join(errB, errZ, b.Close(), z.Close()); err != nil {
			return nil, err
		}
		if gz.Len() < len(f.data) {
			all = append(all, file{f.name + ".br", br.Bytes()}, file{f.name + ".gz", gz.Bytes()})
		}
	}
	return all, nil
}

func compressible(name string) bool {
	switch filepath.Ext(name) {
	case ".js", ".css", ".html", ".svg":
		return true
	}
	return false
}

func write(out string, files []file) error {
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	for _, f := range files {
		path := filepath.Join(out, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, f.data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// compare says in what dist differs from a fresh build.
func compare(out string, files []file) error {
	fresh := map[string][]byte{}
	for _, f := range files {
		fresh[f.name] = f.data
	}
	var differences []string
	err := filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(out, path)
		name := filepath.ToSlash(rel)
		have, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		want, known := fresh[name]
		if !known {
			differences = append(differences, "left over: "+name)
		} else if !bytes.Equal(have, want) {
			differences = append(differences, "different: "+name)
		}
		delete(fresh, name)
		return nil
	})
	if err != nil {
		return err
	}
	for name := range fresh {
		differences = append(differences, "missing: "+name)
	}
	if len(differences) > 0 {
		sort.Strings(differences)
		return fmt.Errorf("dist is not what the sources make; run `go -C web/build run .`\n%s", strings.Join(differences, "\n"))
	}
	return nil
}

func report(files []file) {
	size := map[string]int{}
	for _, f := range files {
		size[f.name] = len(f.data)
	}
	names := make([]string, 0, len(size))
	for name := range size {
		if compressible(name) {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	fmt.Printf("%-40s %9s %8s %8s\n", "", "bytes", "gzip", "brotli")
	for _, name := range names {
		fmt.Printf("%-40s %9d %8d %8d\n", name, size[name], size[name+".gz"], size[name+".br"])
	}
}
