package identity

import (
	"crypto/hmac"
	"encoding/base64"
	"slices"
	"strings"
)

// A browser that has signed in is known again by a cookie of its own, which outlives the session: a random name, and for each account that
// was signed in to a seal over both. It lets nobody in. It only says that somebody has known the password here before, so that what
// strangers try does not hold him up. // see throttle
const (
	deviceLength = 22 // of the name: 128 bits in base64
	mostAccounts = 4  // that one browser is known for; the last ones
	longestSeals = deviceLength + mostAccounts*(1+22)
)

func (Secrets) deviceSeal(key []byte, device, account string) string {
	return base64.RawURLEncoding.EncodeToString(mac(key, "device", device, account)[:16])
}

// device gives the name of the browser if it is known for this account, "" if not.
func (s Secrets) device(cookie, account string) string {
	if len(cookie) > longestSeals {
		return ""
	}
	name, seals, _ := strings.Cut(cookie, ".")
	for seal := range strings.SplitSeq(seals, ".") {
		for _, k := range s.refresh {
			if len(name) == deviceLength && hmac.Equal([]byte(seal), []byte(s.deviceSeal(k, name, account))) {
				return name
			}
		}
	}
	return ""
}

// knowDevice gives the cookie of a browser that has just signed in to an account: the one that it has, with one more seal, or a new one.
func (s Secrets) knowDevice(cookie, account string) string {
	parts := strings.Split(cookie, ".")
	if len(cookie) > longestSeals || len(parts) < 2 || len(parts[0]) != deviceLength {
		parts = []string{random(16)}
	}
	name := parts[0]
	seal := s.deviceSeal(s.refresh[0], name, account)
	others := slices.DeleteFunc(parts[1:], func(other string) bool { return other == seal })
	seals := append([]string{seal}, others...)
	return name + "." + strings.Join(seals[:min(len(seals), mostAccounts)], ".")
}
