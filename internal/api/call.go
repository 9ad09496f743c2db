package api

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/live"
	"github.com/kanvaro/kanvaro/internal/observe"
	"github.com/kanvaro/kanvaro/internal/store"
)

// call is one request for one operation.
type call struct {
	s     *Server
	op    *operation
	w     http.ResponseWriter
	r     *http.Request
	ctx   context.Context
	actor access.Actor

	done  bool // the handler has run; else huma has answered
	reply reply
	err   error
}

type callKey struct{}

func callOf(ctx context.Context) *call { return ctx.Value(callKey{}).(*call) }

// path gives a part of the path.
func (c *call) path(name string) string { return c.r.PathValue(name) }

// space is the one that the operation is about: an organisation, or the instance.
func (c *call) space() store.Space {
	if org := c.path("org"); org != "" {
		return store.Space(org)
	}
	return store.Instance
}

// run serves an operation: who asks, what he has seen already, then the handler, then the answer.
func (s *Server) run(op *operation, w http.ResponseWriter, r *http.Request) {
	rec := observe.From(r.Context())
	rec.Route(op.path)
	c := &call{s: s, op: op, w: w}
	ctx := access.WithTrail(r.Context())
	actor, err := s.whoAsks(ctx, proofOf(r))
	if err != nil {
		actor = access.Actor{}
	}
	if limited := s.admit(w, r, actor); limited != nil {
		writeProblem(w, r, limited)
		return
	}
	if err != nil && (!op.public || !fault.Is(err, fault.Unauthenticated)) {
		writeProblem(w, r, err)
		return
	}
	c.actor = actor
	if org := r.PathValue("org"); org != "" {
		rec.Organisation(org)
	}
	if actor.User != "" {
		rec.Actor(actor.User, actor.Kind)
		if actor.Token != "" {
			rec.Add(slog.String("kanvaro.pat", actor.Token))
		}
	} else if !op.public {
		writeProblem(w, r, fault.New(fault.Unauthenticated, "Sign in first."))
		return
	}
	c.r = r
	if p, ok := live.ParsePosition(r.Header.Get(positionHeader)); ok && p.Space == c.space() {
		ctx = store.AtLeast(ctx, p.Space, p.Position)
	}
	if op.handle != nil {
		c.ctx = ctx
		c.reply, c.err = op.handle(c)
		c.finish()
		return
	}
	c.ctx = context.WithValue(ctx, callKey{}, c)
	c.r = r.WithContext(c.ctx)
	s.once(c, func() {
		op.ready()(c)
		if c.done {
			c.finish()
		}
	})
}

// finish answers. // AC4
func (c *call) finish() {
	if c.err == nil {
		for _, n := range c.op.needs {
			if !access.Decided(c.ctx, n) {
				c.err = fault.New(fault.Internal, "%s %s was served and nobody decided about %s", c.op.method, c.op.path, n)
				break
			}
		}
	}
	if c.err != nil {
		writeProblem(c.w, c.r, c.err)
		return
	}
	c.reply.write(c)
}

// proof is what a request has to show who asks. It is small: streams keep it, to ask again.
type proof struct{ authorization, cookie string }

func proofOf(r *http.Request) proof {
	p := proof{authorization: r.Header.Get("Authorization")}
	if cookie, err := r.Cookie(sessionCookie); err == nil {
		p.cookie = cookie.Value
	}
	return p
}

// whoAsks finds out who somebody is by his bearer token or his cookie. Nobody is no fault here; what is not valid is.
func (s *Server) whoAsks(ctx context.Context, p proof) (access.Actor, error) {
	switch {
	case p.authorization != "":
		scheme, token, _ := strings.Cut(p.authorization, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return access.Actor{}, fault.New(fault.Unauthenticated, "Bearer tokens are the only ones that are taken.")
		}
		return s.o.Bearer(ctx, strings.TrimSpace(token))
	case p.cookie != "":
		return s.o.Identity.Authenticate(ctx, p.cookie)
	}
	return access.Actor{}, nil
}
