package mongostore_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/mongostore"
	"github.com/kanvaro/kanvaro/internal/testmongo"
)

// pair is a database with an engine that goes through a proxy, and one that sees what is really there.
type pair struct {
	lossy, direct *mongostore.Engine
	proxy         *proxy
}

var thing = &store.Def{Kind: "thing", Quiet: true}

func newPair(t *testing.T) pair {
	t.Helper()
	uri, database := testmongo.URI(t), testmongo.Database(t)
	p, through := newProxy(t, uri)
	return pair{openThings(t, through, database, time.Second), openThings(t, uri, database, patience), p}
}

// patience is the time-out of engines whose answers are not lost: a busy machine must not look like a fault.
const patience = time.Minute

func openThings(t *testing.T, uri, database string, timeout time.Duration) *mongostore.Engine {
	t.Helper()
	e, err := mongostore.Open(t.Context(), uri, database, []*store.Def{thing}, mongostore.Options{Timeout: timeout})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		e.EndTransactions(context.Background())
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func thingBatch(from, to int64, id string) store.Batch {
	b := store.Batch{Space: "org", Next: store.Position{Epoch: "e", Number: to}, Writes: []store.Write{{Def: thing, ID: id, Version: 1}}}
	if from > 0 {
		b.Fence = store.Position{Epoch: "e", Number: from}
	}
	return b
}

// stands gives where the space stands and how many things there are.
func stands(t *testing.T, e *mongostore.Engine) (number int64, things int) {
	t.Helper()
	s, err := e.Snapshot(t.Context(), "org")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, err := range s.Find(store.Query{Def: thing}) {
		if err != nil {
			t.Fatal(err)
		}
		things++
	}
	return s.Position().Number, things
}

func (p pair) want(t *testing.T, number int64, things int) {
	t.Helper()
	if n, found := stands(t, p.direct); n != number || found != things {
		t.Errorf("the space stands at %d with %d things, want %d with %d", n, found, number, things)
	}
}

// TestApply_asksAgainWhenTheAnswerToACommitIsLost: to commit twice is to commit once.
func TestApply_asksAgainWhenTheAnswerToACommitIsLost(t *testing.T) {
	p := newPair(t)
	for i, before := range []bool{false, true} {
		p.proxy.lose("commitTransaction", before, 1)
		if err := p.lossy.Apply(t.Context(), []store.Batch{thingBatch(int64(i), int64(i+1), string(rune('a'+i)))}); err != nil {
			t.Fatalf("lost before the server got it %v: %v", before, err)
		}
		if p.proxy.seen.Load() < 2 {
			t.Errorf("the commit was sent %d times", p.proxy.seen.Load())
		}
		p.want(t, int64(i+1), i+1)
	}
}

// TestApply_saysWhenTheOutcomeIsUnknown: applied or not, the caller must look.
func TestApply_saysWhenTheOutcomeIsUnknown(t *testing.T) {
	t.Run("and it was applied", func(t *testing.T) {
		p := newPair(t)
		p.proxy.lose("commitTransaction", false, always)
		if err := p.lossy.Apply(t.Context(), []store.Batch{thingBatch(0, 1, "a")}); !errors.Is(err, store.ErrUnknown) {
			t.Fatalf("got %v", err)
		}
		p.want(t, 1, 1)
	})
	t.Run("and it was not", func(t *testing.T) {
		p := newPair(t)
		p.proxy.lose("commitTransaction", true, always)
		if err := p.lossy.Apply(t.Context(), []store.Batch{thingBatch(0, 1, "a")}); !errors.Is(err, store.ErrUnknown) {
			t.Fatalf("got %v", err)
		}
		p.want(t, 0, 0)
	})
}

// TestApply_triesAgainWhatWasLostBeforeTheCommit: nothing is applied before it.
func TestApply_triesAgainWhatWasLostBeforeTheCommit(t *testing.T) {
	p := newPair(t)
	p.proxy.loses = []byte("\x02insert\x00")
	for i, before := range []bool{false, true} {
		p.proxy.before = before
		p.proxy.times.Store(1)
		if err := p.lossy.Apply(t.Context(), []store.Batch{thingBatch(int64(i), int64(i+1), string(rune('a'+i)))}); err != nil {
			t.Fatal(err)
		}
		p.want(t, int64(i+1), i+1)
	}
}

// TestEngine_isUnavailableWithoutItsServer: people are told to try again, and operators why.
func TestEngine_isUnavailableWithoutItsServer(t *testing.T) {
	p := newPair(t)
	p.proxy.close()
	_, err := p.lossy.Snapshot(t.Context(), "org")
	if !fault.Is(err, fault.Unavailable) {
		t.Errorf("a snapshot: %v", err)
	}
	if _, _, err := p.lossy.Changed(t.Context(), ""); !fault.Is(err, fault.Unavailable) {
		t.Errorf("Changed: %v", err)
	}
	err = p.lossy.Apply(t.Context(), []store.Batch{thingBatch(0, 1, "a")})
	if !fault.Is(err, fault.Unavailable) || errors.Is(err, store.ErrUnknown) {
		t.Errorf("Apply: %v", err)
	}
}

// TestApply_givesUpWithItsContext and leaves nothing open.
func TestApply_givesUpWithItsContext(t *testing.T) {
	p := newPair(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.direct.Apply(ctx, []store.Batch{thingBatch(0, 1, "a")}); !errors.Is(err, context.Canceled) || errors.Is(err, store.ErrUnknown) {
		t.Fatalf("got %v", err)
	}
	p.want(t, 0, 0)
}
