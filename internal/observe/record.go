package observe

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/kanvaro/kanvaro/internal/moment"
)

// Record is what is logged of one request, as wide as it gets: those who serve it fill in what they know, and one line is written when
// it ends, however it ends.
type Record struct {
	ID     string // http.request.id
	Client string // the address of the network that it came from

	mu     sync.Mutex
	route  string
	user   string
	org    string
	kind   string // of actor
	op     string
	code   string
	err    error
	extras []slog.Attr
}

// Route notes the pattern that the request matched: the only part of its path that becomes a label.
func (r *Record) Route(pattern string) {
	if r != nil {
		r.mu.Lock()
		r.route = pattern
		r.mu.Unlock()
	}
}

// Actor notes who asks, and how he is known ("user", "token").
func (r *Record) Actor(user, kind string) {
	if r != nil {
		r.mu.Lock()
		r.user, r.kind = user, kind
		r.mu.Unlock()
	}
}

// Organisation notes where.
func (r *Record) Organisation(id string) {
	if r != nil {
		r.mu.Lock()
		r.org = id
		r.mu.Unlock()
	}
}

// Op notes the operation that the request became in the log of the organisation.
func (r *Record) Op(op string) {
	if r != nil {
		r.mu.Lock()
		r.op = op
		r.mu.Unlock()
	}
}

// Fail notes why the request was refused or failed: the code of the problem and the whole chain for operators.
func (r *Record) Fail(code string, err error) {
	if r != nil {
		r.mu.Lock()
		r.code, r.err = code, err
		r.mu.Unlock()
	}
}

// Add notes something else, under an ECS name.
func (r *Record) Add(attrs ...slog.Attr) {
	if r != nil {
		r.mu.Lock()
		r.extras = append(r.extras, attrs...)
		r.mu.Unlock()
	}
}

type recordKey struct{}

// From gives the record of the request that ctx belongs to; nil outside requests, which its methods do not mind.
func From(ctx context.Context) *Record {
	r, _ := ctx.Value(recordKey{}).(*Record)
	return r
}

// Requests records and counts what goes through a handler.
type Requests struct {
	Log     *slog.Logger
	Metrics *Metrics
	Client  func(*http.Request) string // the address a request came from; proxies may have a say
}

// Wrap gives each request a record and an id, which is echoed in X-Request-Id.
func (o Requests) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &Record{ID: requestID(r.Header.Get("X-Request-Id")), Client: o.Client(r)}
		w.Header().Set("X-Request-Id", rec.ID)
		out := &writer{ResponseWriter: w}
		took := moment.Stopwatch()
		defer func() {
			d := took()
			rec.mu.Lock()
			defer rec.mu.Unlock()
			if out.status == 0 {
				out.status = http.StatusOK
			}
			if o.Metrics != nil {
				o.Metrics.request(r.Method, rec.route, out.status, d)
			}
			o.write(r, rec, out, int64(d))
		}()
		next.ServeHTTP(out, r.WithContext(context.WithValue(r.Context(), recordKey{}, rec)))
	})
}

func (o Requests) write(r *http.Request, rec *Record, out *writer, nanoseconds int64) {
	level := slog.LevelInfo
	if out.status >= 500 {
		level = slog.LevelError
	}
	if o.Log == nil || !o.Log.Enabled(r.Context(), level) {
		return
	}
	var room [16]slog.Attr
	attrs := append(room[:0],
		slog.String("http.request.id", rec.ID),
		slog.String("http.request.method", r.Method),
		slog.String("url.path", r.URL.Path),
		slog.String("http.route", rec.route),
		slog.Int("http.response.status_code", out.status),
		slog.Int64("http.response.body.bytes", out.bytes),
		slog.Int64("event.duration", nanoseconds),
		slog.String("client.ip", rec.Client),
	)
	for _, a := range [...]struct{ key, value string }{
		{"user.id", rec.user}, {"kanvaro.actor.kind", rec.kind}, {"organization.id", rec.org}, {"kanvaro.op", rec.op}, {"error.code", rec.code},
	} {
		if a.value != "" {
			attrs = append(attrs, slog.String(a.key, a.value))
		}
	}
	if rec.err != nil {
		attrs = append(attrs, slog.String("error.message", short(rec.err.Error())))
	}
	o.Log.LogAttrs(r.Context(), level, "request", append(attrs, rec.extras...)...)
}

// requestID takes over an id that came along if it is one, and makes one otherwise.
func requestID(s string) string {
	if len(s) < 8 || len(s) > 64 {
		return rand.Text()
	}
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' && c != '.' {
			return rand.Text()
		}
	}
	return s
}

// writer notes what is answered.
type writer struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *writer) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *writer) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach what is below.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// short cuts a message: whoever may ask must not be able to fill the log.
func short(s string) string {
	const most = 4000
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
