package identity

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// draft is a token that reads tasks.
func draft(scopes ...access.Need) NewToken {
	if len(scopes) == 0 {
		scopes = []access.Need{access.TaskRead}
	}
	return NewToken{Name: "Nightly report", Scopes: scopes, Organisation: "org_a"}
}

func (h *house) token(a access.Actor, n NewToken) (*PersonalToken, string) {
	h.t.Helper()
	p, token, _, err := h.MakeToken(h.ctx, a, n)
	must(h.t, err)
	return p, token
}

func (h *house) tokens(a access.Actor) []ListedToken {
	h.t.Helper()
	all, _, err := h.TokensOf(h.ctx, a)
	must(h.t, err)
	return all
}

func TestAPersonalTokenIsItsOwnerWithinItsLimits(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	n := draft(access.TaskMove, access.TaskRead, access.TaskRead)
	n.Projects = []string{"prj_1"}
	p, token := h.token(in.Actor, n)
	a, err := h.Bearer(h.ctx, token)
	must(t, err)
	want := access.Actor{User: in.User.ID, Kind: "token", Token: p.ID, Scopes: []access.Need{access.TaskRead, access.TaskMove}, Org: "org_a", Only: []string{"prj_1"}}
	if fmt.Sprintf("%#v", a) != fmt.Sprintf("%#v", want) {
		t.Errorf("it is %#v,\nwant %#v", a, want)
	}
	all, everything := h.token(in.Actor, draft("*"))
	a, err = h.Bearer(h.ctx, everything)
	must(t, err)
	if !slices.Equal(a.Scopes, access.EveryScope()) || a.Only != nil || a.Token != all.ID {
		t.Errorf("a token for everything is %#v", a)
	}
}

func TestOnlyTheHashOfATokenIsKept(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	p, token := h.token(in.Actor, draft())
	if !strings.HasPrefix(token, "kvp_") || p.Hint != token[len(token)-4:] || len(token) != personalLength {
		t.Errorf("%s, hint %s", token, p.Hint)
	}
	secret := token[len(token)-26:]
	must(t, h.store.View(h.ctx, store.Instance, func(tx store.Tx) error {
		events, err := tx.Log(p.ID, 0, 10)
		for _, e := range events {
			payload, perr := e.Payload()
			must(t, perr)
			if strings.Contains(string(payload.Whole), secret) {
				t.Error("the log has the token")
			}
		}
		d, _, gerr := tx.Get(PersonalTokens.Def(), p.ID)
		must(t, gerr)
		if strings.Contains(string(d.Body), secret) {
			t.Error("the database has the token")
		}
		return err
	}))
	if got := h.log(p.ID); fmt.Sprint(got) != fmt.Sprintf("[personalToken.created by %s (user)]", in.User.ID) {
		t.Errorf("the log says %v", got)
	}
}

func TestATokenThatIsNotOneGetsNobodyIn(t *testing.T) {
	h := newHouse(t)
	_, token := h.token(h.ada().Actor, draft())
	last := map[byte]string{'a': "b"}[token[len(token)-1]]
	if last == "" {
		last = "a"
	}
	for _, bad := range []string{
		"kvp_", token[:len(token)-1], token + "a", token[:len(token)-1] + last, strings.ToUpper(token), "kvp_" + strings.Repeat("0", 46),
		"kvp_" + strings.Repeat("\x00", 46), "kvp_" + strings.Repeat("ü", 23), " " + token[1:],
	} {
		_, err := h.Bearer(h.ctx, bad)
		wants(t, err, fault.Unauthenticated)
	}
}

func TestARevokedTokenIsWorthlessAtOnce(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	p, token := h.token(in.Actor, draft())
	_, elsewhere := h.server()
	_, err := elsewhere.Bearer(h.ctx, token)
	must(t, err)
	_, err = h.RevokeToken(h.ctx, h.lin().Actor, p.ID)
	wants(t, err, fault.NotFound) // it is not hers
	_, err = h.RevokeToken(h.ctx, in.Actor, p.ID)
	must(t, err)
	_, err = h.Bearer(h.ctx, token)
	wants(t, err, fault.Unauthenticated)
	_, err = h.RevokeToken(h.ctx, in.Actor, p.ID)
	wants(t, err, fault.NotFound)
	if len(h.tokens(in.Actor)) != 0 {
		t.Error("it is still listed")
	}
}

func TestATokenExpiresAndIsShownForAWhileAfterThat(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	n, end := draft(), h.clock.Now().Add(time.Hour)
	n.ExpiresAt = &end
	_, token := h.token(in.Actor, n)
	h.token(in.Actor, draft())
	h.clock.Advance(time.Hour - time.Millisecond)
	_, err := h.Bearer(h.ctx, token)
	must(t, err)
	h.clock.Advance(time.Millisecond)
	_, err = h.Bearer(h.ctx, token)
	wants(t, err, fault.Unauthenticated)
	in, err = h.SignIn(h.ctx, attempt("ada", good))
	must(t, err)
	must(t, h.KeepUses(h.ctx))
	_, err = h.Sweep(h.ctx)
	must(t, err)
	if got := len(h.tokens(in.Actor)); got != 2 {
		t.Errorf("%d tokens are listed", got)
	}
	h.clock.Advance(expiredListed)
	in, err = h.SignIn(h.ctx, attempt("ada", good))
	must(t, err)
	_, err = h.Sweep(h.ctx)
	must(t, err)
	if got := h.tokens(in.Actor); len(got) != 1 || got[0].ExpiresAt != nil {
		t.Errorf("%d tokens are listed", len(got))
	}
}

func TestWhatATokenCannotBeIsRefusedByField(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	past, far := h.clock.Now(), moment.Of(time.Date(9999, 12, 31, 23, 59, 59, 0, time.FixedZone("", -7200)))
	for field, change := range map[string]func(*NewToken){
		"name":       func(n *NewToken) { n.Name = " " },
		"scopes":     func(n *NewToken) { n.Scopes = nil },
		"scopes ":    func(n *NewToken) { n.Scopes = []access.Need{"task.eat"} },
		"scopes  ":   func(n *NewToken) { n.Scopes = []access.Need{access.TaskRead, access.CredentialManage} },
		"scopes   ":  func(n *NewToken) { n.Scopes = []access.Need{access.TaskRead, "*"} },
		"projects":   func(n *NewToken) { n.Projects = []string{} },
		"projects ":  func(n *NewToken) { n.Projects = make([]string, mostProjects+1) },
		"expiresAt":  func(n *NewToken) { n.ExpiresAt = &past },
		"expiresAt ": func(n *NewToken) { n.ExpiresAt = &far },
	} {
		n := draft()
		change(&n)
		_, _, _, err := h.MakeToken(h.ctx, in.Actor, n)
		wants(t, err, fault.Invalid)
		if !strings.Contains(fmt.Sprint(err), strings.TrimSpace(field)) {
			t.Errorf("%v does not name %s", err, field)
		}
	}
}

func TestATokenMakesNoTokensAndSeesNone(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	p, token := h.token(in.Actor, draft("*"))
	a, err := h.Bearer(h.ctx, token)
	must(t, err)
	_, _, _, err = h.MakeToken(h.ctx, a, draft())
	wants(t, err, fault.Forbidden)
	_, _, err = h.TokensOf(h.ctx, a)
	wants(t, err, fault.Forbidden)
	_, err = h.RevokeToken(h.ctx, a, p.ID)
	wants(t, err, fault.Forbidden)
	_, _, err = h.OpenOf(h.ctx, a)
	wants(t, err, fault.Forbidden)
	_, err = h.EndOpen(h.ctx, a, shownID(in.Actor.Session))
	wants(t, err, fault.Forbidden)
	_, err = h.SignOut(h.ctx, a)
	wants(t, err, fault.Forbidden)
	_, err = h.ChangePassword(h.ctx, a, "192.0.2.7", PasswordChange{Current: good, Next: other})
	wants(t, err, fault.Forbidden)
	_, _, err = h.UpdateMe(h.ctx, a, Change{})
	wants(t, err, fault.Forbidden)
	_, err = h.Me(h.ctx, a)
	must(t, err)
}

func TestOnlySoManyTokensMayBeThere(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	for range mostTokens {
		h.token(in.Actor, draft())
	}
	_, _, _, err := h.MakeToken(h.ctx, in.Actor, draft())
	wants(t, err, fault.Conflict)
	h.token(h.lin().Actor, draft())
}

func TestTokensEndWithThePasswordWhereThatIsWanted(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	_, token := h.token(in.Actor, draft())
	_, err := h.ChangePassword(h.ctx, in.Actor, "192.0.2.7", PasswordChange{Current: good, Next: other})
	must(t, err)
	_, err = h.Bearer(h.ctx, token)
	must(t, err)
	_, err = h.ChangePassword(h.ctx, in.Actor, "192.0.2.7", PasswordChange{Current: other, Next: good, EndTokens: true})
	must(t, err)
	_, err = h.Bearer(h.ctx, token)
	wants(t, err, fault.Unauthenticated)
	for name, end := range map[string]func() error{
		"the operator sets a password": func() error { return h.SetPassword(h.ctx, "ada@example.org", other) },
		"everything is ended":          func() error { return h.EndSessions(h.ctx, in.User.ID) },
	} {
		_, token = h.token(in.Actor, draft())
		must(t, end())
		if _, err = h.Bearer(h.ctx, token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s, and a token goes on: %v", name, err)
		}
	}
}

// used is when something was used last, as the database has it.
func (h *house) used(key string) moment.Time {
	h.t.Helper()
	var at moment.Time
	must(h.t, h.store.View(h.ctx, store.Instance, func(tx store.Tx) error {
		u, err := LastUses.Look(tx, key)
		if u != nil {
			at = u.At
		}
		return err
	}))
	return at
}

func TestTheLastUseIsWrittenQuietlyAndSeldom(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	p, token := h.token(in.Actor, draft())
	if got := h.tokens(in.Actor)[0].LastUsedAt; !got.IsZero() {
		t.Errorf("it was used at %v, before it was", got)
	}
	for range 5 {
		h.clock.Advance(time.Second)
		_, err := h.Bearer(h.ctx, token)
		must(t, err)
	}
	last, before := h.clock.Now(), h.position()
	if got := h.tokens(in.Actor)[0].LastUsedAt; got != last {
		t.Errorf("it was used at %v, want %v", got, last)
	}
	if !h.used(p.ID).IsZero() {
		t.Error("each use is written")
	}
	must(t, h.KeepUses(h.ctx))
	if h.used(p.ID) != last || h.position() != before {
		t.Errorf("written %v at %v, want %v at %v", h.used(p.ID), h.position(), last, before)
	}
	_, elsewhere := h.server()
	all, _, err := elsewhere.TokensOf(h.ctx, in.Actor)
	must(t, err)
	if all[0].LastUsedAt != last {
		t.Errorf("another process knows of %v", all[0].LastUsedAt)
	}
	_, err = elsewhere.Bearer(h.ctx, token) // at the same moment
	must(t, err)
	must(t, elsewhere.KeepUses(h.ctx))
	h.clock.Advance(time.Second)
	_, err = h.Bearer(h.ctx, token)
	must(t, err)
	must(t, h.KeepUses(h.ctx))
	if h.used(p.ID) != last.Add(time.Second) {
		t.Errorf("the database has %v", h.used(p.ID))
	}
}

func TestWhatHasEndedIsNotRememberedAsUsed(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	p, token := h.token(in.Actor, draft())
	q, second := h.token(in.Actor, draft())
	for _, x := range []string{token, second} {
		_, err := h.Bearer(h.ctx, x)
		must(t, err)
	}
	_, err := h.RevokeToken(h.ctx, in.Actor, p.ID)
	must(t, err)
	must(t, h.KeepUses(h.ctx))
	if !h.used(p.ID).IsZero() || h.used(q.ID).IsZero() {
		t.Error("a use of what has ended was written, or one of what is there was not")
	}
	_, err = h.RevokeToken(h.ctx, in.Actor, q.ID)
	must(t, err)
	if !h.used(q.ID).IsZero() {
		t.Error("a use outlives its token")
	}
	h.clock.Advance(idle + time.Second)
	h.uses.pending(h.clock.Now())
	if n := len(h.uses.at); n != 0 {
		t.Errorf("%d uses are remembered for ever", n)
	}
}

func (h *house) position() store.Position {
	h.t.Helper()
	var p store.Position
	must(h.t, h.store.View(h.ctx, store.Instance, func(tx store.Tx) error {
		p = tx.Position()
		return nil
	}))
	return p
}
