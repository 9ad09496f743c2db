// Package storebench measures the store alone: updates per second of one space by many writers, with the reads of a real move, on each
// engine and, beside it, the same writes on the bare driver. `make bench` runs it; nothing in it is a test.
package storebench
