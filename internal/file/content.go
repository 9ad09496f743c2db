package file

import (
	"context"
	"errors"
	"io"
)

// content reads a blob from wherever it is told to: it opens it at the first Read after a Seek.
type content struct {
	ctx   context.Context //nolint:containedctx // a reader has no other way to be told that nobody waits
	blobs Blobs
	name  string
	size  int64
	at    int64
	open  io.ReadCloser
}

func (c *content) Read(p []byte) (int, error) {
	if c.at >= c.size {
		return 0, io.EOF
	}
	if c.open == nil {
		var err error
		if c.open, err = c.blobs.Open(c.ctx, c.name, c.at, -1); err != nil {
			return 0, err
		}
	}
	n, err := c.open.Read(p)
	c.at += int64(n)
	return n, err
}

func (c *content) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += c.at
	case io.SeekEnd:
		offset += c.size
	}
	if offset < 0 {
		return 0, errors.New("seek before the beginning of a file")
	}
	if offset != c.at {
		if err := c.Close(); err != nil {
			return 0, err
		}
		c.at = offset
	}
	return offset, nil
}

func (c *content) Close() error {
	if c.open == nil {
		return nil
	}
	err := c.open.Close()
	c.open = nil
	return err
}
