package app

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
)

// certificate is the one of the files that the configuration names. When they change it is read anew, at the next handshake: whoever
// renews certificates need not tell. Connections that are open go on with what they began with.
type certificate struct {
	certFile, keyFile string
	log               *slog.Logger

	mu  sync.Mutex
	now *tls.Certificate
	of  stamp // the files that it was read from
	bad stamp // the files that could not be read, so that it is told once
}

// stamp tells files from those that took their place.
type stamp struct{ cert, key string }

func openCertificate(certFile, keyFile string, log *slog.Logger) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, log: log}
	s, err := c.stamp()
	if err == nil {
		err = c.read(s)
	}
	if err != nil {
		return nil, fmt.Errorf("read the certificate: %w", err)
	}
	return c, nil
}

func (c *certificate) stamp() (stamp, error) {
	cert, err := stampOf(c.certFile)
	if err != nil {
		return stamp{}, err
	}
	key, err := stampOf(c.keyFile)
	return stamp{cert, key}, err
}

func stampOf(name string) (string, error) {
	info, err := os.Stat(name)
	if err != nil {
		return "", err
	}
	return fmt.Sprint(info.ModTime().UnixNano(), " ", info.Size()), nil
}

// read takes both files. It fails while only one of them has been replaced.
func (c *certificate) read(s stamp) error {
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return err
	}
	c.now, c.of = &pair, s
	return nil
}

// Get is tls.Config.GetCertificate.
func (c *certificate) Get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, err := c.stamp()
	if err == nil && s != c.of {
		if err = c.read(s); err == nil {
			c.log.Info("the certificate was renewed")
		}
	}
	if err != nil && s != c.bad {
		c.bad = s
		c.log.Warn("the certificate cannot be read anew; the one before is used", "error", err)
	}
	return c.now, nil
}

// again reads the files whatever they look like.
func (c *certificate) again() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	s, err := c.stamp()
	if err == nil {
		err = c.read(s)
	}
	if err != nil {
		return fmt.Errorf("read the certificate: %w", err)
	}
	return nil
}

func (c *certificate) config() *tls.Config {
	return &tls.Config{GetCertificate: c.Get, MinVersion: tls.VersionTLS12}
}

// Reload reads anew what can be changed while the server runs: the certificate. When it cannot be read the one before stays.
func (a *App) Reload() error {
	if a.certificate == nil {
		return nil
	}
	return a.certificate.again()
}
