package store

import (
	"context"
	"fmt"
	"testing"
)

// emptyEngine is a database in which nothing has ever happened.
type emptyEngine struct{ Engine }

type emptySnapshot struct{ Snapshot }

func (emptyEngine) Snapshot(context.Context, Space) (Snapshot, error)    { return emptySnapshot{}, nil }
func (emptyEngine) Changed(context.Context, Mark) ([]Space, Mark, error) { return nil, "", nil }

func (emptySnapshot) Position() Position                 { return Position{} }
func (emptySnapshot) Get(*Def, ...string) ([]Doc, error) { return nil, nil }
func (emptySnapshot) Close() error                       { return nil }

func TestAskingForWhatDoesNotExistFillsNothing(t *testing.T) {
	s, err := New(emptyEngine{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for i := range 100 {
		if err := s.View(t.Context(), Space(fmt.Sprintf("org_%d", i)), func(tx Tx) error { _, _, err := tx.Get(Jobs.Def(), "job_x"); return err }); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.spaces) != 0 {
		t.Errorf("%d spaces are remembered", len(s.spaces))
	}
}
