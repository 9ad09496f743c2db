package identity

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/kanvaro/kanvaro/internal/id"
)

// The names of the secrets, as variables of the environment and as files in the data directory.
const (
	AccessSecret  = "JWT_SECRET"
	RefreshSecret = "JWT_REFRESH_SECRET"
)

// shortestSecret is how many bytes a secret must have: those of the hash that it keys.
const shortestSecret = 32

// Secrets are the keys of tokens. Of several for one purpose the first makes, and all check: so they are changed without signing anybody out.
type Secrets struct {
	access  [][]byte
	refresh [][]byte
}

// String keeps secrets out of logs.
func (Secrets) String() string { return "secrets" }

// GoString keeps them out of %#v as well.
func (Secrets) GoString() string { return "secrets" }

// ReadSecrets takes the secrets as they were configured, each a list with commas between, and refuses those that are missing, short,
// known to everybody, or used for both purposes. All faults come at once, by name; no secret stands in them.
func ReadSecrets(access, refresh string) (Secrets, error) {
	s := Secrets{list(access), list(refresh)}
	var faults []error
	for _, x := range []struct {
		name string
		keys [][]byte
	}{{AccessSecret, s.access}, {RefreshSecret, s.refresh}} {
		if len(x.keys) == 0 {
			faults = append(faults, fmt.Errorf("%s is missing: give it %d random bytes or more, for example from: openssl rand -base64 48", x.name, shortestSecret))
		}
		for _, k := range x.keys {
			if why := weakness(string(k)); why != "" {
				faults = append(faults, fmt.Errorf("%s %s", x.name, why))
			}
		}
	}
	for _, a := range s.access {
		for _, r := range s.refresh {
			if subtle.ConstantTimeCompare(a, r) == 1 {
				faults = append(faults, fmt.Errorf("%s and %s are the same: each needs its own", AccessSecret, RefreshSecret))
			}
		}
	}
	if len(faults) > 0 {
		return Secrets{}, errors.Join(faults...)
	}
	return s, nil
}

func list(s string) [][]byte {
	var out [][]byte
	for part := range strings.SplitSeq(s, ",") {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, []byte(part))
		}
	}
	return out
}

// known are parts of secrets that stand in examples and tutorials.
var known = []string{
	"your-secret", "your_secret", "yoursecret", "your-jwt", "your_jwt", "your-refresh", "your-super", "your_super", "changeme", "change-me", "change_me",
	"change-this", "change_this", "replace-me", "replace_me", "replaceme", "placeholder", "supersecret", "super-secret", "super_secret", "mysecret",
	"my-secret", "my_secret", "jwt-secret", "jwt_secret", "jwtsecret", "refresh-secret", "refresh_secret", "secret-key", "secret_key", "secretkey", "example", "insecure", "kanvaro",
	"password", "default", "0123456789abcdef", "abcdefghijklmnop",
}

// weakness says what is wrong with a secret, "" for nothing.
func weakness(s string) string {
	folded := strings.ToLower(s)
	for _, k := range known {
		if strings.Contains(folded, k) {
			return "is one out of an example, which everybody knows"
		}
	}
	if len(s) < shortestSecret {
		return fmt.Sprintf("is shorter than %d bytes", shortestSecret)
	}
	seen := map[byte]bool{}
	for i := range len(s) {
		seen[s[i]] = true
	}
	if len(seen) < 10 || repeats(s) {
		return "repeats itself: it must be random"
	}
	return ""
}

// repeats reports whether a text is a shorter one again and again.
func repeats(s string) bool {
	return strings.Contains((s + s)[1:len(s)*2-1], s)
}

// KeepSecrets is ReadSecrets for a single machine: a secret that was not configured is read from its file in the directory, and made
// there, readable by its owner alone, on the first start.
func KeepSecrets(dir, access, refresh string) (Secrets, error) {
	for _, x := range []struct {
		name  string
		value *string
	}{{AccessSecret, &access}, {RefreshSecret, &refresh}} {
		if *x.value != "" {
			continue
		}
		var err error
		if *x.value, err = keep(filepath.Join(dir, x.name)); err != nil {
			return Secrets{}, fmt.Errorf("keep %s: %w", x.name, err)
		}
	}
	return ReadSecrets(access, refresh)
}

// keep reads a file with a secret, or makes it. It appears whole or not at all, and of two processes that make it one wins.
func keep(path string) (string, error) {
	b, err := os.ReadFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return strings.TrimSpace(string(b)), err
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // readable by its owner alone
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // a leftover does no harm, and says so by its name
	_, err = f.WriteString(random(48) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	b, err = os.ReadFile(path)
	return strings.TrimSpace(string(b)), err
}

// random gives n random bytes as text for URLs, cookies and files.
func random(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return base64.RawURLEncoding.EncodeToString(b)
}

// digest is how an opaque secret of 256 bits is kept.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// mac is a keyed hash of some texts, told apart by their lengths.
func mac(key []byte, texts ...string) []byte {
	m := hmac.New(sha256.New, key)
	for _, t := range texts {
		fmt.Fprintf(m, "%d:%s", len(t), t)
	}
	return m.Sum(nil)
}

// DeriveID makes an id out of what makes a thing one of its kind, so that doing it again meets the same thing: for what spans several
// spaces and is continued after a crash. Without the secret nobody can tell what it was made of.
func (s Secrets) DeriveID(prefix string, of ...string) string {
	return id.Of(prefix, [32]byte(mac(s.refresh[0], append([]string{"id", prefix}, of...)...)))
}
