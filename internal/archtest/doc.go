// Package archtest holds the rules of the house that no compiler knows: who may import whom, where the clock is read,
// that every package says what it is, that every numbered rule of the docs has its test, and that no file names the
// host of a package registry.
//
// It has tests only. They read the source and build nothing, so they take a blink.
package archtest
