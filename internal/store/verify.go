package store

import (
	"bytes"
	"context"
	"fmt"
)

// Report is what Verify found in a space.
type Report struct {
	Position  Position
	Events    int64
	Documents int64
	Replaced  int64    // payloads that were erased or thinned
	Unproven  int64    // documents whose base was erased: nothing can be said about them
	Faults    []string // at most a hundred, in words for operators
}

func (r *Report) fault(format string, args ...any) {
	if len(r.Faults) < 100 {
		r.Faults = append(r.Faults, fmt.Sprintf(format, args...))
	}
}

// folded is what the log says of one document so far.
type folded struct {
	body    []byte
	version int64
	unknown bool
}

// Verify holds a space against its log: numbers without a gap, the chain of headers, the hashes of payloads, and that folding gives the
// documents of these kinds. It reads everything once, at one position, and keeps the documents of the space in memory meanwhile.
func (s *Store) Verify(ctx context.Context, name Space, kinds []*Def) (*Report, error) {
	snap, err := s.engine.Snapshot(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("open a snapshot of %s: %w", name, err)
	}
	defer snap.Close() //nolint:errcheck // a snapshot that cannot be closed takes nothing with it
	r := &Report{Position: snap.Position()}
	state := map[docKey]*folded{}
	var prev [32]byte
	for d, err := range snap.Find(Query{Def: eventDef, WithKeys: true}) {
		if err != nil {
			return nil, fmt.Errorf("read the log: %w", err)
		}
		e, err := readEvent(s.packer, d)
		if err != nil {
			return nil, err
		}
		if r.Events++; e.Seq != r.Events {
			r.fault("event %d stands where %d should", e.Seq, r.Events)
			r.Events = e.Seq
		}
		if e.Prev != prev {
			r.fault("event %d does not follow the header before it", e.Seq)
		}
		prev = e.Hash
		if e.form == 0 && !e.intact() {
			r.fault("the payload of event %d is not the one that was written", e.Seq)
		}
		if e.form != 0 {
			r.Replaced++
		}
		if err := fold(state, e); err != nil {
			r.fault("event %d: %v", e.Seq, err)
		}
	}
	if p := r.Position; p.Number != r.Events || p.Hash != prev {
		r.fault("the space stands at %d, its log ends at %d", p.Number, r.Events)
	}
	for _, d := range kinds {
		if !d.Quiet && d != eventDef {
			if err := r.compare(snap, d, state); err != nil {
				return nil, err
			}
		}
	}
	for k, f := range state {
		if f.body != nil || f.unknown {
			r.fault("the log has %s %s, which is not there", k.kind, k.id)
		}
	}
	return r, nil
}

func fold(state map[docKey]*folded, e *Event) error {
	p, err := e.Payload()
	if err != nil {
		return err
	}
	k := docKey{e.Ref.Kind, e.ID}
	f := state[k]
	switch {
	case p.Erased:
		state[k] = &folded{unknown: true, version: e.Seq}
		return nil
	case p.Whole == nil && !p.Gone && len(p.Set) == 0:
		return nil // an act, or a change that came to nothing: the version is the document's all the same
	case f == nil:
		f = &folded{}
		state[k] = f
	}
	f.version = e.Seq
	if f.unknown && p.Whole == nil && !p.Gone {
		return nil
	}
	f.unknown = false
	if f.body, err = p.Fold(f.body); err != nil {
		f.unknown = true
	}
	return err
}

func (r *Report) compare(snap Snapshot, d *Def, state map[docKey]*folded) error {
	for doc, err := range snap.Find(Query{Def: d}) {
		if err != nil {
			return fmt.Errorf("read %s: %w", d.Kind, err)
		}
		r.Documents++
		k := docKey{d.Kind, doc.ID}
		f := state[k]
		delete(state, k)
		switch {
		case f == nil:
			r.fault("%s %s is not in the log", d.Kind, doc.ID)
			continue
		case f.unknown:
			r.Unproven++
			continue
		case f.version != doc.Version:
			r.fault("%s %s has version %d, its last event is %d", d.Kind, doc.ID, doc.Version, f.version)
		}
		is, err := Canonical(doc.Body)
		if err != nil {
			return fmt.Errorf("read %s %s: %w", d.Kind, doc.ID, err)
		}
		was, err := Canonical(f.body)
		if err != nil || !bytes.Equal(is, was) {
			r.fault("%s %s is not what its log says", d.Kind, doc.ID)
		}
	}
	return nil
}
