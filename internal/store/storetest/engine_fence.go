package storetest

import (
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
)

// others are positions that differ from one in one part each.
func others(p store.Position) map[string]store.Position {
	epoch, number, hash, lower := p, p, p, p
	epoch.Epoch += "x"
	number.Number++
	lower.Number--
	hash.Hash[31] ^= 1
	return map[string]store.Position{"epoch": epoch, "number": number, "a lower number": lower, "hash": hash, "nothing": {}}
}

func st3Fence(t testing.TB, fresh Fresh) {
	k := newKinds()
	w := writer{engine: open(t, fresh(t, k.all())), space: home}
	write := insert(k.card, "1", 1, card("p", "", "", 1, 0))

	refused(t, w.engine, store.FenceError{Space: home}, store.Batch{Space: home, Fence: after(w.at, 1), Next: after(after(w.at, 1), 1)})
	wantAt(t, w.engine, home, store.Position{})
	apply(t, w.engine, store.Batch{Space: home}) // an empty space is confirmed where it is
	wantAt(t, w.engine, home, store.Position{})
	w.write(t, write)

	for range 2 { // the first position of a space and a later one
		for part, fence := range others(w.at) {
			t.Logf("another %s", part)
			refused(t, w.engine, store.FenceError{Space: home},
				store.Batch{Space: home, Fence: fence, Next: after(w.at, 1), Writes: []store.Write{insert(k.card, "2", 2, card("p", "", "", 2, 0))}})
			refused(t, w.engine, store.FenceError{Space: home}, store.Batch{Space: home, Fence: fence, Next: fence}) // a confirmation
			wantAt(t, w.engine, home, w.at)
		}
		apply(t, w.engine, store.Batch{Space: home, Fence: w.at, Next: w.at}) // is confirmed and does not move
		wantAt(t, w.engine, home, w.at)
		w.write(t)
		wantAt(t, w.engine, home, w.at)
	}
	with(t, w.engine, home, func(s store.Snapshot) { wantIDs(t, "documents", find(t, s, store.Query{Def: k.card}), "1") })

	anew := store.Position{Epoch: "another epoch", Number: 500, Hash: [32]byte{1}} // as a restore does
	apply(t, w.engine, store.Batch{Space: home, Fence: w.at, Next: anew})
	wantAt(t, w.engine, home, anew)
	refused(t, w.engine, store.FenceError{Space: home}, store.Batch{Space: home, Fence: w.at, Next: after(w.at, 1)})
}

func st3NothingBeside(t testing.TB, fresh Fresh) {
	k := newKinds()
	e := open(t, fresh(t, k.all()))
	a, b := writer{engine: e, space: "org_a"}, writer{engine: e, space: "org_b"}
	a.write(t)
	b.write(t)
	stale := b.batch(insert(k.card, "1", 2, card("p", "", "", 1, 0)))
	b.write(t)
	good := a.batch(insert(k.card, "1", 2, card("p", "", "", 1, 0)), insert(k.lease, "l", 1, lease("held", 1)))
	quiet := loose("org_c", insert(k.lease, "l", 1, lease("held", 1)))
	for _, batches := range [][]store.Batch{{good, quiet, stale}, {stale, good, quiet}, {quiet, stale, good}} {
		refused(t, e, store.FenceError{Space: b.space}, batches...)
		for _, s := range []store.Space{a.space, b.space, "org_c"} {
			with(t, e, s, func(snap store.Snapshot) {
				if n := len(find(t, snap, store.Query{Def: k.card})) + len(find(t, snap, store.Query{Def: k.lease})); n != 0 {
					t.Errorf("%s: %d documents were applied beside a failed fence", s, n)
				}
			})
		}
		wantAt(t, e, a.space, a.at)
		wantAt(t, e, b.space, b.at)
	}
	apply(t, e, good, quiet)
}

func st5Quiet(t testing.TB, fresh Fresh) {
	k := newKinds()
	e := open(t, fresh(t, k.all()))
	a, b := writer{engine: e, space: "org_a"}, writer{engine: e, space: "org_b"}
	a.write(t)
	b.write(t)
	apply(t, e, loose(a.space, insert(k.lease, "l", 1, lease("held", 1)), insert(k.lease, "m", 1, lease("held", 1))))
	apply(t, e, loose(a.space, replace(k.lease, "l", 1, 2, lease("held", 2, "w"))))
	want := []store.Doc{docOf(a.space, replace(k.lease, "l", 1, 2, lease("held", 2, "w"))), docOf(a.space, insert(k.lease, "m", 1, lease("held", 1)))}

	for what, bad := range map[string]store.Write{
		"an insert of what exists":     insert(k.lease, "l", 1, lease("held", 9)),
		"a replacement of what is old": replace(k.lease, "l", 1, 2, lease("held", 9)),
		"a replacement of what is new": replace(k.lease, "l", 3, 4, lease("held", 9)),
		"a replacement of nothing":     replace(k.lease, "n", 1, 2, lease("held", 9)),
		"a removal of what is old":     remove(k.lease, "l", 1),
		"a removal of nothing":         remove(k.lease, "n", 1),
	} {
		t.Logf("%s", what)
		fence := store.FenceError{Space: a.space, Kind: "lease", ID: bad.ID}
		good := insert(k.lease, "x", 1, lease("held", 1))
		refused(t, e, fence, loose(a.space, bad))
		refused(t, e, fence, loose(a.space, good, bad))
		refused(t, e, fence, loose(a.space, bad, good))
		refused(t, e, fence, loose(b.space, good), loose(a.space, bad))
		refused(t, e, fence, loose(a.space, bad), b.batch(insert(k.card, "1", 2, card("p", "", "", 1, 0))))
		refused(t, e, fence, a.batch(insert(k.card, "1", 2, card("p", "", "", 1, 0)), bad, good)) // with documents of the log
		with(t, e, a.space, func(s store.Snapshot) {
			wantDocs(t, what, find(t, s, store.Query{Def: k.lease, WithKeys: true}), want...)
			wantIDs(t, what, find(t, s, store.Query{Def: k.card}))
		})
		with(t, e, b.space, func(s store.Snapshot) {
			wantIDs(t, what, find(t, s, store.Query{Def: k.lease}))
			wantIDs(t, what, find(t, s, store.Query{Def: k.card}))
		})
		wantAt(t, e, a.space, a.at)
		wantAt(t, e, b.space, b.at)
	}

	apply(t, e, loose(a.space, remove(k.lease, "l", 2))) // a loose batch needs no position
	wantAt(t, e, a.space, a.at)
	apply(t, e, loose(a.space, insert(k.lease, "l", 1, lease("held", 3))))
	a.write(t, replace(k.lease, "l", 1, 2, lease("", 0)), remove(k.lease, "m", 1))
	with(t, e, a.space, func(s store.Snapshot) {
		wantDocs(t, "at last", find(t, s, store.Query{Def: k.lease, WithKeys: true}), docOf(a.space, replace(k.lease, "l", 1, 2, lease("", 0))))
	})
}
