package live

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// patience is how long one write may take: who takes nothing for so long is gone.
const patience = 30 * time.Second

// stream is the writing end of a client.
type stream struct {
	*client
	ctx context.Context
	w   http.ResponseWriter
	ctl *http.ResponseController
}

// Serve opens a stream and stays until the listener goes, his session ends, he reads too slowly, or the hub is closed. An error means
// that nothing was written: it is the caller's to answer.
func (h *Hub) Serve(ctx context.Context, w http.ResponseWriter, l Listener) error {
	c := newClient(h, l)
	if err := c.lookAround(ctx); err != nil {
		return err
	}
	defer h.leave(c)
	if err := h.enter(ctx, c); err != nil {
		return err
	}
	h.where.arrives(l.Org, l.Actor.User)
	defer h.where.departs(l.Org, l.Actor.User)
	if h.o.Clients != nil {
		h.o.Clients(1)
		defer h.o.Clients(-1)
	}
	s := &stream{client: c, ctx: ctx, w: w, ctl: http.NewResponseController(w)}
	head := w.Header()
	head.Set("Content-Type", "text/event-stream")
	head.Set("Cache-Control", "no-store")
	head.Set("X-Accel-Buffering", "no") // nginx would gather events until they fill a page
	w.WriteHeader(http.StatusOK)
	defer s.ctl.SetWriteDeadline(time.Time{}) //nolint:errcheck // the connection goes on to serve others
	if err := s.run(); err != nil && !errors.Is(err, errOver) && ctx.Err() == nil {
		h.o.Log.Debug("a stream ended", "error", err)
	}
	return nil
}

// errOver ends a stream that has said what there was to say.
var errOver = errors.New("the stream is over")

func (s *stream) run() error {
	if err := s.begin(); err != nil {
		return err
	}
	beat := s.hub.o.Clock.After(s.hub.o.Heartbeat)
	for {
		select {
		case <-s.rung:
			if err := s.next(); err != nil {
				return err
			}
		case <-beat:
			beat = s.hub.o.Clock.After(s.hub.o.Heartbeat)
			if err := s.alive(); err != nil { // sessions also end by growing old
				return err
			}
			if err := s.write([]byte(": still here\n\n")); err != nil { // LV10
				return err
			}
		case <-s.ctx.Done():
			return errOver
		case <-s.hub.done:
			return errOver
		}
	}
}

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
	if err := s.write(hello); err != nil {
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
	return s.write(b)
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

// next writes what is waiting.
func (s *stream) next() error {
	t := s.take()
	switch {
	case t.cut:
		if s.hub.o.Cut != nil {
			s.hub.o.Cut()
		}
		return fmt.Errorf("%s reads too slowly", s.o.Actor.User)
	case t.over:
		if err := s.write(resetMessage("")); err != nil {
			return err
		}
		return errOver
	case t.doubt:
		if err := s.alive(); err != nil {
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
				s.write(all) //nolint:errcheck // it ends anyway
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
	return s.write(all)
}

func (s *stream) write(b []byte) error {
	s.ctl.SetWriteDeadline(moment.Real.Now().Std().Add(patience)) //nolint:errcheck // a recorder in tests has none
	if _, err := s.w.Write(b); err != nil {
		return err
	}
	return s.ctl.Flush()
}

func resetMessage(project string) []byte {
	if project == "" {
		return []byte("event: reset\ndata: {}\n\n")
	}
	return append(appendText([]byte(`event: reset`+"\n"+`data: {"project":`), project), "}\n\n"...)
}
