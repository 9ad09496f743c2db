// Package work keeps tasks: their place on the board, their text, their comments.
//
// A task is four kinds of document, so that a card stays small and a comment does not change its version: task (the card), taskText (the
// description with its rendering, made with the first description), taskTally (counters, made with the first comment) and comment. The
// first three share the id of the task. A task keeps its number for ever; its key ("MESOS-313") is made with the project's key when shown.
package work
