package file

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"mime"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kanvaro/kanvaro/internal/fault"
)

func TestNamesAreMadeHarmless(t *testing.T) {
	long := strings.Repeat("ö", 200)
	for in, want := range map[string]string{
		"ferry.png": "ferry.png", "": "file", " . ": "file", "..": "file", "../../etc/passwd": "passwd", `C:\Users\ada\plan.pdf`: "plan.pdf",
		"a\x00b\nc\u202egpj.exe": "abcgpj.exe", "Ü\u0308.txt": "Ü\u0308.txt", "u\u0308.txt": "ü.txt", `a"b<c>|d?.txt`: "a_b_c__d_.txt", "bad\xff.txt": "bad.txt",
		"tab\tand nbsp\u00a0.txt": "taband nbsp .txt", ".htaccess": "htaccess", "画像.webp": "画像.webp", "a/": "file",
		long + ".jpeg": strings.Repeat("ö", 145) + ".jpeg", long: strings.Repeat("ö", 150), "x." + long: "x." + strings.Repeat("ö", 148),
	} {
		if got := cleanName(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"a.png", "../x", "\u202e", "a\r\nSet-Cookie: x", `"; filename=evil`, "%00", strings.Repeat("界", 300)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		name := cleanName(s)
		if name == "" || !utf8.ValidString(name) || strings.ContainsAny(name, "/\\\x00\r\n\"") || utf8.RuneCountInString(name) > longestName || cleanName(name) != name {
			t.Fatalf("%q is %q", s, name)
		}
		d := (&File{Name: name, Type: "text/plain"}).Disposition()
		kind, params, err := mime.ParseMediaType(d)
		if err != nil || kind != "attachment" {
			t.Fatalf("%q: %v", d, err)
		}
		if strings.Contains(d, "*=") && params["filename"] != name { // ParseMediaType prefers the extended form
			t.Fatalf("%q gives %q", d, params["filename"])
		}
		for i := range len(d) {
			if d[i] < ' ' || d[i] > '~' {
				t.Fatalf("%q is no header", d)
			}
		}
	})
}

func TestDisposition(t *testing.T) {
	for _, c := range []struct{ name, media, want string }{
		{"ferry.png", "image/png", `inline; filename="ferry.png"`},
		{"100%.png", "image/png", `inline; filename="100_.png"; filename*=UTF-8''100%25.png`},
		{"Überfahrt.pdf", "application/pdf", `attachment; filename="_berfahrt.pdf"; filename*=UTF-8''%C3%9Cberfahrt.pdf`},
		{"x.svg", "image/svg+xml", `attachment; filename="x.svg"`},
		{"x.html", "text/html; charset=utf-8", `attachment; filename="x.html"`},
	} {
		if got := (&File{Name: c.name, Type: c.media}).Disposition(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestWhatCouldRunIsHandedOutAsBytes(t *testing.T) {
	for media, want := range map[string]string{
		"image/png": "image/png", "text/plain; charset=utf-8": "text/plain; charset=utf-8", "application/zip": "application/zip",
		"image/svg+xml": unknown, "text/html; charset=utf-8": unknown, "text/xml; charset=utf-8": unknown, "application/pdf": unknown,
		"text/javascript": unknown, "application/xhtml+xml": unknown, "nonsense;;": unknown,
	} {
		if got := (&File{Type: media}).MediaType(); got != want {
			t.Errorf("%s is handed out as %s", media, got)
		}
	}
}

func picture(w, h int) image.Image { return image.NewGray(image.Rect(0, 0, w, h)) }

func pngOf(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture(w, h)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func jpegOf(t testing.TB, w, h int, orientation byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(w, h), nil); err != nil {
		t.Fatal(err)
	}
	if orientation == 0 {
		return b.Bytes()
	}
	exif := append([]byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x02\x01\x0f\x00\x02\x00\x00\x00\x01x\x00\x00\x00\x01\x12\x00\x03\x00\x00\x00\x01\x00"), orientation, 0, 0, 0, 0, 0, 0)
	app1 := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2))
	return append(append([]byte{0xff, 0xd8}, append(app1, exif...)...), b.Bytes()[2:]...)
}

func gifOf(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, picture(w, h), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func webpOf(chunk string, body []byte) []byte {
	b := append([]byte(chunk), 0, 0, 0, 0)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(body)))
	b = append(b, body...)
	out := append([]byte("RIFF\x00\x00\x00\x00WEBP"), b...)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}

func boxOf(name string, body ...[]byte) []byte {
	all := bytes.Join(body, nil)
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(all)+8)), name...), all...)
}

func ispe(w, h uint32) []byte {
	return boxOf("ispe", []byte{0, 0, 0, 0}, binary.BigEndian.AppendUint32(nil, w), binary.BigEndian.AppendUint32(nil, h))
}

func avifOf(properties ...[]byte) []byte {
	return append(boxOf("ftyp", []byte("avif\x00\x00\x00\x00avifmif1")),
		boxOf("meta", []byte{0, 0, 0, 0}, boxOf("hdlr", make([]byte, 20)), boxOf("iprp", boxOf("ipco", properties...)))...)
}

func TestWhatAFileIsIsFoundOutFromItsBytes(t *testing.T) {
	pad := make([]byte, 40)
	for _, c := range []struct {
		name string
		in   []byte
		want look
	}{
		{"png", pngOf(t, 30, 20), look{"image/png", 30, 20}},
		{"jpeg", jpegOf(t, 30, 20, 0), look{"image/jpeg", 30, 20}},
		{"jpeg of a telephone", jpegOf(t, 30, 20, 6), look{"image/jpeg", 20, 30}},
		{"jpeg upside down", jpegOf(t, 30, 20, 3), look{"image/jpeg", 30, 20}},
		{"gif", gifOf(t, 30, 20), look{"image/gif", 30, 20}},
		{"webp", webpOf("VP8 ", append([]byte{0, 0, 0, 0x9d, 0x01, 0x2a, 30, 0, 20, 0}, pad...)), look{"image/webp", 30, 20}},
		{"webp, lossless", webpOf("VP8L", append([]byte{0x2f, 29, 0xc0, 4, 0}, pad...)), look{"image/webp", 30, 20}},
		{"webp, extended", webpOf("VP8X", append([]byte{0, 0, 0, 0, 29, 0, 0, 19, 0, 0}, pad...)), look{"image/webp", 30, 20}},
		{"avif", avifOf(ispe(30, 20)), look{"image/avif", 30, 20}},
		{"avif with a thumbnail", avifOf(ispe(3, 2), ispe(30, 20), ispe(8, 8)), look{"image/avif", 30, 20}},
		{"svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), look{media: "image/svg+xml"}},
		{"html", []byte(`<!doctype html><script>alert(1)</script>`), look{media: "text/html; charset=utf-8"}},
		{"html behind blanks", []byte("\n  <html>"), look{media: "text/html; charset=utf-8"}},
		{"text", []byte("hello"), look{media: "text/plain; charset=utf-8"}},
		{"pdf", []byte("%PDF-1.7\n"), look{media: "application/pdf"}},
		{"bytes", []byte{1, 2, 3, 0, 255}, look{media: unknown}},
		{"png without a header", []byte("\x89PNG\r\n\x1a\nrubbish and more rubbish"), look{media: unknown}},
		{"png of nothing", []byte("\x89PNG\r\n\x1a\n"), look{media: unknown}},
		{"jpeg that is cut off", jpegOf(t, 30, 20, 0)[:30], look{media: unknown}},
		{"webp that is cut off", webpOf("VP8 ", nil), look{media: unknown}},
		{"avif without a measure", avifOf(), look{media: unknown}},
	} {
		if got, err := measure(bytes.NewReader(c.in)); err != nil || got != c.want {
			t.Errorf("%s is %+v, %v; want %+v", c.name, got, err, c.want)
		}
	}
}

// hugePNG says that it is very large, and is not.
func hugePNG(w, h uint32) []byte {
	b := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h)
	head = append(head, 8, 0, 0, 0, 0)
	return binary.BigEndian.AppendUint32(append(b, head...), crcOf(head))
}

func TestPicturesOfTooManyPixelsAreRefusedBeforeAnythingIsDecoded(t *testing.T) {
	for _, in := range [][]byte{hugePNG(8001, 8000), avifOf(ispe(1<<20, 1<<20)), webpOf("VP8X", append([]byte{0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, make([]byte, 40)...))} {
		if got, err := measure(bytes.NewReader(in)); !fault.Is(err, fault.TooLarge) {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if got, err := measure(bytes.NewReader(hugePNG(1<<30, 1<<30))); err != nil || got.media != unknown { // nobody could decode that
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := measure(bytes.NewReader(hugePNG(8000, 8000))); err != nil {
		t.Error(err)
	}
}

func FuzzMeasure(f *testing.F) {
	f.Add(pngOf(f, 3, 2))
	f.Add(jpegOf(f, 3, 2, 6))
	f.Add(gifOf(f, 3, 2))
	f.Add(avifOf(ispe(3, 2)))
	f.Add(webpOf("VP8L", append([]byte{0x2f, 29, 0xc0, 4, 0}, make([]byte, 40)...)))
	f.Fuzz(func(t *testing.T, b []byte) {
		l, err := measure(bytes.NewReader(b))
		if err == nil && shown[l.media] && (l.width < 1 || l.height < 1 || int64(l.width)*int64(l.height) > mostPixels) {
			t.Fatalf("%+v", l)
		}
	})
}

func crcOf(b []byte) uint32 { return crc32.ChecksumIEEE(b) }
