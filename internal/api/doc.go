// Package api is Kanvaro's HTTP interface: one table of operations, each of which says what it needs, a file for each resource.
//
// A handler maps in, calls the domain, maps out. Everything that holds for all operations is done around them: who asks, cross-origin
// requests, positions, preconditions, problems, compression, and the last ring of access: an operation whose declared needs were not
// decided while it ran answers 500 instead of its success. docs/API.md is the contract.
package api
