//go:build unix

package cli

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// heard is a log that is read while it is written.
type heard struct {
	mu   sync.Mutex
	text strings.Builder
}

func (h *heard) Write(b []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.text.Write(b)
}

func (h *heard) says(what string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.Contains(h.text.String(), what)
}

// TestSIGHUPReloadsAndDoesNotEnd: whoever renews certificates sends it, and so do terminals that are closed.
func TestSIGHUPReloadsAndDoesNotEnd(t *testing.T) {
	safe := make(chan os.Signal, 1) // the test itself must not die of it
	signal.Notify(safe, syscall.SIGHUP)
	defer signal.Stop(safe)
	ctx, stop := context.WithCancel(t.Context())
	out, log, ended := &lines{first: make(chan string, 1)}, &heard{}, make(chan int, 1)
	go func() {
		ended <- run(terminal{ctx, strings.NewReader(""), out, log},
			[]string{"serve", "--addr", "127.0.0.1:0", "--metrics-addr", "off", "--data", filepath.Join(t.TempDir(), "data")})
	}()
	setUp(t, <-out.first)
	for deadline := time.Now().Add(20 * time.Second); !log.says("reloaded"); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not hear the signal")
		}
		if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("it ended with %d", code)
	}
}
