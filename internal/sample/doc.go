// Package sample makes a project to look around in: about sixty tasks of a small company that builds kayak kits, of our own writing.
//
// The story stands in story/*.txt, in a form that is pleasant to write (story.go); dates in it are counted from the day on which it is made.
// There is one sample in an organisation, and it goes as a whole.
package sample
