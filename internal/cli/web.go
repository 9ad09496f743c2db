package cli

import (
	"net/http"

	"github.com/kanvaro/kanvaro/web"
)

// browserApplication gives the handler of the browser application that is built into the program.
func browserApplication() http.Handler { return web.Handler(web.Options{}) }
