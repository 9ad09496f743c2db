package app

import (
	"context"

	"github.com/kanvaro/kanvaro/internal/identity"
)

// keepUses writes down, once a minute and when the server stops, when sessions and tokens were used last.
func (a *App) keepUses(context.Context) error {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-a.o.Clock.After(identity.KeepUsesEvery):
				if err := a.Identity.KeepUses(ctx); err != nil && ctx.Err() == nil {
					a.o.Log.Warn("cannot write down what was used", "error", err) // the next minute tries again
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	a.ends("last uses", func(ctx context.Context) error {
		cancel()
		<-done
		return a.Identity.KeepUses(ctx)
	})
	return nil
}
