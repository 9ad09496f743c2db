// Package filetest is the contract of file.Blobs, for every driver: Run is the one door.
package filetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/kanvaro/kanvaro/internal/file"
)

const (
	ada = "org_00000000000000000ada"
	lin = "org_00000000000000000lin"
)

// Run proves a driver. open gives one over a place of its own; again, if it is not nil, gives another one over the same place, as
// another process would.
func Run(t *testing.T, open func(t *testing.T) file.Blobs, again func(t *testing.T, of file.Blobs) file.Blobs) {
	for _, c := range []struct {
		name string
		test func(*testing.T, file.Blobs)
	}{
		{"what was put is there whole", whole}, {"a part of it is read", parts}, {"a name is used once", once},
		{"what is cut off leaves nothing to open", cutOff}, {"what is deleted is gone, and who reads it reads on", deleted},
		{"owners do not see each other", owners}, {"names lead nowhere else", names}, {"many put the same at once", many},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
	if again != nil {
		t.Run("another process sees it", func(t *testing.T) {
			one := open(t)
			b := put(t, one, ada, []byte("hello"))
			other := again(t, one)
			if got := read(t, other, b.Name, 0, -1); string(got) != "hello" {
				t.Errorf("%q", got)
			}
			must(t, other.Delete(t.Context(), b.Name))
			gone(t, one, b.Name)
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b) //nolint:errcheck // it never fails
	return b
}

func put(t *testing.T, d file.Blobs, owner string, body []byte) file.Blob {
	t.Helper()
	b, err := d.Put(t.Context(), owner, bytes.NewReader(body))
	must(t, err)
	return b
}

func read(t *testing.T, d file.Blobs, name string, from, length int64) []byte {
	t.Helper()
	r, err := d.Open(t.Context(), name, from, length)
	must(t, err)
	defer r.Close()
	got, err := io.ReadAll(r)
	must(t, err)
	return got
}

func gone(t *testing.T, d file.Blobs, name string) {
	t.Helper()
	r, err := d.Open(t.Context(), name, 0, -1)
	if err == nil {
		r.Close() //nolint:errcheck // it was only read
	}
	if !errors.Is(err, file.ErrNoBlob) {
		t.Errorf("%s is there, or another error comes: %v", name, err)
	}
}

func list(t *testing.T, d file.Blobs, owner string) map[string]file.Stored {
	t.Helper()
	all := map[string]file.Stored{}
	for s, err := range d.List(t.Context(), owner) {
		must(t, err)
		if _, twice := all[s.Name]; twice {
			t.Errorf("%s is listed twice", s.Name)
		}
		all[s.Name] = s
	}
	return all
}

func whole(t *testing.T, d file.Blobs) {
	for _, n := range []int{0, 1, 4095, 1 << 20, 9<<20 + 7} {
		body := random(n)
		b := put(t, d, ada, body)
		sum := sha256.Sum256(body)
		if b.Size != int64(n) || b.SHA256 != hex.EncodeToString(sum[:]) || !strings.HasPrefix(b.Name, ada+"/"+b.SHA256) {
			t.Errorf("%d bytes are %+v", n, b)
		}
		if got := read(t, d, b.Name, 0, -1); !bytes.Equal(got, body) {
			t.Errorf("of %d bytes %d came back, or others", n, len(got))
		}
		s, ok := list(t, d, ada)[b.Name]
		if !ok || s.Size != int64(n) || s.At.IsZero() {
			t.Errorf("listed: %v %+v", ok, s)
		}
	}
}

func parts(t *testing.T, d file.Blobs) {
	b := put(t, d, ada, []byte("0123456789"))
	for _, c := range []struct {
		from, length int64
		want         string
	}{{0, -1, "0123456789"}, {0, 4, "0123"}, {3, 4, "3456"}, {8, 100, "89"}, {9, -1, "9"}, {10, -1, ""}, {4, 0, ""}} {
		if got := read(t, d, b.Name, c.from, c.length); string(got) != c.want {
			t.Errorf("%d bytes from %d are %q, want %q", c.length, c.from, got, c.want)
		}
	}
}

func once(t *testing.T, d file.Blobs) {
	a, b := put(t, d, ada, []byte("same")), put(t, d, ada, []byte("same"))
	if a.Name == b.Name || a.SHA256 != b.SHA256 {
		t.Errorf("%+v, %+v", a, b)
	}
	must(t, d.Delete(t.Context(), a.Name))
	gone(t, d, a.Name)
	if got := read(t, d, b.Name, 0, -1); string(got) != "same" {
		t.Errorf("%q", got)
	}
}

// broken gives some bytes and then fails.
type broken struct {
	left int
	err  error
}

func (b *broken) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, b.err
	}
	n := min(len(p), b.left)
	b.left -= n
	return n, nil
}

func cutOff(t *testing.T, d file.Blobs) {
	cause := errors.New("the line is dead")
	for _, n := range []int{0, 1, 100_000, 9 << 20} {
		if b, err := d.Put(t.Context(), ada, &broken{n, cause}); !errors.Is(err, cause) || b.Name != "" {
			t.Errorf("after %d bytes: %+v, %v", n, b, err)
		}
	}
	for name := range list(t, d, ada) { // leftovers may be listed; they are no blobs, and can be deleted
		gone(t, d, name)
		must(t, d.Delete(t.Context(), name))
	}
	if left := list(t, d, ada); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

func deleted(t *testing.T, d file.Blobs) {
	body := random(3 << 20)
	b := put(t, d, ada, body)
	r, err := d.Open(t.Context(), b.Name, 0, -1)
	must(t, err)
	defer r.Close()
	head := make([]byte, 10)
	_, err = io.ReadFull(r, head)
	must(t, err)
	must(t, d.Delete(t.Context(), b.Name))
	must(t, d.Delete(t.Context(), b.Name))
	gone(t, d, b.Name)
	if len(list(t, d, ada)) > 0 {
		t.Error("it is listed")
	}
	rest, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(append(head, rest...), body) {
		t.Errorf("who read it was cut off: %v", err)
	}
}

func owners(t *testing.T, d file.Blobs) {
	a, b := put(t, d, ada, []byte("same")), put(t, d, lin, []byte("same"))
	if all := list(t, d, ada); len(all) != 1 || all[a.Name].Name == "" {
		t.Errorf("%v", all)
	}
	if all := list(t, d, lin); len(all) != 1 || all[b.Name].Name == "" {
		t.Errorf("%v", all)
	}
	if all := list(t, d, "org_0000000000000nobody"); len(all) > 0 {
		t.Errorf("%v", all)
	}
	for s, err := range d.List(t.Context(), ada) {
		must(t, err)
		must(t, d.Delete(t.Context(), s.Name)) // while it is listed
		break
	}
	gone(t, d, a.Name)
	read(t, d, b.Name, 0, -1)
}

func names(t *testing.T, d file.Blobs) {
	b := put(t, d, ada, []byte("x"))
	sha := strings.Repeat("a", 64) + "-" + strings.Repeat("b", 26)
	for _, name := range []string{
		"", ".", "/", ada, ada + "/", ada + "/" + sha, ada + "/../" + lin + "/" + sha, "../" + b.Name, b.Name + "/..", b.Name + "\x00", "/etc/passwd",
		strings.ToUpper(b.Name), strings.Replace(b.Name, "/", "//", 1), strings.Replace(b.Name, "/", "/./", 1), lin + strings.TrimPrefix(b.Name, ada),
	} {
		gone(t, d, name)
	}
	for _, owner := range []string{"", ".", "..", "../x", "org_1/..", "ORG_1", "org_", "org_" + strings.Repeat("x", 100), "org_\x00"} {
		if b, err := d.Put(t.Context(), owner, strings.NewReader("x")); err == nil {
			t.Errorf("%q owns %s", owner, b.Name)
		}
		for s, err := range d.List(t.Context(), owner) {
			if err == nil {
				t.Errorf("%q owns %s", owner, s.Name)
			}
		}
	}
	if got := read(t, d, b.Name, 0, -1); string(got) != "x" {
		t.Errorf("%q", got)
	}
}

func many(t *testing.T, d file.Blobs) {
	body := random(200_000)
	names := make([]string, 16)
	errs := make([]error, len(names))
	var all sync.WaitGroup
	for i := range names {
		all.Go(func() {
			b, err := d.Put(context.Background(), ada, bytes.NewReader(body))
			names[i], errs[i] = b.Name, err
		})
	}
	all.Wait()
	must(t, errors.Join(errs...))
	seen := map[string]bool{}
	for _, n := range names {
		if seen[n] {
			t.Fatal("two have one name")
		}
		seen[n] = true
		if got := read(t, d, n, 0, -1); !bytes.Equal(got, body) {
			t.Fatal("another body")
		}
	}
	if got := len(list(t, d, ada)); got != len(names) {
		t.Error(fmt.Sprint(got, " are listed"))
	}
}
