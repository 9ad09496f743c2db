package apptest_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/apptest"
)

// slow allows everybody ten requests at once, and one more a second.
func slow(o *app.Options) {
	o.Config.RateLimit, o.Config.RateAnonymous, o.Config.RateWindow = 1, 1, 10*time.Second
}

func number(t *testing.T, h http.Header, name string) int {
	t.Helper()
	n, err := strconv.Atoi(h.Get(name))
	if err != nil {
		t.Fatalf("%s is %q", name, h.Get(name))
	}
	return n
}

func TestEveryAnswerSaysHowMuchIsLeftAndTooManyWait(t *testing.T) {
	w := apptest.New(t, slow)
	fresh := w.Ada.SignIn(t)
	a := fresh.Do(t, "GET", w.At(""), nil)
	if a.Status != 200 || a.Header.Get("RateLimit-Limit") != "10" || a.Header.Get("RateLimit-Policy") != "10;w=10" || number(t, a.Header, "RateLimit-Remaining") != 9 || number(t, a.Header, "RateLimit-Reset") != 1 {
		t.Errorf("%d %v", a.Status, a.Header)
	}
	a = fresh.Do(t, "GET", w.At("/nothing"), nil) // counted by address, for it is no operation
	if a.Status != 404 || a.Header.Get("RateLimit-Limit") != "10" {
		t.Errorf("%d %v", a.Status, a.Header)
	}
	a = fresh.Do(t, "POST", w.At("/projects"), `{"key":1}`)
	if a.Status != 422 || a.Header.Get("RateLimit-Remaining") == "" {
		t.Errorf("%d %v", a.Status, a.Header)
	}
	for a.Status != 429 {
		if a = fresh.Do(t, "GET", w.At(""), nil); a.Status != 200 && a.Status != 429 {
			t.Fatalf("%d %s", a.Status, a.Body)
		}
	}
	if number(t, a.Header, "Retry-After") != 1 || number(t, a.Header, "RateLimit-Remaining") != 0 || number(t, a.Header, "RateLimit-Reset") < 9 {
		t.Errorf("%d %v", a.Status, a.Header)
	}
	if a := fresh.Do(t, "GET", "/api/health", nil); a.Status != 200 || a.Header.Get("RateLimit-Limit") != "" {
		t.Errorf("a load balancer is counted: %d %v", a.Status, a.Header)
	}
}

func TestEachSessionAndTokenHasALimitOfItsOwn(t *testing.T) {
	w := apptest.New(t, slow)
	session := w.Ada.SignIn(t)
	script, _ := token(t, w, session, nil)
	program := w.Ada.WithToken(t)
	for session.Status(t, "GET", w.At(""), nil) != 429 {
	}
	for name, p := range map[string]*apptest.Person{"a token of hers": script, "an API client of hers": program} {
		if got := p.Status(t, "GET", w.At(""), nil); got != 200 {
			t.Errorf("%s: %d", name, got)
		}
	}
}

func TestStrangersAreLimitedByTheirAddress(t *testing.T) {
	w := apptest.New(t, slow)
	fresh := w.Ada.SignIn(t)
	guess := w.Anonymous().Bearing("kvp_00000000000000000000aaaaaaaaaaaaaaaaaaaaaaaaaa")
	var a *apptest.Answer
	for a == nil || a.Status == 401 {
		a = guess.Do(t, "GET", w.At(""), nil)
	}
	if a.Status != 429 || a.Header.Get("Retry-After") == "" {
		t.Errorf("somebody who guesses tokens: %d", a.Status)
	}
	if got := w.Anonymous().Status(t, "GET", "/api/v1/setup", nil); got != 429 {
		t.Errorf("another request of his: %d", got)
	}
	if got := fresh.Status(t, "GET", w.At(""), nil); got != 200 {
		t.Errorf("somebody who has signed in, from the same address: %d", got)
	}
}

func TestAnAnswerThatIsRepeatedSaysWhatIsLeftNow(t *testing.T) {
	w := apptest.New(t, slow)
	fresh := w.Ada.SignIn(t)
	p := w.Project("FERRY", "members")
	path := p.Path + "/tasks/" + w.Ada.Task(t, p, "Printed").ID + "/move"
	move := func() *apptest.Answer {
		return fresh.Must(t, "POST", path, map[string]string{"status": p.In("done")}, nil, "Idempotency-Key", "k")
	}
	first, again := move(), move()
	if number(t, again.Header, "RateLimit-Remaining") >= number(t, first.Header, "RateLimit-Remaining") {
		t.Errorf("%v, then %v", first.Header, again.Header)
	}
}

func TestAPersonHasTwentyStreamsAtMost(t *testing.T) {
	w := apptest.New(t)
	lin := w.Join("Lin", access.TeamMember)
	open := make([]*apptest.Stream, 20)
	for i := range open {
		open[i] = w.Ada.Watch(t, "", "")
	}
	elsewhere := w.Ada.SignIn(t)
	if a := elsewhere.Do(t, "GET", w.At("/events"), nil); a.Status != 429 || a.Header.Get("Retry-After") == "" {
		t.Errorf("the 21st: %d", a.Status)
	}
	lin.Watch(t, "", "")
	open[7].Close()
	for elsewhere.Status(t, "GET", w.At("/events"), nil) == 429 { // until the server has noticed
	}
}
