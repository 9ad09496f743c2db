package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestTheDefaultIsFine(t *testing.T) {
	c := Default()
	if err := c.Validate(); err != nil {
		t.Fatal(err)
	}
}

func TestEveryFaultIsToldAtOnceAndNoSecretIsShown(t *testing.T) {
	c := Config{Addr: "nowhere", MetricsAddr: "neither", URL: "ftp://x", TLSCert: "a", Drain: -1, RateLimit: -1, RateWindow: 2 * time.Hour, TrustedProxies: []string{"all"},
		MongoURI: "postgres://canary", JWTSecret: "canary", JWTRefreshSecret: "canary"}
	err := c.Validate()
	if err == nil {
		t.Fatal("nothing is wrong with it?")
	}
	for _, want := range []string{"KANVARO_ADDR", "KANVARO_METRICS_ADDR", "KANVARO_DATA", "KANVARO_URL", "KANVARO_TLS_CERT", "KANVARO_DRAIN", "KANVARO_RATE_LIMIT", "KANVARO_RATE_WINDOW",
		"KANVARO_TRUSTED_PROXIES", "MONGODB_URI", "JWT_SECRET is shorter", "JWT_REFRESH_SECRET is shorter", "must not be the same"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if strings.Contains(err.Error(), "canary") {
		t.Errorf("it shows a secret: %v", err)
	}
}

func TestSecretsThatNobodyMadeAreRefused(t *testing.T) {
	for _, s := range []string{"your-super-secret-jwt-key-change-this", strings.Repeat("a", 40), strings.Repeat("0123", 12)} {
		c := Default()
		c.JWTSecret = s
		if err := c.Validate(); err == nil {
			t.Errorf("%q was taken", s)
		}
	}
}

func TestSecretsComeFromFiles(t *testing.T) {
	good := "k3Jx9vQm2Zt7Lw8Rb5Nc6Yp4Hd1Fs0Ga+Ue/Io="
	dir := t.TempDir()
	file := filepath.Join(dir, "jwt")
	if err := os.WriteFile(file, []byte(good+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := Default()
	c.JWTSecretFile = file
	if err := c.Finish(); err != nil || c.JWTSecret != good {
		t.Fatalf("%v", err)
	}
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
	c.JWTRefreshSecretFile, c.MongoURIFile = filepath.Join(dir, "absent"), filepath.Join(dir, "absent too")
	err := c.Finish()
	if err == nil || !strings.Contains(err.Error(), "JWT_SECRET and JWT_SECRET_FILE are both set") || !strings.Contains(err.Error(), "JWT_REFRESH_SECRET_FILE cannot be read") || !strings.Contains(err.Error(), "MONGODB_URI_FILE") {
		t.Error(err)
	}
}
