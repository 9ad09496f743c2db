// Package file keeps what people upload: pictures in texts, attachments.
//
// A file is a document (its name, what it is, whose project it belongs to) and a blob, its bytes. Blobs are kept apart, by a driver: a
// directory here. Two files of the same bytes in one organisation share a blob. What a file is, is found out from its bytes, never
// believed; what a browser could be harmed by is only handed out to be saved.
//
// Files that nothing names any more are collected (collect.go); what a text or a comment names never is.
package file
