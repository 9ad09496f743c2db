package api

import (
	"context"
	"net/http"

	"github.com/kanvaro/kanvaro/internal/access"
)

func sampleOperations() []*operation {
	const path = inOrg + "/sample"
	return []*operation{
		on("POST", path, "makeSample", "Make a project to look around in", need(access.ProjectCreate), makeSample, answers(http.StatusCreated, ProjectDoc{})),
		on("DELETE", path, "removeSample", "Take the sample project away for good", need(access.ProjectDelete), removeSample, answers(http.StatusNoContent, nil)),
	}
}

func makeSample(ctx context.Context, c *call, in *InOrg) (reply, error) {
	return c.project(c.s.o.Sample.Create(ctx, c.actor, in.Org))
}

func removeSample(ctx context.Context, c *call, in *InOrg) (reply, error) {
	return reply{}, c.s.o.Sample.Remove(ctx, c.actor, in.Org)
}
