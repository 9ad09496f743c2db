package mongostore

import "context"

// EndTransactions ends what killed processes have left open: nothing else could drop the database before a minute has passed.
func (e *Engine) EndTransactions(ctx context.Context) { e.release(ctx, 0) }
