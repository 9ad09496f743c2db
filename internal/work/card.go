package work

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/kanvaro/kanvaro/internal/store"
)

// Card is a task as stored, with what is spliced into it to be shown. Its bytes are shared and must not be changed.
type Card struct {
	Key string    // of the task: MESOS-313
	Doc store.Doc // of kind task
	Counts

	WithText bool
	Text     store.Doc // of kind taskText; Version 0 when the task has none
	Tallied  int64     // the version of the tally, 0 when the task has none
}

// Versions gives what If-Match compares.
func (c Card) Versions() Versions { return Versions{c.Doc.Version, c.Text.Version} }

// Task decodes the card.
func (c Card) Task() (*Task, error) { return Tasks.Decode(c.Doc) }

// JSON gives the card as the API shows it.
func (c Card) JSON() []byte {
	return c.AppendJSON(make([]byte, 0, len(c.Doc.Body)+len(c.Text.Body)+128))
}

// AppendJSON writes the card as the API shows it: the stored bytes with version and key behind the id, and tally and text at the end.
func (c Card) AppendJSON(b []byte) []byte {
	head, rest := splitID(c.Doc)
	b = append(b, head...)
	b = strconv.AppendInt(append(b, `,"version":`...), c.Doc.Version, 10)
	b = append(append(append(b, `,"key":"`...), c.Key...), '"')
	b = append(b, rest[:len(rest)-1]...)
	if !bytes.Contains(rest, parentName) { // see Shown, which would copy
		b = append(append(b, parentName...), `null`...)
	}
	b = c.Counts.append(append(b, `,"tally":`...))
	if c.WithText {
		b = c.appendText(append(b, `,"text":{"version":`...))
	}
	return append(b, '}')
}

var parentName = []byte(`,"parent":`)

func (c Counts) append(b []byte) []byte {
	b = strconv.AppendInt(append(b, `{"comments":`...), c.Comments, 10)
	b = strconv.AppendInt(append(b, `,"subtasks":`...), c.Subtasks, 10)
	b = strconv.AppendInt(append(b, `,"subtasksDone":`...), c.SubtasksDone, 10)
	b = strconv.AppendInt(append(b, `,"links":`...), c.Links, 10)
	return append(b, '}')
}

func (c Card) appendText(b []byte) []byte {
	b = strconv.AppendInt(b, c.Text.Version, 10)
	t := Text{}
	if c.Text.Version != 0 {
		if at := bytes.Index(c.Text.Body, []byte(`,"markdown":`)); at >= 0 {
			return append(b, c.Text.Body[at:]...)
		}
		if got, err := Texts.Decode(c.Text); err == nil {
			t = *got
		}
	}
	m, _ := json.Marshal(map[string]string{"markdown": t.Markdown, "html": t.HTML})
	return append(append(b, ','), m[1:]...)
}

// splitID cuts a document behind its id, which stands first.
func splitID(d store.Doc) (head, rest []byte) {
	n := len(`{"id":""`) + len(d.ID)
	if len(d.Body) > n && d.Body[n-1] == '"' && string(d.Body[len(`{"id":"`):n-1]) == d.ID {
		return d.Body[:n], d.Body[n:]
	}
	id, _ := json.Marshal(d.ID)
	head = append([]byte(`{"id":`), id...)
	return head, append([]byte{','}, d.Body[1:]...)
}
