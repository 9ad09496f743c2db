package store

import (
	"strconv"
)

// readLog finds the events about a document through the index of it.
func readLog(t Tx, p *packer, about string, before int64, limit int) ([]*Event, error) {
	q := Query{Def: eventDef, Index: "about", Equal: []Value{T(about)}, Desc: true, Limit: limit, WithKeys: true}
	if before > 0 {
		q.After = &Cursor{ID: strconv.FormatInt(before, 10)}
	}
	return readEvents(t, p, q, nil)
}

// readOperation finds the events of an operation: by its id, or, for a number, those that follow it in its transaction.
func readOperation(t Tx, p *packer, op string) ([]*Event, error) {
	tx, err := strconv.ParseInt(op, 10, 64)
	if err != nil {
		return readEvents(t, p, Query{Def: eventDef, Index: "op", Equal: []Value{T(op)}, WithKeys: true}, nil)
	}
	from := T(op)
	return readEvents(t, p, Query{Def: eventDef, From: &from, WithKeys: true}, func(e *Event) bool { return e.Tx == tx })
}

// readEvents decodes what the query finds, as long as while holds.
func readEvents(t Tx, p *packer, q Query, while func(*Event) bool) ([]*Event, error) {
	var out []*Event
	for d, err := range t.Find(q) {
		if err != nil {
			return nil, err
		}
		e, err := readEvent(p, d)
		if err != nil {
			return nil, err
		}
		if while != nil && !while(e) {
			break
		}
		out = append(out, e)
	}
	return out, nil
}
