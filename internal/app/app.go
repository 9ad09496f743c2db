// Package app is where everything meets: it takes a configuration and makes a running server of it. Nothing else knows all packages.
//
// What is started is noted with how it ends, and ended in the opposite order.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/api"
	"github.com/kanvaro/kanvaro/internal/archive"
	"github.com/kanvaro/kanvaro/internal/config"
	"github.com/kanvaro/kanvaro/internal/file"
	"github.com/kanvaro/kanvaro/internal/history"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/job"
	"github.com/kanvaro/kanvaro/internal/limit"
	"github.com/kanvaro/kanvaro/internal/live"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/observe"
	"github.com/kanvaro/kanvaro/internal/org"
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/sample"
	"github.com/kanvaro/kanvaro/internal/search"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

// Options say what is to be run.
type Options struct {
	Config  config.Config
	Version string
	Out     io.Writer    // where the address is printed; nil for nowhere
	Log     *slog.Logger // discarded where nil
	Clock   moment.Clock // moment.Real where nil
	Web     http.Handler // the browser application, nil for none

	// Engine is used instead of the one that the configuration names, and closed at the end; for tests.
	Engine store.Engine
	Store  store.Options
	Cost   identity.Cost // of hashing a password; the standard where zero
}

// App is a server. It is started once and stopped once.
type App struct {
	o       Options
	metrics *observe.Metrics
	health  *observe.Health
	engine  store.Engine
	store   *store.Store
	hub     *live.Hub
	runner  *job.Runner

	Identity *identity.Service
	Orgs     *org.Service
	Projects *project.Service
	Work     *work.Service
	History  *history.Service
	Imports  *archive.Service
	Search   *search.Service
	Files    *file.Service
	Sample   *sample.Service
	Gate     *access.Gate

	handler     http.Handler
	certificate *certificate // nil without TLS
	addr        string
	steps       []step
	stopped     sync.Once
	failed      chan error
}

// step is something that was started, and how it ends.
type step struct {
	name string
	stop func(context.Context) error
}

// New makes a server out of a valid configuration. Nothing is started or opened yet.
func New(o Options) (*App, error) {
	if err := o.Config.Validate(); err != nil {
		return nil, err
	}
	if o.Clock == nil {
		o.Clock = moment.Real
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Out == nil {
		o.Out = io.Discard
	}
	return &App{o: o, failed: make(chan error, 1)}, nil
}

// Open brings up all but the listener: what commands need that work on the data themselves. When it fails, what was opened is closed.
func (a *App) Open(ctx context.Context) error { return a.run(ctx, a.openStore, a.assemble) }

// Start brings everything up, and says where. When it fails, what was started is stopped again.
func (a *App) Start(ctx context.Context) error {
	return a.run(ctx, a.openStore, a.assemble, a.startJobs, a.startSearch, a.keepUses, a.listen, a.announce)
}

func (a *App) run(ctx context.Context, steps ...func(context.Context) error) error {
	for _, start := range steps {
		if err := start(ctx); err != nil {
			return errors.Join(err, a.Stop(context.WithoutCancel(ctx)))
		}
	}
	return nil
}

func (a *App) ends(name string, stop func(context.Context) error) {
	a.steps = append(a.steps, step{name, stop})
}

// Stop ends everything, the last first: no new work, streams told to end, requests finished, jobs stopped, the store closed.
func (a *App) Stop(ctx context.Context) error {
	var all []error
	a.stopped.Do(func() {
		if a.health != nil {
			a.health.Drain()
		}
		for i := len(a.steps) - 1; i >= 0; i-- {
			if err := a.steps[i].stop(ctx); err != nil {
				all = append(all, fmt.Errorf("stop %s: %w", a.steps[i].name, err))
			}
		}
	})
	return errors.Join(all...)
}

// Addr is where it listens, host and port.
func (a *App) Addr() string { return a.addr }

// URL is where people find it.
func (a *App) URL() string {
	if a.o.Config.URL != "" {
		return a.o.Config.URL
	}
	scheme := "http"
	if a.o.Config.TLSCert != "" {
		scheme = "https"
	}
	return scheme + "://" + shown(a.addr)
}

// Failed sends when the server has broken off by itself.
func (a *App) Failed() <-chan error { return a.failed }

// Handler serves requests without a listener, once it is started.
func (a *App) Handler() http.Handler { return a.handler }

// Spaces lists all spaces that there are.
func (a *App) Spaces(ctx context.Context) ([]store.Space, error) {
	all, _, err := a.engine.Changed(ctx, "")
	if err != nil {
		return nil, fmt.Errorf("list spaces: %w", err)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// Store is what everything is kept in, once it is started.
func (a *App) Store() *store.Store { return a.store }

// assemble makes the services over the store.
func (a *App) assemble(ctx context.Context) error {
	secrets, err := a.secrets()
	if err != nil {
		return err
	}
	a.metrics = observe.NewMetrics(a.o.Version)
	a.store.OnMove(func(store.Space, store.Position) { a.metrics.Commits.Inc() })
	a.Gate = access.New(a.store, facts{})
	a.hub = live.New(live.Options{
		Store: a.store, Gate: a.Gate, Clock: a.o.Clock, Log: a.o.Log, Kinds: streamed(), Reads: told, Show: a.show, MemberOf: project.MemberID,
		Clients: func(delta int) { a.metrics.StreamClients.Add(float64(delta)) }, Cut: a.metrics.StreamCuts.Inc,
	})
	a.makeJobs()
	a.Identity = identity.New(a.Gate, identity.Options{Secrets: secrets, Clock: a.o.Clock, Cost: a.o.Cost})
	a.Orgs = org.New(a.Gate, a.Identity, a.o.Clock)
	a.Projects = project.New(a.Gate, a.o.Clock)
	render := &renderer{}
	a.Work = work.New(a.Gate, render, a.o.Clock)
	a.Imports = archive.New(archive.Options{Gate: a.Gate, Work: a.Work, Projects: a.Projects, Renderer: render, Clock: a.o.Clock})
	a.handle(work.BulkJob, a.Work.RunBulk)
	a.handle(work.RecountJob, a.Work.Recount)
	a.handle(work.BulkSweepJob, a.Work.SweepBulk)
	a.Search = search.New(search.Options{Gate: a.Gate, Store: a.store, Clock: a.o.Clock, Log: a.o.Log})
	a.handle(archive.RunJob, a.Imports.Runs)
	a.handle(archive.SweepJob, a.Imports.Sweeps)
	if err := a.openFiles(); err != nil {
		return err
	}
	a.Sample = sample.New(sample.Options{Gate: a.Gate, Projects: a.Projects, Files: a.Files, Renderer: render, Clock: a.o.Clock, Log: a.o.Log})
	a.History = history.New(a.Gate, a.o.Clock, slices.Concat(work.Rules(), archive.Rules(), file.Rules())...)
	a.health = observe.NewHealth(a.o.Clock, a.ping)
	server, err := api.New(a.API())
	if err != nil {
		return err
	}
	a.handler = server.Handler()
	return nil
}

// API is what the HTTP interface stands on.
func (a *App) API() api.Options {
	return api.Options{
		Gate: a.Gate, Identity: a.Identity, Orgs: a.Orgs, Projects: a.Projects, Work: a.Work, History: a.History, Imports: a.Imports, Files: a.Files, Sample: a.Sample, Search: a.Search, Live: a.hub, Health: a.health, Metrics: a.metrics,
		Log: a.o.Log, Clock: a.o.Clock, Web: a.o.Web, URL: a.o.Config.URL, TrustedProxies: a.proxies(), Rates: a.rates(),
	}
}

func (a *App) rates() api.Rates {
	c := a.o.Config
	if c.RateLimit == 0 {
		return api.Rates{}
	}
	return api.Rates{Person: limit.Per(c.RateLimit, c.RateWindow), Stranger: limit.Per(c.RateAnonymous, c.RateWindow)}
}

func (a *App) proxies() []netip.Prefix {
	var out []netip.Prefix
	for _, p := range a.o.Config.TrustedProxies {
		out = append(out, netip.MustParsePrefix(p)) // Validate has seen it
	}
	return out
}

// secrets are kept in the data folder of a single machine; several machines must be given the same.
func (a *App) secrets() (identity.Secrets, error) {
	c := a.o.Config
	read := func() (identity.Secrets, error) { return identity.KeepSecrets(c.Data, c.JWTSecret, c.JWTRefreshSecret) }
	if c.MongoURI != "" {
		read = func() (identity.Secrets, error) { return identity.ReadSecrets(c.JWTSecret, c.JWTRefreshSecret) }
	}
	s, err := read()
	if err != nil && (c.MongoURI != "" || c.JWTSecret != "" || c.JWTRefreshSecret != "") { // it is those that were given
		err = fmt.Errorf("%w:\n%w", config.ErrWrong, err)
	}
	return s, err
}

// ping asks the database for something small.
func (a *App) ping(ctx context.Context) error {
	snap, err := a.engine.Snapshot(ctx, store.Instance)
	if err != nil {
		return err
	}
	return snap.Close()
}

// announce prints where it is, and while nobody has set up the link with which to do that.
func (a *App) announce(ctx context.Context) error {
	token, err := a.Identity.OpenSetup(ctx)
	if err != nil {
		return err
	}
	if token != "" {
		_, err = fmt.Fprintf(a.o.Out, "Kanvaro is at %s — set it up: %s/setup#token=%s\n", a.URL(), a.URL(), token)
	} else {
		_, err = fmt.Fprintf(a.o.Out, "Kanvaro is at %s\n", a.URL())
	}
	return err
}

// drainTime is how long requests may take to end.
func (a *App) drainTime() time.Duration {
	if a.o.Config.Drain == 0 {
		return 10 * time.Second
	}
	return a.o.Config.Drain
}
