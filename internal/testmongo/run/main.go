// Command run keeps one MongoDB for tests running while a command runs: `run go test ./...`. The command finds its
// address in KANVARO_TEST_MONGODB. Without a command it prints that variable and waits for Ctrl+C.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/kanvaro/kanvaro/internal/testmongo"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "run:", err)
	}
	os.Exit(code)
}

func run(command []string) (int, error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	path, err := testmongo.Installed()
	if err != nil {
		return 1, err
	}
	server, err := testmongo.Start(ctx, path)
	if err != nil {
		return 1, err
	}
	defer server.Stop()
	variable := testmongo.Env + "=" + server.URI
	if len(command) == 0 {
		fmt.Printf("export %s='%s'\n", testmongo.Env, server.URI)
		<-ctx.Done()
		return 0, nil
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // it may have something to tidy up
	cmd.Env = append(os.Environ(), variable)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode(), nil // it has said itself what is wrong
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
