// Package search finds tasks, comments, projects and members by words.
//
// A reader of the log keeps the words of an organisation's tasks in segments: each is made of some tasks at once and never changed, and
// small ones are merged into larger ones. Segments are quiet documents that are read by id and by nothing else, so every engine finds the
// same. Who searches gets what he may see today: the gate decides about each project before anything of it is counted, and each thing is
// read through it once more before it is shown. docs/SEARCH.md tells how it works, docs/adr/0009 why.
//
// Its words: a word is what a text is cut into, folded so that case and accents do not matter; a thing is a task with its title, its text
// and its comments; a posting says that a word stands in a thing, and in which of its fields; a row is what ranking has to know of a thing.
package search
