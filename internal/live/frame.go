package live

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/kanvaro/kanvaro/internal/store"
)

// frame is an event on its way to all who may see it: the bytes are made once, by whoever needs them first, and shared. // LV4
type frame struct {
	*store.Event
	hub   *Hub
	space store.Space
	epoch string
	// narrowed is the audience that the document has come to have since, where it left the one of this event; "" mostly.
	narrowed *store.Place

	change func() ([]byte, error) // what happened
	whole  func() ([]byte, error) // the whole document as it is now, for those to whom it comes into view; nil bytes: it is not there any more
	gone   func() ([]byte, error) // it is gone, or no longer for you
}

func (h *Hub) frame(space store.Space, epoch string, e *store.Event) *frame {
	f := &frame{Event: e, hub: h, space: space, epoch: epoch}
	f.change = sync.OnceValues(f.writeChange)
	f.whole = sync.OnceValues(f.writeWhole)
	f.gone = sync.OnceValues(func() ([]byte, error) { return f.write(`,"gone":true`, nil), nil })
	return f
}

// writeChange serialises what an event did, nil for one that changed nothing.
func (f *frame) writeChange() ([]byte, error) {
	p, err := f.Payload()
	if err != nil {
		return nil, fmt.Errorf("read event %d of %s: %w", f.Seq, f.space, err)
	}
	f.hub.serialised.Add(1)
	switch {
	case p.Gone:
		return f.gone()
	case p.Erased:
		return f.whole()
	case p.Whole != nil:
		doc, err := f.hub.show(context.Background(), f.space, f.Event, p.Whole)
		return f.write(`,"doc":`, doc), err
	case len(p.Set) == 0:
		return nil, nil
	}
	return f.write(`,"set":`, fields(p.Set)), nil
}

// fields writes changed fields in the order of their names; a field that went away is null.
func fields(set map[string]json.RawMessage) []byte {
	names := make([]string, 0, len(set))
	for name := range set {
		names = append(names, name)
	}
	slices.Sort(names)
	b := []byte{'{'}
	for i, name := range names {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, name), ':')
		if v := set[name]; v != nil {
			b = append(b, v...)
		} else {
			b = append(b, "null"...)
		}
	}
	return append(b, '}')
}

func (f *frame) writeWhole() ([]byte, error) {
	body, err := f.hub.document(context.Background(), f.space, f.Ref)
	if err != nil || body == nil {
		return nil, err
	}
	doc, err := f.hub.show(context.Background(), f.space, f.Event, body)
	return f.write(`,"doc":`, doc), err
}

// write makes the message: id, event, and one line of data. Documents are JSON without line breaks.
func (f *frame) write(name string, value []byte) []byte {
	b := make([]byte, 0, 320+len(value))
	b = append(b, "id: "...)
	b = append(b, FormatPosition(f.space, store.Position{Epoch: f.epoch, Number: f.Seq})...)
	b = append(b, "\nevent: change\ndata: "...)
	b = fmt.Appendf(b, `{"seq":%d,"tx":%d,"op":`, f.Seq, f.Tx)
	b = appendText(b, f.OpName())
	b = append(append(append(b, `,"at":"`...), f.At.String()...), '"')
	for _, x := range [...]struct{ name, value string }{
		{"actor", f.Actor}, {"actorKind", f.By.Kind}, {"name", f.Name}, {"kind", f.Ref.Kind}, {"id", f.ID}, {"project", f.Project},
	} {
		if x.value == "" && x.name == "project" {
			continue
		}
		b = append(append(append(b, `,"`...), x.name...), `":`...)
		b = appendText(b, x.value)
	}
	b = append(append(b, name...), value...)
	return append(b, "}\n\n"...)
}

func appendText(b []byte, s string) []byte {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.Encode(s) //nolint:errcheck // a text can always be encoded
	return append(b, bytes.TrimSuffix(buf.Bytes(), []byte{'\n'})...)
}
