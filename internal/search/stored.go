package search

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

// Of what was found a search needs one text of each document. It is read out of the stored bytes: decoding the whole costs more than all
// the rest of a search.

// storedText gives a field of text at the top of a document; false where it does not stand there as documents are written. A quote inside
// of text has a backslash before it, so what is looked for stands nowhere else.
func storedText(body []byte, name string) (string, bool) {
	head := `,"` + name + `":"`
	at := bytes.Index(body, []byte(head))
	if at < 0 {
		return "", false
	}
	v := body[at+len(head):]
	end := 0
	for {
		n := bytes.IndexByte(v[end:], '"')
		if n < 0 {
			return "", false
		}
		end += n
		slashes := 0
		for slashes < end && v[end-1-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			break
		}
		end++
	}
	return unescaped(v[:end])
}

// unescaped reads what stands between the quotes of a JSON string.
func unescaped(v []byte) (string, bool) {
	if bytes.IndexByte(v, '\\') < 0 {
		return string(v), true
	}
	var b strings.Builder
	b.Grow(len(v))
	for len(v) > 0 {
		n := bytes.IndexByte(v, '\\')
		if n < 0 || n+1 >= len(v) {
			b.Write(v)
			break
		}
		b.Write(v[:n])
		c := v[n+1]
		switch c {
		case 'n':
			c = '\n'
		case 't':
			c = '\t'
		case 'r':
			c = '\r'
		case 'b':
			c = '\b'
		case 'f':
			c = '\f'
		case 'u': // seldom: it is left to who knows all of it
			var s string
			if json.Unmarshal(append(append([]byte{'"'}, v[n:]...), '"'), &s) != nil {
				return "", false
			}
			b.WriteString(s)
			return b.String(), true
		}
		b.WriteByte(c)
		v = v[n+2:]
	}
	return b.String(), true
}

// titleOf reads the title of a task.
func titleOf(d store.Doc) (string, error) {
	if title, ok := storedText(d.Body, "title"); ok {
		return title, nil
	}
	t, err := work.Tasks.Decode(d)
	if err != nil {
		return "", err
	}
	return t.Title, nil
}

// inTrash reports whether a task is in the trash.
func inTrash(d store.Doc) (bool, error) {
	if d.Keys != nil {
		return d.Keys[work.Tasks.Def().Field("trashed")].Int != 0, nil
	}
	t, err := work.Tasks.Decode(d)
	if err != nil {
		return false, err
	}
	return !t.TrashedAt.IsZero(), nil
}

// textOf reads the description of a task, "" where it has none.
func textOf(in *access.Scope, task string) (string, error) {
	d, ok, err := in.Get(work.Texts.Def(), task)
	if err != nil || !ok {
		return "", err
	}
	if text, ok := storedText(d.Body, "markdown"); ok {
		return text, nil
	}
	t, err := work.Texts.Decode(d)
	if err != nil {
		return "", err
	}
	return t.Markdown, nil
}
