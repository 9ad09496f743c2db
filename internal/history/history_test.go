package history

import (
	"encoding/json"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
)

// What undo does to documents is told by the stories of package work (undo_test.go), which has documents.

func TestNamesOfOperations(t *testing.T) {
	for op, want := range map[string]bool{
		"1": true, "1042": true, "op_1m88b4g0r57ea870f7fr": true, "imp_1m88b4g0r57ea870f7fr": true,
		"": false, "0": false, "-1": false, "+1": false, "01": false, "1 ": false, "op_": false, "op_1": false, "_1m88b4g0r57ea870f7fr": false,
		"op_1m88b4g0r57ea870f7fr\x00": false, "99999999999999999999": false,
	} {
		if got := validOp(op); got != want {
			t.Errorf("%q: %v", op, got)
		}
	}
}

func TestAFieldThatFollowsGoesWhereItsLeaderGoes(t *testing.T) {
	r := Rule{Follow: map[string]string{"rank": "status"}}
	v := json.RawMessage(`"x"`)
	for _, c := range []struct {
		name  string
		event map[string]json.RawMessage
		set   Fields
		stays bool
	}{
		{"both go back", map[string]json.RawMessage{"rank": v, "status": v}, Fields{"rank": v, "status": v}, true},
		{"the leader stays", map[string]json.RawMessage{"rank": v, "status": v}, Fields{"rank": v}, false},
		{"the leader did not change", map[string]json.RawMessage{"rank": v}, Fields{"rank": v}, true},
	} {
		r.follow(c.event, c.set)
		if _, ok := c.set["rank"]; ok != c.stays {
			t.Errorf("%s: %v", c.name, c.set)
		}
	}
}

func TestWhatMadeADocument(t *testing.T) {
	r := Rule{Made: []string{"task.created"}}
	whole := store.Payload{Whole: json.RawMessage(`{}`)}
	for _, c := range []struct {
		name string
		p    store.Payload
		want bool
	}{
		{"task.created", whole, true},
		{"task.updated", whole, false}, // thinned: a base
		{"task.created", store.Payload{Set: map[string]json.RawMessage{"a": nil}}, false},
	} {
		if got := r.makes(&store.Event{Name: c.name}, c.p); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
