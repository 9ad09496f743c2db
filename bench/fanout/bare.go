//go:build linux

package main

import (
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// hub is server-sent events as they are usually written: a channel for each client, a map of them, a heartbeat.
type hub struct {
	mu      sync.Mutex
	clients map[chan []byte]bool
}

func (h *hub) events(w http.ResponseWriter, r *http.Request) {
	c := make(chan []byte, 16)
	h.mu.Lock()
	h.clients[c] = true
	h.mu.Unlock()
	defer func() {
		h.mu.Lock()
		delete(h.clients, c)
		h.mu.Unlock()
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	flush := w.(http.Flusher).Flush
	fmt.Fprint(w, "event: hello\ndata: {}\n\n")
	flush()
	beat := time.NewTicker(15 * time.Second)
	defer beat.Stop()
	for {
		select {
		case b := <-c:
			if _, err := w.Write(b); err != nil {
				return
			}
		case <-beat.C:
			if _, err := fmt.Fprint(w, ": still here\n\n"); err != nil {
				return
			}
		case <-r.Context().Done():
			return
		}
		flush()
	}
}

// publish sends what Kanvaro sends when a title has changed: as many bytes, and no more work.
func (h *hub) publish(w http.ResponseWriter, _ *http.Request) {
	b := []byte("id: 1042.ABCDEFGHIJKL.org_01jdg3x8q2v7m4k9r5wz\nevent: change\ndata: " +
		`{"seq":1042,"tx":1042,"op":"1042","at":"2026-11-25T03:14:07.123Z","actor":"usr_01jdg3x8q2v7m4k9r5wz","actorKind":"user","name":"task.updated",` +
		`"kind":"task","id":"tsk_01jdg3x8q2v7m4k9r5wz","project":"prj_01jdg3x8q2v7m4k9r5wz","set":{"title":"A task that has changed so often: 42","updatedAt":"2026-11-25T03:14:07.123Z"}}` + "\n\n")
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		select {
		case c <- b:
		default:
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

func serveBare() {
	h := &hub{clients: map[chan []byte]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /events", h.events)
	mux.HandleFunc("POST /publish", h.publish)
	l := must((&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0"))
	fmt.Println(l.Addr())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	fail("%v", server.Serve(l))
}
