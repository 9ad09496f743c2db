package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"
)

// listen opens the address, and that of the metrics.
func (a *App) listen(ctx context.Context) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", a.o.Config.Addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	a.addr = l.Addr().String()
	server := &http.Server{
		Handler:           a.handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       5 * time.Minute, // an upload over a slow line; headers have their own
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(a.o.Log.Handler(), slog.LevelWarn),
	}
	if a.o.Config.TLSCert != "" {
		if a.certificate, err = openCertificate(a.o.Config.TLSCert, a.o.Config.TLSKey, a.o.Log); err != nil {
			l.Close() //nolint:errcheck // the first fault is the one to tell
			return err
		}
		server.TLSConfig = a.certificate.config()
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := a.serve(server, l); !errors.Is(err, http.ErrServerClosed) {
			a.failed <- err
		}
	}()
	a.ends("the listener", func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, a.drainTime())
		defer cancel()
		err := server.Shutdown(ctx)
		if err != nil { // some would not end
			err = errors.Join(err, server.Close())
		}
		<-done
		return err
	})
	a.ends("streams", func(context.Context) error { // before the listener: it waits for them
		a.hub.Close()
		return nil
	})
	a.listenForMetrics(ctx)
	return nil
}

func (a *App) serve(s *http.Server, l net.Listener) error {
	if s.TLSConfig != nil {
		return s.ServeTLS(l, "", "")
	}
	return s.Serve(l)
}

// listenForMetrics opens the address of the metrics. That it is taken is no reason not to serve: several servers on one machine share the
// usual one.
func (a *App) listenForMetrics(ctx context.Context) {
	addr := a.o.Config.MetricsAddr
	if addr == "" || addr == "off" {
		return
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		a.o.Log.Warn("no metrics: their address is taken", "error", err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("GET /api/metrics", a.metrics.Handler())
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	done := make(chan struct{})
	go func() {
		defer close(done)
		server.Serve(l) //nolint:errcheck // it ends when it is closed
	}()
	a.ends("metrics", func(context.Context) error {
		err := server.Close()
		<-done
		return err
	})
}

// shown is an address as people type it: one that is all addresses of the machine goes by its name.
func shown(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		if host, err = os.Hostname(); err != nil {
			host = "localhost"
		}
	}
	return net.JoinHostPort(host, port)
}
