package api

import "github.com/kanvaro/kanvaro/internal/access"

// Row is an operation as tests see it.
type Row struct {
	Method, Path, ID string
	Needs            []access.Need
	Public, Upload   bool
}

// Table lists the operations.
func Table() []Row {
	var out []Row
	for _, op := range table() {
		out = append(out, Row{op.method, op.path, op.id, op.needs, op.public, op.upload != ""})
	}
	return out
}

// Strict is strict.
var Strict = strict

// FilterOf is filterOf.
var FilterOf = filterOf
