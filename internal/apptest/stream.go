package apptest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Message is one message of an event stream.
type Message struct {
	Position string // its id
	Event    string
	Data     string
	Change
}

// Change is what a message of the event "change" tells; a reset has a project too.
type Change struct {
	Seq                      int64
	Op, Name, Kind, ID       string
	Actor, Project, Position string
	Set, Doc                 map[string]any
	Gone                     bool
}

// Stream is an open event stream.
type Stream struct {
	Hello    Message
	messages chan Message
	ended    chan error
	cancel   context.CancelFunc
}

// Watch opens the stream of the organisation; query begins with "?" or is empty.
func (p *Person) Watch(t testing.TB, query, lastEventID string) *Stream {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	headers := []string{"Accept", "text/event-stream"}
	if lastEventID != "" {
		headers = append(headers, "Last-Event-ID", lastEventID)
	}
	patient := &Person{Name: p.Name, world: p.world, http: &http.Client{}, cookie: p.cookie, bearer: p.bearer}
	answer, err := patient.send(ctx, "GET", p.world.At("/events"+query), nil, headers) //nolint:bodyclose // read closes it
	if err != nil {
		cancel()
		t.Fatal(err)
	}
	if answer.StatusCode != http.StatusOK {
		body, _ := io.ReadAll(answer.Body)
		cancel()
		t.Fatalf("watch: %d %s", answer.StatusCode, body)
	}
	s := &Stream{messages: make(chan Message, 10_000), ended: make(chan error, 1), cancel: cancel}
	go s.read(answer.Body)
	t.Cleanup(cancel)
	s.Hello = s.Next(t)
	if s.Hello.Event != "hello" {
		t.Fatalf("the first message is %+v", s.Hello)
	}
	return s
}

func (s *Stream) read(body io.ReadCloser) {
	defer body.Close()
	lines := bufio.NewScanner(body)
	lines.Buffer(nil, 8<<20)
	var m Message
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch name {
		case "id":
			m.Position = value
		case "event":
			m.Event = value
		case "data":
			m.Data = value
		case "":
			if lines.Text() == "" && m.Event != "" {
				json.Unmarshal([]byte(m.Data), &m.Change) //nolint:errcheck // a test that needs it sees that it is empty
				s.messages <- m
				m = Message{}
			}
		}
	}
	err := lines.Err()
	if err == nil {
		err = io.EOF
	}
	s.ended <- err
	close(s.messages)
}

// patience is how long a message may take; tests wait for messages, not for time.
const patience = 20 * time.Second

// Next waits for a message.
func (s *Stream) Next(t testing.TB) Message {
	t.Helper()
	select {
	case m, ok := <-s.messages:
		if !ok {
			t.Fatal("the stream has ended")
		}
		return m
	case <-time.After(patience):
		t.Fatal("no message")
	}
	return Message{}
}

// Until waits for a message that fits, and gives all up to it.
func (s *Stream) Until(t testing.TB, fits func(Message) bool) []Message {
	t.Helper()
	var all []Message
	for {
		m := s.Next(t)
		all = append(all, m)
		if fits(m) {
			return all
		}
	}
}

// Named waits for a change with this name.
func (s *Stream) Named(t testing.TB, name string) Message {
	t.Helper()
	all := s.Until(t, func(m Message) bool { return m.Name == name })
	return all[len(all)-1]
}

// End waits until the server has ended the stream; nil for a clean end.
func (s *Stream) End(t testing.TB) error {
	t.Helper()
	select {
	case err := <-s.ended:
		if errors.Is(err, io.EOF) {
			return nil
		}
		return err
	case <-time.After(patience):
		t.Fatal("the stream does not end")
	}
	return nil
}

// Close leaves.
func (s *Stream) Close() { s.cancel() }
