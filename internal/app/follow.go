package app

import (
	"context"
	"time"

	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// askEvery is how often the database is asked what others have changed, bells or not.
const askEvery = 500 * time.Millisecond

// follow learns of what other processes change.
func (a *App) follow() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		var mark store.Mark
		for first := true; ; first = false {
			select {
			case <-moment.Real.After(askEvery):
			case <-ctx.Done():
				return
			}
			moved, next, err := a.engine.Changed(ctx, mark)
			if err != nil {
				if ctx.Err() == nil {
					a.o.Log.Warn("cannot ask what others have changed", "error", err)
				}
				continue
			}
			mark = next
			if first {
				continue // nothing is in memory yet that could be out of date
			}
			for _, s := range moved {
				a.catchUp(ctx, s)
			}
		}
	}()
	a.ends("following others", func(context.Context) error {
		cancel()
		<-done
		return nil
	})
}

// catchUp makes the store look at where a space stands, by asking for more than it knows.
func (a *App) catchUp(ctx context.Context, s store.Space) {
	var p store.Position
	look := func(tx store.Tx) error { p = tx.Position(); return nil }
	err := a.store.View(ctx, s, look)
	if err == nil {
		p.Number++
		err = a.store.View(store.AtLeast(ctx, s, p), s, look)
	}
	if err != nil && ctx.Err() == nil {
		a.o.Log.Warn("cannot catch up with others", "error", err, "kanvaro.space", string(s))
	}
}
