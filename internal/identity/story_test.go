package identity

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

func wants(t *testing.T, err error, k fault.Kind) {
	t.Helper()
	if fault.KindOf(err) != k {
		t.Errorf("got %v, want a fault of kind %q", err, k)
	}
}

func TestTheFirstUserSetsUpAndIsSignedIn(t *testing.T) {
	h := newHouse(t)
	open, err := h.SetupOpen(h.ctx)
	if err != nil || !open {
		t.Fatal(open, err)
	}
	in := h.ada()
	a, err := h.Authenticate(h.ctx, in.Token)
	must(t, err)
	if a.User != in.User.ID || a.Kind != "user" || a.Session == "" || a.Session == in.Token {
		t.Errorf("%+v", a)
	}
	me, err := h.Me(h.ctx, a)
	must(t, err)
	if me.User.Email != "ada@example.org" || me.User.Name != "Ada Lovelace" || fmt.Sprint(me.Organisations) != "[org_a]" {
		t.Errorf("%+v %v", me.User, me.Organisations)
	}
	if open, err := h.SetupOpen(h.ctx); open || err != nil {
		t.Error("setting up is still open", err)
	}
}

func TestSettingUpNeedsTheTokenAndIsClosedForEver(t *testing.T) {
	h := newHouse(t)
	p := Person{"Ada", attempt("ada", good)}
	_, err := h.SetUp(h.ctx, "", p, founds("org_a"))
	wants(t, err, fault.Forbidden) // no token was made yet
	old, err := h.OpenSetup(h.ctx)
	must(t, err)
	token, err := h.OpenSetup(h.ctx)
	must(t, err)
	for _, wrong := range []string{"", "x", old, token[:len(token)-1], token + "A"} {
		_, err = h.SetUp(h.ctx, wrong, p, founds("org_a"))
		wants(t, err, fault.Forbidden)
	}
	_, err = h.SetUp(h.ctx, token, p, founds("org_a"))
	must(t, err)
	_, err = h.SetUp(h.ctx, token, Person{"Lin", attempt("lin", good)}, founds("org_b"))
	wants(t, err, fault.Conflict)
	_, again := h.server() // the next start
	if token, err := again.OpenSetup(h.ctx); token != "" || err != nil {
		t.Errorf("a token was made after setting up: %v", err)
	}
	_, err = again.SetUp(h.ctx, "", p, founds("org_a"))
	wants(t, err, fault.Conflict)
}

func TestOfSeveralWhoSetUpAtOnceOneWins(t *testing.T) {
	h := newHouse(t)
	_, second := h.server()
	servers := []*Service{h.Service, second}
	var tokens [2]string
	for i, s := range servers {
		var err error
		tokens[i], err = s.OpenSetup(h.ctx)
		must(t, err)
	}
	var wg sync.WaitGroup
	won := make(chan string, 8)
	for i := range 8 {
		wg.Go(func() {
			p := Person{"Somebody", attempt(fmt.Sprintf("somebody-%d", i), good)}
			in, err := servers[i%2].SetUp(h.ctx, tokens[i%2], p, founds("org_a"))
			if err == nil {
				won <- in.User.ID
			} else {
				wants(t, err, fault.Conflict)
			}
		})
	}
	wg.Wait()
	if len(won) != 1 || count(h, Users) != 1 || count(h, Sessions) != 1 || count(h, Memberships) != 1 {
		t.Errorf("%d won, %d users, %d sessions", len(won), count(h, Users), count(h, Sessions))
	}
}

func TestASetUpThatBrokeOffIsContinued(t *testing.T) {
	h := newHouse(t)
	token, err := h.OpenSetup(h.ctx)
	must(t, err)
	var ids []string
	found := func(_ context.Context, u *User) (string, error) {
		ids = append(ids, u.ID)
		if len(ids) == 1 {
			return "", errors.New("the power went")
		}
		return "org_a", nil
	}
	p := Person{"Ada", attempt("ada", good)}
	if _, err = h.SetUp(h.ctx, token, p, found); err == nil {
		t.Fatal("it did not break off")
	}
	_, err = h.SetUp(h.ctx, token, p, found)
	must(t, err)
	if len(ids) != 2 || ids[0] != ids[1] {
		t.Errorf("the user was another one the second time: %v", ids)
	}
}

func TestSigningInOpensAndSigningOutEndsASession(t *testing.T) {
	h := newHouse(t)
	first := h.ada()
	in, err := h.SignIn(h.ctx, attempt(" ADA", good)) // normalised
	must(t, err)
	if in.Token == first.Token || in.User.ID != first.User.ID {
		t.Error("a session must be new with each sign-in")
	}
	a, err := h.Authenticate(h.ctx, in.Token)
	must(t, err)
	_, err = h.SignOut(h.ctx, a)
	must(t, err)
	_, err = h.Authenticate(h.ctx, in.Token)
	wants(t, err, fault.Unauthenticated)
	_, err = h.SignOut(h.ctx, a) // twice does no harm
	must(t, err)
	_, err = h.Authenticate(h.ctx, first.Token)
	must(t, err)
	want := fmt.Sprintf("[session.ended by %s (user) session.created by %[1]s (system)]", in.User.ID)
	if got := fmt.Sprint(h.log(a.Session)); got != want {
		t.Errorf("the log says %s, want %s", got, want)
	}
}

func TestASignOutIsSeenByTheOtherServersAtOnceOrWhenTheyHearOfIt(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	_, second := h.server()
	a, err := second.Authenticate(h.ctx, in.Token)
	must(t, err)
	commit, err := h.SignOut(h.ctx, a)
	must(t, err)
	ctx := store.AtLeast(h.ctx, store.Instance, commit.Position) // as after the bell
	_, err = second.Authenticate(ctx, in.Token)
	wants(t, err, fault.Unauthenticated)
}

func TestWhoCannotSignInIsNotToldWhy(t *testing.T) {
	h := newHouse(t)
	h.ada()
	_, wrong := h.SignIn(h.ctx, attempt("ada", other))
	_, unknown := h.SignIn(h.ctx, attempt("nobody", other))
	_, malformed := h.SignIn(h.ctx, Attempt{Email: "nonsense", Password: other, Address: "192.0.2.9"})
	_, long := h.SignIn(h.ctx, attempt("ada", strings.Repeat(good, 5000)))
	for _, err := range []error{wrong, unknown, malformed, long} {
		wants(t, err, fault.Unauthenticated)
		if err.Error() != wrong.Error() {
			t.Errorf("%q can be told from %q", err, wrong)
		}
	}
}

func TestASessionEndsByItself(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	h.clock.Advance(14*24*time.Hour - time.Millisecond)
	_, err := h.Authenticate(h.ctx, in.Token)
	must(t, err)
	h.clock.Advance(time.Millisecond)
	_, err = h.Authenticate(h.ctx, in.Token)
	wants(t, err, fault.Unauthenticated)
	more, err := h.Sweep(h.ctx)
	if more || err != nil || count(h, Sessions) != 0 {
		t.Errorf("more %v, %v, %d sessions left", more, err, count(h, Sessions))
	}
}

func TestCookiesThatAreNoneOfOursAreNobodys(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	for _, c := range []string{"", "x", digest(in.Token), random(32), in.Token + "x", in.Actor.Session, strings.Repeat("a", 1<<20)} {
		_, err := h.Authenticate(h.ctx, c)
		wants(t, err, fault.Unauthenticated)
	}
}

func TestNeitherCookieNorPasswordIsKept(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	pair, err := h.IssueTokens(h.ctx, attempt("ada", good))
	must(t, err)
	snap, err := h.engine.Snapshot(h.ctx, store.Instance)
	must(t, err)
	defer snap.Close()
	for _, d := range append(store.Defs(), Defs()...) {
		for doc, err := range snap.Find(store.Query{Def: d}) {
			must(t, err)
			for _, secret := range []string{in.Token, good, pair.Refresh, pair.Access, secretA, secretB} {
				if bytes.Contains(doc.Body, []byte(secret)) || strings.Contains(doc.ID, secret) {
					t.Errorf("%s %s has a secret in it", d.Kind, doc.ID)
				}
			}
			if d == Users.Def() && bytes.Contains(doc.Body, []byte("argon2")) {
				t.Error("the password travels with the user")
			}
		}
	}
}

func TestOneSeesOneselfAndNobodysPassword(t *testing.T) {
	h := newHouse(t)
	ada, lin := h.ada(), h.lin()
	must(t, h.gate.View(h.ctx, lin.Actor, access.SelfRead, access.Instance, func(tx *access.Scope) error {
		if _, err := Users.Get(tx, ada.User.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("Lin reads Ada: %v", err)
		}
		if _, err := Credentials.Get(tx, lin.User.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("Lin reads her hash: %v", err)
		}
		users, err := Users.All(tx, store.Query{})
		must(t, err)
		sessions, err := Sessions.All(tx, store.Query{})
		must(t, err)
		secrets, err := Credentials.All(tx, store.Query{})
		must(t, err)
		if len(users) != 1 || users[0].ID != lin.User.ID || len(sessions) != 1 || len(secrets) != 0 {
			t.Errorf("Lin lists %d users, %d sessions, %d credentials", len(users), len(sessions), len(secrets))
		}
		return nil
	}))
}

func TestChangingThePasswordEndsEverythingElse(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	elsewhere, err := h.SignIn(h.ctx, attempt("ada", good))
	must(t, err)
	pair, err := h.IssueTokens(h.ctx, attempt("ada", good))
	must(t, err)
	_, err = h.ChangePassword(h.ctx, in.Actor, "192.0.2.7", PasswordChange{Current: "not the one I have", Next: other})
	wants(t, err, fault.Invalid)
	_, err = h.ChangePassword(h.ctx, in.Actor, "192.0.2.7", PasswordChange{Current: good, Next: "password123!"})
	wants(t, err, fault.Invalid)
	_, err = h.ChangePassword(h.ctx, in.Actor, "192.0.2.7", PasswordChange{Current: good, Next: other})
	must(t, err)
	_, err = h.Authenticate(h.ctx, in.Token)
	must(t, err)
	_, err = h.Authenticate(h.ctx, elsewhere.Token)
	wants(t, err, fault.Unauthenticated)
	_, err = h.Bearer(h.ctx, pair.Access)
	wants(t, err, fault.Unauthenticated)
	_, err = h.Refresh(h.ctx, pair.Refresh)
	wants(t, err, fault.Unauthenticated)
	_, err = h.SignIn(h.ctx, attempt("ada", good))
	wants(t, err, fault.Unauthenticated)
	_, err = h.SignIn(h.ctx, attempt("ada", other))
	must(t, err)
}

func TestASignInWithAFormerPasswordIsNotCompleted(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	p, err := h.prove(h.ctx, attempt("ada", good)) // it is checked …
	must(t, err)
	_, err = h.ChangePassword(h.ctx, in.Actor, "192.0.2.7", PasswordChange{Current: good, Next: other}) // … changed …
	must(t, err)
	_, err = h.write(h.ctx, p.user.ID, func(tx *access.Scope) error { return p.accept(tx) }) // … and then to be used
	wants(t, err, fault.Unauthenticated)
}

func TestAHashOfLowerCostIsMadeAnewOnSigningIn(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	dearer := Cost{Memory: 128, Time: 2, Lanes: 1}
	_, next := h.server(func(o *Options) { o.Cost = dearer })
	_, err := next.SignIn(h.ctx, attempt("ada", good))
	must(t, err)
	kept := ""
	must(t, next.look(h.ctx, func(tx *access.Scope) error {
		c, err := Credentials.Get(tx, in.User.ID)
		kept = c.Password
		return err
	}))
	if c, _, _, err := parsePHC(kept); err != nil || c != dearer {
		t.Errorf("the hash has the cost %+v, %v", c, err)
	}
	if _, err := next.SignIn(h.ctx, attempt("ada", good)); err != nil {
		t.Errorf("after that: %v", err)
	}
}

func TestEndingTheSessionsOfAUserEndsAllOfThem(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	pair, err := h.IssueTokens(h.ctx, attempt("ada", good))
	must(t, err)
	lin := h.lin()
	must(t, h.EndSessions(h.ctx, in.User.ID))
	_, err = h.Authenticate(h.ctx, in.Token)
	wants(t, err, fault.Unauthenticated)
	_, err = h.Bearer(h.ctx, pair.Access)
	wants(t, err, fault.Unauthenticated)
	_, err = h.Authenticate(h.ctx, lin.Token)
	must(t, err)
	if count(h, Rotations) != 0 {
		t.Error("a rotation was left behind")
	}
}

func TestNobodyHasMoreSessionsThanFifty(t *testing.T) {
	h := newHouse(t)
	first := h.ada()
	for range most + 2 {
		h.clock.Advance(time.Minute)
		_, err := h.SignIn(h.ctx, attempt("ada", good))
		must(t, err)
	}
	if n := count(h, Sessions); n != most {
		t.Errorf("%d sessions", n)
	}
	_, err := h.Authenticate(h.ctx, first.Token)
	wants(t, err, fault.Unauthenticated)
}

func TestOneChangesOneself(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	text := func(s string) *string { return &s }
	u, _, err := h.UpdateMe(h.ctx, in.Actor, Change{Name: text("  Ada   King "), Theme: text("dark")})
	must(t, err)
	if u.Name != "Ada King" || u.Theme != "dark" || u.Density != "comfortable" {
		t.Errorf("%+v", u)
	}
	_, _, err = h.UpdateMe(h.ctx, in.Actor, Change{Name: text(""), Theme: text("pink"), Density: text("x")})
	var f *fault.Error
	if !errors.As(err, &f) || len(f.Fields) != 3 {
		t.Errorf("%v", err)
	}
	_, _, err = h.UpdateMe(h.ctx, access.Actor{User: in.User.ID, Kind: "token", Scopes: []access.Need{access.SelfRead}}, Change{})
	wants(t, err, fault.Forbidden)
	_, _, err = h.UpdateMe(h.ctx, access.Actor{}, Change{})
	wants(t, err, fault.Unauthenticated)
	body, err := json.Marshal(u)
	must(t, err)
	if strings.Contains(strings.ToLower(string(body)), "password") {
		t.Errorf("%s", body)
	}
}

func TestAnAddressBelongsToOne(t *testing.T) {
	h := newHouse(t)
	h.ada()
	n, err := h.Prepare(h.ctx, Person{"Lin", attempt("lin", good)}, "usr_1")
	must(t, err)
	same, err := h.Prepare(h.ctx, Person{"Lin", attempt("lin", good)}, "usr_2")
	must(t, err)
	_, err = h.Admit(h.ctx, n, "org_a")
	must(t, err)
	_, err = h.Admit(h.ctx, same, "org_a")
	wants(t, err, fault.Conflict)
	if count(h, Users) != 2 {
		t.Errorf("%d users", count(h, Users))
	}
}

func TestWhoWasHereBeforeComesWithHisPassword(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	_, err := h.Prepare(h.ctx, Person{"Not Ada", attempt("ada", other)}, "usr_2")
	wants(t, err, fault.Unauthenticated)
	n, err := h.Prepare(h.ctx, Person{"Ada elsewhere", attempt("ada", good)}, "usr_2")
	must(t, err)
	_, err = h.Admit(h.ctx, n, "org_b")
	must(t, err)
	me, err := h.Me(h.ctx, in.Actor)
	must(t, err)
	if me.User.Name != "Ada Lovelace" || fmt.Sprint(me.Organisations) != "[org_a org_b]" {
		t.Errorf("%+v %v", me.User, me.Organisations)
	}
	if ok, err := h.Belongs(h.ctx, in.User.ID, "org_b"); !ok || err != nil {
		t.Error(ok, err)
	}
}

func TestFindingOutWhoAsksIsNoDecision(t *testing.T) {
	h := newHouse(t)
	in := h.ada()
	ctx := access.WithTrail(h.ctx)
	_, err := h.Authenticate(ctx, in.Token)
	must(t, err)
	for _, n := range access.Needs() {
		if access.Decided(ctx, n) {
			t.Errorf("%s counts as decided", n)
		}
	}
	_, err = h.SignIn(ctx, attempt("ada", good))
	must(t, err)
	if !access.Decided(ctx, access.SignIn) || access.Decided(ctx, access.SelfUpdate) {
		t.Error("signing in is what was decided")
	}
}

func TestTheLogOfTheInstanceGivesItsDocuments(t *testing.T) {
	h := newHouse(t)
	h.ada()
	h.lin()
	pair, err := h.IssueTokens(h.ctx, attempt("lin", good))
	must(t, err)
	_, err = h.Refresh(h.ctx, pair.Refresh)
	must(t, err)
	if n := count(h, Rotations); n != 1 {
		t.Errorf("%d rotations", n)
	}
	if got := h.log(h.DeriveID("usr", "lin")); len(got) != 3 { // user, credential, membership have one id
		t.Errorf("%v", got)
	}
}
