package api

import (
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/limit"
	"github.com/kanvaro/kanvaro/internal/observe"
)

// Rates say how often operations may be asked for; none limits nothing.
type Rates struct {
	Person   limit.Rate // of each session and each token
	Stranger limit.Rate // of each address, for those who have not signed in
}

// How many who owe something are known at a time: 0.5 MiB each, whatever comes.
const room = 1 << 15

// mostStreams is how many streams one person may have open. A browser has one.
const mostStreams = 20

// limits are what holds the number of requests and of streams within bounds, in this process.
type limits struct {
	persons   gauge
	strangers gauge

	mu      sync.Mutex
	streams map[string]int // open ones of each person
}

func newLimits(r Rates) *limits {
	return &limits{persons: newGauge(r.Person), strangers: newGauge(r.Stranger), streams: map[string]int{}}
}

// gauge limits, and tells in headers how much is left. Their texts are made once: a request costs no allocation.
type gauge struct {
	local  *limit.Local
	limit  []string
	policy []string
	texts  [][]string // of the numbers from 0 on
}

func newGauge(r limit.Rate) gauge {
	g := gauge{local: limit.NewLocal(r, room)}
	if g.local == nil {
		return g
	}
	burst := strconv.Itoa(r.Burst)
	g.limit, g.policy = []string{burst}, []string{burst + ";w=" + strconv.Itoa(seconds(r.Window()))}
	g.texts = make([][]string, min(r.Burst, 4096)+1)
	for i := range g.texts {
		g.texts[i] = []string{strconv.Itoa(i)}
	}
	return g
}

// seconds rounds up: who comes when the header says must not be too early.
func seconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }

func (g *gauge) text(n int) []string {
	if n < len(g.texts) {
		return g.texts[n]
	}
	return []string{strconv.Itoa(n)}
}

// The names as RFC drafts write them; net/http would write Ratelimit.
const (
	limitHeader     = "RateLimit-Limit"
	remainingHeader = "RateLimit-Remaining"
	resetHeader     = "RateLimit-Reset"
	policyHeader    = "RateLimit-Policy"
)

// take counts one request of somebody and says in the headers where he stands. Too many are Limited.
func (g *gauge) take(h http.Header, who string, now int64) error {
	if g.local == nil {
		return nil
	}
	v := g.local.Take(who, now)
	h[limitHeader], h[policyHeader] = g.limit, g.policy
	h[remainingHeader], h[resetHeader] = g.text(v.Remaining), g.text(seconds(v.Reset))
	if !v.OK {
		return fault.Later(v.Retry, "Too many requests at once. Wait as long as Retry-After says.")
	}
	return nil
}

// admit counts a request: of the session or token that has asked, or of the address where nobody has proved who he is.
func (s *Server) admit(w http.ResponseWriter, r *http.Request, a access.Actor) error {
	now := s.o.Clock.Now().Millis() * 1000
	if a.User != "" {
		return s.limits.persons.take(w.Header(), a.Credential(), now)
	}
	address := ""
	if rec := observe.From(r.Context()); rec != nil {
		address = rec.Client
	}
	return s.limits.strangers.take(w.Header(), identity.Network(address), now)
}

// openStream counts a stream of a person until close is called. One too many is Limited.
func (l *limits) openStream(user string) (closed func(), err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.streams[user] >= mostStreams {
		return nil, fault.Later(15*time.Second, "You have %d streams open, which is as many as there may be. Close one first.", mostStreams)
	}
	l.streams[user]++
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.streams[user]--; l.streams[user] == 0 {
			delete(l.streams, user)
		}
	}, nil
}
