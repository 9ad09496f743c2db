package live

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
)

// overHTTP2 has the server of the tests speak it: there streams are held by their requests. Over plain HTTP/1.1 they are parked.
var overHTTP2 bool

// narrow makes a connection that takes little at once.
type narrow struct {
	net.Listener
	next *atomic.Bool
}

const narrowBytes = 16 << 10

func (n narrow) Accept() (net.Conn, error) {
	c, err := n.Listener.Accept()
	if err == nil && n.next.CompareAndSwap(true, false) {
		err = c.(*net.TCPConn).SetWriteBuffer(narrowBytes)
	}
	return c, err
}

// slow opens a stream over a narrow line from which nothing is read yet.
func (s *scene) slow() net.Conn {
	s.t.Helper()
	s.narrow.Store(true)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { conn.Close() })
	if err := conn.(*net.TCPConn).SetReadBuffer(narrowBytes); err != nil {
		s.t.Fatal(err)
	}
	fmt.Fprint(conn, "GET /?user=ada HTTP/1.1\r\nHost: x\r\n\r\n")
	s.until("it is open", func() bool { return s.streams("ada") > 0 })
	return conn
}

// TestTheRulesHoldOverHTTP2 goes through the rules that have to do with how a stream is written.
func TestTheRulesHoldOverHTTP2(t *testing.T) {
	overHTTP2 = true
	defer func() { overHTTP2 = false }()
	for name, rule := range map[string]func(*testing.T){
		"LV1": TestLV1_helloComesFirstAndSaysWhereToGoOn, "LV2": TestLV2_resumedOneHearsWhatTheOthersHeard,
		"LV8": TestLV8_theStreamEndsWithTheSession, "LV9": TestLV9_aSlowReaderIsCutOffAndHoldsUpNobody, "LV10": TestLV10_aCommentKeepsTheLineOpen,
		"LV10, long": TestLV10_aStreamOutlivesTheTimeForRequests, "LV11": TestLV11_whenTheServerStopsEveryStreamEnds, "LV12": TestLV12_oneProjectAlone,
		"LV14": TestLV14_whoSeesTheProjectIsToldWhoIsThere, "LV15": TestLV15_oneHasGoneSoonAfterOnesLastStream, "the end": TestAStreamThatIsLeftIsOver,
	} {
		t.Run(name, rule)
	}
}

// TestHTTP10IsServedToo: who speaks no better has the stream that the HTTP server keeps.
func TestHTTP10IsServedToo(t *testing.T) {
	s := open(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "GET /?user=ada HTTP/1.0\r\n\r\n")
	lines := bufio.NewScanner(conn)
	for lines.Scan() && lines.Text() != "event: hello" {
	}
	s.write("n", "prj_open", "project", "a")
	for lines.Scan() {
		if strings.Contains(lines.Text(), `"text":"a"`) {
			return
		}
	}
	t.Error("nothing is told")
}

// TestLV2_whatALineDoesNotTakeAtOnceComesLater: whole, in order, and while others are told at once.
func TestLV2_whatALineDoesNotTakeAtOnceComesLater(t *testing.T) {
	s := open(t)
	slow, quick := s.slow(), s.listen("ada", "")
	const events = 60
	for i := range events {
		s.write("n", "prj_open", "project", fmt.Sprint(i, " ", strings.Repeat("x", 10_000)))
		quick.next()
	}
	in := bufio.NewReader(slow)
	for i := 0; i < events; {
		line, err := in.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(line, `data: {"seq"`) {
			continue
		}
		if !strings.Contains(line, fmt.Sprintf(`"text":"%d x`, i)) || !strings.HasSuffix(line, "}\n") {
			t.Fatalf("event %d is %.200s…", i, line)
		}
		i++
	}
}

// TestLV9_whoTakesNothingIsGoneAfterAWhile: his connection is closed, and nothing of him is left.
func TestLV9_whoTakesNothingIsGoneAfterAWhile(t *testing.T) {
	s := open(t, func(o *Options) { o.Patience = time.Second / 2 })
	s.slow()
	s.member("tom", access.TeamMember)
	quick := s.listen("tom", "")
	for i := range 60 {
		s.write("n", "prj_open", "project", fmt.Sprint(i, " ", strings.Repeat("x", 10_000)))
		quick.next()
	}
	s.until("he is gone", func() bool { return s.streams("ada") == 0 })
	s.write("end", "prj_open", "project", "end")
	for quick.next().ID != "end" { // who reads is told
	}
}

// until waits for what happens by itself.
func (s *scene) until(what string, is func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("it never comes that %s", what)
		}
	}
}

func TestAStreamThatIsLeftIsOver(t *testing.T) {
	s := open(t)
	e := s.listen("ada", "")
	if s.streams("ada") != 1 {
		t.Fatal("there is no stream")
	}
	e.body.Close()
	s.until("it is over", func() bool { return s.streams("ada") == 0 })
	s.until("nobody listens any more", func() bool {
		s.hub.mu.Lock()
		defer s.hub.mu.Unlock()
		return len(s.hub.rooms) == 0
	})
}

// TestEndedIsCalledOnce: however a stream ends, and not before.
func TestEndedIsCalledOnce(t *testing.T) {
	s := open(t)
	ended := make(chan struct{}, 10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l := Listener{Actor: anybody("ada"), Org: string(org), Ended: func() { ended <- struct{}{} }}
		if err := s.hub.Serve(r.Context(), w, r, l); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
		}
	}))
	defer server.Close()
	ctx, leave := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, "GET", server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(answer.Body, make([]byte, 20)); err != nil {
		t.Fatal(err)
	}
	if len(ended) != 0 {
		t.Error("it has ended at once")
	}
	leave()
	<-ended
	answer.Body.Close()
	s.hub.Close()
	if len(ended) != 0 {
		t.Error("it has ended again")
	}
}
