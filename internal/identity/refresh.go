package identity

import (
	"crypto/hmac"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/kanvaro/kanvaro/internal/id"
)

// A refresh token is "kvr_", the family without its prefix, 256 random bits, and a seal over both. The seal tells a former token of the
// family, whose use ends it, from something made up, which must not: without it anybody who has seen the name of a family could end it.
const (
	refreshPrefix = "kvr_"
	familyPrefix  = "fam"
	sealLength    = 16
)

func (s Secrets) newRefresh(family string) string {
	body := strings.TrimPrefix(family, familyPrefix+"_") + "." + random(32)
	return refreshPrefix + body + "." + s.seal(s.refresh[0], body)
}

func (Secrets) seal(key []byte, body string) string {
	return base64.RawURLEncoding.EncodeToString(mac(key, "refresh token", body)[:sealLength])
}

// hashRefresh is how a refresh token is kept.
func (Secrets) hashRefresh(key []byte, token string) string {
	return hex.EncodeToString(mac(key, "kept refresh token", token))
}

// isKept reports whether a token is the one whose hash is kept.
func (s Secrets) isKept(token, kept string) bool {
	same := false
	for _, k := range s.refresh {
		same = hmac.Equal([]byte(s.hashRefresh(k, token)), []byte(kept)) || same
	}
	return same
}

// familyOf gives the family of a refresh token that one of our secrets has made.
func (s Secrets) familyOf(token string) (string, bool) {
	rest, ok := strings.CutPrefix(token, refreshPrefix)
	at := strings.LastIndexByte(rest, '.')
	if !ok || at < 0 || len(rest) > 200 {
		return "", false
	}
	body, seal := rest[:at], rest[at+1:]
	for _, k := range s.refresh {
		if hmac.Equal([]byte(s.seal(k, body)), []byte(seal)) {
			name, _, _ := strings.Cut(body, ".")
			family := familyPrefix + "_" + name
			return family, id.Valid(familyPrefix, family)
		}
	}
	return "", false
}
