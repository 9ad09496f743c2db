package api

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// policy is what pages of ours may do: nothing but what comes from here. No nonces: a page that a browser has kept would have an old one.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// The headers are made once and shared by all answers; nobody changes a value in place.
var secureHeaders = map[string][]string{
	"Content-Security-Policy":      {policy},
	"X-Content-Type-Options":       {"nosniff"},
	"Referrer-Policy":              {"no-referrer"},
	"Cross-Origin-Opener-Policy":   {"same-origin"},
	"Cross-Origin-Resource-Policy": {"same-origin"},
	"Permissions-Policy":           {"accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()"},
	"X-Frame-Options":              {"DENY"},
}

var hsts = []string{"max-age=63072000"}

// secure sets the headers that every answer has, whoever writes it.
func (s *Server) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		for name, v := range secureHeaders {
			h[name] = v
		}
		if s.encrypted(r) {
			h["Strict-Transport-Security"] = hsts
		}
		next.ServeHTTP(w, r)
	})
}

// encrypted reports whether the browser speaks TLS, to us or to a proxy that is trusted.
func (s *Server) encrypted(r *http.Request) bool {
	return r.TLS != nil || (r.Header.Get("X-Forwarded-Proto") == "https" && s.trusts(peer(r)))
}

// peer is the address of whoever opened the connection.
func peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func (s *Server) trusts(address string) bool {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return false
	}
	for _, p := range s.o.TrustedProxies {
		if p.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

// client is the address that a request comes from: of the last one in X-Forwarded-For that no trusted proxy vouches for as another proxy.
func (s *Server) client(r *http.Request) string {
	at := peer(r)
	if len(s.o.TrustedProxies) == 0 || !s.trusts(at) {
		return at
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop := strings.TrimSpace(hops[i])
		if _, err := netip.ParseAddr(hop); err != nil {
			return at
		}
		if at = hop; !s.trusts(at) {
			return at
		}
	}
	return at
}
