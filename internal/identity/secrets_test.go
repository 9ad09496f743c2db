package identity

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestWeakSecretsAreRefusedAllAtOnceAndByName(t *testing.T) {
	for name, c := range map[string]struct {
		access, refresh string
		faults          []string
	}{
		"both are missing":        {"", " , ", []string{"JWT_SECRET is missing", "JWT_REFRESH_SECRET is missing"}},
		"short and known":         {"tooshort", "your-secret-key", []string{"JWT_SECRET is shorter", "JWT_REFRESH_SECRET is one out of an example"}},
		"known, however long":     {"your-super-secret-jwt-key-change-this-in-production", secretB, []string{"JWT_SECRET is one out of an example"}},
		"changeme again":          {strings.Repeat("changeme", 8), secretB, []string{"JWT_SECRET is one out of an example"}},
		"one character":           {strings.Repeat("a", 64), secretB, []string{"JWT_SECRET repeats itself"}},
		"a text again and again":  {strings.Repeat("kJ8#mQ2$vX5!", 4), secretB, []string{"JWT_SECRET repeats itself"}},
		"the same for both":       {secretA, secretA, []string{"are the same"}},
		"the same in a list":      {secretA, secretB + "," + secretA, []string{"are the same"}},
		"one of a list is short":  {secretA + ",old", secretB, []string{"JWT_SECRET is shorter"}},
		"short, and the same too": {"short", "short", []string{"JWT_SECRET is shorter", "JWT_REFRESH_SECRET is shorter", "are the same"}},
	} {
		_, err := ReadSecrets(c.access, c.refresh)
		if err == nil {
			t.Errorf("%s: taken", name)
			continue
		}
		for _, want := range c.faults {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q does not say %q", name, err, want)
			}
		}
		if n := strings.Count(err.Error(), "\n") + 1; n != len(c.faults) {
			t.Errorf("%s: %d faults: %v", name, n, err)
		}
		if len(c.access) > 7 && strings.Contains(err.Error(), c.access) {
			t.Errorf("%s: the secret is shown", name)
		}
	}
}

func TestSecretsDoNotShowThemselves(t *testing.T) {
	s, err := ReadSecrets(secretA, secretB)
	must(t, err)
	for _, f := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(f, s); strings.Contains(got, secretA) || strings.Contains(got, "54") {
			t.Errorf("%s: %s", f, got)
		}
	}
}

func TestASingleMachineMakesItsSecretsOnceAndKeepsThem(t *testing.T) {
	dir := t.TempDir()
	var wg sync.WaitGroup
	made := make([]Secrets, 8)
	for i := range made { // several processes that start at once
		wg.Go(func() {
			var err error
			if made[i], err = KeepSecrets(dir, "", ""); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	again, err := KeepSecrets(dir, "", "")
	must(t, err)
	for _, s := range made {
		if s.DeriveID("usr", "x") != again.DeriveID("usr", "x") || keyID(s.access[0]) != keyID(again.access[0]) {
			t.Error("the secrets are others")
		}
	}
	files, err := os.ReadDir(dir)
	must(t, err)
	if len(files) != 2 {
		t.Errorf("%v", files)
	}
	for _, name := range []string{AccessSecret, RefreshSecret} {
		info, err := os.Stat(filepath.Join(dir, name))
		must(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %s", name, info.Mode())
		}
	}
}

func TestWhatIsConfiguredGoesBeforeTheFile(t *testing.T) {
	dir := t.TempDir()
	s, err := KeepSecrets(dir, secretA, "")
	must(t, err)
	if keyID(s.access[0]) != keyID([]byte(secretA)) {
		t.Error("another secret is used")
	}
	if _, err := os.Stat(filepath.Join(dir, AccessSecret)); !os.IsNotExist(err) {
		t.Error("a file was made for a secret that was given", err)
	}
	if _, err := KeepSecrets(dir, "weak", ""); err == nil {
		t.Error("a weak one is taken")
	}
	must(t, os.WriteFile(filepath.Join(dir, RefreshSecret), nil, 0o600))
	if _, err := KeepSecrets(dir, secretA, ""); err == nil || !strings.Contains(err.Error(), RefreshSecret) {
		t.Error("an empty file is taken", err)
	}
	if _, err := KeepSecrets(filepath.Join(dir, "nowhere"), "", ""); err == nil {
		t.Error("a directory that is not there")
	}
}

func TestDerivedIdsDependOnEverythingTheyAreMadeOf(t *testing.T) {
	s, err := ReadSecrets(secretA, secretB)
	must(t, err)
	o, err := ReadSecrets(secretB, secretA)
	must(t, err)
	ids := []string{s.DeriveID("usr", "ab", "c"), s.DeriveID("usr", "a", "bc"), s.DeriveID("usr", "abc"), s.DeriveID("org", "abc"), o.DeriveID("usr", "abc")}
	seen := map[string]bool{}
	for _, i := range ids {
		if seen[i[4:]] {
			t.Errorf("%v", ids)
		}
		seen[i[4:]] = true
	}
}
