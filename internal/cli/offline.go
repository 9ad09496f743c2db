package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strings"

	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/config"
	"github.com/kanvaro/kanvaro/internal/observe"
)

// place says where the data are, for commands that work on them themselves.
type place struct {
	Data     string `help:"The folder in which everything is kept." env:"KANVARO_DATA" default:"./data" type:"path" placeholder:"DIR"`
	MongoURI string `help:"A MongoDB replica set, instead of the database in the data folder." env:"MONGODB_URI" name:"mongodb-uri" placeholder:"URI"`

	JWTSecret        string `env:"JWT_SECRET" name:"jwt-secret" hidden:""`
	JWTRefreshSecret string `env:"JWT_REFRESH_SECRET" name:"jwt-refresh-secret" hidden:""`
}

func (p place) config() config.Config {
	c := config.Default()
	c.Data, c.MongoURI, c.JWTSecret, c.JWTRefreshSecret = p.Data, p.MongoURI, p.JWTSecret, p.JWTRefreshSecret
	return c
}

// with opens the data, runs fn and closes them again.
func (p place) with(t terminal, fn func(*app.App) error) error {
	c := p.config()
	if err := ready(&c); err != nil {
		return err
	}
	if c.MongoURI == "" {
		if _, err := os.Stat(c.Data); err != nil {
			return fmt.Errorf("there are no data in %s; say where with --data", c.Data)
		}
	}
	a, err := app.New(app.Options{Config: c, Version: programVersion(), Log: observe.NewLogger(t.err, slog.LevelWarn, programVersion())})
	if err != nil {
		return err
	}
	if err := a.Open(t); err != nil {
		if errors.Is(err, app.ErrInUse) {
			return fmt.Errorf("a server runs on %s; stop it first (%w)", c.Data, app.ErrInUse)
		}
		return err
	}
	return errors.Join(fn(a), a.Stop(context.WithoutCancel(t)))
}

// secretLine reads a line that is not shown while it is typed.
func (t terminal) secretLine(prompt string) (string, error) {
	if f, ok := t.in.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			fmt.Fprint(t.err, prompt)
			defer fmt.Fprintln(t.err)
			if quiet := stty(t, f, "-echo"); quiet == nil {
				defer stty(t, f, "echo") //nolint:errcheck // it was possible a moment ago
			}
		}
	}
	line, err := bufio.NewReader(t.in).ReadString('\n')
	line = strings.TrimRight(line, "\r\n")
	if err != nil && line == "" {
		return "", fmt.Errorf("read what should be typed: %w", err)
	}
	return line, nil
}

func stty(ctx context.Context, terminal *os.File, arg string) error {
	c := exec.CommandContext(context.WithoutCancel(ctx), "stty", arg)
	c.Stdin = terminal
	return c.Run()
}
