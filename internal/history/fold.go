package history

import (
	"encoding/json"
	"fmt"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// pageSize is how many events are read at once on the way back.
const pageSize = 50

// back walks the events of one document backwards, from before a number on (0: from the newest), until fn is done.
func back(s *access.Scope, kind, id string, before int64, fn func(*store.Event, store.Payload) (done bool, err error)) error {
	for {
		events, err := s.Tx.Log(id, before, pageSize)
		if err != nil {
			return fmt.Errorf("read the history: %w", err)
		}
		for _, e := range events {
			before = e.Seq
			if e.Ref.Kind != kind { // documents of other kinds may have the same id: the text of a task
				continue
			}
			p, err := e.Payload()
			if err != nil {
				return err
			}
			if done, err := fn(e, p); done || err != nil {
				return err
			}
		}
		if len(events) < pageSize {
			return nil
		}
	}
}

// At gives a document of the scope as it was at a version, folded out of its events: nil when it was not there, a fault when that can no
// longer be told. The document must be within reach of the scope today.
func At(s *access.Scope, d *store.Def, id string, version int64) ([]byte, error) {
	var later []store.Payload
	found, erased := false, false
	var body []byte
	err := back(s, d.Kind, id, version+1, func(_ *store.Event, p store.Payload) (bool, error) {
		switch {
		case p.Erased:
			erased = true
			return true, nil
		case p.Whole != nil || p.Gone:
			found, body = true, p.Whole
			return true, nil
		}
		later = append(later, p)
		return false, nil
	})
	switch {
	case err != nil:
		return nil, err
	case erased:
		return nil, fault.New(fault.Conflict, "What it was like then was erased.")
	case !found:
		return nil, nil
	}
	for i := len(later) - 1; i >= 0; i-- {
		if body, err = later[i].Fold(body); err != nil {
			return nil, fmt.Errorf("fold %s %s: %w", d.Kind, id, err)
		}
	}
	return body, nil
}

// value gives one field of a document as it was before an event: for long values, which the event itself does not have.
func value(s *access.Scope, kind, id, field string, before int64) (v json.RawMessage, known bool, err error) {
	err = back(s, kind, id, before, func(_ *store.Event, p store.Payload) (bool, error) {
		switch {
		case p.Erased || p.Gone:
			return true, nil
		case p.Whole != nil:
			whole, err := fieldsOf(p.Whole)
			v, known = whole[field], true
			return true, err
		}
		set, ok := p.Set[field]
		if ok {
			v, known = set, true
		}
		return ok, nil
	})
	return v, known, err
}

func fieldsOf(body []byte) (Fields, error) {
	var f Fields
	if err := json.Unmarshal(body, &f); err != nil {
		return nil, fmt.Errorf("read a document: %w", err)
	}
	return f, nil
}
