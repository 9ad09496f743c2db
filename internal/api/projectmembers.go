package api

import (
	"context"

	"github.com/kanvaro/kanvaro/internal/access"
)

func projectMemberOperations() []*operation {
	return []*operation{
		on("GET", inProj+"/members", "listProjectMembers", "The members of a project", need(access.ProjectRead), listProjectMembers, answers(200, ProjectMemberList{})),
		on("PUT", inProj+"/members/{member}", "setProjectMember", "Make somebody a member of a project", need(access.ProjectMemberManage), setProjectMember, answers(200, ProjectMemberDoc{})),
		on("DELETE", inProj+"/members/{member}", "removeProjectMember", "Take a membership away", need(access.ProjectMemberManage), removeProjectMember, answers(204, nil)),
	}
}

// ListInProject is a list of a project.
type ListInProject struct {
	InProject
	Page
}

func listProjectMembers(ctx context.Context, c *call, in *ListInProject) (reply, error) {
	docs, at, err := c.s.o.Projects.Members(ctx, c.actor, in.Org, in.Project)
	if err != nil {
		return reply{}, err
	}
	return c.documents(in.Page, docs, at)
}

// InProjectMember is somebody in a project.
type InProjectMember struct {
	InProject
	Member string `path:"member" doc:"A user."`
}

// SetProjectMemberIn is a role.
type SetProjectMemberIn struct {
	InProjectMember
	Body struct {
		Role access.Role `json:"role"`
	}
}

func setProjectMember(ctx context.Context, c *call, in *SetProjectMemberIn) (reply, error) {
	return c.project(c.s.o.Projects.SetMember(ctx, c.actor, in.Org, in.Project, in.Member, in.Body.Role))
}

func removeProjectMember(ctx context.Context, c *call, in *InProjectMember) (reply, error) {
	commit, err := c.s.o.Projects.RemoveMember(ctx, c.actor, in.Org, in.Project, in.Member)
	if err != nil {
		return reply{}, err
	}
	return reply{}.committed(c, commit, ""), nil
}
