package identity

import (
	"crypto/ed25519"
	"encoding/base64"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/kanvaro/kanvaro/internal/fault"
)

func TestAnAPIClientGetsTokensAndRenewsThem(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	pair, err := h.IssueTokens(h.ctx, attempt("ada", good))
	must(t, err)
	if pair.ExpiresIn != 600 {
		t.Errorf("expires in %d", pair.ExpiresIn)
	}
	a, err := h.Bearer(h.ctx, pair.Access)
	must(t, err)
	if a.User != in.User.ID || a.Kind != "token" || a.Session != "" || a.Scopes != nil {
		t.Errorf("%+v", a)
	}
	h.clock.Advance(accessLife)
	_, err = h.Bearer(h.ctx, pair.Access)
	wants(t, err, fault.Unauthenticated)
	next, err := h.Refresh(h.ctx, pair.Refresh)
	must(t, err)
	_, err = h.Bearer(h.ctx, next.Access)
	must(t, err)
	_, err = h.IssueTokens(h.ctx, attempt("ada", other))
	wants(t, err, fault.Unauthenticated)
}

func TestSigningOutEndsTheTokensOfAnAPIClient(t *testing.T) {
	h := newHouse(t)
	h.ada()
	pair, err := h.IssueTokens(h.ctx, attempt("ada", good))
	must(t, err)
	other, err := h.IssueTokens(h.ctx, attempt("ada", good))
	must(t, err)
	a, err := h.Bearer(h.ctx, pair.Access)
	must(t, err)
	_, err = h.SignOut(h.ctx, a)
	must(t, err)
	_, err = h.SignOut(h.ctx, a) // twice does no harm
	must(t, err)
	_, err = h.Bearer(h.ctx, pair.Access)
	wants(t, err, fault.Unauthenticated)
	_, err = h.Refresh(h.ctx, pair.Refresh)
	wants(t, err, fault.Unauthenticated)
	_, err = h.Bearer(h.ctx, other.Access) // another client of hers goes on
	must(t, err)
}

func TestUsingARefreshTokenAgainEndsItsFamily(t *testing.T) {
	h := newHouse(t)
	h.ada()
	pair, err := h.IssueTokens(h.ctx, attempt("ada", good))
	must(t, err)
	another, err := h.IssueTokens(h.ctx, attempt("ada", good))
	must(t, err)
	next, err := h.Refresh(h.ctx, pair.Refresh)
	must(t, err)
	_, err = h.Refresh(h.ctx, pair.Refresh)
	wants(t, err, fault.Unauthenticated)
	_, err = h.Refresh(h.ctx, next.Refresh)
	wants(t, err, fault.Unauthenticated)
	for _, token := range []string{pair.Access, next.Access} {
		_, err = h.Bearer(h.ctx, token)
		wants(t, err, fault.Unauthenticated)
	}
	_, err = h.Bearer(h.ctx, another.Access)
	must(t, err)
	family, _ := h.secrets.familyOf(pair.Refresh)
	if got := h.log(family); len(got) != 2 || !strings.HasPrefix(got[0], "family.stolen") {
		t.Errorf("the log says %v", got)
	}
}

func TestOfSeveralWhoRefreshAtOnceOneSucceedsAtMost(t *testing.T) {
	h := newHouse(t)
	h.ada()
	_, second := h.server()
	servers := []*Service{h.Service, second}
	pair, err := h.IssueTokens(h.ctx, attempt("ada", good))
	must(t, err)
	var wg sync.WaitGroup
	won := make(chan *Tokens, 8)
	for i := range 8 {
		wg.Go(func() {
			if next, err := servers[i%2].Refresh(h.ctx, pair.Refresh); err == nil {
				won <- next
			} else {
				wants(t, err, fault.Unauthenticated)
			}
		})
	}
	wg.Wait()
	if len(won) != 1 || count(h, Families) != 0 {
		t.Errorf("%d succeeded, %d families", len(won), count(h, Families))
	}
}

func TestAMadeUpRefreshTokenEndsNothing(t *testing.T) {
	h := newHouse(t)
	h.ada()
	pair, err := h.IssueTokens(h.ctx, attempt("ada", good))
	must(t, err)
	parts := strings.Split(strings.TrimPrefix(pair.Refresh, refreshPrefix), ".")
	for _, token := range []string{
		"", "kvr_", "x", refreshPrefix + parts[0], refreshPrefix + parts[0] + "." + random(32) + "." + parts[2],
		refreshPrefix + parts[0] + "." + parts[1], pair.Refresh + "x", strings.TrimPrefix(pair.Refresh, refreshPrefix), pair.Access,
		refreshPrefix + strings.Repeat("a", 1<<20),
	} {
		_, err := h.Refresh(h.ctx, token)
		wants(t, err, fault.Unauthenticated)
	}
	_, err = h.Refresh(h.ctx, pair.Refresh)
	must(t, err)
}

func TestAFamilyEndsByItself(t *testing.T) {
	h := newHouse(t)
	h.ada()
	pair, err := h.IssueTokens(h.ctx, attempt("ada", good))
	must(t, err)
	h.clock.Advance(30*24*time.Hour - time.Minute)
	if pair, err = h.Refresh(h.ctx, pair.Refresh); err != nil {
		t.Fatal(err)
	}
	h.clock.Advance(time.Minute)
	_, err = h.Refresh(h.ctx, pair.Refresh)
	wants(t, err, fault.Unauthenticated)
	_, err = h.Bearer(h.ctx, pair.Access) // though it has minutes to go
	wants(t, err, fault.Unauthenticated)
	_, err = h.Sweep(h.ctx)
	must(t, err)
	if count(h, Families) != 0 || count(h, Rotations) != 0 {
		t.Error("something was left behind")
	}
}

func TestForgedAccessTokensAreRefused(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	pair, err := h.IssueTokens(h.ctx, attempt("ada", good))
	must(t, err)
	family, _ := h.secrets.familyOf(pair.Refresh)
	now := h.clock.Now().Std()
	key, kid := []byte(secretA), keyID([]byte(secretA))
	fine := func() (jwt.MapClaims, map[string]any) {
		return jwt.MapClaims{"iss": issuer, "aud": audience, "sub": in.User.ID, "sid": family, "exp": now.Add(time.Minute).Unix()},
			map[string]any{"typ": tokenType, "kid": kid}
	}
	sign := func(m jwt.SigningMethod, key any, change func(c jwt.MapClaims, head map[string]any)) string {
		c, head := fine()
		change(c, head)
		token := jwt.NewWithClaims(m, c)
		for k, v := range head {
			token.Header[k] = v
		}
		signed, err := token.SignedString(key)
		must(t, err)
		return signed
	}
	if _, err := h.Bearer(h.ctx, sign(jwt.SigningMethodHS256, key, func(jwt.MapClaims, map[string]any) {})); err != nil {
		t.Fatal("the pattern itself is refused:", err)
	}
	_, private, err := ed25519.GenerateKey(nil)
	must(t, err)
	head, body, _ := strings.Cut(pair.Access, ".")
	body, _, _ = strings.Cut(body, ".")
	for name, token := range map[string]string{
		"empty":             "",
		"nonsense":          "a.b.c",
		"huge":              strings.Repeat("a", 1<<20),
		"no signature":      head + "." + body + ".",
		"another signature": head + "." + body + "." + base64.RawURLEncoding.EncodeToString(make([]byte, 32)),
		"alg none":          sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, func(jwt.MapClaims, map[string]any) {}),
		"alg HS512":         sign(jwt.SigningMethodHS512, key, func(jwt.MapClaims, map[string]any) {}),
		"alg EdDSA":         sign(jwt.SigningMethodEdDSA, private, func(jwt.MapClaims, map[string]any) {}),
		"alg said only":     sign(jwt.SigningMethodHS256, key, func(_ jwt.MapClaims, h map[string]any) { h["alg"] = "none" }),
		"the other secret":  sign(jwt.SigningMethodHS256, []byte(secretB), func(_ jwt.MapClaims, h map[string]any) { h["kid"] = keyID([]byte(secretB)) }),
		"wrong key":         sign(jwt.SigningMethodHS256, []byte("my own"), func(jwt.MapClaims, map[string]any) {}),
		"key in the token":  sign(jwt.SigningMethodHS256, []byte("my own"), func(_ jwt.MapClaims, h map[string]any) { h["jwk"] = "my own"; delete(h, "kid") }),
		"no key id":         sign(jwt.SigningMethodHS256, key, func(_ jwt.MapClaims, h map[string]any) { delete(h, "kid") }),
		"another type":      sign(jwt.SigningMethodHS256, key, func(_ jwt.MapClaims, h map[string]any) { h["typ"] = "JWT" }),
		"another issuer":    sign(jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { c["iss"] = "somebody" }),
		"another audience":  sign(jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { c["aud"] = "another" }),
		"no audience":       sign(jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { delete(c, "aud") }),
		"expired":           sign(jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { c["exp"] = now.Unix() }),
		"for ever":          sign(jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { delete(c, "exp") }),
		"not yet":           sign(jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { c["nbf"] = now.Add(time.Minute).Unix() }),
		"nobody's":          sign(jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { delete(c, "sub") }),
		"somebody else's":   sign(jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { c["sub"] = "usr_2" }),
		"of no family":      sign(jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { delete(c, "sid") }),
		"of another family": sign(jwt.SigningMethodHS256, key, func(c jwt.MapClaims, _ map[string]any) { c["sid"] = "fam_1" }),
		"a refresh token":   pair.Refresh,
		"a cookie":          in.Token,
	} {
		if _, err := h.Bearer(h.ctx, token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAKeyIsChangedWithoutSigningAnybodyOut(t *testing.T) {
	h := newHouse(t)
	h.ada()
	old, err := h.IssueTokens(h.ctx, attempt("ada", good))
	must(t, err)
	fresh, freshB := "n8Q2wE5rT7yU1iO3pA9sD4fG6hJ0kL2z", "M5nB8vC3xZ6lK9jH2gF7dS4aP1oI0uYt"
	both, err := ReadSecrets(fresh+","+secretA, freshB+", "+secretB)
	must(t, err)
	_, next := h.server(func(o *Options) { o.Secrets = both })
	_, err = next.Bearer(h.ctx, old.Access)
	must(t, err)
	pair, err := next.Refresh(h.ctx, old.Refresh)
	must(t, err)
	only, err := ReadSecrets(fresh, freshB)
	must(t, err)
	_, last := h.server(func(o *Options) { o.Secrets = only })
	_, err = last.Bearer(h.ctx, pair.Access)
	must(t, err)
	_, err = last.Bearer(h.ctx, old.Access)
	wants(t, err, fault.Unauthenticated)
	_, err = last.Refresh(h.ctx, pair.Refresh)
	must(t, err)
}

func FuzzTokensOfOthersAreRefusedAndNothingBreaks(f *testing.F) {
	s, err := ReadSecrets(secretA, secretB)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("kvr_00000000000000000000.a.b")
	f.Add("eyJhbGciOiJIUzI1NiJ9.e30.AAAA")
	f.Fuzz(func(t *testing.T, token string) {
		if family, ok := s.familyOf(token); ok {
			t.Errorf("%q has the family %s", token, family)
		}
		if _, err := s.keyOf(&jwt.Token{Header: map[string]any{"typ": tokenType, "kid": token}}); err == nil && token != keyID([]byte(secretA)) {
			t.Errorf("%q is a key of ours", token)
		}
	})
}
