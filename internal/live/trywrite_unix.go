//go:build unix

package live

import (
	"errors"
	"syscall"
)

const canPark = true

// tryWrite writes as much as a connection takes without waiting.
func tryWrite(c syscall.RawConn, b []byte) (n int, err error) {
	outer := c.Write(func(fd uintptr) bool {
		for {
			n, err = syscall.Write(int(fd), b)
			if !errors.Is(err, syscall.EINTR) {
				return true
			}
		}
	})
	if outer != nil {
		return 0, outer
	}
	if errors.Is(err, syscall.EAGAIN) {
		return 0, nil
	}
	return n, err
}
