package archtest

// A layer is a floor of the house: packages below internal/ that stand on the same ground.
type layer struct {
	name     string
	packages []string // a package that is not there yet does no harm; one that is there and not here fails
	on       []string // the layers it may import
	inOrder  bool     // its packages may import those that stand before them in the list
}

// layers is the house from the ground up (docs/ARCHITECTURE.md). The table is about what is built and shipped: tests may
// import what they need.
var layers = []layer{
	// Words that everything is said in. Only identity and time know each other: an id carries the moment it was made.
	{name: "ground", packages: []string{"moment", "fault", "id", "limit"}, inOrder: true},

	// Documents and the log, and all that is hard about them.
	{name: "store", packages: []string{"store"}, on: []string{"ground"}},
	// What a database has to do. Nobody knows which one there is but those who choose, below in engineUsers.
	{name: "engines", packages: []string{"store/memstore", "store/sqlitestore", "store/mongostore"}, on: []string{"ground", "store"}},
	{name: "contract", packages: []string{"store/storetest", "store/storebench"}, on: []string{"ground", "store", "engines"}},

	// Who may do what where. Above this floor nobody holds a store, only a gate.
	{name: "access", packages: []string{"access"}, on: []string{"ground", "store"}},
	// What follows the log.
	{name: "followers", packages: []string{"live", "job"}, on: []string{"ground", "store", "access"}, inOrder: true},

	// The domain. A later package may know an earlier one, never the other way round.
	{
		name: "domain",
		packages: []string{
			"markup", "identity", "org", "history", "project", "work", "timelog", "money", "quality", "page", "file", "notify", "search", "report", "sample",
		},
		on: []string{"ground", "store", "access", "followers"}, inOrder: true,
	},
	// It reads and writes whole spaces, so it knows engines as well as the domain.
	{name: "archive", packages: []string{"archive"}, on: []string{"ground", "store", "engines", "access", "followers", "domain"}},

	// What an operator sees and sets.
	{name: "operating", packages: []string{"config", "observe"}, on: []string{"ground"}, inOrder: true},
	// What the world talks to.
	{name: "api", packages: []string{"api"}, on: []string{"ground", "store", "access", "followers", "domain", "archive", "operating"}},
	// Where everything meets.
	{
		name: "composition", packages: []string{"app", "cli"}, inOrder: true,
		on: []string{"ground", "store", "engines", "access", "followers", "domain", "archive", "operating", "api"},
	},

	// For tests only; nothing that is shipped stands on it.
	{
		name: "tests", packages: []string{"testmongo", "testmongo/run", "file/filetest", "apptest", "archtest"}, inOrder: true,
		on: []string{"ground", "store", "engines", "access", "followers", "domain", "archive", "operating", "api", "composition"},
	},
}

// guarded are modules and packages that only some may import, tests apart: what would otherwise seep through the house.
var guarded = []struct {
	path string // the import path and everything below it
	by   []string
	why  string
}{
	{"github.com/danielgtaylor/huma", []string{"api"}, "only api speaks HTTP to the world"},
	{"go.mongodb.org/mongo-driver", []string{"store/mongostore", "testmongo"}, "only its engine knows MongoDB"},
	{"modernc.org/sqlite", []string{"store/sqlitestore"}, "only its engine knows SQLite"},
	{"database/sql", []string{"store/sqlitestore"}, "the domain asks the store, not a database"},
	{"testing", []string{"store/storetest", "file/filetest", "testmongo", "apptest"}, "what is shipped brings no test code"},
}
