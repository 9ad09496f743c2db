package api

import (
	"bytes"
	"net/http"
	"runtime"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// smallest is how long a body must be to be worth compressing: below, the packets are the same in number.
const smallest = 1024

// zstdEncoder is made when somebody asks for it: its tables take memory.
var zstdEncoder = sync.OnceValues(func() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(runtime.GOMAXPROCS(0)),
		zstd.WithWindowSize(256<<10), zstd.WithLowerEncoderMem(true), zstd.WithEncoderCRC(false))
})

var gzipWriters = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is one of the package's own
	return w
}}

// coding chooses how to compress for somebody, "" for not at all.
func coding(accept string) string {
	best := ""
	for accept != "" {
		var one string
		one, accept, _ = strings.Cut(accept, ",")
		name, weight, _ := strings.Cut(one, ";")
		switch weight = strings.ReplaceAll(weight, " ", ""); {
		case strings.HasPrefix(weight, "q=0") && strings.Trim(weight[3:], ".0") == "":
		case strings.TrimSpace(name) == "zstd":
			return "zstd"
		case strings.TrimSpace(name) == "gzip":
			best = "gzip"
		}
	}
	return best
}

// compress gives a body in a coding.
func compress(body []byte, coding string) []byte {
	if coding == "zstd" {
		if enc, err := zstdEncoder(); err == nil {
			return enc.EncodeAll(body, make([]byte, 0, len(body)/6))
		}
		return nil
	}
	var out bytes.Buffer
	out.Grow(len(body) / 5)
	w := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(w)
	w.Reset(&out)
	if _, err := w.Write(body); err != nil || w.Close() != nil {
		return nil
	}
	return out.Bytes()
}

var vary = []string{"Accept-Encoding"}

// encoded gives the body in the form that the asker likes best, and says so in the headers.
func (r reply) encoded(req *http.Request, h http.Header) []byte {
	body := r.body
	if r.kept != nil {
		body = r.kept.plain
	}
	if len(body) < smallest {
		return body
	}
	h["Vary"] = vary
	how := coding(req.Header.Get("Accept-Encoding"))
	if how == "" {
		return body
	}
	var small []byte
	if r.kept != nil {
		small = r.kept.in(how)
	} else {
		small = compress(body, how)
	}
	if small == nil || len(small) >= len(body) {
		return body
	}
	h["Content-Encoding"] = []string{how}
	return small
}
