package search

import (
	"bytes"
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/kanvaro/kanvaro/internal/store"
)

func TestTextsAreReadOutOfStoredBytes(t *testing.T) {
	for _, s := range []string{"", "plain", `quoted "word" \ and \\"`, "lines\nand\ttabs\r\b\f", "\u2028 \x00\x1f <&> é 🚀", `","title":"`, `\`, `\\`, "\\u0041"} {
		readsBack(t, s)
	}
}

// readsBack writes a title and a text as they are stored, and reads them.
func readsBack(t *testing.T, s string) {
	t.Helper()
	for _, escape := range []bool{true, false} {
		title, _ := json.Marshal(s)
		if !escape {
			title = plainJSON(s)
		}
		d := store.Doc{ID: "tsk_0", Body: []byte(`{"id":"tsk_0","number":1,"title":` + string(title) + `,"status":"x"}`)}
		if got, err := titleOf(d); err != nil || got != s {
			t.Errorf("%q comes back as %q, %v", s, got, err)
		}
	}
}

// plainJSON writes a text as kinds do: without escaping what only HTML must not have.
func plainJSON(s string) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(s) //nolint:errcheck // a text can always be written
	return bytes.TrimSpace(b.Bytes())
}

func FuzzStoredText(f *testing.F) {
	f.Add(`a"b\c`)
	f.Add("\u2028\\u0041")
	f.Fuzz(func(t *testing.T, s string) {
		if utf8.ValidString(s) {
			readsBack(t, s)
		}
		storedText([]byte(s), "title")
		storedText([]byte(`{"id":"","title":"`+s), "title")
	})
}
