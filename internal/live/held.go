package live

import (
	"net/http"
	"time"

	"github.com/kanvaro/kanvaro/internal/moment"
)

// held is a line that the HTTP server keeps: HTTP/2, TLS, HTTP/1.0. The goroutine of the request writes on it and stays with it.
type held struct {
	w        http.ResponseWriter
	ctl      *http.ResponseController
	patience time.Duration
}

// hold serves a stream until it ends.
func (s *stream) hold(w http.ResponseWriter) {
	rung := make(chan struct{}, 1)
	s.push = func() { rung <- struct{}{} } // it is pushed once, and then only after it was found idle
	h := &held{w, http.NewResponseController(w), s.hub.o.Patience}
	s.line = h
	w.WriteHeader(http.StatusOK)
	err := s.stay(rung)
	h.ctl.SetWriteDeadline(time.Time{}) //nolint:errcheck // the connection goes on to serve others
	s.close(err)
}

func (s *stream) stay(rung <-chan struct{}) error {
	if err := s.begin(); err != nil {
		return err
	}
	for {
		if t, ok := s.take(); ok {
			if err := s.next(t); err != nil {
				return err
			}
			continue
		}
		select {
		case <-rung:
		case <-s.ctx.Done():
			return errOver
		case <-s.hub.done:
			return errOver
		}
	}
}

func (h *held) write(b []byte) error {
	h.ctl.SetWriteDeadline(moment.Real.Now().Std().Add(h.patience)) //nolint:errcheck // a recorder in tests has none
	if _, err := h.w.Write(b); err != nil {
		return err
	}
	return h.ctl.Flush()
}
