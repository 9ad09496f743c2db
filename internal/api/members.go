package api

import (
	"context"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/org"
)

func memberOperations() []*operation {
	return []*operation{
		on("GET", inOrg+"/members", "listMembers", "The members of an organisation", need(access.MemberRead), listMembers, answers(200, MemberList{})),
		on("PATCH", inOrg+"/members/{member}", "changeMember", "Give a member another role, disable or enable him", need(access.MemberManage), changeMember, answers(200, MemberDoc{})),
	}
}

// ListIn is a list of an organisation.
type ListIn struct {
	InOrg
	Page
}

func listMembers(ctx context.Context, c *call, in *ListIn) (reply, error) {
	members, at, err := c.s.o.Orgs.Members(ctx, c.actor, in.Org)
	if err != nil {
		return reply{}, err
	}
	items, ids := make([][]byte, len(members)), make([]string, len(members))
	for i, m := range members {
		if items[i], err = memberJSON(m); err != nil {
			return reply{}, err
		}
		ids[i] = m.ID
	}
	return c.page(in.Page, items, ids, at)
}

func memberJSON(m org.Listed) ([]byte, error) {
	var extra map[string]any
	if m.Email != "" {
		extra = map[string]any{"email": m.Email}
	}
	return decoded(m.Member, m.ID, m.Version, extra)
}

// ChangeMemberIn is what an administrator changes about a member.
type ChangeMemberIn struct {
	InOrg
	Member string `path:"member"`
	Body   struct {
		Role     *access.Role `json:"role,omitempty"`
		Disabled *bool        `json:"disabled,omitempty"`
	}
}

func changeMember(ctx context.Context, c *call, in *ChangeMemberIn) (reply, error) {
	m, commit, err := c.s.o.Orgs.ChangeMember(ctx, c.actor, in.Org, in.Member, org.MemberChange{Role: in.Body.Role, Disabled: in.Body.Disabled})
	if err != nil {
		return reply{}, err
	}
	body, err := memberJSON(*m)
	return reply{body: body}.committed(c, commit, ""), err
}
