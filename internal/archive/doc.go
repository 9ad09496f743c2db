// Package archive brings work into Kanvaro and out of it.
//
// An import turns the rows of a CSV file into tasks of a project: uploaded, its columns mapped, checked without changing anything, then
// run as one operation of many transactions while others go on working. Its rows are kept until it is over, each task's id follows from
// import and row, and its progress is written after each part: so it goes on after a crash and makes nothing twice. Undoing its operation
// undoes it as a whole.
package archive
