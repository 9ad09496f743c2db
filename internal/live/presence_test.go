package live

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// tell says where somebody is: his tab is called by his name where p does not name it.
func (s *scene) tell(user string, p Presence) error {
	if p.Client == "" {
		p.Client = user
	}
	if p.Doing == "" {
		p.Doing = Viewing
	}
	return s.hub.Tell(context.Background(), access.Actor{User: user, Kind: "user"}, string(org), p)
}

func (s *scene) at(user, project string) {
	s.t.Helper()
	if err := s.tell(user, Presence{Project: project}); err != nil {
		s.t.Fatal(err)
	}
}

// patient is a scene whose clock stands until it is moved.
func patient(t *testing.T) (*scene, *moment.Fake) {
	clock := moment.NewFake(time.Date(2026, 11, 25, 3, 14, 7, 0, time.UTC))
	s := open(t, func(o *Options) { o.Clock = clock })
	for _, name := range []string{"tom", "eve"} {
		s.member(name, access.TeamMember)
	}
	return s, clock
}

// within moves the clock until somebody hears the next message, and gives how long that took at most.
func (s *scene) within(clock *moment.Fake, e *ear, want string) time.Duration {
	s.t.Helper()
	began := clock.Now()
	for {
		select {
		case m := <-e.messages:
			if m.String() != want {
				s.t.Fatalf("heard %q (%s), want %q", m, m.data, want)
			}
			return clock.Now().Sub(began)
		case <-time.After(2 * time.Millisecond):
			clock.Advance(250 * time.Millisecond)
		}
		if clock.Now().Sub(began) > time.Hour {
			s.t.Fatalf("%q is never heard", want)
		}
	}
}

// silent wants nobody to be told anything before an event that is written now.
func (s *scene) silent(ears ...*ear) {
	s.t.Helper()
	s.write("mark", "prj_open", "project", fmt.Sprint(time.Now().UnixNano()))
	for _, e := range ears {
		if m := e.next(); m.ID != "mark" {
			s.t.Fatalf("heard %s", m.data)
		}
	}
}

func TestLV14_whoSeesTheProjectIsToldWhoIsThere(t *testing.T) {
	s, clock := patient(t)
	s.seat("prj_1", "lin", access.Member)
	s.seat("prj_1", "ada", access.Member)
	lin, tom := s.listen("lin", ""), s.listen("tom", "")
	s.at("ada", "prj_1")
	lin.hears("presence ada prj_1 viewing")
	late := s.listen("lin", "")
	late.hears("presence ada prj_1 viewing") // who comes later is told who is there
	s.at("ada", "prj_open")                  // where only Tom sees her, she has gone for Lin, who is a client
	s.within(clock, tom, "presence ada prj_open viewing")
	lin.hears("left ada prj_1")
	late.hears("left ada prj_1")
	clock.Advance(time.Second)
	if err := s.tell("ada", Presence{Project: "prj_1", Task: "tsk_01jdg3x8q2v7m4k9r5wz", Doing: Typing, Field: "comment"}); err != nil {
		t.Fatal(err)
	}
	m := lin.next()
	if m.data != `{"client":"ada","member":"ada","project":"prj_1","task":"tsk_01jdg3x8q2v7m4k9r5wz","doing":"typing","field":"comment"}` || m.id != "" {
		t.Errorf("%s %s", m.id, m.data)
	}
	tom.hears("left ada prj_open")
}

func TestLV14_whatIsToldFollowsOnesRights(t *testing.T) {
	s, _ := patient(t)
	s.seat("prj_1", "ada", access.Member)
	s.at("ada", "prj_1")
	tom := s.listen("tom", "")
	s.seat("prj_1", "tom", access.Member)
	tom.hears("reset prj_1", "doc prj_1/tom <nil>", "presence ada prj_1 viewing")
	s.update(org, func(tx store.Tx) error {
		m, err := seats.Get(tx, seatID("prj_1", "tom"))
		if err != nil {
			return err
		}
		return seats.Delete(tx, "projectMember.removed", m)
	})
	tom.hears("reset prj_1", "left ada prj_1")
	s.at("ada", "prj_1")
	if err := s.tell("ada", Presence{Project: "prj_1", Doing: Editing}); err != nil {
		t.Fatal(err)
	}
	s.silent(tom)
}

func TestLV14_aStreamOfOneProjectTellsWhoIsInIt(t *testing.T) {
	s, clock := patient(t)
	s.seat("prj_1", "ada", access.Member)
	s.seat("prj_1", "tom", access.Member)
	tom := s.listen("tom", "project=prj_1")
	s.at("ada", "prj_open")
	clock.Advance(time.Second)
	s.at("ada", "prj_1")
	tom.hears("presence ada prj_1 viewing")
	clock.Advance(time.Second)
	s.at("ada", "prj_open")
	tom.hears("left ada prj_1")
}

func TestLV15_oneHasGoneWhenOneSaysSoOrNoMore(t *testing.T) {
	s, clock := patient(t)
	tom := s.listen("tom", "")
	s.at("ada", "prj_open")
	tom.hears("presence ada prj_open viewing")
	clock.Advance(time.Second)
	s.at("ada", "")
	tom.hears("left ada prj_open")
	s.at("ada", "") // nothing more to tell
	clock.Advance(time.Second)
	s.at("ada", "prj_open")
	tom.hears("presence ada prj_open viewing")
	if took := s.within(clock, tom, "left ada prj_open"); took < 44*time.Second || took > 60*time.Second {
		t.Errorf("it took %v", took)
	}
	s.at("ada", "prj_open")
	s.within(clock, tom, "presence ada prj_open viewing")
	for range 10 { // said again in time
		clock.Advance(20 * time.Second)
		s.at("ada", "prj_open")
	}
	s.silent(tom)
}

func TestLV15_oneHasGoneSoonAfterOnesLastStream(t *testing.T) {
	s, clock := patient(t)
	tom := s.listen("tom", "")
	one, two := s.listen("ada", ""), s.listen("ada", "")
	s.at("ada", "prj_open")
	tom.hears("presence ada prj_open viewing")
	leave := func(e *ear) {
		e.body.Close()
		for n := s.streams("ada"); s.streams("ada") == n && n > 0; {
			time.Sleep(time.Millisecond)
		}
	}
	one.hears("presence ada prj_open viewing")
	two.hears("presence ada prj_open viewing")
	leave(one)
	clock.Advance(15 * time.Second)
	s.at("ada", "prj_open")
	s.silent(tom, two) // the other stream is open
	leave(two)
	clock.Advance(5 * time.Second)
	three := s.listen("ada", "") // a line that broke
	three.hears("presence ada prj_open viewing")
	clock.Advance(15 * time.Second)
	s.at("ada", "prj_open")
	s.silent(tom)
	leave(three)
	if took := s.within(clock, tom, "left ada prj_open"); took < 9*time.Second || took > 20*time.Second {
		t.Errorf("it took %v", took)
	}
}

func (s *scene) streams(user string) int {
	s.hub.where.mu.Lock()
	defer s.hub.where.mu.Unlock()
	return s.hub.where.in(string(org)).streams[user]
}

func TestLV16_oneSpeaksForOneselfAndOfWhatOneSees(t *testing.T) {
	s, _ := patient(t)
	s.seat("prj_1", "ada", access.Member)
	tom := s.listen("tom", "")
	for _, project := range []string{"prj_1", "prj_none"} {
		if err := s.tell("eve", Presence{Project: project}); !fault.Is(err, fault.NotFound) {
			t.Errorf("Eve is in %s: %v", project, err)
		}
	}
	if err := s.tell("stranger", Presence{Project: "prj_open"}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger is there: %v", err)
	}
	if err := s.tell("ada", Presence{Project: "prj_open", Member: "tom"}); err != nil {
		t.Fatal(err)
	}
	if m := tom.next(); !strings.Contains(m.data, `"member":"ada"`) {
		t.Errorf("%s", m.data)
	}
	for _, p := range []Presence{{Client: "ada"}, {Client: "ada", Project: "prj_open"}} {
		if err := s.tell("eve", p); !fault.Is(err, fault.Conflict) {
			t.Errorf("Eve speaks for Ada's tab: %v", err)
		}
	}
	for name, p := range map[string]Presence{
		"no tab": {Client: " "}, "a tab with a line break": {Client: "a\nb"}, "a long name": {Client: strings.Repeat("x", 65)}, "no task": {Project: "prj_open", Task: "x"},
		"a task nowhere": {Task: "tsk_01jdg3x8q2v7m4k9r5wz"}, "a deed": {Project: "prj_open", Doing: "sleeping"}, "a field": {Project: "prj_open", Field: "price"},
	} {
		if err := s.tell("eve", p); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.silent(tom)
}

func TestLV17_itIsToldSparinglyAndNeverKept(t *testing.T) {
	s, clock := patient(t)
	tom := s.listen("tom", "")
	before := s.write("n", "prj_open", "project", "before")
	tom.hears("doc n before")
	s.at("ada", "prj_open")
	tom.hears("presence ada prj_open viewing")
	for _, d := range []Doing{Viewing, Editing, Typing, Editing, Typing} { // within a quarter of a second, only the end of it is told
		if err := s.tell("ada", Presence{Project: "prj_open", Doing: d}); err != nil {
			t.Fatal(err)
		}
	}
	s.within(clock, tom, "presence ada prj_open typing")
	for range 5 {
		clock.Advance(time.Second)
		if err := s.tell("ada", Presence{Project: "prj_open", Doing: Typing}); err != nil { // nothing new
			t.Fatal(err)
		}
	}
	after := s.write("n", "prj_open", "project", "after")
	tom.hears("set n after")
	if after.Position.Number != before.Position.Number+1 {
		t.Errorf("%d events between", after.Position.Number-before.Position.Number-1)
	}
}

func TestLV18_itIsBounded(t *testing.T) {
	s, clock := patient(t)
	refused := 0
	for i := range 40 {
		if err := s.tell("ada", Presence{Client: fmt.Sprint("tab", i), Project: "prj_open"}); fault.Is(err, fault.Limited) {
			refused++
			if fault.RetryAfter(err) <= 0 {
				t.Error("nobody says when to come again")
			}
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if refused < 20 {
		t.Errorf("of 40 at once only %d are refused", refused)
	}
	if err := s.tell("tom", Presence{Project: "prj_open"}); err != nil {
		t.Errorf("others are held up: %v", err)
	}
	for i := range 60 {
		clock.Advance(time.Second / 2)
		if err := s.tell("ada", Presence{Client: fmt.Sprint("more", i), Project: "prj_open"}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(s.hub.where.present(string(org))); n > mostTabs+1 {
		t.Errorf("%d tabs", n)
	}
}

// wire is a carrier between two hubs.
type wire struct{ fns []func(string, Presence) }

func (w *wire) Say(o string, p Presence) {
	for _, fn := range w.fns {
		fn(o, p)
	}
}

func (w *wire) Listen(fn func(string, Presence)) func() {
	w.fns = append(w.fns, fn)
	return func() {}
}

func TestLV14_aCarrierTakesItToOtherProcesses(t *testing.T) {
	between := &wire{}
	clock := moment.NewFake(time.Date(2026, 11, 25, 3, 14, 7, 0, time.UTC))
	here := open(t, func(o *Options) { o.Carrier, o.Clock = between, clock })
	there := open(t, func(o *Options) { o.Carrier, o.Clock = between, clock })
	here.member("tom", access.TeamMember)
	tom := here.listen("tom", "")
	if err := there.tell("ada", Presence{Project: "prj_open"}); err != nil {
		t.Fatal(err)
	}
	tom.hears("presence ada prj_open viewing")
}

func TestNothingIsLeftOfThoseWhoHaveGone(t *testing.T) {
	s, clock := patient(t)
	e := s.listen("ada", "")
	s.at("ada", "prj_open")
	e.body.Close()
	for deadline := time.Now().Add(20 * time.Second); ; {
		s.hub.where.mu.Lock()
		left := len(s.hub.where.orgs) + len(s.hub.where.said)
		begun := s.hub.where.begun
		s.hub.where.mu.Unlock()
		if left == 0 && !begun {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d are left", left)
		}
		clock.Advance(time.Second)
		time.Sleep(time.Millisecond)
	}
}

func anybody(user string) access.Actor { return access.Actor{User: user, Kind: "user"} }
