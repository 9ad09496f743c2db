package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// appendDoc writes a stored document as it is shown: its bytes, with the version behind the id.
func appendDoc(b []byte, d store.Doc) []byte { return appendBody(b, d.Body, d.ID, d.Version) }

func appendBody(b, body []byte, id string, version int64) []byte {
	head := len(`{"id":""`) + len(id)
	if len(body) > head && bytes.HasPrefix(body, []byte(`{"id":"`)) && string(body[len(`{"id":"`):head-1]) == id && body[head-1] == '"' {
		b = append(b, body[:head]...)
		b = strconv.AppendInt(append(b, `,"version":`...), version, 10)
		return append(b, body[head:]...)
	}
	b = strconv.AppendInt(append(b, `{"version":`...), version, 10)
	if len(body) > 2 {
		b = append(b, ',')
	}
	return append(b, body[1:]...)
}

// document answers with one stored document.
func document(d store.Doc, epoch string) reply {
	return reply{body: appendDoc(make([]byte, 0, len(d.Body)+32), d), etag: versionTag(epoch, d.Version)}
}

// decoded answers with a document that was decoded, with its version and what else is said of it.
func decoded(v any, id string, version int64, extra map[string]any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write the answer: %w", err)
	}
	out := appendBody(nil, body, id, version)
	for name, x := range extra {
		raw, err := json.Marshal(x)
		if err != nil {
			return nil, fmt.Errorf("write the answer: %w", err)
		}
		out = append(out[:len(out)-1], `,"`+name+`":`...)
		out = append(append(out, raw...), '}')
	}
	return out, nil
}

// Page are the parameters of every list.
type Page struct {
	Limit  int      `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	Cursor string   `query:"cursor" doc:"From next of the page before."`
	Fields []string `query:"fields" doc:"Only these fields, id and version always."`
}

// page answers with a part of a list that is at hand in whole. Each item has an id; the cursor names the last one that was given, and
// where it stood, so that a list that changes meanwhile goes on at a sensible place.
func (c *call) page(p Page, items [][]byte, ids []string, at store.Position) (reply, error) {
	from, err := p.from(ids)
	if err != nil {
		return reply{}, err
	}
	to := min(from+p.Limit, len(items))
	next := ""
	if to < len(items) {
		next = url.QueryEscape(strconv.Itoa(to) + ":" + ids[to-1])
	}
	return c.list(slices.Clone(items[from:to]), p.Fields, next, at)
}

func (p Page) from(ids []string) (int, error) {
	if p.Cursor == "" {
		return 0, nil
	}
	text, err := url.QueryUnescape(p.Cursor)
	at, id, ok := strings.Cut(text, ":")
	n, numErr := strconv.Atoi(at)
	if err != nil || !ok || numErr != nil || n < 0 {
		return 0, fault.Wrong("cursor", "is not one that was given out")
	}
	if i := slices.Index(ids, id); i >= 0 {
		return i + 1, nil
	}
	return min(n, len(ids)), nil
}

// list answers with items. Their tag leaves out the position: it moves with every change elsewhere.
func (c *call) list(items [][]byte, fields []string, next string, at store.Position) (reply, error) {
	body, err := listing(items, fields, next, c.space(), at)
	r := reply{body: body, etag: bodyTag(append(items, []byte(next))...)}
	return r.at(c.space(), at), err
}

// listing writes {"items":[…],"next":…,"position":…}.
func listing(items [][]byte, fields []string, next string, space store.Space, at store.Position) ([]byte, error) {
	size := 128
	for i, item := range items {
		if len(fields) > 0 {
			var err error
			if items[i], err = pick(item, fields); err != nil {
				return nil, err
			}
		}
		size += len(items[i]) + 1
	}
	b := append(make([]byte, 0, size), `{"items":[`...)
	b = append(b, bytes.Join(items, []byte{','})...)
	return endList(b, next, space, at), nil
}

// pick leaves of a document only some fields.
func pick(doc []byte, fields []string) ([]byte, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(doc, &all); err != nil {
		return nil, fmt.Errorf("pick fields: %w", err)
	}
	out := map[string]json.RawMessage{}
	for _, f := range append([]string{"id", "version"}, fields...) {
		if v, ok := all[f]; ok {
			out[f] = v
		}
	}
	return json.Marshal(out)
}
