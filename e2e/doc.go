// Package e2e looks at the built program from outside: what a kill, a stop and a start again leave behind (the tests in
// Go), and what people see in a browser (the journeys, run by node).
package e2e
