package e2e

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// event is what the live stream tells of one change.
type event struct {
	Seq  int64  `json:"seq"`
	Name string `json:"name"`
	Kind string `json:"kind"`
	ID   string `json:"id"`

	// position is what Last-Event-ID resumes from: the id of the message, in a hello a field of its own.
	position string
}

// stream is an open event stream.
type stream struct {
	lines *bufio.Scanner
	body  io.Closer
}

// listen opens the organisation's stream after a position, or from now on when that is empty. It returns when the
// server has said hello: nothing that happens from then on is missed.
func (c *client) listen(ctx context.Context, after string) (*stream, event, error) {
	request, err := c.request(ctx, http.MethodGet, c.org+"/events", nil)
	if err != nil {
		return nil, event{}, err
	}
	request.Header.Set("Accept", "text/event-stream")
	if after != "" {
		request.Header.Set("Last-Event-ID", after)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, event{}, err
	}
	if answer.StatusCode != http.StatusOK {
		answer.Body.Close()
		return nil, event{}, fmt.Errorf("events: %s", answer.Status)
	}
	s := &stream{lines: bufio.NewScanner(answer.Body), body: answer.Body}
	s.lines.Buffer(nil, 4<<20) // an event may carry a whole document
	hello, err := s.message("hello")
	if err != nil {
		s.close()
		return nil, event{}, fmt.Errorf("hello: %w", err)
	}
	return s, hello, nil
}

// next waits for the next change. It fails with io.EOF when the server has ended the stream.
func (s *stream) next() (event, error) { return s.message("change") }

func (s *stream) close() { _ = s.body.Close() }

func (s *stream) message(want string) (event, error) {
	var kind, id, data string
	for s.lines.Scan() {
		field, value, _ := strings.Cut(s.lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "event":
			kind = value
		case "id":
			id = value
		case "data":
			data += value
		case "":
			if s.lines.Text() != "" || kind == "" {
				continue // a comment that keeps the line open, or nothing yet
			}
			if kind != want {
				return event{}, fmt.Errorf("the stream says %q (%s), want %q", kind, data, want)
			}
			return parseEvent(id, data)
		}
	}
	if err := s.lines.Err(); err != nil {
		return event{}, err
	}
	return event{}, io.EOF
}

func parseEvent(id, data string) (event, error) {
	var e struct {
		event
		Position string `json:"position"`
	}
	if err := json.Unmarshal([]byte(data), &e); err != nil {
		return event{}, fmt.Errorf("event %q: %w", data, err)
	}
	e.position = cmp.Or(id, e.Position)
	return e.event, nil
}
