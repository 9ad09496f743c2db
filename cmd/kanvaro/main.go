// Command kanvaro is the whole program: the server and the tools of its operator.
package main

import (
	"os"

	"github.com/kanvaro/kanvaro/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:])) }
