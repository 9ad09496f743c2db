package project

import (
	"encoding/json"
	"testing"
)

func TestColumnsOfTheFirstReleaseAreShownWithAHue(t *testing.T) {
	old := `{"id":"prj_1","name":"a ,\"limit\":3} b","statuses":[{"id":"sts_1","name":",\"limit\":1}","group":"backlog","limit":0},{"id":"sts_2","name":"B","group":"done","limit":12}],"labels":[{"id":"lbl_1","name":"x","hue":2}]}`
	var shown struct {
		Name     string
		Statuses []map[string]any
	}
	if err := json.Unmarshal(Shown([]byte(old)), &shown); err != nil {
		t.Fatal(err)
	}
	if shown.Name != `a ,"limit":3} b` || len(shown.Statuses) != 2 || shown.Statuses[0]["name"] != `,"limit":1}` {
		t.Errorf("texts were changed: %+v", shown)
	}
	for _, s := range shown.Statuses {
		if s["hue"] != 0.0 {
			t.Errorf("%v has no hue", s)
		}
	}
	if shown.Statuses[1]["limit"] != 12.0 {
		t.Errorf("the limit is %v", shown.Statuses[1]["limit"])
	}
	now, err := json.Marshal(Project{Statuses: []Status{{ID: "sts_1", Limit: 3, Hue: 5}}})
	if err != nil || string(Shown(now)) != string(now) {
		t.Errorf("what has a hue was changed to %s: %v", Shown(now), err)
	}
}
