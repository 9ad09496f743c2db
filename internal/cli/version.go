package cli

import (
	"fmt"
	"runtime"
)

// version is `kanvaro version`.
type version struct{}

// Run prints it.
func (version) Run(t terminal) error {
	_, err := fmt.Fprintln(t.out, "kanvaro", programVersion(), runtime.Version(), runtime.GOOS+"/"+runtime.GOARCH)
	return err
}
