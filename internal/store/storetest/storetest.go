// Package storetest proves the numbered rules of docs/STORE.md on an engine. Run is the one door; there are no opt-outs.
//
// The rules are plain functions over testing.TB, so that mutants_test.go can run them on engines with a seeded fault and
// see each of them caught: a contract is finished when mutants die.
package storetest

import (
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
)

// Database is one database of the engine that is tested, empty at first.
type Database struct {
	// Open opens it. It is called again while other engines have it open, and after they were closed, and must give what
	// was written by all of them; an engine in memory gives the same object each time.
	Open func(t testing.TB) store.Engine

	// URI lets another process open it with the function that was given to Child. "" says that the engine is not durable:
	// nothing outlives its process.
	URI string
}

// Fresh makes a new, empty database for documents of these kinds, which goes away when the test ends.
type Fresh func(t testing.TB, defs []*store.Def) Database

// Run proves every rule of an engine. A durable engine must call Child first in its TestMain.
func Run(t *testing.T, fresh Fresh) {
	for _, r := range append(engineRules(), storeRules()...) {
		t.Run(r.name, func(t *testing.T) { r.check(t, fresh) })
	}
}

// rule is one rule, or one side of it.
type rule struct {
	name  string // begins with the number of the rule
	check func(t testing.TB, fresh Fresh)
}

func (r rule) number() string { return strings.Fields(r.name)[0] }

func engineRules() []rule {
	return []rule{
		{"ST1 a document comes back as it was written", st1Documents},
		{"ST1 whatever characters its texts have", st1Texts},
		{"ST1 whatever bytes and size its body has", st1Bodies},
		{"ST2 all batches or none", st2AllOrNone},
		{"ST3 a batch is applied only at its fence", st3Fence},
		{"ST3 nothing is applied beside a failed fence", st3NothingBeside},
		{"ST4 spaces do not see each other", st4Spaces},
		{"ST5 a quiet write is fenced by its version", st5Quiet},
		{"ST6 a snapshot is of one position", st6Snapshot},
		{"ST6 a snapshot is whole while others write", st6Whole},
		{"ST7 Find gives what is asked for, in order", st7Cards},
		{"ST7 Find gives what memory gives", st7Find},
		{"ST8 bytes, integers, ids and numbers are ordered", st8Order},
		{"ST9 Tally counts what Find gives", st9Tally},
		{"ST10 what was answered outlives a kill", st10Answered},
		{"ST11 Changed names every space that moved", st11Changed},
		{"ST12 quiet kinds are found over all spaces", st12AllSpaces},
		{"ST13 one of those at a fence wins", st13Race},
	}
}

// storeRules are those that the store above keeps, on whatever engine.
func storeRules() []rule {
	return []rule{
		{"ST20 a closure sees what came before it", st20Overlay},
		{"ST21 a closure that fails or panics leaves nothing behind", st21Failing},
		{"ST22 nobody is answered before what he read is durable", st22Durable},
		{"ST23 each changed document has one event", st23Events},
		{"ST24 the log folds to the documents, and tampering shows", st24Law},
		{"ST25 versions are compared", st25Versions},
		{"ST26 unique indexes hold", st26Unique},
		{"ST27 two stores on one database lose nothing", st27TwoStores},
		{"ST27 stores take turns", st27Turns},
		{"ST27 a turn given to the dead comes back", st27Deaf},
		{"ST27 a refusal is true of what is durable", st27Refusal},
		{"ST27 one's own write is seen everywhere", st27AtLeast},
		{"ST27 foreign changes are learnt of", st27Foreign},
		{"ST28 lost answers lose and double nothing", st28LostAnswers},
		{"ST28 a late commit is done once", st28Late},
		{"ST29 a view is of one position", st29OnePosition},
		{"ST30 jobs and quiet writes share the fate of documents", st30Together},
		{"ST31 unknown fields are kept", st31Unknown},
		{"ST32 payloads can be replaced, headers cannot", st32Replace},
		{"ST33 a random life is the same as in memory", st33Random},
	}
}

// open opens a database for the length of a test.
func open(t testing.TB, db Database) store.Engine {
	t.Helper()
	e := db.Open(t)
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return e
}
