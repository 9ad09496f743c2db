package api

import (
	"context"
	"net/http"

	"github.com/kanvaro/kanvaro/internal/access"
)

func invitationOperations() []*operation {
	return []*operation{
		on("GET", inOrg+"/invitations", "listInvitations", "Open invitations", need(access.InvitationManage), listInvitations, answers(200, InvitationList{})),
		on("POST", inOrg+"/invitations", "invite", "Invite somebody", need(access.InvitationManage), invite, answers(201, InvitationDoc{})),
		on("DELETE", inOrg+"/invitations/{invitation}", "revokeInvitation", "Take an invitation back", need(access.InvitationManage), revoke, answers(204, nil)),
		on("POST", v1+"/invitations/look", "lookAtInvitation", "What an invitation is", need(access.InvitationUse), lookAtInvitation, public, answers(200, Invitee{})),
		on("POST", v1+"/invitations/accept", "acceptInvitation", "Become a member", need(access.InvitationUse), accept, public, answers(201, Session{})),
	}
}

func listInvitations(ctx context.Context, c *call, in *ListIn) (reply, error) {
	all, at, err := c.s.o.Orgs.Invitations(ctx, c.actor, in.Org)
	if err != nil {
		return reply{}, err
	}
	items, ids := make([][]byte, len(all)), make([]string, len(all))
	for i, inv := range all {
		if items[i], err = decoded(inv, inv.ID, inv.Version, nil); err != nil {
			return reply{}, err
		}
		ids[i] = inv.ID
	}
	return c.page(in.Page, items, ids, at)
}

// InviteIn is who is invited, and as what.
type InviteIn struct {
	InOrg
	Body struct {
		Role  access.Role `json:"role"`
		Email string      `json:"email,omitempty"`
	}
}

func invite(ctx context.Context, c *call, in *InviteIn) (reply, error) {
	made, commit, err := c.s.o.Orgs.Invite(ctx, c.actor, in.Org, in.Body.Role, in.Body.Email)
	if err != nil {
		return reply{}, err
	}
	body, err := decoded(made.Invitation, made.ID, made.Version, map[string]any{"link": c.s.o.URL + "/invite#token=" + made.Token})
	return reply{body: body}.committed(c, commit, "").notUndone(), err
}

// RevokeIn is an invitation.
type RevokeIn struct {
	InOrg
	Invitation string `path:"invitation"`
}

func revoke(ctx context.Context, c *call, in *RevokeIn) (reply, error) {
	commit, err := c.s.o.Orgs.Revoke(ctx, c.actor, in.Org, in.Invitation)
	if err != nil {
		return reply{}, err
	}
	return reply{}.committed(c, commit, "").notUndone(), nil
}

// LookIn is the token of a link.
type LookIn struct {
	Body struct {
		Token string `json:"token"`
	}
}

func lookAtInvitation(ctx context.Context, c *call, in *LookIn) (reply, error) {
	i, err := c.s.o.Orgs.Look(ctx, in.Body.Token)
	if err != nil {
		return reply{}, err
	}
	return value(Invitee{i.Organisation, string(i.Role), i.Email})
}

// AcceptIn is the token of a link, and who accepts.
type AcceptIn struct {
	Body struct {
		Token    string `json:"token"`
		Name     string `json:"name"`
		Email    string `json:"email"`
		Password string `json:"password"`
	}
}

func accept(ctx context.Context, c *call, in *AcceptIn) (reply, error) {
	b := in.Body
	signed, err := c.s.o.Orgs.Accept(ctx, b.Token, Newcomer{b.Name, b.Email, b.Password}.person(c))
	if err != nil {
		return reply{}, err
	}
	r, err := c.signedIn(ctx, signed)
	return r.with(http.StatusCreated), err
}
