package cli

import (
	"context"
	"errors"
	"log/slog"

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
	var failed error
	select {
	case <-t.Done():
		log.Info("stopping")
	case failed = <-a.Failed():
	}
	err = errors.Join(failed, a.Stop(context.WithoutCancel(t)))
	log.Info("stopped")
	return err
}

// ready finishes and checks a configuration.
func ready(c *config.Config) error {
	return errors.Join(c.Finish(), c.Validate())
}
