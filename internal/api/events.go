package api

import (
	"cmp"
	"context"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/live"
)

func eventOperations() []*operation {
	stream := func(op *operation) { op.media, op.watches = "text/event-stream", true }
	return []*operation{
		plain[EventsIn]("GET", inOrg+"/events", "watch", "What happens, as it happens (Server-Sent Events)", need(access.StreamRead), watch, answers(200, ""), stream),
	}
}

// EventsIn is where a stream goes on, and what it tells of.
type EventsIn struct {
	InOrg
	Project     string `query:"project" doc:"Only this project."`
	After       string `query:"after" doc:"A position to go on from."`
	LastEventID string `header:"Last-Event-ID" doc:"The same, as browsers send it."`
}

func watch(c *call) (reply, error) {
	q := c.r.URL.Query()
	l := live.Listener{Actor: c.actor, Org: c.path("org"), After: cmp.Or(c.r.Header.Get("Last-Event-ID"), q.Get("after"))}
	if ref := q.Get("project"); ref != "" {
		d, _, err := c.s.o.Projects.Get(c.ctx, c.actor, l.Org, ref)
		if err != nil {
			return reply{}, err
		}
		l.Project = d.ID
	}
	closed, err := c.s.limits.openStream(c.actor.User)
	if err != nil {
		return reply{}, err
	}
	s, user, shown := c.s, c.actor.User, proofOf(c.r) // not the call: it would be kept as long as the stream
	l.Alive = func(ctx context.Context) error {
		now, err := s.whoAsks(access.WithTrail(ctx), shown)
		if err == nil && now.User != user {
			err = fault.New(fault.Unauthenticated, "Sign in first.")
		}
		return err
	}
	l.Ended = closed
	if err := c.s.o.Live.Serve(c.ctx, c.w, c.r, l); err != nil { // there is no stream
		closed()
		return reply{}, err
	}
	return reply{written: true}, nil
}
