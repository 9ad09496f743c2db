package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/live"
	"github.com/kanvaro/kanvaro/internal/observe"
	"github.com/kanvaro/kanvaro/internal/store"
)

// The names of headers and of the cookie are part of the contract.
const (
	positionHeader    = "Kanvaro-Position"
	opHeader          = "Kanvaro-Op"
	idempotencyHeader = "Idempotency-Key"
	sessionCookie     = "kanvaro_session"
	deviceCookie      = "kanvaro_device"
)

// reply is what a handler gives back.
type reply struct {
	status   int    // the operation's success where 0
	body     []byte // JSON; nil for none
	kept     *kept  // a body that is kept, with its compressed forms
	etag     string // without quotes; "" for none
	position string // as the header says it
	op       string
	cookies  []*http.Cookie
	written  bool // the handler has answered itself
}

// value answers with something that is not stored.
func value(v any) (reply, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return reply{}, fmt.Errorf("write the answer: %w", err)
	}
	return reply{body: body}, nil
}

// at notes the position that was read.
func (r reply) at(space store.Space, p store.Position) reply {
	r.position = live.FormatPosition(space, p)
	return r
}

// committed notes what became of an update: its position, and what undo takes. op is "" for an operation of one transaction.
func (r reply) committed(c *call, commit store.Commit, op string) reply {
	r.position = live.FormatPosition(c.space(), commit.Position)
	if op == "" && commit.Tx != 0 {
		op = strconv.FormatInt(commit.Tx, 10)
	}
	r.op = op
	return r
}

// with sets the status.
func (r reply) with(status int) reply {
	r.status = status
	return r
}

func (r reply) write(c *call) {
	if r.written {
		return
	}
	h := c.w.Header()
	if r.position != "" {
		h[positionHeader] = []string{r.position}
	}
	if r.op != "" {
		h[opHeader] = []string{r.op}
		observe.From(c.ctx).Op(r.op)
	}
	for _, one := range r.cookies {
		http.SetCookie(c.w, one)
	}
	h["Cache-Control"] = noCache
	if r.etag == "" && r.body != nil && c.op.method == http.MethodGet {
		r.etag = bodyTag(r.body)
	}
	if r.etag != "" {
		h["Etag"] = []string{`W/"` + r.etag + `"`}
		if c.op.method == http.MethodGet && matches(c.r.Header["If-None-Match"], r.etag) {
			c.w.WriteHeader(http.StatusNotModified)
			return
		}
	} else {
		h["Cache-Control"] = noStore
	}
	status := r.status
	if status == 0 {
		status = c.op.success
	}
	if r.body == nil && r.kept == nil {
		c.w.WriteHeader(status)
		return
	}
	h["Content-Type"] = jsonType
	body := r.encoded(c.r, h)
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	c.w.WriteHeader(status)
	c.w.Write(body) //nolint:errcheck // who asked has gone
}

var (
	noCache  = []string{"private, no-cache"}
	noStore  = []string{"no-store"}
	jsonType = []string{"application/json"}
)

// matches reports whether one of the tags of an If-None-Match is this one; weak and strong forms are the same.
func matches(headers []string, etag string) bool {
	for _, h := range headers {
		for h != "" {
			var one string
			one, h, _ = strings.Cut(h, ",")
			if one = strings.TrimSpace(one); one == "*" || tagText(one) == etag {
				return true
			}
		}
	}
	return false
}

// tagText is what stands in an entity tag, without W/ and quotes; "" for what is none.
func tagText(s string) string {
	s = strings.TrimPrefix(s, "W/")
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return ""
	}
	return s[1 : len(s)-1]
}

// bodyTag is the entity tag of what has no version.
func bodyTag(parts ...[]byte) string {
	sum := sha256.New()
	for _, p := range parts {
		sum.Write(p)         //nolint:errcheck // a hash takes everything
		sum.Write([]byte{0}) //nolint:errcheck // and what keeps parts apart
	}
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:12])
}

// versionTag is the entity tag of one document.
func versionTag(epoch string, version int64) string {
	return strconv.FormatInt(version, 10) + "." + epoch
}

// expected is the version that If-Match asks for; 0 where it does not ask. Of several tags or none that are ours the answer is Stale.
func (c *call) expected() (int64, error) {
	tag := c.r.Header.Get("If-Match")
	if tag == "" || strings.TrimSpace(tag) == "*" {
		return 0, nil
	}
	first, _, _ := strings.Cut(tagText(strings.TrimSpace(tag)), ".")
	version, err := strconv.ParseInt(first, 10, 64)
	if err != nil || version <= 0 {
		return 0, stale()
	}
	return version, nil
}

func stale() error {
	return fault.New(fault.Stale, "It has changed meanwhile. Read it again.")
}
