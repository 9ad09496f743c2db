package e2e

import (
	"errors"
	"io"
	"slices"
	"syscall"
	"testing"
)

// TestKillLosesNothingAcknowledged kills the server in the middle of work, three times over the same data.
func TestKillLosesNothingAcknowledged(t *testing.T) { onEveryEngine(t, killLosesNothingAcknowledged) }

func killLosesNothingAcknowledged(t *testing.T, h home) {
	s := serve(t, h)
	ada := setUp(t, s)
	book := newLedger()
	for range 3 {
		book.load(t, func() { s.end(t, syscall.SIGKILL) }, ada)
		s = serve(t, h)
		ada = ada.at(s)
		book.compare(t, ada.tasks(t))
	}
}

// TestCreateMayBeSentAgainAfterAKill: the caller who got no answer repeats himself, and there is one task.
func TestCreateMayBeSentAgainAfterAKill(t *testing.T) {
	onEveryEngine(t, createMayBeSentAgainAfterAKill)
}

func createMayBeSentAgainAfterAKill(t *testing.T, h home) {
	s := serve(t, h)
	ada := setUp(t, s)
	create := map[string]any{"id": newTaskID(), "title": "Print a boarding card", "status": ada.ready}
	var first, second task
	ada.must(t, "POST", ada.project+"/tasks", create, &first)
	s.end(t, syscall.SIGKILL)

	ada = ada.at(serve(t, h))
	ada.must(t, "POST", ada.project+"/tasks", create, &second)
	if first != second {
		t.Errorf("the first answer was %+v, the second %+v", first, second)
	}
	if n := len(ada.tasks(t)); n != 1 {
		t.Errorf("there are %d tasks, want 1", n)
	}
}

// TestStreamResumesAfterAKill: who listens, is cut off by the kill and resumes, has heard the same as who hears it all
// afterwards in one go: no gap, no repeat, and nothing that was announced and then lost.
func TestStreamResumesAfterAKill(t *testing.T) { onEveryEngine(t, streamResumesAfterAKill) }

func streamResumesAfterAKill(t *testing.T, h home) {
	s := serve(t, h)
	ada := setUp(t, s)
	before, hello, err := ada.listen(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	heard := make(chan []event)
	go func() {
		events, _ := hear(before, 0) // the kill ends it somehow
		heard <- events
	}()

	book := newLedger()
	book.load(t, func() { s.end(t, syscall.SIGKILL) }, ada)
	events := <-heard
	if len(events) == 0 {
		t.Fatal("nothing was heard before the kill")
	}

	ada = ada.at(serve(t, h))
	var last task
	ada.must(t, "POST", ada.project+"/tasks", map[string]any{"title": "The last", "status": ada.ready}, &last)
	after, _, err := ada.listen(t.Context(), events[len(events)-1].position)
	if err != nil {
		t.Fatal(err)
	}
	defer after.close()
	rest, err := hear(after, last.Version)
	if err != nil {
		t.Fatalf("resume: %v", err)
	}
	events = append(events, rest...)

	whole, _, err := ada.listen(t.Context(), hello.position)
	if err != nil {
		t.Fatal(err)
	}
	defer whole.close()
	replay, err := hear(whole, last.Version)
	if err != nil {
		t.Fatalf("hear it all again: %v", err)
	}
	if !slices.EqualFunc(events, replay, sameEvent) {
		t.Errorf("heard in two parts: %d events, in one go: %d", len(events), len(replay))
		reportFirstDifference(t, events, replay)
	}
	book.announced(t, events)
}

// TestServersOverOneDatabaseAgree lets two servers work over one MongoDB, kills one, and asks the other.
func TestServersOverOneDatabaseAgree(t *testing.T) {
	h := onMongoDB(t)
	one := serve(t, h)
	ada := setUp(t, one)
	lin := ada.at(serve(t, h))
	listening, _, err := lin.listen(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer listening.close()

	book := newLedger()
	book.load(t, func() { one.end(t, syscall.SIGKILL) }, ada, lin)
	var last task
	lin.must(t, "POST", lin.project+"/tasks", map[string]any{"title": "The last", "status": lin.ready}, &last)
	events, err := hear(listening, last.Version)
	if err != nil {
		t.Fatal(err)
	}
	book.announced(t, events)
	found := lin.tasks(t)
	delete(found, last.ID)
	book.compare(t, found)
}

// TestStopIsGraceful: SIGTERM under load, with somebody listening, answers what was accepted and then ends by itself.
func TestStopIsGraceful(t *testing.T) { onEveryEngine(t, stopIsGraceful) }

func stopIsGraceful(t *testing.T, h home) {
	s := serve(t, h)
	ada := setUp(t, s)
	listening, _, err := ada.listen(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	heard := make(chan error)
	go func() {
		_, err := hear(listening, 0)
		heard <- err
	}()

	book := newLedger()
	var code int
	book.load(t, func() { code = s.end(t, syscall.SIGTERM) }, ada)
	if code != 0 {
		t.Errorf("exit code %d\n%s", code, s.log)
	}
	if err := <-heard; !errors.Is(err, io.EOF) {
		t.Errorf("an open stream was cut off instead of ended: %v", err)
	}

	s = serve(t, h)
	book.compare(t, ada.at(s).tasks(t))
	if s.token != "" {
		t.Error("it offers to be set up a second time")
	}
}

// hear reads changes up to the one with a number. When the stream ends before that it says how.
func hear(s *stream, until int64) ([]event, error) {
	var events []event
	for {
		e, err := s.next()
		if err != nil {
			return events, err
		}
		events = append(events, e)
		if e.Seq == until {
			return events, nil
		}
	}
}

func sameEvent(a, b event) bool { return a.Seq == b.Seq && a.Name == b.Name && a.ID == b.ID }

func reportFirstDifference(t *testing.T, a, b []event) {
	t.Helper()
	for i := range min(len(a), len(b)) {
		if !sameEvent(a[i], b[i]) {
			t.Errorf("at %d: %+v and %+v", i, a[i], b[i])
			return
		}
	}
}
