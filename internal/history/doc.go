// Package history reads what happened and takes it back.
//
// The log tells both: an event has the fields that changed, new and old. What may be undone, and what it needs, is said by a Rule for each
// kind; domain packages make the rules, and a kind without one cannot be undone. Undo is itself an operation, and undoing it is redo.
package history
