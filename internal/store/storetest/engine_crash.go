package storetest

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
)

// childEnv holds the URI of the database that a child process is to write to.
const childEnv = "KANVARO_STORETEST_CHILD"

const (
	crashWriters = 4  // goroutines of the child, each with two spaces of its own
	crashAnswers = 60 // Applies that are answered before it is killed
)

// Child is called first in the TestMain of a durable engine. It returns at once, unless this process was started by ST10 to
// write until it is killed; open must open the database that Database.URI names.
func Child(open func(ctx context.Context, uri string, defs []*store.Def) (store.Engine, error)) {
	uri := os.Getenv(childEnv)
	if uri == "" {
		return
	}
	if err := writeUntilKilled(open, uri); err != nil {
		fmt.Fprintln(os.Stderr, "child of ST10:", err)
		os.Exit(1)
	}
}

func writeUntilKilled(open func(context.Context, string, []*store.Def) (store.Engine, error), uri string) error {
	k := newKinds()
	e, err := open(context.Background(), uri, k.all())
	if err != nil {
		return err
	}
	var printing sync.Mutex
	failed := make(chan error)
	for i := range crashWriters {
		go func() {
			a, b := writer{engine: e, space: crashSpace(i, "a")}, writer{engine: e, space: crashSpace(i, "b")}
			for {
				batches := []store.Batch{crashBatch(k, a), crashBatch(k, b)}
				if err := e.Apply(context.Background(), batches); err != nil {
					failed <- err
					return
				}
				a.at, b.at = batches[0].Next, batches[1].Next
				printing.Lock()
				fmt.Println(i, a.at.Number) // the answer: whoever reads it may rely on it
				printing.Unlock()
			}
		}()
	}
	return <-failed
}

func crashSpace(writer int, half string) store.Space {
	return store.Space(fmt.Sprintf("org_%d_%s", writer, half))
}

// crashBatch changes one card, keeps a note of it, and moves a lease.
func crashBatch(k kinds, w writer) store.Batch {
	n := w.at.Number
	return w.batch(
		replace(k.card, "card", n, n+1, card("p", "open", fmt.Sprint(n+1), n+1, 0, "red", fmt.Sprint(n+1))),
		insert(k.note, strconv.FormatInt(n+1, 10), n+1, []store.Value{store.T("card"), store.N(n + 1)}),
		replace(k.lease, "lease", n, n+1, lease("held", n+1)),
	)
}

// st10Answered kills a process that writes and looks for what it was told. An engine that is not durable only has to show
// what it answered to whoever opens it next.
func st10Answered(t testing.TB, fresh Fresh) {
	k := newKinds()
	db := fresh(t, k.all())
	answered := make([]int64, crashWriters)
	if db.URI == "" {
		w := writer{engine: open(t, db), space: crashSpace(0, "a")}
		for range 3 {
			apply(t, w.engine, crashBatch(k, w))
			w.at = after(w.at, 1)
		}
		wantAfterCrash(t, open(t, db), k, w.space, w.at.Number)
		return
	}
	writeAndKill(t, db.URI, answered)
	e := open(t, db)
	for i, n := range answered {
		a, b := crashSpace(i, "a"), crashSpace(i, "b")
		// A server may finish what its client asked for before it was killed: read until nothing moved meanwhile.
		at, other := int64(-1), int64(0)
		for now := wantAfterCrash(t, e, k, a, n); now != at; now = wantAfterCrash(t, e, k, a, n) {
			at, other = now, wantAfterCrash(t, e, k, b, n)
		}
		if other != at {
			t.Errorf("half of a call was kept: %s stands at %d, %s at %d", a, at, b, other)
		}
	}
}

// writeAndKill starts this test's own program as a child, reads its answers, kills it when there are enough of them, and reads
// the rest of what it said.
func writeAndKill(t testing.TB, uri string, answered []int64) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), childEnv+"="+uri)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines, heard := bufio.NewScanner(out), 0
	for lines.Scan() {
		var writer int
		var number int64
		if _, err := fmt.Sscan(lines.Text(), &writer, &number); err != nil || writer >= len(answered) {
			continue // a line that was cut, or another's
		}
		answered[writer] = number
		if heard++; heard == crashAnswers {
			if err := child.Process.Kill(); err != nil { // SIGKILL: nothing is flushed, nothing is closed
				t.Fatal(err)
			}
		}
	}
	_ = child.Wait() // it was killed
	if heard < crashAnswers {
		t.Fatalf("the child answered %d times only; does TestMain call storetest.Child first?", heard)
	}
}

// wantAfterCrash wants a space to be whole at a position that is not before what was answered, and gives it.
func wantAfterCrash(t testing.TB, e store.Engine, k kinds, s store.Space, answered int64) int64 {
	t.Helper()
	var at int64
	with(t, e, s, func(snap store.Snapshot) {
		at = snap.Position().Number
		if at < answered {
			t.Errorf("%s stands at %d, though %d was answered", s, at, answered)
		}
		if at == 0 {
			return // it was killed before it got that far
		}
		last := fmt.Sprint(at)
		wantDocs(t, "the card", find(t, snap, store.Query{Def: k.card, WithKeys: true}),
			docOf(s, replace(k.card, "card", 0, at, card("p", "open", last, at, 0, "red", last))))
		wantIDs(t, "the card by its newest label",
			find(t, snap, store.Query{Def: k.card, Index: "label", Equal: []store.Value{store.T("p"), store.T(last)}}), "card")
		wantDocs(t, "the lease", find(t, snap, store.Query{Def: k.lease, WithKeys: true}), docOf(s, replace(k.lease, "lease", 0, at, lease("held", at))))
		notes := ids(find(t, snap, store.Query{Def: k.note}))
		var want []string
		for n := int64(1); n <= at; n++ {
			want = append(want, strconv.FormatInt(n, 10))
		}
		if !slices.Equal(notes, want) {
			t.Errorf("%s has the notes %v, want 1 to %d", s, notes, at)
		}
	})
	return at
}
