package api

import (
	"slices"

	"github.com/kanvaro/kanvaro/internal/access"
)

// table is all operations, one resource after the other.
func table() []*operation {
	return slices.Concat(setupOperations(), sessionOperations(), credentialOperations(), organisationOperations(), preferenceOperations(), memberOperations(), invitationOperations(),
		projectOperations(), statusOperations(), labelOperations(), projectMemberOperations(), taskOperations(), commentOperations(), linkOperations(), bulkOperations(), progressOperations(),
		historyOperations(), searchOperations(), importOperations(), fileOperations(), presenceOperations(), sampleOperations(), eventOperations())
}

// need is for operations that need one thing.
func need(n access.Need) []access.Need { return []access.Need{n} }

// In is the input of operations that have none.
type In struct{}

// InOrg is the place of an organisation.
type InOrg struct {
	Org string `path:"org" example:"org_01jdg3x8q2v7m4k9r5wz"`
}

// InProject is the place of a project.
type InProject struct {
	InOrg
	Project string `path:"project" doc:"Its id or one of its keys." example:"MESOS"`
}

// InTask is a task.
type InTask struct {
	InProject
	Task string `path:"task" doc:"Its id or its key." example:"MESOS-313"`
}

const (
	v1      = "/api/v1"
	inOrg   = v1 + "/orgs/{org}"
	inProj  = inOrg + "/projects/{project}"
	inTasks = inProj + "/tasks"
	inTask  = inTasks + "/{task}"
)
