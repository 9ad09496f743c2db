package live

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/kanvaro/kanvaro/internal/moment"
)

// parked is a line that the HTTP server has given up, and a stream on it: plain HTTP/1.1, the usual way behind a proxy and in an office.
// Most streams are silent most of the time, and a request that is being served costs 25 KiB or more; a parked one is a connection, a small
// goroutine that waits for it to be closed, and what the listener sees. When something is to be told, one of a few workers writes it, without
// waiting; should the connection not take all at once, a goroutine of its own waits for that, and nobody else does.
//
// It is not in chunks: the answer ends with the connection, which browsers and proxies understand, and an event is the same bytes for all.
type parked struct {
	*stream
	conn *net.TCPConn
	raw  syscall.RawConn
	rest []byte // of what the connection did not take at once
	late bool   // a goroutine of its own writes: it may wait
}

// park takes the connection of a request over; nil where that cannot be, and then nothing has happened.
func (h *Hub) park(s *stream, w http.ResponseWriter, r *http.Request) *parked {
	if !canPark || r.ProtoMajor != 1 || r.ProtoMinor < 1 || r.TLS != nil || !h.admit() {
		return nil
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		h.parked.Done()
		return nil
	}
	p := &parked{stream: s}
	p.conn, _ = conn.(*net.TCPConn)
	if p.conn != nil {
		p.raw, err = p.conn.SyscallConn()
	}
	if p.raw == nil || err != nil { // without TLS there are no others
		conn.Close() //nolint:errcheck // nobody else will
		p.conn = nil
	}
	return p
}

// serve begins the stream in the goroutine of its request, and leaves it to itself.
func (p *parked) serve(head http.Header) {
	if p.conn == nil {
		p.end(errors.New("a stream came over what is no TCP connection"))
		return
	}
	p.line, p.push = p, func() { p.hub.crew.add(p) }
	p.late = true // while it catches up it has a goroutine: this one
	if err := p.greet(head); err != nil {
		p.end(err)
		return
	}
	p.ctx = context.Background() // that of the request ends with it
	p.hub.parked.Go(p.listen)
	p.late = false
	p.work()
}

func (p *parked) greet(head http.Header) error {
	var b bytes.Buffer
	b.WriteString("HTTP/1.1 200 OK\r\n")
	head.Set("Connection", "close")
	head.Set("Date", moment.Real.Now().Std().Format(http.TimeFormat))
	if err := head.Write(&b); err != nil {
		return err
	}
	b.WriteString("\r\n")
	if err := p.write(b.Bytes()); err != nil {
		return err
	}
	return p.begin()
}

// listen waits until the listener closes the connection. There is nothing that he could say.
func (p *parked) listen() {
	var b [64]byte
	for n := 0; n < 1<<16; {
		k, err := p.conn.Read(b[:])
		if err != nil {
			break
		}
		n += k
	}
	p.note(func(f *flags) { f.left = true })
}

// work writes what is waiting until nothing is, or the connection would have to be waited for.
func (p *parked) work() {
	for {
		t, ok := p.take()
		if !ok {
			return
		}
		if err := p.next(t); err != nil {
			p.end(err)
			return
		}
		if len(p.rest) > 0 {
			go p.wait()
			return
		}
	}
}

// wait writes what the connection did not take at once, and whatever came meanwhile. // LV9
func (p *parked) wait() {
	rest := p.rest
	p.rest, p.late = nil, true
	if err := p.write(rest); err != nil {
		p.end(err)
		return
	}
	p.late = false
	p.work()
}

// write writes without waiting, and keeps what the connection does not take; in a goroutine of its own it waits.
func (p *parked) write(b []byte) error {
	if len(p.rest) > 0 {
		p.rest = append(p.rest, b...)
		return nil
	}
	if p.late {
		return p.patient(b)
	}
	n, err := tryWrite(p.raw, b)
	if err == nil && n < len(b) {
		p.rest = append(p.rest, b[n:]...)
	}
	return err
}

// patient writes as long as it takes, within bounds. The deadline is taken off again: it would hold for writes that do not wait too.
func (p *parked) patient(b []byte) error {
	if err := p.conn.SetWriteDeadline(moment.Real.Now().Std().Add(p.hub.o.Patience)); err != nil {
		return err
	}
	if _, err := p.conn.Write(b); err != nil {
		return err
	}
	return p.conn.SetWriteDeadline(time.Time{})
}

// end closes the connection and all that belongs to it. The client stays busy: nobody writes to it any more.
func (p *parked) end(cause error) {
	if p.conn != nil {
		p.conn.Close() //nolint:errcheck // whatever it says, it is over
	}
	p.close(cause)
	p.hub.parked.Done()
}
