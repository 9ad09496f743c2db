package cli

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/config"
	"github.com/kanvaro/kanvaro/internal/observe"
)

// serve is `kanvaro serve`.
type serve struct {
	config.Config
	Web string `help:"Serve the browser application from a folder instead of from the program, for those who work on it." env:"KANVARO_WEB" placeholder:"DIR" type:"path" hidden:""`
}

// Run serves until it is told to stop.
func (s *serve) Run(t terminal) error {
	if err := ready(&s.Config); err != nil {
		return err
	}
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.LogLevel)); err != nil {
		return err
	}
	log := observe.NewLogger(t.err, level, programVersion())
	a, err := app.New(app.Options{Config: s.Config, Version: programVersion(), Out: t.out, Log: log, Web: browserApplication(s.Web)})
	if err != nil {
		return err
	}
	if err := a.Start(t); err != nil {
		return err
	}
	log.Info("started", "kanvaro.address", a.Addr())
	failed := s.wait(t, a, log)
	err = errors.Join(failed, a.Stop(context.WithoutCancel(t)))
	log.Info("stopped")
	return err
}

// wait serves until it is told to stop, or has broken off. SIGHUP has it read its certificate anew.
func (s *serve) wait(t terminal, a *app.App, log *slog.Logger) error {
	again := make(chan os.Signal, 1)
	signal.Notify(again, syscall.SIGHUP)
	defer signal.Stop(again)
	for {
		select {
		case <-t.Done():
			log.Info("stopping")
			return nil
		case err := <-a.Failed():
			return err
		case <-again:
			if err := a.Reload(); err != nil {
				log.Error("cannot reload; what was there before is used", "error", err)
			} else {
				log.Info("reloaded")
			}
		}
	}
}

// ready finishes and checks a configuration.
func ready(c *config.Config) error {
	return errors.Join(c.Finish(), c.Validate())
}
