package cli

import "net/http"

// browserApplication gives the handler of the browser application that is built into the program.
func browserApplication() http.Handler { return nil }
