package api

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// How many answers are kept for those who send again, how large one and all together may be, and for how long.
const (
	mostReplays   = 4096
	largestReplay = 64 << 10
	allReplays    = 8 << 20
	replayLife    = 24 * time.Hour
)

// replays keeps the answers of POSTs that carry an Idempotency-Key: sent again, the first answer is given again and nothing is done.
//
// It lives in one process and is bounded. What is created is idempotent by its id beyond that; of the rest, moving and restoring say a
// final state, so doing them twice is not wrong, only seen twice in the history.
type replays struct {
	clock moment.Clock
	mu    sync.Mutex
	at    map[replayKey]*replayed
	order []replayKey
	size  int
}

// replayKey has whose eyes it was for: what was answered to a person in a session, whichever, is not for a token of his. // AC14
type replayKey struct{ sight, path, key string }

type replayed struct {
	done   chan struct{} // closed when the answer is known
	body   [32]byte
	until  moment.Time
	ok     bool // there is an answer to give again
	status int
	header http.Header
	answer []byte
}

func newReplays(c moment.Clock) *replays { return &replays{clock: c, at: map[replayKey]*replayed{}} }

// once runs a call, or gives the answer that it had before.
func (s *Server) once(c *call, run func()) {
	key := c.r.Header.Get(idempotencyHeader)
	if key == "" || c.op.method != http.MethodPost || c.op.create || c.op.public || c.op.secret || c.actor.User == "" {
		run()
		return
	}
	if len(key) > 255 {
		writeProblem(c.w, c.r, fault.Wrong(idempotencyHeader, "is longer than 255 characters"))
		return
	}
	sum, err := c.hashBody()
	if err != nil {
		writeProblem(c.w, c.r, err)
		return
	}
	name := replayKey{c.actor.Sight(), c.r.URL.Path, key}
	for {
		mine, theirs := s.replays.begin(name, sum)
		if mine != nil {
			s.replays.record(name, mine, c, run)
			return
		}
		select {
		case <-theirs.done:
		case <-c.ctx.Done():
			return
		}
		if theirs.body != sum {
			writeProblem(c.w, c.r, fault.Wrong(idempotencyHeader, "was used for another request"))
			return
		}
		if theirs.ok {
			theirs.replay(c.w)
			return
		}
	}
}

// hashBody reads the body to the end, and puts it back.
func (c *call) hashBody() (sum [32]byte, err error) {
	body, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, c.op.most))
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return sum, fault.New(fault.TooLarge, "The body is too large.")
		}
		return sum, fault.Because(fault.Malformed, err, "The body broke off.")
	}
	c.r.Body = io.NopCloser(bytes.NewReader(body))
	return sha256.Sum256(body), nil
}

// begin gives a new entry to fill in, or one that somebody else has begun.
func (r *replays) begin(name replayKey, sum [32]byte) (mine, theirs *replayed) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.clock.Now()
	if e, ok := r.at[name]; ok && now.Before(e.until) {
		return nil, e
	}
	for len(r.order) >= mostReplays || (r.size > allReplays && len(r.order) > 0) {
		r.forget(r.order[0])
		r.order = r.order[1:]
	}
	e := &replayed{done: make(chan struct{}), body: sum, until: now.Add(replayLife)}
	if _, ok := r.at[name]; !ok {
		r.order = append(r.order, name)
	}
	r.at[name] = e
	return e, nil
}

func (r *replays) forget(name replayKey) {
	if e, ok := r.at[name]; ok {
		r.size -= len(e.answer)
		delete(r.at, name)
	}
}

// record runs a call and keeps its answer if it was a success; else the next one who comes may try.
func (r *replays) record(name replayKey, e *replayed, c *call, run func()) {
	tape := &tape{ResponseWriter: c.w}
	c.w = tape
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		e.status, e.header, e.answer = tape.status, tape.header, tape.body.Bytes()
		r.size += len(e.answer)
		if e.ok = tape.status >= 200 && tape.status < 300 && tape.body.Len() <= largestReplay; !e.ok && r.at[name] == e {
			r.forget(name)
		}
		close(e.done)
	}()
	run()
}

func (e *replayed) replay(w http.ResponseWriter) {
	h := w.Header()
	for name, v := range e.header {
		if name != "X-Request-Id" && !strings.HasPrefix(name, "RateLimit-") { // those are of this request
			h[name] = v
		}
	}
	w.WriteHeader(e.status)
	w.Write(e.answer) //nolint:errcheck // who asked has gone
}

// tape notes an answer while it is given.
type tape struct {
	http.ResponseWriter
	status int
	header http.Header
	body   bytes.Buffer
}

func (t *tape) WriteHeader(status int) {
	if t.status == 0 {
		t.status, t.header = status, maps.Clone(t.Header())
	}
	t.ResponseWriter.WriteHeader(status)
}

func (t *tape) Write(b []byte) (int, error) {
	if t.status == 0 {
		t.WriteHeader(http.StatusOK)
	}
	if t.body.Len() <= largestReplay {
		t.body.Write(b)
	}
	return t.ResponseWriter.Write(b)
}

func (t *tape) Unwrap() http.ResponseWriter { return t.ResponseWriter }
