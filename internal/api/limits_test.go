package api

import (
	"net/http"
	"testing"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/limit"
)

func TestClosingAStreamMakesRoom(t *testing.T) {
	l := newLimits(Rates{})
	closes := make([]func(), mostStreams)
	for i := range closes {
		var err error
		if closes[i], err = l.openStream("ada"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.openStream("ada"); !fault.Is(err, fault.Limited) {
		t.Errorf("one too many: %v", err)
	}
	closes[3]()
	again, err := l.openStream("ada")
	if err != nil {
		t.Errorf("in the room that was made: %v", err)
	}
	closes[3] = again
	for _, c := range closes {
		c()
	}
	if len(l.streams) != 0 {
		t.Errorf("nobody listens, and %v are remembered", l.streams)
	}
}

func TestNumbersAboveTheTableAreWrittenToo(t *testing.T) {
	g := newGauge(limit.Rate{Every: time.Microsecond, Burst: 10_000})
	h := http.Header{}
	if err := g.take(h, "ada", 1); err != nil {
		t.Fatal(err)
	}
	if h[remainingHeader][0] != "9999" || h[limitHeader][0] != "10000" || h[policyHeader][0] != "10000;w=1" || h[resetHeader][0] != "1" { //nolint:staticcheck // the headers are written as the draft has them
		t.Errorf("%v", h)
	}
}

// BenchmarkTake is what the limit and its headers add to a request, the look at the clock apart.
func BenchmarkTake(b *testing.B) {
	g, h := newGauge(limit.Per(1000, time.Second)), http.Header{}
	who := access.Actor{User: "usr_1", Session: "6f1b0c2d9e8a7f4b3c5d6e7f8091a2b3c4d56f1b0c2d9e8a7f4b3c5d6e7f8091"}
	b.ReportAllocs()
	for now := int64(1); b.Loop(); now += 1000 {
		if err := g.take(h, who.Credential(), now); err != nil {
			b.Fatal(err)
		}
	}
}
