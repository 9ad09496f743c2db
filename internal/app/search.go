package app

import "context"

// startSearch begins to follow the log of all organisations for the search index.
func (a *App) startSearch(ctx context.Context) error {
	all, err := a.Spaces(ctx)
	if err != nil {
		return err
	}
	a.Search.Start(all)
	a.ends("the search index", a.Search.Stop)
	return nil
}
