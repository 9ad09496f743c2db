// Package limit says how often somebody may do something: the arithmetic, and a place in process where it is kept who stands where.
//
// The arithmetic is GCRA, in whole microseconds, and keeps one number for each: the moment at which everything that was taken will be paid
// off. Rate.Take is all of it; testdata/vectors.json has what it must give, for whatever else does the same sum somewhere else.
package limit
