package observe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/moment"
)

func TestARequestIsOneLineWithECSNames(t *testing.T) {
	var out bytes.Buffer
	m := NewMetrics("test")
	h := Requests{Log: NewLogger(&out, slog.LevelInfo, "test"), Metrics: m, Client: func(*http.Request) string { return "192.0.2.1" }}.
		Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := From(r.Context())
			rec.Route("/api/v1/orgs/{org}")
			rec.Actor("usr_1", "user")
			rec.Fail("conflict", errors.New("a chain\nof causes"))
			w.WriteHeader(http.StatusConflict)
			w.Write([]byte("no"))
		}))
	r := httptest.NewRequest("POST", "/api/v1/orgs/org_1?token=canary-query", strings.NewReader(`{"password":"canary-body"}`))
	r.Header.Set("Cookie", "kanvaro_session=canary-cookie")
	r.Header.Set("Authorization", "Bearer canary-bearer")
	r.Header.Set("X-Request-Id", "sane-request-id")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)

	if n := strings.Count(out.String(), "\n"); n != 1 {
		t.Fatalf("%d lines:\n%s", n, out.String())
	}
	if strings.Contains(out.String(), "canary") {
		t.Errorf("a secret is in the log: %s", out.String())
	}
	var line map[string]any
	if err := json.Unmarshal(out.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{
		"log.level": "info", "message": "request", "service.name": "kanvaro", "http.request.id": "sane-request-id", "http.request.method": "POST",
		"url.path": "/api/v1/orgs/org_1", "http.route": "/api/v1/orgs/{org}", "http.response.status_code": 409.0, "user.id": "usr_1",
		"error.code": "conflict", "error.message": "a chain\nof causes", "client.ip": "192.0.2.1", "http.response.body.bytes": 2.0,
	} {
		if line[key] != want {
			t.Errorf("%s is %v, want %v", key, line[key], want)
		}
	}
	if line["@timestamp"] == nil || line["event.duration"] == nil {
		t.Error("no @timestamp or event.duration")
	}
	if w.Header().Get("X-Request-Id") != "sane-request-id" {
		t.Error("the id is not echoed")
	}
	page := httptest.NewRecorder()
	m.Handler().ServeHTTP(page, httptest.NewRequest("GET", "/", nil))
	for _, want := range []string{
		`http_requests_total{method="POST",route="/api/v1/orgs/{org}",status="409"} 1`, "http_request_duration_seconds_bucket{", "process_resident_memory_bytes", "go_goroutines",
		"kanvaro_commits_total 0", "kanvaro_stream_clients 0",
	} {
		if !strings.Contains(page.Body.String(), want) {
			t.Errorf("metrics lack %s", want)
		}
	}
}

func TestAttributesWithNamesOfSecretsAreBlottedOut(t *testing.T) {
	var out bytes.Buffer
	log := NewLogger(&out, slog.LevelInfo, "test")
	log.Info("careless", "password", "canary1", "refreshToken", "canary2", "Set-Cookie", "canary3", "JWT_SECRET", "canary4",
		slog.Group("http", "authorization", "canary5"), "email", "canary6@example.org")
	if strings.Contains(out.String(), "canary") {
		t.Error(out.String())
	}
}

func TestRequestIDs(t *testing.T) {
	for _, bad := range []string{"", "short", strings.Repeat("x", 65), "new\nline-in-it", "semi;colon", "ünïcode-id"} {
		if got := requestID(bad); got == bad || len(got) < 20 {
			t.Errorf("requestID(%q) = %q", bad, got)
		}
	}
}

func TestOddMethodsAndPathsMakeNoLabels(t *testing.T) {
	m := NewMetrics("test")
	h := Requests{Metrics: m, Client: func(*http.Request) string { return "" }}.Wrap(http.NotFoundHandler())
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("BREW", "/nobody/knows/this", nil))
	page := httptest.NewRecorder()
	m.Handler().ServeHTTP(page, httptest.NewRequest("GET", "/", nil))
	if !strings.Contains(page.Body.String(), `http_requests_total{method="other",route="none",status="404"} 1`) || strings.Contains(page.Body.String(), "nobody") {
		t.Error(page.Body.String())
	}
}

func TestHealthIsAskedOnceASecondAndEndsWithTheDrain(t *testing.T) {
	clock, asked := moment.NewFake(time.Date(2026, 11, 25, 3, 14, 7, 0, time.UTC)), 0
	h := NewHealth(clock, func(context.Context) error { asked++; return nil })
	for range 3 {
		if err := h.Ready(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	clock.Advance(time.Second)
	if err := h.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	if asked != 2 {
		t.Errorf("asked %d times", asked)
	}
	h.Drain()
	if err := h.Ready(t.Context()); !errors.Is(err, ErrDraining) {
		t.Error(err)
	}
}
