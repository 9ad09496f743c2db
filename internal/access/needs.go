package access

import "slices"

// Need is what an operation needs to be allowed: a noun and a verb.
type Need string

// Reach says where a need is decided.
type Reach uint8

// The reaches, from wide to narrow.
const (
	OfInstance Reach = iota
	OfOrganisation
	OfProject
)

// The needs. Each has one row in the policy table.
const (
	SetUp         Need = "instance.setUp"    // once, by whoever has the token
	SignIn        Need = "session.create"    // anybody
	InvitationUse Need = "invitation.accept" // anybody with the secret link
	SelfRead      Need = "self.read"
	SelfUpdate    Need = "self.update"
	ScopeRead     Need = "scope.read" // what tokens may be given: anybody
	// CredentialManage is needed for what one gets in with: password, sessions, tokens. No token has it.
	CredentialManage Need = "credential.manage"

	OrganisationRead   Need = "organisation.read"
	OrganisationUpdate Need = "organisation.update"
	MemberRead         Need = "member.read"
	MemberManage       Need = "member.manage"
	InvitationManage   Need = "invitation.manage"
	ProjectCreate      Need = "project.create"
	ChangeUndo         Need = "change.undo" // then, for each document, what changing it by hand needs
	StreamRead         Need = "stream.read"
	PreferenceRead     Need = "preference.read" // one's own
	PreferenceUpdate   Need = "preference.update"

	ProjectRead         Need = "project.read"
	ProjectUpdate       Need = "project.update"
	ProjectDelete       Need = "project.delete"
	ProjectMemberManage Need = "projectMember.manage"
	TaskRead            Need = "task.read"
	TaskCreate          Need = "task.create"
	TaskUpdate          Need = "task.update"
	TaskMove            Need = "task.move"
	TaskDelete          Need = "task.delete"
	CommentCreate       Need = "comment.create" // and edit or delete one's own
	CommentModerate     Need = "comment.moderate"
	ImportRun           Need = "import.run"
	FileRead            Need = "file.read"
	FileCreate          Need = "file.create"
)

// Role is a role in the organisation or in a project.
type Role string

// The roles in an organisation.
const (
	Admin          Role = "admin"
	ProjectManager Role = "project_manager"
	TeamMember     Role = "team_member"
	Client         Role = "client"
	Viewer         Role = "viewer" // in a project too
)

// The roles in a project.
const (
	Manager Role = "manager"
	Member  Role = "member"
)

// OrganisationRoles and ProjectRoles list the roles, most powerful first.
var (
	OrganisationRoles = []Role{Admin, ProjectManager, TeamMember, Client, Viewer}
	ProjectRoles      = []Role{Manager, Member, Viewer}
)

// rule is one row of the policy table: who has a need.
type rule struct {
	need  Need
	reach Reach
	open  bool // even to the anonymous
	roles []Role
}

var (
	everyone = []Role{Admin, ProjectManager, TeamMember, Client, Viewer}
	admins   = []Role{Admin}
	all      = []Role{Manager, Member, Viewer}
	workers  = []Role{Manager, Member}
	managers = []Role{Manager}
)

// policy is who may do what. Rows of OfOrganisation name roles in the organisation, rows of OfProject the effective role in the project.
var policy = []rule{
	{SetUp, OfInstance, true, nil},
	{SignIn, OfInstance, true, nil},
	{InvitationUse, OfInstance, true, nil},
	{SelfRead, OfInstance, false, nil},
	{SelfUpdate, OfInstance, false, nil},
	{ScopeRead, OfInstance, true, nil},
	{CredentialManage, OfInstance, false, nil},

	{OrganisationRead, OfOrganisation, false, everyone},
	{OrganisationUpdate, OfOrganisation, false, admins},
	{MemberRead, OfOrganisation, false, everyone},
	{MemberManage, OfOrganisation, false, admins},
	{InvitationManage, OfOrganisation, false, admins},
	{ProjectCreate, OfOrganisation, false, []Role{Admin, ProjectManager}},
	{ChangeUndo, OfOrganisation, false, everyone},
	{StreamRead, OfOrganisation, false, everyone},
	{PreferenceRead, OfOrganisation, false, everyone},
	{PreferenceUpdate, OfOrganisation, false, everyone},

	{ProjectRead, OfProject, false, all},
	{ProjectUpdate, OfProject, false, managers},
	{ProjectDelete, OfProject, false, managers},
	{ProjectMemberManage, OfProject, false, managers},
	{TaskRead, OfProject, false, all},
	{TaskCreate, OfProject, false, workers},
	{TaskUpdate, OfProject, false, workers},
	{TaskMove, OfProject, false, workers},
	{TaskDelete, OfProject, false, workers},
	{CommentCreate, OfProject, false, workers},
	{CommentModerate, OfProject, false, managers},
	{ImportRun, OfProject, false, managers},
	{FileRead, OfProject, false, all},
	{FileCreate, OfProject, false, workers},
}

// rules finds the row of a need.
var rules = func() map[Need]rule {
	m := map[Need]rule{}
	for _, r := range policy {
		m[r.need] = r
	}
	return m
}()

// Needs lists all needs, in the order of the table.
func Needs() []Need {
	out := make([]Need, len(policy))
	for i, r := range policy {
		out[i] = r.need
	}
	return out
}

// Open reports whether even the anonymous have a need.
func Open(n Need) bool { return rules[n].open }

// ReachOf says where a need is decided; false for a need that the table does not have.
func ReachOf(n Need) (Reach, bool) {
	r, ok := rules[n]
	return r.reach, ok
}

// May reports whether a role has a need: a role in the organisation or in the project, by the reach of the need.
func May(role Role, n Need) bool { return slices.Contains(rules[n].roles, role) }

// projectRole is the effective role in a project: the one given there, or what the role in the organisation brings along.
// An administrator manages every project. Who is not a member of a project sees it only if it is open to the organisation: clients never.
func projectRole(inOrg, given Role, openToOrg bool) (Role, bool) {
	if inOrg == Admin {
		return Manager, true
	}
	if given != "" {
		if inOrg == Viewer || inOrg == Client { // never more than the organisation grants
			return weaker(given, inOrg), true
		}
		return given, true
	}
	if !openToOrg {
		return "", false
	}
	switch inOrg {
	case ProjectManager, TeamMember:
		return Member, true
	case Viewer:
		return Viewer, true
	}
	return "", false
}

// weaker limits what a viewer or a client of the organisation may be in a project: a client can be a member, a viewer only looks.
func weaker(given, inOrg Role) Role {
	if inOrg == Viewer || given == Viewer {
		return Viewer
	}
	return Member
}

// audiences lists who a person with these roles is among, in an organisation and in one of its projects ("" for none).
func audiences(user string, inOrg, inProject Role) []string {
	out := []string{"org", "user:" + user}
	if inOrg == Admin {
		out = append(out, "org:admin")
	}
	if inProject != "" {
		out = append(out, "project")
		if inOrg != Client && inProject != Viewer {
			out = append(out, "project:internal")
		}
		if inProject == Manager {
			out = append(out, "project:money")
		}
	}
	return out
}
