package store

import "fmt"

// fetched is what Fetch has read for the Gets that follow, out of the snapshot that they would ask. A Doc without a kind stands for one that
// is not there. It is of one transaction: documents that are many and asked for once would only drive others out of the memory of the space.
type fetched map[docKey]Doc

func (f *fetched) fill(snap Snapshot, d *Def, ids []string) error {
	docs, err := snap.Get(d, ids...)
	if err != nil {
		return fmt.Errorf("get %d of %s: %w", len(ids), d.Kind, err)
	}
	if *f == nil {
		*f = make(fetched, len(ids))
	}
	for _, id := range ids {
		(*f)[docKey{d.Kind, id}] = Doc{}
	}
	for _, doc := range docs {
		doc.memo = &memo{}
		(*f)[docKey{d.Kind, doc.ID}] = doc
	}
	return nil
}
