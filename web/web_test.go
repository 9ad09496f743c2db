package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, h http.Handler, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest("GET", path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestEveryAddressOfTheAppIsThePage(t *testing.T) {
	h := Handler(Options{})
	for _, path := range []string{"/", "/setup", "/o/org_1/p/MESOS/board/MESOS-7", "/invite"} {
		r := get(t, h, path)
		if page := body(t, r); r.StatusCode != 200 || !strings.Contains(page, `<div id="app">`) {
			t.Errorf("%s: %d %.40s", path, r.StatusCode, page)
		}
		if got := r.Header.Get("Cache-Control"); got != "no-cache" {
			t.Errorf("%s: Cache-Control %q", path, got)
		}
		if got := r.Header.Get("Content-Security-Policy"); got != Policy {
			t.Errorf("%s: Content-Security-Policy %q", path, got)
		}
	}
}

func TestThePageNamesOnlyFilesThatAreThereAndHasNothingInline(t *testing.T) {
	h := Handler(Options{})
	page := body(t, get(t, h, "/"))
	names := regexp.MustCompile(`(?:src|href)="([^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(names) < 4 {
		t.Fatalf("the page names %d files", len(names))
	}
	for _, name := range names {
		r := get(t, h, name[1])
		if r.StatusCode != 200 || r.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %d %s", name[1], r.StatusCode, r.Header.Get("Cache-Control"))
		}
	}
	if regexp.MustCompile(`<style|style=|<script>|\son[a-z]+=`).MatchString(page) {
		t.Errorf("the page has inline code or style, which its policy forbids")
	}
}

func TestFilesComeInTheFormThatIsAccepted(t *testing.T) {
	h := Handler(Options{})
	plain := body(t, get(t, h, "/"))
	for _, c := range []struct{ accept, encoding string }{
		{"", ""}, {"gzip", "gzip"}, {"gzip, deflate, br", "br"}, {"br;q=0, gzip;q=0.5", "gzip"}, {"identity", ""}, {"gzip;q=0", ""},
	} {
		r := get(t, h, "/", "Accept-Encoding", c.accept)
		if got := r.Header.Get("Content-Encoding"); got != c.encoding {
			t.Errorf("%q: Content-Encoding %q, want %q", c.accept, got, c.encoding)
		}
		if r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q: no Vary", c.accept)
		}
		if c.encoding == "gzip" {
			z, err := gzip.NewReader(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			if b, err := io.ReadAll(z); err != nil || string(b) != plain {
				t.Errorf("%q: what is unpacked differs: %v", c.accept, err)
			}
		}
	}
}

func TestWhatIsKnownIsNotSentAgain(t *testing.T) {
	h := Handler(Options{})
	etag := get(t, h, "/").Header.Get("ETag")
	for _, known := range []string{etag, "W/" + etag, `"other", ` + etag, "*"} {
		r := get(t, h, "/", "If-None-Match", known)
		if r.StatusCode != http.StatusNotModified || body(t, r) != "" {
			t.Errorf("If-None-Match %s: %d", known, r.StatusCode)
		}
	}
	if r := get(t, h, "/", "If-None-Match", `"other"`); r.StatusCode != 200 {
		t.Errorf("another tag: %d", r.StatusCode)
	}
}

func TestWhatIsNotThereIsNotThePage(t *testing.T) {
	h := Handler(Options{})
	for _, path := range []string{"/static/nothing.js", "/static/", "/static", "/favicon.ico", "/.env", "/static/../web.go", "/o/x/wp-login.php"} {
		r := get(t, h, path)
		if path == "/static" { // an address like any other
			continue
		}
		if r.StatusCode != 404 || r.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %s", path, r.StatusCode, r.Header.Get("Cache-Control"))
		}
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("POST", "/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

func TestDevelopmentServesFromDiskAndKeepsNothing(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "static"), 0o750); err != nil {
		t.Fatal(err)
	}
	write("index.html", "one")
	write("static/a.js", "1")
	h := Handler(Options{Dir: dir})
	if got := body(t, get(t, h, "/x")); got != "one" {
		t.Errorf("got %q", got)
	}
	write("index.html", "two")
	r := get(t, h, "/x")
	if got := body(t, r); got != "two" || r.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("got %q, %q", got, r.Header.Get("Cache-Control"))
	}
	if r := get(t, h, "/static/a.js"); r.Header.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("Content-Type %q", r.Header.Get("Content-Type"))
	}
}

// The fonts' licence asks to be where they are.
func TestTheLicenceGoesWithTheFonts(t *testing.T) {
	licence, err := fs.ReadFile(dist, "dist/static/OFL.txt")
	if err != nil || !bytes.Contains(licence, []byte("SIL Open Font License")) && !bytes.Contains(licence, []byte("SIL OPEN FONT LICENSE")) {
		t.Errorf("no licence beside the fonts: %v", err)
	}
}
