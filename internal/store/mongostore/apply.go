package mongostore

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"

	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Apply does all batches in one transaction. What certainly failed for a passing reason is tried again, for twice the time of an
// exchange, within ctx.
func (e *Engine) Apply(ctx context.Context, batches []store.Batch) error {
	p, err := e.newPlan(batches)
	if err != nil {
		return err
	}
	passed := moment.Stopwatch()
	for try := 1; ; try++ {
		err := e.run(ctx, p)
		if err == nil || passed() > 2*e.timeout || !passing(err) || errors.Is(err, store.ErrUnknown) {
			return translate(err)
		}
		if passed() > abandoned/2 {
			e.release(ctx, abandoned)
		}
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
}

// pause waits: at first a little, since a conflict is over when the other has committed; later longer, as for an election.
func pause(ctx context.Context, try int) error {
	most := min(time.Millisecond<<min(try, 10), 500*time.Millisecond)
	select {
	case <-moment.Real.After(rand.N(most)):
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait to try again, nothing was applied: %w", ctx.Err())
	}
}

// run does a plan once. An error without ErrUnknown in its chain means that nothing was applied.
func (e *Engine) run(ctx context.Context, p *plan) error {
	if len(p.moves) == 0 && len(p.commands) == 0 {
		return e.confirm(ctx, p.confirms)
	}
	s, err := e.client.StartSession()
	if err != nil {
		return fmt.Errorf("start a session: %w", err)
	}
	defer s.EndSession(context.WithoutCancel(ctx))
	err = s.StartTransaction(options.Transaction().SetReadConcern(readconcern.Snapshot()).SetWriteConcern(journaled()))
	if err != nil {
		return fmt.Errorf("start a transaction: %w", err)
	}
	if err := e.write(mongo.NewSessionContext(ctx, s), p); err != nil {
		e.abort(ctx, s)
		var other *differs
		if errors.As(err, &other) {
			return e.blame(ctx, p, other.command)
		}
		return err
	}
	return e.commit(ctx, s)
}

// write does all of a plan inside a transaction. Positions come first: who meets another Apply there has done little in vain.
func (e *Engine) write(ctx context.Context, p *plan) error {
	if err := e.move(ctx, p.moves); err != nil {
		return err
	}
	if err := e.confirm(ctx, p.confirms); err != nil {
		return err
	}
	for _, c := range p.commands {
		if err := e.do(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// exchange sends a write command, and gives how many documents it found.
func (e *Engine) exchange(ctx context.Context, command bson.Raw) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, e.timeout)
	defer cancel()
	answer, err := e.db.RunCommand(ctx, command).Raw()
	if err != nil {
		return 0, err
	}
	n, _ := answer.Lookup("n").AsInt64OK()
	return int(n), nil
}

// differs ends a transaction whose command has found fewer documents than it should have. Which, is found out afterwards.
type differs struct{ command *command } // nil: it moved positions

func (*differs) Error() string { return "a document or a position is not the expected one" }

// do runs one command.
func (e *Engine) do(ctx context.Context, c *command) error {
	n, err := e.exchange(ctx, c.raw())
	switch {
	case err != nil:
		return c.explain(err)
	case n != len(c.writes):
		return &differs{c}
	}
	return nil
}

// explain turns the duplicate key of an insert into the fence that it is, and says of other errors whose they are.
func (c *command) explain(err error) error {
	var e mongo.WriteException
	if errors.As(err, &e) && len(e.WriteErrors) > 0 {
		if w := e.WriteErrors[0]; w.Code == codeDuplicateKey && w.Index < len(c.writes) {
			return c.writes[w.Index].refusal()
		}
	}
	return fmt.Errorf("%s %s: %w", verbs[c.verb].command, c.kind.def.Kind, err)
}

// refusal is the failed fence of a quiet document. For other kinds it cannot be: the fence of the space held.
func (t target) refusal() error {
	if t.Def.Quiet {
		return &store.FenceError{Space: t.space, Kind: t.Def.Kind, ID: t.ID} // ST5
	}
	return fmt.Errorf("%s %s in %s is not at version %d, though the fence of the space holds", t.Def.Kind, t.ID, t.space, t.Before)
}
