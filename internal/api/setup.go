package api

import (
	"context"
	"net/http"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/org"
)

func setupOperations() []*operation {
	return []*operation{
		on("GET", v1+"/setup", "lookAtSetup", "Whether nobody has set up yet", need(access.SetUp), lookAtSetup, public, answers(200, SetupState{})),
		on("POST", v1+"/setup", "setUp", "Make the first user and the organisation", need(access.SetUp), setUp, public, answers(201, Session{})),
	}
}

// SetupState says whether set-up is open.
type SetupState struct {
	Open bool `json:"open"`
}

func lookAtSetup(ctx context.Context, c *call, _ *In) (reply, error) {
	open, err := c.s.o.Identity.SetupOpen(ctx)
	if err != nil {
		return reply{}, err
	}
	return value(SetupState{open})
}

// SetUpIn is what the first user says.
type SetUpIn struct {
	Body struct {
		Token        string `json:"token"`
		Organisation struct {
			Name string `json:"name"`
		} `json:"organisation"`
		User Newcomer `json:"user"`
	}
}

// Newcomer is somebody who becomes a user.
type Newcomer struct {
	Name     string `json:"name"`
	Email    string `json:"email"`
	Password string `json:"password"`
}

func (n Newcomer) person(c *call) identity.Person {
	return identity.Person{Name: n.Name, Attempt: c.attempt(n.Email, n.Password)}
}

func setUp(ctx context.Context, c *call, in *SetUpIn) (reply, error) {
	signed, err := c.s.o.Orgs.SetUp(ctx, org.SetUp{Token: in.Body.Token, Organisation: in.Body.Organisation.Name, Person: in.Body.User.person(c)})
	if err != nil {
		return reply{}, err
	}
	r, err := c.signedIn(ctx, signed)
	return r.with(http.StatusCreated), err
}
