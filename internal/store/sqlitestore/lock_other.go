//go:build !unix

package sqlitestore

import (
	"fmt"
	"os"
)

// lock cannot refuse a second process here; that two are right together is seen to by the fence.
func lock(path string) (*os.File, error) {
	f, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the database: %w", err)
	}
	return f, nil
}
