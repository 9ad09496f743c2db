package app_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/apptest"
)

// authority makes certificates that tests trust.
type authority struct {
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
	pool *x509.CertPool
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	is := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Ferry CA"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, is, is, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	a := &authority{key: key, pool: x509.NewCertPool()}
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	a.pool.AddCert(a.cert)
	return a
}

// issue writes a certificate of some serial number for 127.0.0.1 and ferry.test, and its key.
func (a *authority) issue(t *testing.T, serial int64, certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	is := &x509.Certificate{SerialNumber: big.NewInt(serial), DNSNames: []string{"ferry.test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, is, a.cert, key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	write(t, certFile, "CERTIFICATE", der)
	write(t, keyFile, "EC PRIVATE KEY", private)
}

func write(t *testing.T, name, kind string, der []byte) {
	t.Helper()
	if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
}

// secure is a server that speaks TLS, and a browser that trusts it.
type secure struct {
	*apptest.World
	t             *testing.T
	ca            *authority
	cert, keyFile string
	base, cookie  string
}

func openSecure(t *testing.T) *secure {
	t.Helper()
	dir := t.TempDir()
	s := &secure{t: t, ca: newAuthority(t), cert: filepath.Join(dir, "cert.pem"), keyFile: filepath.Join(dir, "key.pem")}
	s.ca.issue(t, 100, s.cert, s.keyFile)
	s.World = apptest.Open(t, func(o *app.Options) { o.Config.TLSCert, o.Config.TLSKey = s.cert, s.keyFile })
	s.base = "https://" + s.App.Addr()
	return s
}

// client speaks HTTP/2 or HTTP/1.1, over connections of its own.
func (s *secure) client(two bool) *http.Client {
	t := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: s.ca.pool, ServerName: "ferry.test"}, ForceAttemptHTTP2: two}
	if !two {
		t.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{}
	}
	s.t.Cleanup(t.CloseIdleConnections)
	return &http.Client{Transport: t}
}

func (s *secure) do(c *http.Client, method, path, body string) *http.Response {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, s.base+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if s.cookie != "" {
		r.Header.Set("Cookie", "kanvaro_session="+s.cookie)
	}
	a, err := c.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

// setUp makes Ada the administrator of Ferry.
func (s *secure) setUp(c *http.Client) *http.Response {
	s.t.Helper()
	a := s.do(c, "POST", "/api/v1/setup", fmt.Sprintf(`{"token":%q,"organisation":{"name":"Ferry"},"user":{"name":"Ada","email":"ada@ferry.test","password":%q}}`, s.Token(), apptest.Password))
	defer a.Body.Close()
	var session apptest.Session
	if err := json.NewDecoder(a.Body).Decode(&session); err != nil || a.StatusCode != 201 {
		s.t.Fatalf("%s, %v", a.Status, err)
	}
	s.Org = session.Organisations[0].ID
	return a
}

func TestTLSIsSpokenWithGivenCertificates(t *testing.T) {
	s := openSecure(t)
	if !strings.Contains(s.Log.String(), "https://") {
		t.Errorf("the address that is printed: %s", s.Log)
	}
	two := s.client(true)
	a := s.setUp(two)
	if a.Proto != "HTTP/2.0" || a.TLS == nil || a.TLS.Version < tls.VersionTLS12 {
		t.Errorf("%s, %+v", a.Proto, a.TLS)
	}
	cookie := a.Cookies()[0]
	if !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode {
		t.Errorf("the cookie is %+v", cookie)
	}
	if got := a.Header.Get("Strict-Transport-Security"); !strings.HasPrefix(got, "max-age=") {
		t.Errorf("Strict-Transport-Security is %q", got)
	}
	s.cookie = cookie.Value
	one := s.do(s.client(false), "GET", "/api/v1/me", "")
	one.Body.Close()
	if one.Proto != "HTTP/1.1" || one.StatusCode != 200 {
		t.Errorf("%s %s", one.Proto, one.Status)
	}
	old := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: s.ca.pool, ServerName: "ferry.test", MaxVersion: tls.VersionTLS11}}} //nolint:gosec // that is the point
	if a, err := old.Get(s.base + "/livez"); err == nil {
		a.Body.Close()
		t.Error("TLS 1.1 is spoken")
	}
}

func TestWithoutTLSThereIsNoPromiseOfIt(t *testing.T) {
	w := apptest.New(t)
	a := w.Ada.Do(t, "POST", "/api/auth/login", map[string]string{"email": "ada@ferry.test", "password": apptest.Password}, "X-Forwarded-Proto", "https")
	if a.Status != 200 || a.Header.Get("Strict-Transport-Security") != "" || strings.Contains(a.Header.Get("Set-Cookie"), "Secure") {
		t.Errorf("%d %v", a.Status, a.Header)
	}
}

// TestEventsComeOverHTTP2: many streams and requests share one connection.
func TestEventsComeOverHTTP2(t *testing.T) {
	s := openSecure(t)
	c := s.client(true)
	s.cookie = s.setUp(c).Cookies()[0].Value
	const streams = 20
	lines := make([]*bufio.Scanner, streams)
	for i := range lines {
		a := s.do(c, "GET", s.At("/events"), "")
		defer a.Body.Close()
		if a.Proto != "HTTP/2.0" || a.Header.Get("Content-Type") != "text/event-stream" {
			t.Fatalf("%s %v", a.Proto, a.Header)
		}
		lines[i] = bufio.NewScanner(a.Body)
		hears(t, lines[i], "event: hello")
	}
	a := s.do(c, "POST", s.At("/projects"), `{"key":"FERRY","name":"Ferry"}`)
	a.Body.Close()
	if a.StatusCode != 201 {
		t.Fatal(a.Status)
	}
	for _, l := range lines {
		hears(t, l, `"name":"project.created"`)
	}
	if err := s.App.Stop(context.Background()); err != nil {
		t.Errorf("stop: %v", err)
	}
	for _, l := range lines {
		for l.Scan() { //nolint:revive // to the end
		}
		if err := l.Err(); err != nil {
			t.Errorf("a stream was cut off: %v", err)
		}
	}
}

func hears(t *testing.T, lines *bufio.Scanner, what string) {
	t.Helper()
	for lines.Scan() {
		if strings.Contains(lines.Text(), what) {
			return
		}
	}
	t.Fatalf("%q never comes: %v", what, lines.Err())
}

// serial is that of the certificate that a new connection is shown.
func (s *secure) serial() int64 {
	s.t.Helper()
	a := s.do(s.client(true), "GET", "/livez", "")
	defer a.Body.Close()
	if _, err := io.Copy(io.Discard, a.Body); err != nil {
		s.t.Fatal(err)
	}
	return a.TLS.PeerCertificates[0].SerialNumber.Int64()
}

func TestACertificateIsRenewedWhileStreamsGoOn(t *testing.T) {
	s := openSecure(t)
	c := s.client(true)
	s.cookie = s.setUp(c).Cookies()[0].Value
	stream := s.do(c, "GET", s.At("/events"), "")
	defer stream.Body.Close()
	lines := bufio.NewScanner(stream.Body)
	hears(t, lines, "event: hello")
	if got := s.serial(); got != 100 {
		t.Fatalf("%d", got)
	}
	s.ca.issue(t, 101, s.cert, s.keyFile) // as whoever renews does
	if got := s.serial(); got != 101 {
		t.Errorf("the new one is not taken: %d", got)
	}
	s.ca.issue(t, 102, s.cert, filepath.Join(t.TempDir(), "other")) // the certificate is there and its key not yet
	if got := s.serial(); got != 101 {
		t.Errorf("half a renewal: %d", got)
	}
	if err := s.App.Reload(); err == nil {
		t.Error("it is not told that the files do not fit")
	}
	if err := os.WriteFile(s.cert, []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := s.serial(); got != 101 || !strings.Contains(s.Log.String(), "cannot be read anew") {
		t.Errorf("rubbish: %d", got)
	}
	s.ca.issue(t, 103, s.cert, s.keyFile)
	if err := s.App.Reload(); err != nil {
		t.Error(err)
	}
	if got := s.serial(); got != 103 {
		t.Errorf("%d", got)
	}
	if a := s.do(c, "POST", s.At("/projects"), `{"key":"FERRY","name":"Ferry"}`); a.StatusCode != 201 {
		t.Error(a.Status)
	}
	hears(t, lines, `"name":"project.created"`)
}

func TestAServerWithoutItsCertificateDoesNotStart(t *testing.T) {
	dir := t.TempDir()
	o := app.Options{Version: "test"}
	o.Config.Addr, o.Config.MetricsAddr, o.Config.Data = "127.0.0.1:0", "off", filepath.Join(dir, "data")
	o.Config.TLSCert, o.Config.TLSKey = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	a, err := app.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "read the certificate") {
		t.Errorf("%v", err)
	}
}
