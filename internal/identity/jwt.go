package identity

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// What an access token says of itself.
const (
	issuer       = "kanvaro"
	audience     = "kanvaro-api"
	tokenType    = "at+jwt" // RFC 9068
	accessLife   = 10 * time.Minute
	longestToken = 2048 // bytes; ours have about 350
)

// claims are what an access token says: whose it is, and which family it ends with.
type claims struct {
	jwt.RegisteredClaims
	Family string `json:"sid"`
}

func keyID(key []byte) string {
	sum := sha256.Sum256(append([]byte("key id "), key...))
	return hex.EncodeToString(sum[:6])
}

// sign makes an access token.
func (s Secrets) sign(user, family string, now moment.Time) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodHS256, claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer: issuer, Audience: jwt.ClaimStrings{audience}, Subject: user, ID: random(9),
			IssuedAt: jwt.NewNumericDate(now.Std()), ExpiresAt: jwt.NewNumericDate(now.Add(accessLife).Std()),
		},
		Family: family,
	})
	t.Header["typ"], t.Header["kid"] = tokenType, keyID(s.access[0])
	signed, err := t.SignedString(s.access[0])
	if err != nil {
		return "", fmt.Errorf("sign an access token: %w", err)
	}
	return signed, nil
}

// verify reads an access token that is ours and has not expired.
func (s Secrets) verify(token string, now moment.Time) (*claims, error) {
	if len(token) > longestToken {
		return nil, noToken(nil)
	}
	var c claims
	// When it was issued is not looked at: the clock of another server may be a little ahead.
	_, err := jwt.ParseWithClaims(token, &c, s.keyOf,
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithIssuer(issuer), jwt.WithAudience(audience),
		jwt.WithExpirationRequired(), jwt.WithTimeFunc(now.Std))
	if err != nil {
		return nil, noToken(err)
	}
	if c.Subject == "" || c.Family == "" {
		return nil, noToken(nil)
	}
	return &c, nil
}

// keyOf finds the key that a token names; nothing else in its header counts.
func (s Secrets) keyOf(t *jwt.Token) (any, error) {
	if t.Header["typ"] != tokenType {
		return nil, fmt.Errorf("not an access token")
	}
	for _, k := range s.access {
		if t.Header["kid"] == keyID(k) {
			return k, nil
		}
	}
	return nil, fmt.Errorf("signed with no key of ours")
}

func noToken(cause error) error {
	return fault.Because(fault.Unauthenticated, cause, "The access token is not valid, or not any more.")
}
