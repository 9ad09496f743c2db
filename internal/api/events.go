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
	defer closed()
	request := c.r
	l.Alive = func(ctx context.Context) error {
		now, err := c.s.whoAsks(access.WithTrail(ctx), request)
		if err == nil && now.User != c.actor.User {
			err = fault.New(fault.Unauthenticated, "Sign in first.")
		}
		return err
	}
	return reply{written: true}, c.s.o.Live.Serve(c.ctx, c.w, l)
}
