package file

import (
	"github.com/kanvaro/kanvaro/internal/history"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// File is something that was uploaded, as the API shows it but for Blob, which stays inside.
type File struct {
	store.Meta
	Project   string      `json:"project"`
	Name      string      `json:"name"`
	Type      string      `json:"type"` // by its content, not by what anybody said
	Size      int64       `json:"size"`
	Width     int         `json:"width,omitempty"` // of a picture, as it is shown
	Height    int         `json:"height,omitempty"`
	SHA256    string      `json:"sha256"`
	CreatedAt moment.Time `json:"createdAt"`
	CreatedBy string      `json:"createdBy"`
	Blob      string      `json:"blob,omitempty"` // the name of its bytes
}

// usage is what is known of who names a file; its id is that of the file.
type usage struct {
	store.Meta
	Project string      `json:"project"`
	Named   bool        `json:"named"`          // something names it, or did once: an undo may bring that back
	Loose   moment.Time `json:"loose,omitzero"` // since when nothing is known to; of one that was never named, since it was uploaded or last looked at
}

// Files is the kind of files. Its indexes find those that share bytes, and those that a blob belongs to.
var Files = store.NewKind(store.Spec[File]{
	Name:  "file",
	Place: func(f *File) store.Place { return store.Place{Project: f.Project, Audience: "project"} },
	Fields: []store.Field[File]{
		{Name: "project", Type: store.Text, Of: func(f *File) store.Value { return store.T(f.Project) }},
		{Name: "sha256", Type: store.Text, Of: func(f *File) store.Value { return store.T(f.SHA256) }},
		{Name: "blob", Type: store.Text, Of: func(f *File) store.Value { return store.T(f.Blob) }},
	},
	Indexes: []store.Index{
		{Name: "sha256", Fields: []string{"sha256"}},
		{Name: "blob", Fields: []string{"blob"}},
		{Name: "project", Fields: []string{"project"}},
	},
})

// usages is the kind of usages. Its index finds what has been loose for longest.
var usages = store.NewKind(store.Spec[usage]{
	Name: "fileUsage", Quiet: true,
	Fields: []store.Field[usage]{
		{Name: "project", Type: store.Text, Of: func(u *usage) store.Value { return store.T(u.Project) }},
		{Name: "loose", Type: store.Int, Of: func(u *usage) store.Value {
			if u.Loose.IsZero() {
				return store.N(0)
			}
			return store.N(u.Loose.Millis())
		}},
	},
	Indexes: []store.Index{{Name: "loose", Fields: []string{"loose"}, Sparse: true}},
})

// Defs lists the kinds of this package, for the engine.
func Defs() []*store.Def { return []*store.Def{Files.Def(), usages.Def()} }

// Rules says that an upload is not undone: what nothing names is collected. It is no obstacle to undoing what made its project.
func Rules() []history.Rule { return []history.Rule{{Def: Files.Def(), Fixed: true}} }
