package api

import (
	"context"
	"net/http"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/live"
)

func presenceOperations() []*operation {
	return []*operation{
		on("POST", inOrg+"/presence", "tellPresence", "Say where one is", need(access.StreamRead), tellPresence, answers(http.StatusNoContent, nil)),
	}
}

// PresenceIn is where somebody is with one of his tabs.
type PresenceIn struct {
	InOrg
	Body struct {
		Client  string           `json:"client" doc:"A random name of the tab." example:"tab_7f3k9"`
		Project Optional[string] `json:"project,omitempty" doc:"Where; null for nowhere any more."`
		Task    Optional[string] `json:"task,omitempty"`
		Doing   string           `json:"doing,omitempty" enum:"viewing,editing,typing" default:"viewing"`
		Field   Optional[string] `json:"field,omitempty" doc:"What is edited: title, description or comment."`
	}
}

func tellPresence(ctx context.Context, c *call, in *PresenceIn) (reply, error) {
	text := func(o Optional[string]) string {
		if o.Value == nil {
			return ""
		}
		return *o.Value
	}
	if p := text(in.Body.Project); p != "" && !id.Valid("prj", p) {
		return reply{}, fault.Wrong("project", "is not the id of a project")
	}
	doing := live.Doing(in.Body.Doing)
	if doing == "" {
		doing = live.Viewing
	}
	return reply{}, c.s.o.Live.Tell(ctx, c.actor, in.Org, live.Presence{
		Client: in.Body.Client, Project: text(in.Body.Project), Task: text(in.Body.Task), Doing: doing, Field: text(in.Body.Field),
	})
}
