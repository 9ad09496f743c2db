package work

import (
	"encoding/json"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
)

// Bytes as the first release wrote them. The title and the text try to look like the fields that are missing.
const (
	oldTask = `{"id":"tsk_01jdg3x8q2v7m4k9r5wz","number":7,"project":"prj_01jdg3x8q2v7m4k9r5wz","title":"a ,\"parent\": b","status":"sts_1","rank":"V","type":"task",` +
		`"priority":"none","assignees":[],"reporter":"usr_1","labels":[],"points":null,"due":null,"createdAt":"2026-11-25T03:14:07.000Z","createdBy":"usr_1",` +
		`"updatedAt":"2026-11-25T03:14:07.000Z","statusSince":"2026-11-25T03:14:07.000Z"}`
	oldComment = `{"id":"cmt_01jdg3x8q2v7m4k9r5wz","project":"prj_1","task":"tsk_1","author":"usr_1","markdown":",\"reactions\":","html":"<p>,\"reactions\":</p>","createdAt":"2026-11-25T03:14:07.000Z"}`
	oldTally   = `{"id":"tsk_1","project":"prj_1","comments":3}`
)

func TestOldDocumentsAreShownWithTheFieldsThatCameLater(t *testing.T) {
	for _, c := range []struct{ kind, body, field, want string }{
		{"task", oldTask, "parent", "null"},
		{"comment", oldComment, "reactions", "[]"},
		{"taskTally", oldTally, "links", "0"},
		{"taskTally", oldTally, "comments", "3"},
		{"taskText", `{"id":"tsk_1"}`, "id", `"tsk_1"`},
	} {
		was := c.body
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(Shown(c.kind, []byte(c.body)), &fields); err != nil || string(fields[c.field]) != c.want {
			t.Errorf("%s of a %s is %s, want %s: %v", c.field, c.kind, fields[c.field], c.want, err)
		}
		if again := Shown(c.kind, Shown(c.kind, []byte(c.body))); string(again) != string(Shown(c.kind, []byte(c.body))) {
			t.Errorf("a %s is completed twice: %s", c.kind, again)
		}
		if c.body != was {
			t.Errorf("the bytes of a %s, which are shared, were changed", c.kind)
		}
	}
}

func TestACardOfTheFirstReleaseSaysThatItHasNoParent(t *testing.T) {
	c := Card{Key: "MESOS-7", Doc: store.Doc{ID: "tsk_01jdg3x8q2v7m4k9r5wz", Version: 12, Body: []byte(oldTask)}, Counts: Counts{Comments: 2, Links: 1}}
	var shown struct {
		Key    string
		Parent json.RawMessage
		Title  string
		Tally  map[string]int
	}
	if err := json.Unmarshal(c.JSON(), &shown); err != nil {
		t.Fatal(err)
	}
	if string(shown.Parent) != "null" || shown.Title != `a ,"parent": b` || shown.Tally["links"] != 1 || shown.Tally["subtasks"] != 0 || len(shown.Tally) != 4 {
		t.Errorf("it is shown as %s", c.JSON())
	}
	if c.Doc.Body[0] != '{' || string(c.Doc.Body) != oldTask {
		t.Error("the stored bytes were changed")
	}
}

// Everything that decodes keeps working on old bytes, and what it writes has the new fields.
func TestOldDocumentsAreReadAndWrittenAnew(t *testing.T) {
	task, err := Tasks.Decode(store.Doc{ID: "tsk_1", Body: []byte(oldTask)})
	if err != nil || task.Parent != nil || task.parent() != "" {
		t.Errorf("%+v: %v", task, err)
	}
	comment, err := Comments.Decode(store.Doc{ID: "cmt_1", Body: []byte(oldComment)})
	if err != nil || comment.Reactions != nil {
		t.Errorf("%+v: %v", comment, err)
	}
	if b, err := json.Marshal(comment.Reactions); string(b) != "[]" {
		t.Errorf("no reactions are written as %s: %v", b, err)
	}
	if parent := string(field([]byte(oldTask), "parent")); parent != "" {
		t.Errorf("the parent of an old task is %q", parent)
	}
}
