package identity

import (
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
)

func TestOneSeesWhereOneHasSignedIn(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	h.clock.Advance(time.Minute)
	phone := attempt("ada", good)
	phone.Agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
	elsewhere, err := h.SignIn(h.ctx, phone)
	must(t, err)
	h.clock.Advance(time.Minute)
	script := attempt("ada", good)
	script.Agent = "curl/8.5.0"
	pair, err := h.IssueTokens(h.ctx, script)
	must(t, err)
	h.lin()
	h.clock.Advance(time.Minute)
	_, err = h.Authenticate(h.ctx, elsewhere.Token)
	must(t, err)
	all, _, err := h.OpenOf(h.ctx, in.Actor)
	must(t, err)
	if len(all) != 3 || !all[0].Current || all[0].Agent != "Firefox" || all[1].Agent != "Safari · iPhone" || all[2].Agent != "curl" {
		t.Fatalf("%+v", all)
	}
	if all[1].LastUsedAt != h.clock.Now() || all[2].LastUsedAt != all[2].CreatedAt {
		t.Errorf("%+v", all)
	}
	if all[0].ID == in.Actor.Session || all[0].ID[:4] != "ses_" {
		t.Errorf("a session is shown as %s", all[0].ID)
	}

	_, err = h.EndOpen(h.ctx, in.Actor, elsewhere.Actor.Session)
	wants(t, err, fault.NotFound) // its own id is for nobody
	_, err = h.EndOpen(h.ctx, h.mustSignIn("lin").Actor, all[1].ID)
	wants(t, err, fault.NotFound) // it is not hers
	_, err = h.EndOpen(h.ctx, in.Actor, all[1].ID)
	must(t, err)
	_, err = h.Authenticate(h.ctx, elsewhere.Token)
	wants(t, err, fault.Unauthenticated)
	_, err = h.EndOpen(h.ctx, in.Actor, all[2].ID)
	must(t, err)
	_, err = h.Bearer(h.ctx, pair.Access)
	wants(t, err, fault.Unauthenticated)
	_, err = h.EndOpen(h.ctx, in.Actor, all[0].ID) // the one that asks
	must(t, err)
	_, err = h.Authenticate(h.ctx, in.Token)
	wants(t, err, fault.Unauthenticated)
}

func (h *house) mustSignIn(name string) *SignedIn {
	h.t.Helper()
	in, err := h.SignIn(h.ctx, attempt(name, good))
	must(h.t, err)
	return in
}

func TestASessionThatIsOverIsNotListed(t *testing.T) {
	h := newHouse(t)
	h.ada()
	h.clock.Advance(14 * 24 * time.Hour)
	in := h.mustSignIn("ada")
	all, _, err := h.OpenOf(h.ctx, in.Actor)
	must(t, err)
	if len(all) != 1 {
		t.Errorf("%+v", all)
	}
}

func TestWhatABrowserIsCalled(t *testing.T) {
	for agent, want := range map[string]string{
		"": "", "curl/8.5.0": "curl", "python-requests/2.31.0": "python-requests", "Go-http-client/1.1": "Go-http-client", "kanvaro": "kanvaro", "<b>x</b>": "b>x",
		"Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0":                                                                "Firefox · Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0":         "Edge · Windows",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15":                 "Safari · macOS",
		"Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36":      "Samsung Internet · Android",
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36":                        "Chrome · ChromeOS",
		"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0.6478.35 Mobile/15E148 Safari/604.1": "Chrome · iPad",
		"Mozilla/5.0 (compatible; something)": "",
	} {
		if got := agentFamily(agent); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}
