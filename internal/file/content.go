package file

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// content reads a blob from wherever it is told to: it is opened again when it is to be read from another place.
type content struct {
	ctx   context.Context //nolint:containedctx // a reader has no other way to be told that nobody waits
	blobs Blobs
	name  string
	size  int64
	at    int64 // where the next Read begins
	open  io.ReadCloser
	is    int64 // where open stands
}

// begin opens the blob where it is to be read.
func (c *content) begin() error {
	if err := c.Close(); err != nil {
		return err
	}
	r, err := c.blobs.Open(c.ctx, c.name, c.at, -1)
	if err != nil {
		return fmt.Errorf("read the bytes of a file: %w", err)
	}
	c.open, c.is = r, c.at
	return nil
}

func (c *content) Read(p []byte) (int, error) {
	if c.at >= c.size {
		return 0, io.EOF
	}
	if c.open == nil || c.is != c.at {
		if err := c.begin(); err != nil {
			return 0, err
		}
	}
	n, err := c.open.Read(p)
	c.at += int64(n)
	c.is = c.at
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
	c.at = offset
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
