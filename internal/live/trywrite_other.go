//go:build !unix

package live

import (
	"errors"
	"syscall"
)

// canPark is false where a connection cannot be written to without waiting.
const canPark = false

func tryWrite(syscall.RawConn, []byte) (int, error) { return 0, errors.ErrUnsupported }
