package file

import (
	"context"
	"io"
	"iter"

	"github.com/kanvaro/kanvaro/internal/moment"
)

// Blob is a run of bytes as a driver keeps it. Its name says where, begins with its owner, and has its SHA-256 in it; no two Puts give the
// same name, so that a name that is not in use any more never comes into use again.
type Blob struct {
	Name   string // org_…/<sha-256>-<chance>
	SHA256 string // in hexadecimal
	Size   int64
}

// Stored is a blob as List finds it. What is left of a Put that was cut off is listed too: it has a name that Delete takes.
type Stored struct {
	Name string
	Size int64
	At   moment.Time // when it was written
}

// Blobs is what a driver does. filetest.Run proves what is said here. All methods may be called by many goroutines, and processes, at once.
type Blobs interface {
	// Put keeps all that r gives, for an owner (an id). When it returns without an error the blob is there whole, and survives a crash; with
	// an error, of r or its own, nothing is there that Open would find. An error of r is in the chain of what it returns.
	Put(ctx context.Context, owner string, r io.Reader) (Blob, error)
	// Open gives length bytes from an offset, or all that follow where length is below 0. ErrNoBlob when there is no such blob.
	Open(ctx context.Context, name string, from, length int64) (io.ReadCloser, error)
	// Delete takes a blob away; one that is not there is no error. Who reads it reads on.
	Delete(ctx context.Context, name string) error
	// List gives all blobs of an owner in no promised order, and what cut-off Puts have left behind. What is written or deleted meanwhile may
	// be in it or not.
	List(ctx context.Context, owner string) iter.Seq2[Stored, error]
}
