package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// watchAndBuild looks at the sources' times four times a second: a build takes
// a tenth of a second, so nothing cleverer is worth its code.
func watchAndBuild(root, out string) error {
	var built time.Time
	for {
		newest, err := newestChange(filepath.Join(root, "src"))
		if err != nil {
			return err
		}
		if newest.After(built) {
			built = newest
			start := time.Now()
			files, err := bundle(root, true)
			if err == nil {
				err = write(out, files)
			}
			if err != nil {
				fmt.Fprintln(os.Stderr, "web build:", err)
			} else {
				fmt.Printf("built in %d ms\n", time.Since(start).Milliseconds())
			}
		}
		time.Sleep(250 * time.Millisecond)
	}
}

func newestChange(dir string) (newest time.Time, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.ModTime().After(newest) {
			newest = info.ModTime()
		}
		return err
	})
	return newest, err
}
