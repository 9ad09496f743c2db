package store

// Place says where a document belongs and who may learn of it. The store writes it into the headers of the document's events.
type Place struct {
	Project  string // "" outside projects
	Audience string // "project", "project:internal", "project:money", "user:usr_…", "org", "org:admin", "nobody"
}

// Ref names a document, or a thing that an event without a change is about.
type Ref struct {
	Kind string
	ID   string
}
