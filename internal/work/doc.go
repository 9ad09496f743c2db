// Package work keeps tasks: their place on the board, their text, their subtasks, links and comments.
//
// A task is four kinds of document, so that a card stays small and a comment does not change its version: task (the card), taskText (the
// description with its rendering, made with the first description), taskTally (counters, made when there is first something to count) and comment. The
// first three share the id of the task. A task keeps its number for ever; its key ("MESOS-313") is made with the project's key when shown.
//
// A task can be a part of another one of its project, which keeps count of it: whatever writes a task does so by keep, which brings the tally
// above up to date in the same transaction. A link is two documents of kind link, one at each task, so that either project can be seen alone.
// A change of many tasks is one operation; a large one is a document of kind bulk that a job works off, part by part.
package work
