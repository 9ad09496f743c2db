package api

import (
	"context"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/org"
	"github.com/kanvaro/kanvaro/internal/store"
)

func organisationOperations() []*operation {
	return []*operation{
		on("GET", inOrg, "readOrganisation", "An organisation", need(access.OrganisationRead), readOrganisation, answers(200, OrganisationDoc{})),
		on("PATCH", inOrg, "changeOrganisation", "Rename an organisation", need(access.OrganisationUpdate), changeOrganisation, answers(200, OrganisationDoc{})),
	}
}

func readOrganisation(ctx context.Context, c *call, in *InOrg) (reply, error) {
	o, err := c.s.o.Orgs.Get(ctx, c.actor, in.Org)
	if err != nil {
		return reply{}, err
	}
	return organisation(o, store.Commit{}, c)
}

func organisation(o *org.Organisation, commit store.Commit, c *call) (reply, error) {
	body, err := decoded(o, o.ID, o.Version, nil)
	r := reply{body: body}
	if commit.Position.Epoch != "" {
		r = r.committed(c, commit, "")
	}
	return r, err
}

// ChangeOrganisationIn is a new name.
type ChangeOrganisationIn struct {
	InOrg
	Body struct {
		Name string `json:"name"`
	}
}

func changeOrganisation(ctx context.Context, c *call, in *ChangeOrganisationIn) (reply, error) {
	o, commit, err := c.s.o.Orgs.Rename(ctx, c.actor, in.Org, in.Body.Name)
	if err != nil {
		return reply{}, err
	}
	return organisation(o, commit, c)
}
