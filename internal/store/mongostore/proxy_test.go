package mongostore_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
)

// always is more often than the driver can ask again before its time is up, which is a thousand times a second.
const always = 1 << 40

// proxy stands between an engine and its server and loses what it is told to.
type proxy struct {
	listener net.Listener
	server   string
	loses    []byte       // the name of a command
	before   bool         // it is lost before the server gets it, else its answer is
	times    atomic.Int64 // how many more of them
	seen     atomic.Int64 // how many there were

	mu    sync.Mutex
	conns []net.Conn
	wg    sync.WaitGroup
}

// newProxy gives a proxy that loses nothing yet, and the address to use instead of uri.
func newProxy(t *testing.T, uri string) (*proxy, string) {
	t.Helper()
	u, err := url.Parse(uri)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: l, server: u.Host, loses: []byte("\x02no such command\x00")}
	p.wg.Go(p.accept)
	t.Cleanup(func() { p.close(); p.wg.Wait() })
	return p, "mongodb://" + l.Addr().String() + "/?directConnection=true"
}

// lose begins to lose a command. No engine may be in use meanwhile.
func (p *proxy) lose(command string, before bool, times int64) {
	p.loses, p.before = []byte("\x10"+command+"\x00"), before
	p.seen.Store(0)
	p.times.Store(times)
}

func (p *proxy) close() {
	_ = p.listener.Close()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.conns {
		_ = c.Close()
	}
}

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", p.server)
		if err != nil {
			_ = client.Close()
			continue
		}
		p.mu.Lock()
		p.conns = append(p.conns, client, server)
		p.mu.Unlock()
		lost := &atomic.Bool{}
		p.wg.Go(func() { p.requests(client, server, lost) })
		p.wg.Go(func() { p.answers(client, server, lost) })
	}
}

func (p *proxy) requests(client, server net.Conn, lost *atomic.Bool) {
	defer client.Close()
	defer server.Close()
	for {
		m, err := message(client)
		if err != nil {
			return
		}
		if bytes.Contains(m, p.loses) {
			p.seen.Add(1)
			if p.times.Add(-1) >= 0 {
				if p.before {
					return
				}
				lost.Store(true)
			}
		}
		if _, err := server.Write(m); err != nil {
			return
		}
	}
}

func (p *proxy) answers(client, server net.Conn, lost *atomic.Bool) {
	defer client.Close()
	defer server.Close()
	for {
		m, err := message(server)
		if err != nil || lost.Load() {
			return
		}
		if _, err := client.Write(m); err != nil {
			return
		}
	}
}

// message reads one message of the protocol, which begins with its length.
func message(from io.Reader) ([]byte, error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(from, head); err != nil {
		return nil, err
	}
	m := make([]byte, binary.LittleEndian.Uint32(head))
	copy(m, head)
	_, err := io.ReadFull(from, m[4:])
	return m, err
}
