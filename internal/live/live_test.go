package live

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
)

const org store.Space = "org_1"

// note is the document that the tests are about, seat says who may see what, login is a session.
type note struct {
	store.Meta
	Project  string `json:"project"`
	Audience string `json:"audience"`
	Text     string `json:"text"`
}

type seat struct {
	store.Meta
	Project string      `json:"project"`
	Member  string      `json:"member"`
	Role    access.Role `json:"role"`
}

type login struct {
	store.Meta
	User string `json:"user"`
}

type person struct {
	store.Meta
	Role access.Role `json:"role"`
}

var (
	notes = store.NewKind(store.Spec[note]{Name: "note",
		Place: func(n *note) store.Place { return store.Place{Project: n.Project, Audience: n.Audience} }})
	seats = store.NewKind(store.Spec[seat]{Name: "projectMember",
		Place: func(s *seat) store.Place { return store.Place{Project: s.Project, Audience: "project"} }})
	people = store.NewKind(store.Spec[person]{Name: "member", Place: func(*person) store.Place { return store.Place{Audience: "org"} }})
	logins = store.NewKind(store.Spec[login]{Name: "session", Place: func(l *login) store.Place { return store.Place{Audience: "user:" + l.User} }})
	hidden = store.NewKind(store.Spec[login]{Name: "secret", Place: func(l *login) store.Place { return store.Place{Audience: "org"} }})
)

func seatID(project, user string) string { return project + "/" + user }

// facts: projects are whatever somebody has a seat in, and "prj_open", which everybody sees.
type facts struct{}

func (facts) OrganisationRole(tx store.Tx, user string) (access.Role, bool, error) {
	p, err := people.Look(tx, user)
	if err != nil || p == nil {
		return "", false, err
	}
	return p.Role, true, nil
}

func (facts) Project(_ store.Tx, ref string) (access.ProjectFacts, bool, error) {
	return access.ProjectFacts{ID: ref, OpenToOrg: ref == "prj_open"}, true, nil
}
func (facts) Projects(store.Tx) ([]access.ProjectFacts, error) { return nil, nil }
func (facts) ProjectRole(tx store.Tx, project, user string) (access.Role, error) {
	s, err := seats.Look(tx, seatID(project, user))
	if err != nil || s == nil {
		return "", err
	}
	return s.Role, nil
}

type scene struct {
	t     *testing.T
	store *store.Store
	hub   *Hub
	url   string

	browser *http.Client
	narrow  atomic.Bool // the next connection takes little at once

	mu    sync.Mutex
	alive error
	cuts  int
}

// readTimeout is how long the server of the tests waits for a request: streams live longer.
const readTimeout = 300 * time.Millisecond

func open(t *testing.T, change ...func(*Options)) *scene {
	t.Helper()
	st, err := store.New(memstore.New(append(store.Defs(), notes.Def(), seats.Def(), people.Def(), logins.Def(), hidden.Def())...), store.Options{Replay: true})
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{t: t, store: st}
	o := Options{Store: st, Gate: access.New(st, facts{}), MemberOf: seatID, Kinds: []*store.Def{notes.Def(), seats.Def(), people.Def()},
		Cut: func() { s.mu.Lock(); s.cuts++; s.mu.Unlock() }}
	for _, c := range change {
		c(&o)
	}
	s.hub = New(o)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		l := Listener{Actor: access.Actor{User: q.Get("user"), Kind: "user"}, Org: string(org), Project: q.Get("project"), After: q.Get("after"),
			Alive: func(context.Context) error {
				s.mu.Lock()
				defer s.mu.Unlock()
				return s.alive
			}}
		if err := s.hub.Serve(r.Context(), w, r, l); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
		}
	}))
	server.Config.ReadTimeout = readTimeout
	server.Listener = narrow{server.Listener, &s.narrow}
	s.browser = http.DefaultClient
	if overHTTP2 {
		server.EnableHTTP2 = true
		server.StartTLS()
		s.browser = server.Client()
	} else {
		server.Start()
	}
	t.Cleanup(func() {
		s.hub.Close()
		server.Close()
		st.Close()
	})
	s.url = server.URL
	s.member("ada", access.TeamMember)
	s.member("lin", access.Client)
	return s
}

func (s *scene) update(space store.Space, fn func(store.Tx) error) store.Commit {
	s.t.Helper()
	c, err := s.store.Update(context.Background(), space, store.By{Actor: "usr", Kind: "user"}, fn)
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func (s *scene) member(user string, role access.Role) {
	s.update(org, func(tx store.Tx) error {
		p, err := people.Get(tx, user)
		if fault.Is(err, fault.NotFound) {
			p, err = &person{Meta: store.Meta{ID: user}}, nil
		}
		if err != nil {
			return err
		}
		p.Role = role
		return people.Put(tx, "member.joined", p)
	})
}

func (s *scene) seat(project, user string, role access.Role) {
	s.update(org, func(tx store.Tx) error {
		return seats.Put(tx, "projectMember.added", &seat{Meta: store.Meta{ID: seatID(project, user)}, Project: project, Member: user, Role: role})
	})
}

// write puts a note; an empty text deletes it.
func (s *scene) write(id, project, audience, text string) store.Commit {
	return s.update(org, func(tx store.Tx) error {
		n, err := notes.Get(tx, id)
		if fault.Is(err, fault.NotFound) {
			n, err = &note{Meta: store.Meta{ID: id}}, nil
		}
		if err != nil {
			return err
		}
		if text == "" {
			return notes.Delete(tx, "note.deleted", n)
		}
		n.Project, n.Audience, n.Text = project, audience, text
		return notes.Put(tx, "note.written", n)
	})
}

type message struct {
	id, event, data string
	Seq             int64
	ID, Project     string
	Position        string
	Set, Doc        map[string]any
	Gone            bool
	Client, Doing   string
}

// String is short, to compare: what happened to which document.
func (m message) String() string {
	switch {
	case m.event == "presence" && m.Gone:
		return "left " + m.Client + " " + m.Project
	case m.event == "presence":
		return "presence " + m.Client + " " + m.Project + " " + m.Doing
	case m.event != "change":
		return m.event + " " + m.Project
	case m.Gone:
		return "gone " + m.ID
	case m.Doc != nil:
		return fmt.Sprint("doc ", m.ID, " ", m.Doc["text"])
	}
	return fmt.Sprint("set ", m.ID, " ", m.Set["text"])
}

type ear struct {
	t        *testing.T
	hello    message
	messages chan message
	comments chan string
	body     io.Closer
}

func (s *scene) listen(user, query string) *ear {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "GET", s.url+"?user="+user+"&"+query, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	answer, err := s.browser.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	if answer.ProtoMajor == 2 != overHTTP2 {
		s.t.Fatal(answer.Proto)
	}
	if answer.StatusCode != 200 {
		s.t.Fatalf("listen: %d", answer.StatusCode)
	}
	e := &ear{t: s.t, messages: make(chan message, 10_000), comments: make(chan string, 100), body: answer.Body}
	go e.read(answer.Body)
	e.hello = e.next()
	if e.hello.event != "hello" {
		s.t.Fatalf("%v", e.hello)
	}
	return e
}

func (e *ear) read(body io.Reader) {
	defer close(e.messages)
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, 8<<20)
	var m message
	for lines.Scan() {
		switch name, value, _ := strings.Cut(lines.Text(), ": "); {
		case strings.HasPrefix(lines.Text(), ":"):
			e.comments <- lines.Text()
		case name == "id":
			m.id = value
		case name == "event":
			m.event = value
		case name == "data":
			m.data = value
			json.Unmarshal([]byte(value), &m) //nolint:errcheck // a test that needs it sees that it is empty
		case lines.Text() == "" && m.event != "":
			e.messages <- m
			m = message{}
		}
	}
}

func (e *ear) next() message {
	e.t.Helper()
	select {
	case m, ok := <-e.messages:
		if !ok {
			e.t.Fatal("the stream has ended")
		}
		return m
	case <-time.After(20 * time.Second):
		e.t.Fatal("no message")
	}
	return message{}
}

// hears wants exactly these messages next.
func (e *ear) hears(want ...string) {
	e.t.Helper()
	for _, w := range want {
		if got := e.next(); strings.TrimSpace(got.String()) != w {
			e.t.Fatalf("heard %q (%s), want %q", got, got.data, w)
		}
	}
}

func (e *ear) ends() {
	e.t.Helper()
	for {
		select {
		case _, ok := <-e.messages:
			if !ok {
				return
			}
		case <-time.After(20 * time.Second):
			e.t.Fatal("the stream does not end")
		}
	}
}

func TestLV1_helloComesFirstAndSaysWhereToGoOn(t *testing.T) {
	s := open(t)
	first := s.listen("ada", "")
	if _, ok := ParsePosition(first.hello.Position); !ok || first.hello.id != first.hello.Position {
		t.Fatalf("%+v", first.hello)
	}
	s.write("n1", "prj_open", "project", "a")
	second := s.listen("ada", "after="+first.hello.Position)
	second.hears("doc n1 a")
	if second.hello.Position != first.hello.Position {
		t.Errorf("it goes on from %s, not from %s", second.hello.Position, first.hello.Position)
	}
}

func TestLV2_resumedOneHearsWhatTheOthersHeard(t *testing.T) {
	s := open(t)
	whole := s.listen("ada", "")
	go func() {
		for i := range 1500 {
			s.write(fmt.Sprint("n", i%7), "prj_open", "project", fmt.Sprint(i))
		}
		s.write("end", "prj_open", "project", "end")
	}()
	var all []message
	for len(all) == 0 || all[len(all)-1].ID != "end" {
		all = append(all, whole.next())
	}
	if len(all) != 1501 {
		t.Fatalf("%d messages", len(all))
	}
	for i := 1; i < len(all); i++ {
		if all[i].Seq <= all[i-1].Seq {
			t.Fatalf("%d after %d", all[i].Seq, all[i-1].Seq)
		}
	}
	for _, from := range []int{0, 1, 700, 1499, 1500} {
		e := s.listen("ada", "after="+all[from].id)
		for _, want := range all[from+1:] {
			if got := e.next(); got.data != want.data || got.id != want.id {
				t.Fatalf("from %d: %s, want %s", from, got.data, want.data)
			}
		}
		e.body.Close()
	}
}

func TestLV3_whereOneCannotGoOnThereIsAReset(t *testing.T) {
	s := open(t, func(o *Options) { o.Floor = 5 })
	first := s.listen("ada", "")
	was := first.hello.Position
	s.write("n", "prj_open", "project", "0")
	first.hears("doc n 0")
	at := s.listen("ada", "").hello.Position
	p, _ := ParsePosition(at)
	for name, after := range map[string]string{
		"of another epoch":        FormatPosition(org, store.Position{Epoch: "ANOTHER", Number: 1}),
		"of another organisation": FormatPosition("org_2", p.Position),
		"ahead of the log":        FormatPosition(org, store.Position{Epoch: p.Position.Epoch, Number: 999}),
		"no position":             "rubbish",
	} {
		e := s.listen("ada", "after="+after)
		if e.hears("reset"); e.hello.Position != at {
			t.Errorf("%s: it goes on from %s", name, e.hello.Position)
		}
	}
	s.listen("ada", "after="+was).hears("doc n 0")
	for i := range 5 {
		s.write("n", "prj_open", "project", fmt.Sprint(i+1))
		first.hears(fmt.Sprint("set n ", i+1))
	}
	below := s.listen("ada", "after="+was)
	below.hears("reset")
	s.write("n", "prj_open", "project", "now")
	below.hears("set n now")
}

func TestLV4_anEventIsSerialisedOnce(t *testing.T) {
	s := open(t)
	var ears []*ear
	for range 20 {
		ears = append(ears, s.listen("ada", ""))
	}
	for i := range 10 {
		s.write("n", "prj_open", "project", fmt.Sprint(i))
	}
	for _, e := range ears {
		for range 10 {
			e.next()
		}
	}
	if n := s.hub.serialised.Load(); n != 10 {
		t.Errorf("10 events for 20 listeners were serialised %d times", n)
	}
}

func TestLV5_nobodyIsToldWhatHeMayNotSee(t *testing.T) {
	s := open(t)
	s.seat("prj_1", "lin", access.Member) // a client: not among project:internal
	s.seat("prj_1", "ada", access.Member)
	ada, lin := s.listen("ada", ""), s.listen("lin", "")
	start := lin.hello.Position
	s.write("n1", "prj_2", "project", "elsewhere")
	s.write("n2", "prj_1", "project:internal", "inside")
	s.write("n3", "prj_1", "project", "told to all")
	s.update(org, func(tx store.Tx) error {
		return hidden.Put(tx, "secret.kept", &login{Meta: store.Meta{ID: "s"}})
	})
	s.write("n4", "prj_1", "project", "end")
	ada.hears("doc n2 inside", "doc n3 told to all", "doc n4 end")
	lin.hears("doc n3 told to all", "doc n4 end")

	// What was told to all when it was written is not told to all once it has become internal.
	for i := range 3 * most { // so far away that it is not read at once
		s.write("n5", "prj_1", "project", fmt.Sprint(i))
	}
	s.write("n3", "prj_1", "project:internal", "now inside")
	s.write("n6", "prj_1", "project", "end")
	again := s.listen("lin", "after="+start)
	for {
		m := again.next()
		if m.ID == "n3" && !m.Gone {
			t.Fatalf("lin hears %s", m.data)
		}
		if m.ID == "n6" {
			return
		}
	}
}

func TestLV6_aResetComesBeforeAnythingElseOfTheProject(t *testing.T) {
	s := open(t)
	e := s.listen("lin", "")
	s.write("n1", "prj_1", "project", "unseen")
	s.seat("prj_1", "ada", access.Member) // somebody else's
	s.seat("prj_1", "lin", access.Member)
	s.write("n1", "prj_1", "project", "seen")
	e.hears("reset prj_1", "doc prj_1/lin <nil>", "set n1 seen")
	s.update(org, func(tx store.Tx) error {
		one, err := seats.Get(tx, seatID("prj_1", "lin"))
		if err != nil {
			return err
		}
		return seats.Delete(tx, "projectMember.removed", one)
	})
	s.write("n1", "prj_1", "project", "unseen again")
	e.hears("reset prj_1")
	s.member("lin", access.TeamMember)
	s.write("n2", "prj_open", "project", "end")
	e.hears("reset", "set lin <nil>", "doc n2 end")
}

func TestLV7_whatLeavesIsGoneAndWhatComesIsWhole(t *testing.T) {
	s := open(t)
	s.seat("prj_1", "lin", access.Member)
	s.seat("prj_1", "ada", access.Member)
	ada, lin := s.listen("ada", ""), s.listen("lin", "")
	step := func(audience, text, adaHears, linHears string) {
		t.Helper()
		s.write("n", "prj_1", audience, text)
		ada.hears(adaHears)
		if linHears != "" {
			lin.hears(linHears)
		}
	}
	step("project", "a", "doc n a", "doc n a")
	step("project:internal", "b", "set n b", "gone n")
	step("project:internal", "c", "set n c", "")
	step("project", "d", "set n d", "doc n d")
	step("project", "e", "set n e", "set n e")
	step("project", "", "gone n", "gone n")
}

func TestLV8_theStreamEndsWithTheSession(t *testing.T) {
	s := open(t)
	e := s.listen("ada", "")
	s.update(store.Instance, func(tx store.Tx) error {
		return logins.Put(tx, "session.created", &login{Meta: store.Meta{ID: "l"}, User: "ada"})
	})
	s.write("n", "prj_open", "project", "still here")
	e.hears("doc n still here")
	s.mu.Lock()
	s.alive = errors.New("the session has ended")
	s.mu.Unlock()
	s.update(store.Instance, func(tx store.Tx) error {
		l, err := logins.Get(tx, "l")
		if err != nil {
			return err
		}
		return logins.Delete(tx, "session.ended", l)
	})
	e.ends()
	s.mu.Lock()
	s.alive = nil
	s.mu.Unlock()
	e = s.listen("ada", "")
	s.update(org, func(tx store.Tx) error {
		p, err := people.Get(tx, "ada")
		if err != nil {
			return err
		}
		return people.Delete(tx, "member.removed", p)
	})
	e.ends()
}

func TestLV9_aSlowReaderIsCutOffAndHoldsUpNobody(t *testing.T) {
	s := open(t, func(o *Options) { o.Queue = 50 })
	c := newClient(s.hub, Listener{Actor: access.Actor{User: "ada", Kind: "user"}, Org: string(org)}) // it never takes anything
	if err := c.lookAround(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.hub.enter(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	defer s.hub.leave(c)
	quick := s.listen("ada", "")
	for i := range 200 {
		s.write("n", "prj_open", "project", fmt.Sprint(i))
		quick.next()
	}
	got, _ := c.take()
	if !got.cut || len(got.frames) != 0 {
		t.Errorf("after 200 events a queue of 50 is %+v", got)
	}
	slow := &stream{client: c, ctx: t.Context()}
	if err := slow.next(got); err == nil {
		t.Error("it goes on")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cuts != 1 {
		t.Errorf("%d cuts were counted", s.cuts)
	}
}

func TestLV10_aCommentKeepsTheLineOpen(t *testing.T) {
	clock := moment.NewFake(time.Date(2026, 11, 25, 3, 14, 7, 0, time.UTC))
	s := open(t, func(o *Options) { o.Clock = clock })
	e := s.listen("ada", "")
	for range 3 {
		for heard := false; !heard; {
			clock.Advance(15 * time.Second)
			select {
			case <-e.comments:
				heard = true
			case <-time.After(time.Millisecond): // it had not begun to wait
			}
		}
	}
}

// TestLV10_aStreamOutlivesTheTimeForRequests: a server that waits for a request no longer than so does not end the stream then.
func TestLV10_aStreamOutlivesTheTimeForRequests(t *testing.T) {
	s := open(t, func(o *Options) { o.Heartbeat = readTimeout / 3 })
	e := s.listen("ada", "")
	for range 9 {
		select {
		case <-e.comments:
		case m, ok := <-e.messages:
			t.Fatalf("%v %v", m, ok)
		}
	}
	s.write("n", "prj_open", "project", "still here")
	e.hears("doc n still here")
}

func TestLV11_whenTheServerStopsEveryStreamEnds(t *testing.T) {
	s := open(t)
	a, b := s.listen("ada", ""), s.listen("lin", "")
	s.hub.Close()
	a.ends()
	b.ends()
	answer, err := s.browser.Get(s.url + "?user=ada")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode == 200 {
		t.Error("a new stream is opened")
	}
}

func TestLV12_oneProjectAlone(t *testing.T) {
	s := open(t)
	s.seat("prj_1", "lin", access.Member)
	e := s.listen("lin", "project=prj_1")
	s.member("tom", access.TeamMember)
	s.write("n1", "prj_open", "project", "elsewhere")
	s.write("n2", "prj_1", "project", "here")
	e.hears("doc n2 here")
}

func TestLV13_positionsAreWellFormedOrRefused(t *testing.T) {
	p := store.Position{Epoch: "ABC123", Number: 42}
	if got, ok := ParsePosition(FormatPosition(org, p)); !ok || got.Space != org || got.Position != p {
		t.Errorf("%+v", got)
	}
	for _, s := range []string{"", "1", "1.A", "-1.A.org", "01.A.org", "1.A.", "99999999999999999999.A.org", "1.A.org\n", "1.A.org.x", "+1.A.org", "1.é.org", strings.Repeat("1", 200)} {
		if p, ok := ParsePosition(s); ok {
			t.Errorf("%q is %+v", s, p)
		}
	}
}

func FuzzLV13_lastEventID(f *testing.F) {
	f.Add("42.ABC123.org_1")
	f.Add("0..instance")
	f.Add("1.\x00.org")
	f.Fuzz(func(t *testing.T, s string) {
		if p, ok := ParsePosition(s); ok && FormatPosition(p.Space, p.Position) != s {
			t.Fatalf("%q is read as %+v", s, p)
		}
	})
}
