//go:build linux

package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"unsafe"
)

// raiseLimit allows as many open files as the machine does; processes that are started inherit it.
func raiseLimit() {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		fail("%v", err)
	}
	want := l
	want.Cur, want.Max = 1<<17, max(l.Max, 1<<17)
	if syscall.Setrlimit(syscall.RLIMIT_NOFILE, &want) != nil { // only root may raise the upper one
		l.Cur = l.Max
		syscall.Setrlimit(syscall.RLIMIT_NOFILE, &l) //nolint:errcheck // then it fails when there are too many
	}
}

// client is a process that holds streams and says when something has come to all of them. It is a single thread over epoll: on a machine
// that it shares with the server, what it costs must be little, and the same whoever is measured.
type client struct {
	process *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
}

// setting is what a client process is told.
type setting struct {
	Addr    string
	Streams []string
	N       int
}

func startClient(s *subject, n int) *client {
	c := &client{process: exec.CommandContext(ctx, must(os.Executable()), "client")}
	c.process.Stderr = os.Stderr
	c.in = must(c.process.StdinPipe())
	c.out = bufio.NewReaderSize(must(c.process.StdoutPipe()), 1<<20)
	if err := c.process.Start(); err != nil {
		fail("%v", err)
	}
	if err := json.NewEncoder(c.in).Encode(setting{s.addr, s.streams, n}); err != nil {
		fail("%v", err)
	}
	c.line()
	return c
}

func (c *client) line() []byte {
	b, err := c.out.ReadBytes('\n')
	if err != nil {
		fail("the client has ended: %v", err)
	}
	return b
}

// event has something happen and gives how long it took to come to each stream, in milliseconds from the moment at which it was asked for,
// the last one at the end.
func (c *client) event(publish func() error) []float64 {
	fmt.Fprintln(c.in, "go") //nolint:errcheck // line tells
	c.line()
	began := now()
	if err := publish(); err != nil {
		fail("publish: %v", err)
	}
	var came []int64
	if err := json.Unmarshal(c.line(), &came); err != nil {
		fail("%v", err)
	}
	out := make([]float64, len(came))
	for i, at := range came {
		out[i] = float64(at-began) / 1e6
	}
	slices.Sort(out)
	return out
}

func (c *client) stop() {
	c.in.Close()     //nolint:errcheck // it ends then
	c.process.Wait() //nolint:errcheck // however it ends
}

// now is the time of the machine since it was started, in nanoseconds: the same for all processes.
func now() int64 {
	const monotonic = 1
	var ts syscall.Timespec
	if _, _, e := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, monotonic, uintptr(unsafe.Pointer(&ts)), 0); e != 0 { //nolint:gosec // the kernel writes there
		fail("clock: %v", e)
	}
	return ts.Nano()
}

// runClient is the process: it opens the streams, waits until each has said hello, and then, each time it is told to, until each has been
// told of a change.
func runClient() {
	in := bufio.NewReader(os.Stdin)
	var s setting
	if err := json.Unmarshal(must(in.ReadBytes('\n')), &s); err != nil {
		fail("%v", err)
	}
	addr := must(net.ResolveTCPAddr("tcp4", s.Addr))
	epoll := must(syscall.EpollCreate1(0))
	streams := make(map[int32]int, s.N)
	for i := range s.N {
		fd := dial(addr, i)
		if _, err := syscall.Write(fd, []byte(s.Streams[i%len(s.Streams)])); err != nil {
			fail("%v", err)
		}
		if err := syscall.EpollCtl(epoll, syscall.EPOLL_CTL_ADD, fd, &syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: int32(fd)}); err != nil {
			fail("%v", err)
		}
		streams[int32(fd)] = i
		if i%200 == 199 { // not more at once than the server takes
			wait(epoll, streams, []byte("event: hello"), 200, nil)
		}
	}
	wait(epoll, streams, []byte("event: hello"), s.N%200, nil)
	fmt.Println("open")
	came := make([]int64, s.N)
	for {
		if _, err := in.ReadBytes('\n'); err != nil {
			return
		}
		fmt.Println("ready")
		wait(epoll, streams, []byte("event: change"), s.N, came)
		must(os.Stdout.Write(append(must(json.Marshal(came)), '\n')))
	}
}

// dial connects, from one of several addresses of this machine: one has ports for some 28,000 connections.
func dial(to *net.TCPAddr, i int) int {
	fd := must(syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0))
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, byte(2 + i/20_000)}}); err != nil {
		fail("%v", err)
	}
	if err := syscall.Connect(fd, &syscall.SockaddrInet4{Port: to.Port, Addr: [4]byte(to.IP.To4())}); err != nil {
		fail("connect: %v", err)
	}
	return fd
}

// wait reads until so many streams have had a whole message with a mark, and notes when.
func wait(epoll int, streams map[int32]int, mark []byte, n int, came []int64) {
	events := make([]syscall.EpollEvent, 1024)
	buf := make([]byte, 64<<10)
	for n > 0 {
		k, err := syscall.EpollWait(epoll, events, 20_000)
		if err == syscall.EINTR { //nolint:errorlint // as the kernel gives it
			continue
		}
		if err != nil || k == 0 {
			fail("%d streams have not been told: %v", n, err)
		}
		for _, e := range events[:k] {
			m, err := syscall.Read(int(e.Fd), buf)
			if err != nil || m == 0 {
				fail("a stream has ended: %v", err)
			}
			if !bytes.Contains(buf[:m], mark) {
				continue
			}
			if !bytes.HasSuffix(buf[:m], []byte("\n\n")) && !bytes.HasSuffix(buf[:m], []byte("\n\n\r\n")) {
				fail("half a message: %q", buf[:m])
			}
			n--
			if came != nil {
				came[streams[e.Fd]] = now()
			}
		}
	}
}
