package job

import (
	"context"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Dead lists the jobs of a space that were given up, those that would have been due first first.
func (r *Runner) Dead(ctx context.Context, space store.Space) ([]*store.Job, error) {
	var out []*store.Job
	err := r.o.Store.View(ctx, space, func(tx store.Tx) error {
		var err error
		out, err = store.Jobs.All(tx, store.Query{Index: "due", Equal: []store.Value{store.T(store.JobDead)}})
		return err
	})
	return out, err
}

// Replay has a dead job tried again from the beginning.
func (r *Runner) Replay(ctx context.Context, space store.Space, id string) error {
	_, err := r.o.Store.Update(ctx, space, store.By{Kind: "system"}, func(tx store.Tx) error {
		j, err := store.Jobs.Get(tx, id)
		if err != nil {
			return err
		}
		if j.State != store.JobDead {
			return fault.New(fault.Conflict, "This job is not dead.")
		}
		j.State, j.Tries, j.Fault, j.Due = store.JobReady, 0, "", tx.Now()
		return store.Jobs.Put(tx, "", j)
	})
	r.Wake()
	return err
}
