// Package project keeps projects: their keys, columns (statuses), labels and members, and tells the gate what it has to know of them.
//
// A project is one document, statuses and labels inside. Every key that it has ever had is a document of its own, named by the key, so
// that a former key stays reserved and goes on resolving. Tasks are kept by package work, which knows this one.
package project
