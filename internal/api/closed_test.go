package api

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/moment"
)

func signedInAs(user string) *Server {
	return &Server{o: Options{Clock: moment.Real, Bearer: func(context.Context, string) (access.Actor, error) {
		return access.Actor{User: user, Kind: "token"}, nil
	}}, replays: newReplays(moment.Real), limits: newLimits(Rates{})}
}

func TestWhatNobodyDecidedIsNotAnswered(t *testing.T) {
	s := signedInAs("usr_1")
	careless := plain[In]("GET", "/careless", "careless", "Decides nothing", need(access.TaskRead), func(*call) (reply, error) {
		return value(map[string]string{"secret": "canary"})
	}, answers(200, Session{}))
	careless2 := on("POST", "/careless", "careless2", "Decides nothing", need(access.TaskMove), func(context.Context, *call, *In) (reply, error) {
		return value(map[string]string{"secret": "canary"})
	}, answers(200, Session{}))
	for _, op := range []*operation{careless, careless2} {
		w := httptest.NewRecorder()
		r := httptest.NewRequest(op.method, "/careless", nil)
		r.Header.Set("Authorization", "Bearer x")
		s.run(op, w, r)
		if w.Code != http.StatusInternalServerError {
			t.Errorf("%s answers %d %s", op.id, w.Code, w.Body)
		}
	}
}

func TestAnOperationMustSayWhatItNeeds(t *testing.T) {
	h := func(context.Context, *call, *In) (reply, error) { return reply{}, nil }
	for _, op := range []*operation{
		on("GET", "/a", "a", "needs nothing", nil, h),
		on("GET", "/b", "b", "needs what there is not", need("task.eat"), h),
		on("GET", "/c", "c", "is open and needs what is not", need(access.TaskRead), h, public),
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s (%s) was taken", op.path, op.summary)
				}
			}()
			op.check()
		}()
	}
}

func TestWhoIsBehindAProxy(t *testing.T) {
	s := &Server{}
	s.o.TrustedProxies = append(s.o.TrustedProxies, netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.1/32"))
	for _, c := range []struct{ peer, forwarded, want string }{
		{"192.0.2.9:1", "203.0.113.1", "192.0.2.9"}, // anybody can write a header
		{"10.0.0.2:1", "203.0.113.1", "203.0.113.1"},
		{"10.0.0.2:1", "203.0.113.1, 10.0.0.3", "203.0.113.1"},
		{"10.0.0.2:1", "1.1.1.1, 203.0.113.1, 10.0.0.3", "203.0.113.1"}, // what is before was written by whoever asked
		{"10.0.0.2:1", "rubbish", "10.0.0.2"},
		{"10.0.0.2:1", "", "10.0.0.2"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		r.Header.Set("X-Forwarded-For", c.forwarded)
		if got := s.client(r); got != c.want {
			t.Errorf("%s for %q: %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
}

func TestCoding(t *testing.T) {
	for accept, want := range map[string]string{
		"": "", "br": "", "gzip": "gzip", "gzip, zstd": "zstd", "zstd;q=0, gzip": "gzip", "gzip;q=0.0": "", "gzip;q=0.5": "gzip", "ZSTD": "",
	} {
		if got := coding(accept); got != want {
			t.Errorf("%q: %q, want %q", accept, got, want)
		}
	}
}

func TestTheCacheIsBounded(t *testing.T) {
	c := newCache(4000)
	for i := range 100 {
		c.put(string(rune('a'+i)), &kept{plain: make([]byte, 500)})
	}
	if c.size > 4000 || c.order.Len() != len(c.at) || c.get("a") != nil {
		t.Errorf("%d bytes, %d lists", c.size, len(c.at))
	}
	c.put("huge", &kept{plain: make([]byte, 2000)})
	if c.get("huge") != nil {
		t.Error("a list that is as good as the whole room was kept")
	}
}

// A deadline of the body that passes while a handler still works ends its context: what takes long, such as undoing a change of 20,000
// tasks, must have its time.
func TestNoOperationIsEndedWhileItWorks(t *testing.T) {
	a := newHuma("", &catcher{})
	for _, op := range table() {
		if got := op.described(a).BodyReadTimeout; got < time.Minute {
			t.Errorf("%s %s has %v", op.method, op.path, got)
		}
	}
}
