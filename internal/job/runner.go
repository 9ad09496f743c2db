package job

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Options are what a Runner needs. Zero values give what is usual.
type Options struct {
	Store   *store.Store
	Clock   moment.Clock   // moment.Real
	Log     *slog.Logger   // discarded
	Workers int            // jobs at once: 4
	Lease   time.Duration  // how long a job is ours without a heart-beat: 1 minute
	Tries   int            // before a job is dead: 12, which is about a day
	Poll    time.Duration  // the longest time between two looks at what is due: 5 seconds
	Rest    time.Duration  // the shortest: 100 milliseconds; below 0 none
	Chance  func() float64 // from 0 to 1, for jitter: rand.Float64
}

// Runner runs the jobs of all spaces, those whose names it has handlers for.
type Runner struct {
	o        Options
	handlers map[string]Handler
	wake     chan struct{}
	slots    chan struct{}
	stop     chan struct{}
	ctx      context.Context // of all handlers
	cancel   context.CancelFunc
	stopping sync.Once
	owned    sync.WaitGroup
}

// New makes a runner. It is woken by moves of spaces, so it is made before the store is in use.
func New(o Options) *Runner {
	if o.Clock == nil {
		o.Clock = moment.Real
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Chance == nil {
		o.Chance = rand.Float64
	}
	usual(&o.Workers, 4)
	usual(&o.Lease, time.Minute)
	usual(&o.Tries, 12)
	usual(&o.Poll, 5*time.Second)
	usual(&o.Rest, 100*time.Millisecond)
	r := &Runner{o: o, handlers: map[string]Handler{}, wake: make(chan struct{}, 1), slots: make(chan struct{}, o.Workers), stop: make(chan struct{})}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	o.Store.OnMove(func(s store.Space, _ store.Position) {
		if s != "" { // not by our own looking through all spaces
			r.Wake()
		}
	})
	return r
}

func usual[T comparable](v *T, is T) {
	if *v == *new(T) {
		*v = is
	}
}

// Handle says who does the jobs of a name. All are said before Start.
func (r *Runner) Handle(name string, h Handler) { r.handlers[name] = h }

// Start begins to run jobs. Stop ends it.
func (r *Runner) Start() {
	r.owned.Add(1)
	go r.loop()
}

// Wake has the runner look at once for what is due. It need not be called after a transaction that changed something else too.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Stop takes no more jobs, tells the handlers to end and waits for them, as long as ctx lets it. Jobs that did not come to their end are
// put back. It may be called twice.
func (r *Runner) Stop(ctx context.Context) error {
	r.stopping.Do(func() {
		close(r.stop)
		r.cancel()
	})
	ended := make(chan struct{})
	go func() {
		r.owned.Wait()
		close(ended)
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return fault.Because(fault.Unavailable, ctx.Err(), "Some jobs did not end in time.")
	}
}

func (r *Runner) loop() {
	defer r.owned.Done()
	for {
		next := r.round()
		select {
		case <-r.stop:
			return
		case <-r.wake:
		case <-r.o.Clock.After(next):
		}
		if r.o.Rest > 0 { // a busy space wakes far more often than there is work
			select {
			case <-r.stop:
				return
			case <-r.o.Clock.After(r.o.Rest):
			}
		}
	}
}

// round starts what is due, as far as there are workers, and gives the time until it is worth looking again.
func (r *Runner) round() time.Duration {
	for {
		select {
		case r.slots <- struct{}{}:
		default:
			return r.o.Poll // whoever ends wakes us
		}
		c, next, err := r.claim()
		if c == nil {
			<-r.slots
			if err != nil && r.ctx.Err() == nil {
				r.o.Log.Warn("cannot look for jobs", "error", err)
			}
			return next
		}
		r.owned.Add(1)
		go func() {
			defer r.owned.Done()
			r.run(c)
			<-r.slots
			r.Wake()
		}()
	}
}

// claim leases the job that has been due for longest; nil when there is none, and how long there will be none.
func (r *Runner) claim() (*Claim, time.Duration, error) {
	for range 100 { // others may be faster
		c, next, err := r.due()
		if err != nil || c == nil {
			return nil, next, err
		}
		var ok bool
		_, err = r.o.Store.Update(r.ctx, c.Space, store.By{Kind: "system"}, func(tx store.Tx) error {
			var err error
			ok, err = c.take(tx, func(now moment.Time) moment.Time { return now.Add(r.o.Lease) })
			return err
		})
		if err != nil || ok {
			if err != nil {
				c = nil
			}
			return c, r.o.Poll, err
		}
	}
	return nil, r.o.Poll, nil
}

// due finds the next job that there is a handler for.
func (r *Runner) due() (found *Claim, next time.Duration, err error) {
	next = r.o.Poll
	err = r.o.Store.View(r.ctx, "", func(tx store.Tx) error {
		found, next = nil, r.o.Poll
		q := store.Query{Def: store.Jobs.Def(), Index: "due", Equal: []store.Value{store.T(store.JobReady)}, AllSpaces: true}
		to := store.N(r.o.Clock.Now().Add(r.o.Poll).Millis())
		q.To = &to
		for d, err := range tx.Find(q) {
			if err != nil {
				return err
			}
			j, err := store.Jobs.Decode(d)
			if err != nil {
				return err
			}
			if r.handlers[j.Name] == nil {
				continue
			}
			if wait := j.Due.Sub(r.o.Clock.Now()); wait > 0 {
				next = wait
				return nil
			}
			found = &Claim{Space: d.Space, ID: d.ID}
			return nil
		}
		return nil
	})
	return found, next, err
}
