package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/kanvaro/kanvaro/internal/store"
)

// stream is a client with a line to write on.
type stream struct {
	*client
	ctx  context.Context
	line line
}

// line is what a stream writes on.
type line interface {
	// write sends bytes as a whole. It may keep them, and they do not change.
	write([]byte) error
}

// Serve opens a stream. Where it can take the connection out of the hands of the HTTP server it returns once the listener is told what he
// has missed, and the stream goes on by itself (parked.go); else it stays until the end (held.go). Either ends when the listener goes, his
// session ends, he reads too slowly, or the hub is closed; then Listener.Ended is called. An error means that nothing was written and that
// there is no stream: it is the caller's to answer.
func (h *Hub) Serve(ctx context.Context, w http.ResponseWriter, r *http.Request, l Listener) error {
	s := &stream{client: newClient(h, l), ctx: ctx}
	if err := s.lookAround(ctx); err != nil {
		return err
	}
	if err := s.open(); err != nil {
		return err
	}
	head := w.Header()
	head.Set("Content-Type", "text/event-stream")
	head.Set("Cache-Control", "no-store")
	head.Set("X-Accel-Buffering", "no") // nginx would gather events until they fill a page
	if p := h.park(s, w, r); p != nil {
		p.serve(head)
	} else {
		s.hold(w)
	}
	return nil
}

// open lets the stream hear what happens from now on; close ends that.
func (s *stream) open() error {
	if err := s.hub.enter(s.ctx, s.client); err != nil {
		s.hub.leave(s.client)
		return err
	}
	s.hub.where.arrives(s.o.Org, s.o.Actor.User)
	if s.hub.o.Clients != nil {
		s.hub.o.Clients(1)
	}
	return nil
}

// close takes the stream out of everything. It is called once.
func (s *stream) close(cause error) {
	s.hub.leave(s.client)
	s.hub.where.departs(s.o.Org, s.o.Actor.User)
	if s.hub.o.Clients != nil {
		s.hub.o.Clients(-1)
	}
	if s.o.Ended != nil {
		s.o.Ended()
	}
	if cause != nil && !errors.Is(cause, errOver) {
		s.hub.o.Log.Debug("a stream ended", "error", cause)
	}
}

// errOver ends a stream that has said what there was to say.
var errOver = errors.New("the stream is over")

// begin says hello and what the listener has missed. // LV1, LV2, LV3
func (s *stream) begin() error {
	from := s.joined
	after, known := ParsePosition(s.o.After)
	space := store.Space(s.o.Org)
	lost := s.o.After != "" && (!known || after.Space != space || after.Position.Epoch != s.joined.Epoch ||
		after.Position.Number > s.joined.Number || s.joined.Number-after.Position.Number > s.hub.o.Floor)
	if s.o.After != "" && !lost {
		from = after.Position
	}
	at := FormatPosition(space, from)
	hello := fmt.Appendf(nil, "id: %s\nevent: hello\ndata: {\"position\":%q}\n\n", at, at)
	if lost {
		hello = append(hello, resetMessage("")...)
	}
	if err := s.line.write(hello); err != nil {
		return err
	}
	if err := s.catchUp(from.Number); err != nil {
		return err
	}
	return s.tellAround(s.hub.where.present(s.o.Org))
}

// tellAround writes who is where, as far as it is seen.
func (s *stream) tellAround(all []*moved) error {
	b, err := s.around(s.ctx, nil, all)
	if err == nil && s.stale {
		var more []byte
		more, err = s.lookAgain(s.ctx)
		b = append(b, more...)
	}
	if ended(err) {
		err = errOver
	}
	if err != nil || len(b) == 0 {
		return err
	}
	return s.line.write(b)
}

// catchUp reads from the log what there was up to the moment at which frames began to be handed over.
func (s *stream) catchUp(after int64) error {
	if after >= s.joined.Number {
		return nil
	}
	narrowing, err := s.narrowing(after)
	if err != nil {
		return err
	}
	for after < s.joined.Number {
		events, err := s.read(after)
		if err != nil {
			return err
		}
		after = events[len(events)-1].Seq
		for len(narrowing) > 0 && narrowing[0].Seq <= after {
			narrowing = narrowing[1:]
		}
		frames := s.hub.frames(store.Space(s.o.Org), s.joined.Epoch, append(events, narrowing...))
		for len(frames) > 0 && frames[len(frames)-1].Seq > after {
			frames = frames[:len(frames)-1]
		}
		if err := s.send(frames); err != nil {
			return err
		}
	}
	return nil
}

// read gives some events after a number, those up to joined at most.
func (s *stream) read(after int64) ([]*store.Event, error) {
	events, p, err := s.hub.o.Store.Events(s.ctx, store.Space(s.o.Org), after, int(min(most, s.joined.Number-after)))
	if err == nil && (len(events) == 0 || p.Epoch != s.joined.Epoch) {
		err = errOver
	}
	return events, err
}

// narrowing gives those events up to the end of the log that took a document out of an audience: what was told to more people when it was
// written is not told to them now. // LV5
func (s *stream) narrowing(after int64) ([]*store.Event, error) {
	var out []*store.Event
	for {
		events, _, err := s.hub.o.Store.Events(s.ctx, store.Space(s.o.Org), after, most)
		if err != nil || len(events) == 0 {
			return out, err
		}
		for _, e := range events {
			if e.Left != "" {
				out = append(out, e)
			}
		}
		after = events[len(events)-1].Seq
	}
}

// comment keeps the line open. // LV10
var comment = []byte(": still here\n\n")

// next writes what was waiting.
func (s *stream) next(t taken) error {
	switch {
	case t.left, t.stop:
		return errOver
	case t.cut:
		if s.hub.o.Cut != nil {
			s.hub.o.Cut()
		}
		return fmt.Errorf("%s reads too slowly", s.o.Actor.User)
	case t.over:
		if err := s.line.write(resetMessage("")); err != nil {
			return err
		}
		return errOver
	}
	if t.doubt || t.beat { // sessions also end by growing old
		if err := s.alive(); err != nil {
			return err
		}
	}
	if t.beat {
		if err := s.line.write(comment); err != nil {
			return err
		}
	}
	if err := s.send(t.frames); err != nil {
		return err
	}
	return s.tellAround(t.moved)
}

func (s *stream) alive() error {
	if s.o.Alive == nil {
		return nil
	}
	return s.o.Alive(s.ctx)
}

// send writes frames that may be seen. Somebody who is not a member any more has heard enough.
func (s *stream) send(frames []*frame) error {
	var all []byte
	for _, f := range frames {
		b, err := s.bytes(s.ctx, f)
		if ended(err) {
			err = errOver
		}
		if err != nil {
			if len(all) > 0 {
				s.line.write(all) //nolint:errcheck // it ends anyway
			}
			return err
		}
		if len(frames) == 1 { // the shared bytes themselves
			all = b
			break
		}
		all = append(all, b...)
	}
	if len(all) == 0 {
		return nil
	}
	return s.line.write(all)
}

func resetMessage(project string) []byte {
	if project == "" {
		return []byte("event: reset\ndata: {}\n\n")
	}
	return append(appendText([]byte(`event: reset`+"\n"+`data: {"project":`), project), "}\n\n"...)
}
