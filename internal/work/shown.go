package work

import "bytes"

// late are the fields that kinds have got after documents of them were written, and what they are in such documents. Lists are stored bytes,
// so a document that is not decoded is shown without what it does not have; it gets these instead of being written anew.
var late = map[string][]struct{ name, value string }{
	"task":      {{"parent", "null"}},
	"comment":   {{"reactions", "[]"}},
	"taskTally": {{"subtasks", "0"}, {"subtasksDone", "0"}, {"links", "0"}},
}

// Shown gives the body of a document as the API shows it: with all fields of its kind. A quote in a text has a backslash before it, so what
// looks like a field is one.
func Shown(kind string, body []byte) []byte {
	for _, f := range late[kind] {
		if has := `,"` + f.name + `":`; !bytes.Contains(body, []byte(has)) && len(body) > 2 {
			body = append(append(append(bytes.Clone(body[:len(body)-1]), has...), f.value...), '}')
		}
	}
	return body
}
