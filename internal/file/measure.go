package file

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	_ "image/gif"  // for DecodeConfig
	_ "image/jpeg" // for DecodeConfig
	_ "image/png"  // for DecodeConfig
	"io"

	"github.com/gabriel-vasile/mimetype"

	"github.com/kanvaro/kanvaro/internal/fault"
)

// mostPixels is how large a picture may be: those of the largest usual cameras are. A browser that shows it needs four bytes for each.
const mostPixels = 64_000_000

// headSize is how much of a file is looked at to find out what it is.
const headSize = 64 << 10

// unknown is the type of what is none that we know, or of a picture that cannot be one.
const unknown = "application/octet-stream"

// look is what the bytes of a file say that it is.
type look struct {
	media         string
	width, height int
}

// measure finds out what a file is by its first bytes. Nothing is decoded but the header of a picture. One that has too many pixels is
// refused; one without a header that makes sense is no picture.
func measure(r io.Reader) (look, error) {
	in := bufio.NewReaderSize(r, headSize)
	head, err := in.Peek(headSize)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull { //nolint:errorlint // as bufio gives them
		return look{}, fmt.Errorf("read the beginning of a file: %w", err)
	}
	l := look{media: mimetype.Detect(head).String()}
	if !shown[l.media] {
		return l, nil
	}
	if l.width, l.height, err = size(l.media, head, in); err != nil || l.width < 1 || l.height < 1 {
		return look{media: unknown}, nil //nolint:nilerr // that it is no picture is what was to be found out
	}
	if int64(l.width)*int64(l.height) > mostPixels {
		return look{}, fault.New(fault.TooLarge, "The picture has more than %d million pixels.", mostPixels/1_000_000)
	}
	return l, nil
}

// size finds the measures of a picture as it is shown.
func size(media string, head []byte, all io.Reader) (width, height int, err error) {
	switch media {
	case "image/webp":
		return webpSize(head)
	case "image/avif":
		return avifSize(head)
	}
	var seen bytes.Buffer
	c, _, err := image.DecodeConfig(io.TeeReader(all, &limited{&seen, headSize}))
	if err != nil {
		return 0, 0, err
	}
	if media == "image/jpeg" && turned(seen.Bytes()) {
		return c.Height, c.Width, nil
	}
	return c.Width, c.Height, nil
}

// limited keeps the beginning of what is written to it.
type limited struct {
	buf  *bytes.Buffer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	l.buf.Write(p[:n])
	l.left -= n
	return len(p), nil
}
