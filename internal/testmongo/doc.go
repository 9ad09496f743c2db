// Package testmongo gives tests a real MongoDB: a replica set of one node on loopback, so that transactions, majority
// reads and change streams work as they do in production.
//
// A test process starts at most one server, on first use, and nothing outlives the process: not even when it is killed.
// Several test processes share one server when KANVARO_TEST_MONGODB names it, which is what `make test` does.
//
// It is for tests only: nothing that is shipped may import it.
package testmongo
