package file_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/apptest"
	"github.com/kanvaro/kanvaro/internal/file"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/work"
)

// dot is a picture of one pixel.
var dot = func() []byte {
	b, err := base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
	if err != nil {
		panic(err)
	}
	return b
}()

// uploaded is a file as the API shows it.
type uploaded struct {
	ID, Project, Name, Type, SHA256, CreatedBy, Blob string
	Version, Size                                    int64
	Width, Height                                    int
}

// house is a world whose clock stands, the folder in which it keeps bytes, and a service of files with a clock of its own.
type house struct {
	*apptest.World
	t     *testing.T
	still *moment.Fake // of the world: its sessions do not end, its jobs do not run
	clock *moment.Fake
	files *file.Service
	bytes string
	p     *apptest.Project
}

func open(t *testing.T, change ...func(*app.Options)) *house {
	t.Helper()
	h := &house{t: t, still: moment.NewFake(time.Now()), clock: moment.NewFake(time.Now())}
	h.World = apptest.New(t, append([]func(*app.Options){func(o *app.Options) {
		o.Clock = h.still
		h.bytes = filepath.Join(o.Config.Data, "files")
	}}, change...)...)
	h.p = h.Project("FERRY", "organisation")
	h.files = h.over(openDir(t, h.bytes))
	return h
}

// over makes a service over a driver.
func (h *house) over(b file.Blobs) *file.Service {
	return file.New(file.Options{Gate: h.App.Gate, Blobs: b, Clock: h.clock, Namings: []file.Naming{
		{Def: work.Texts.Def(), Index: work.FilesIndex}, {Def: work.Comments.Def(), Index: work.FilesIndex}}})
}

func (h *house) upload(who *apptest.Person, name string, body []byte) uploaded {
	h.t.Helper()
	var f uploaded
	who.Must(h.t, "POST", h.p.Path+"/files?name="+name, body, &f)
	return f
}

func (h *house) content(f uploaded) string { return h.At("/files/" + f.ID + "/content") }

// blobs counts what lies on the disk.
func (h *house) blobs() int {
	h.t.Helper()
	n := 0
	err := filepath.WalkDir(h.bytes, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

func TestAFileIsKeptAndHandedOut(t *testing.T) {
	h := open(t)
	f := h.upload(h.Ada, "..%2Fferry.png", dot)
	if f.Name != "ferry.png" || f.Type != "image/png" || f.Size != int64(len(dot)) || f.Width != 1 || f.Height != 1 || f.Project != h.p.ID || f.Blob != "" || f.CreatedBy != h.Ada.ID {
		t.Errorf("%+v", f)
	}
	var again uploaded
	h.Ada.Must(t, "GET", h.At("/files/"+f.ID), nil, &again)
	if again != f {
		t.Errorf("%+v, %+v", again, f)
	}
	a := h.Ada.Must(t, "GET", h.content(f), nil, nil)
	if !bytes.Equal(a.Body, dot) {
		t.Error("other bytes came back")
	}
	for name, want := range map[string]string{
		"Content-Type": "image/png", "Content-Disposition": `inline; filename="ferry.png"`, "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-cache",
		"Etag": `"` + f.SHA256 + `"`, "Accept-Ranges": "bytes", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := a.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if policy := a.Header["Content-Security-Policy"]; len(policy) != 1 || !strings.Contains(policy[0], "sandbox") || !strings.Contains(policy[0], "default-src 'none'") {
		t.Errorf("%q", policy)
	}
	if a := h.Ada.Do(t, "GET", h.content(f), nil, "If-None-Match", `W/"`+f.SHA256+`"`); a.Status != 304 || len(a.Body) > 0 {
		t.Errorf("what is known is sent again: %d", a.Status)
	}
	if a := h.Ada.Do(t, "HEAD", h.content(f), nil); a.Status != 200 || a.Header.Get("Content-Length") != fmt.Sprint(len(dot)) {
		t.Errorf("%d %v", a.Status, a.Header)
	}
}

func TestPartsOfAFile(t *testing.T) {
	h := open(t)
	f := h.upload(h.Ada, "digits.txt", []byte("0123456789"))
	for _, c := range []struct {
		asked, condition string
		status           int
		want             string
	}{
		{"bytes=2-4", "", 206, "234"}, {"bytes=-3", "", 206, "789"}, {"bytes=8-", "", 206, "89"}, {"bytes=0-", "", 206, "0123456789"},
		{"bytes=20-30", "", 200, "0123456789"}, {"rubbish", "", 200, "0123456789"}, {"bytes=5-2", "", 200, "0123456789"},
		{"bytes=2-4", `"` + f.SHA256 + `"`, 206, "234"}, {"bytes=2-4", `"another"`, 200, "0123456789"},
	} {
		a := h.Ada.Do(t, "GET", h.content(f), nil, "Range", c.asked, "If-Range", c.condition)
		if a.Status != c.status || string(a.Body) != c.want || a.Header.Get("Content-Disposition") == "" {
			t.Errorf("%s: %d %q, want %d %q", c.asked, a.Status, a.Body, c.status, c.want)
		}
		if got := a.Header.Get("Content-Range"); (got == "") == (c.status == 206) {
			t.Errorf("%s: Content-Range %q", c.asked, got)
		}
	}
	if a := h.Ada.Do(t, "GET", h.content(f), nil, "Range", "bytes=0-1,4-5"); a.Status != 206 || !strings.Contains(string(a.Body), "45") {
		t.Errorf("%d %q", a.Status, a.Body)
	}
}

func TestWhatCouldRunIsOnlySaved(t *testing.T) {
	h := open(t)
	for name, body := range map[string]string{
		"x.svg": `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`, "x.html": "<html><script>alert(1)</script>", "x.png": "<html><script>alert(1)</script>",
		"x.xml": `<?xml version="1.0"?><x/>`, "x.gif": "not a picture", "x.xhtml": `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>`,
	} {
		f := h.upload(h.Ada, name, []byte(body))
		a := h.Ada.Must(t, "GET", h.content(f), nil, nil)
		if d := a.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment;") {
			t.Errorf("%s (%s): %s", name, f.Type, d)
		}
		if media := a.Header.Get("Content-Type"); media != "application/octet-stream" && !strings.HasPrefix(media, "text/plain") {
			t.Errorf("%s is handed out as %s", name, media)
		}
	}
}

func TestWhoSeesTheProjectSeesItsFilesAndNobodyElse(t *testing.T) {
	h := open(t)
	closed := h.Project("CLOSED", "members")
	lin, vera := h.Join("Lin", access.TeamMember), h.Join("Vera", access.Viewer)
	open := h.upload(h.Ada, "a.png", dot)
	h.p = closed
	hidden := h.upload(h.Ada, "a.png", dot)
	for _, path := range []string{"/files/" + hidden.ID, "/files/" + hidden.ID + "/content", "/files/fil_00000000000000000000", "/files/" + closed.ID, "/files/x"} {
		if got := lin.Status(t, "GET", h.At(path), nil); got != 404 {
			t.Errorf("Lin gets %s: %d", path, got)
		}
	}
	if a, b := lin.Do(t, "GET", h.At("/files/"+hidden.ID), nil), lin.Do(t, "GET", h.At("/files/fil_00000000000000000000"), nil); problem(a) != problem(b) {
		t.Errorf("Lin learns that it is there: %s, %s", a.Body, b.Body)
	}
	if got := lin.Status(t, "GET", h.content(open), nil); got != 200 {
		t.Errorf("Lin gets what is open: %d", got)
	}
	if got := vera.Status(t, "POST", h.At("/projects/FERRY/files?name=a"), "x"); got != 403 {
		t.Errorf("who only looks uploads: %d", got)
	}
	if got := lin.Status(t, "POST", closed.Path+"/files?name=a", "x"); got != 404 {
		t.Errorf("Lin uploads into what she does not see: %d", got)
	}
	if got := h.Anonymous().Status(t, "GET", h.content(open), nil); got != 401 {
		t.Errorf("anybody gets it: %d", got)
	}
	h.Ada.Must(t, "PUT", closed.Path+"/members/"+lin.ID, `{"role":"viewer"}`, nil)
	if got := lin.Status(t, "GET", h.content(hidden), nil); got != 200 {
		t.Errorf("as a member of the project she gets it: %d", got)
	}
	h.Ada.Must(t, "DELETE", closed.Path, nil, nil)
	if got := lin.Status(t, "GET", h.content(hidden), nil); got != 404 {
		t.Errorf("out of the trash she gets it: %d", got)
	}
	if got := h.Ada.Status(t, "GET", h.content(hidden), nil); got != 200 {
		t.Errorf("who may bring the project back does not get it: %d", got)
	}
	if got := h.Ada.Status(t, "POST", closed.Path+"/files?name=b", "x"); got != 409 {
		t.Errorf("a file goes into the trash: %d", got)
	}
}

// problem is the answer without what is different each time.
func problem(a *apptest.Answer) string {
	text, _, _ := strings.Cut(string(a.Body), `"requestId"`)
	return text
}

func TestTheSameBytesAreKeptOnceInAnOrganisation(t *testing.T) {
	h := open(t)
	one, two := h.upload(h.Ada, "a.txt", []byte("same")), h.upload(h.Ada, "b.txt", []byte("same"))
	h.p = h.Project("OTHER", "members")
	three := h.upload(h.Ada, "c.txt", []byte("same"))
	if one.ID == two.ID || one.SHA256 != two.SHA256 || h.blobs() != 1 {
		t.Errorf("%+v, %+v, %d blobs", one, two, h.blobs())
	}
	for _, f := range []uploaded{one, two, three} {
		if a := h.Ada.Must(t, "GET", h.content(f), nil, nil); string(a.Body) != "same" {
			t.Errorf("%q", a.Body)
		}
	}
}

func TestAnUploadIsRepeatedByItsId(t *testing.T) {
	h := open(t)
	lin := h.Join("Lin", access.TeamMember)
	path := h.p.Path + "/files?id=fil_01jdg3x8q2v7m4k9r5wz&name=a.txt"
	first := h.Ada.Do(t, "POST", path, "hello")
	second := h.Ada.Do(t, "POST", path, "hello")
	if first.Status != 201 || second.Status != 200 || !bytes.Equal(first.Body, second.Body) || h.blobs() != 1 {
		t.Errorf("%d %s, %d %s, %d blobs", first.Status, first.Body, second.Status, second.Body, h.blobs())
	}
	for who, c := range map[*apptest.Person]string{h.Ada: "other", lin: "hello"} {
		if a := who.Do(t, "POST", path, c); a.Status != 409 {
			t.Errorf("%s with %q: %d", who.Name, c, a.Status)
		}
	}
	elsewhere := h.Project("OTHER", "members")
	if a := h.Ada.Do(t, "POST", elsewhere.Path+"/files?id=fil_01jdg3x8q2v7m4k9r5wz&name=a.txt", "hello"); a.Status != 422 {
		t.Errorf("in another project: %d %s", a.Status, a.Body)
	}
	if a := h.Ada.Do(t, "POST", h.p.Path+"/files?id=tsk_01jdg3x8q2v7m4k9r5wz", "hello"); a.Status != 422 {
		t.Errorf("%d", a.Status)
	}
	if h.blobs() != 1 {
		t.Errorf("%d blobs", h.blobs())
	}
}

func TestWhatIsTooLargeOrEmptyIsRefusedAndLeavesNothing(t *testing.T) {
	h := open(t)
	large := bytes.Repeat([]byte("x"), 25<<20+1)
	if a := h.Ada.Do(t, "POST", h.p.Path+"/files", large); a.Status != 413 {
		t.Errorf("%d %s", a.Status, a.Body)
	}
	unsaid := func(n int) int { // nobody says how long it is
		r, err := http.NewRequestWithContext(t.Context(), "POST", h.URL+h.p.Path+"/files", io.MultiReader(bytes.NewReader(large[:n])))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Cookie", "kanvaro_session="+h.Ada.Cookie())
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		a.Body.Close()
		return a.StatusCode
	}
	if got := unsaid(len(large)); got != 413 {
		t.Errorf("without a length: %d", got)
	}
	if a := h.Ada.Do(t, "POST", h.p.Path+"/files", ""); a.Status != 422 {
		t.Errorf("nothing: %d", a.Status)
	}
	if h.blobs() != 0 {
		t.Errorf("%d blobs are left", h.blobs())
	}
	if got := unsaid(25 << 20); got != 201 {
		t.Errorf("what just fits: %d", got)
	}
}

// TestAnUploadThatIsCutOffLeavesNothing: over a connection that breaks in the middle, with a length that was promised and with chunks.
func TestAnUploadThatIsCutOffLeavesNothing(t *testing.T) {
	h := open(t)
	for name, head := range map[string]string{"promised": "Content-Length: 2000000\r\n\r\n", "in chunks": "Transfer-Encoding: chunked\r\n\r\n100000\r\n"} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(h.URL, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST %s/files?name=a HTTP/1.1\r\nHost: x\r\nCookie: kanvaro_session=%s\r\nConnection: close\r\n%s", h.p.Path, h.Ada.Cookie(), head)
		if _, err := conn.Write(bytes.Repeat([]byte("y"), 500_000)); err != nil {
			t.Fatal(err)
		}
		if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(conn)
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
		if !strings.HasPrefix(string(answer), "HTTP/1.1 400") {
			t.Errorf("%s: %s", name, answer)
		}
		if h.blobs() != 0 {
			t.Errorf("%s: %d blobs are left", name, h.blobs())
		}
	}
}
