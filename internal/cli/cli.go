// Package cli is the command line: one file for each command.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"
	"github.com/kanvaro/kanvaro/internal/config"
)

// commands is the command line as kong reads it.
type commands struct {
	Serve   serve   `cmd:"" help:"Run the server."`
	Import  imports `cmd:"" help:"Bring work into Kanvaro."`
	User    user    `cmd:"" help:"People who can sign in, for operators."`
	Doctor  doctor  `cmd:"" help:"Check the configuration, the data and the log."`
	Openapi openapi `cmd:"" help:"Print the description of the HTTP API."`
	Version version `cmd:"" help:"Print the version."`
}

// terminal is what commands speak through.
type terminal struct {
	context.Context
	in       io.Reader
	out, err io.Writer
}

// exitConfig is the exit code of a configuration that is wrong (EX_CONFIG).
const exitConfig = 78

// Main runs the program and gives its exit code.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return run(terminal{ctx, os.Stdin, os.Stdout, os.Stderr}, args)
}

func run(t terminal, args []string) int {
	var c commands
	code := -1
	parser, err := kong.New(&c, kong.Name("kanvaro"), kong.Description("Self-hosted project management."), kong.Writers(t.out, t.err),
		kong.Exit(func(n int) { code = n }), kong.UsageOnError(), kong.Bind(t))
	if err != nil {
		fmt.Fprintln(t.err, "kanvaro:", err)
		return 1
	}
	line, err := parser.Parse(args)
	if code >= 0 { // help
		return code
	}
	if err == nil {
		if err = line.Run(); err == nil {
			return 0
		}
		code = 1
	}
	fmt.Fprintln(t.err, "kanvaro:", err)
	switch {
	case errors.Is(err, config.ErrWrong):
		return exitConfig
	case code < 0:
		return 2
	}
	return code
}

// programVersion is what was built: the tag of the module, or the commit.
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return s.Value[:12]
		}
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	return "development"
}
