package cli

import (
	"net/http"

	"github.com/kanvaro/kanvaro/web"
)

// browserApplication gives the handler of the browser application: the one built into the program, or the one in dir.
func browserApplication(dir string) http.Handler { return web.Handler(web.Options{Dir: dir}) }
