package org

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
)

func (x *team) prefer(a access.Actor, key, value string) error {
	_, _, err := x.Prefer(x.ctx, a, x.org, key, json.RawMessage(value))
	return err
}

func (x *team) chosen(a access.Actor) string {
	x.t.Helper()
	docs, _, err := x.Preferences(x.ctx, a, x.org)
	must(x.t, err)
	var out []string
	for _, d := range docs {
		p, err := Preferences.Decode(d)
		must(x.t, err)
		out = append(out, p.Key+"="+string(p.Value))
	}
	return strings.Join(out, " ")
}

func TestPreferencesAreKeptByKeyAndSeenByOneselfAlone(t *testing.T) {
	x := newTeam(t)
	lin := x.join("lin", access.Viewer)
	must(t, x.prefer(x.ada, "list.columns", `{ "title": 300 }`))
	must(t, x.prefer(x.ada, "favourites", `["prj_1"]`))
	must(t, x.prefer(x.ada, "favourites", `null`))
	must(t, x.prefer(lin, "favourites", `["prj_2"]`))
	if got := x.chosen(x.ada); got != `favourites=null list.columns={"title":300}` {
		t.Errorf("Ada has chosen %s", got)
	}
	if got := x.chosen(lin); got != `favourites=["prj_2"]` {
		t.Errorf("Lin has chosen %s", got)
	}
	_, err := x.Unprefer(x.ctx, lin, x.org, "list.columns")
	wants(t, err, fault.NotFound)
	_, err = x.Unprefer(x.ctx, lin, x.org, "favourites")
	must(t, err)
	if got := x.chosen(lin); got != "" {
		t.Errorf("what was taken away is still there: %s", got)
	}
	if got := count(x.house, "instance", Preferences); got != 0 {
		t.Errorf("%d preferences lie in the instance", got)
	}
}

func TestTheSameChoiceAgainIsNoChange(t *testing.T) {
	x := newTeam(t)
	must(t, x.prefer(x.ada, "lanes", `"label"`))
	d, _, err := x.Prefer(x.ctx, x.ada, x.org, "lanes", json.RawMessage(` "label" `))
	must(t, err)
	again, commit, err := x.Prefer(x.ctx, x.ada, x.org, "lanes", json.RawMessage(`"label"`))
	must(t, err)
	if commit.Tx != 0 || again.Version != d.Version {
		t.Errorf("version %d became %d", d.Version, again.Version)
	}
}

func TestAPreferenceThatCannotBeKeptIsRefusedByField(t *testing.T) {
	x := newTeam(t)
	for _, c := range []struct{ key, value, want string }{
		{"", `1`, "key"}, {strings.Repeat("k", 101), `1`, "key"}, {"a b", `1`, "key"}, {"ä", `1`, "key"}, {"a/b", `1`, "key"},
		{"ok", ``, "value"}, {"ok", `{`, "value"}, {"ok", `"` + strings.Repeat("x", 16<<10) + `"`, "value"},
	} {
		err := x.prefer(x.ada, c.key, c.value)
		wants(t, err, fault.Invalid)
		if err != nil && !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%q, %.20s: %v does not name %s", c.key, c.value, err, c.want)
		}
	}
	must(t, x.prefer(x.ada, strings.Repeat("k", 100), `"`+strings.Repeat("x", 16<<10-2)+`"`))
}

func TestOnlySoManyPreferencesAreKept(t *testing.T) {
	x := newTeam(t)
	for i := range mostPreferences {
		must(t, x.prefer(x.ada, fmt.Sprint("key-", i), `1`))
	}
	wants(t, x.prefer(x.ada, "one.more", `1`), fault.Conflict)
	must(t, x.prefer(x.ada, "key-7", `2`)) // one that is there may be changed
	must(t, x.prefer(x.join("lin", access.Client), "one.more", `1`))
}

func TestWhoIsNoMemberHasNoPreferencesHere(t *testing.T) {
	x := newTeam(t)
	lin := x.join("lin", access.TeamMember)
	must(t, x.change(x.ada, lin.User, disabled(true)))
	wants(t, x.prefer(lin, "lanes", `1`), fault.NotFound)
	_, _, err := x.Preferences(x.ctx, lin, x.org)
	wants(t, err, fault.NotFound)
}
