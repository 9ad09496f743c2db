package access

import (
	"slices"

	"github.com/kanvaro/kanvaro/internal/fault"
)

// A personal token acts for its owner, within limits: some needs, one organisation, perhaps some projects of it. What a limit leaves out is
// not there, as if its owner were somebody else. Nothing here gives a right: it only takes away. // AC9, AC16

// TokenScope is a need that a personal token may be given, and what it means in words for people.
type TokenScope struct {
	Need  Need
	Words string
}

// tokenScopes are all of them, in the order in which people choose.
var tokenScopes = []TokenScope{
	{SelfRead, "Read who you are"},
	{OrganisationRead, "Read the organisation"},
	{OrganisationUpdate, "Rename the organisation"},
	{MemberRead, "See who belongs to the organisation"},
	{PreferenceRead, "Read what you have chosen for yourself"},
	{PreferenceUpdate, "Change what you have chosen for yourself"},
	{ProjectRead, "Read projects"},
	{ProjectCreate, "Create projects"},
	{ProjectUpdate, "Change projects, their statuses and labels"},
	{ProjectDelete, "Put projects into the trash, and bring them back"},
	{ProjectMemberManage, "Decide who is a member of a project"},
	{TaskRead, "Read tasks, their comments and their history"},
	{TaskCreate, "Create tasks"},
	{TaskUpdate, "Change tasks"},
	{TaskMove, "Move tasks"},
	{TaskDelete, "Put tasks into the trash, and bring them back"},
	{CommentCreate, "Comment on tasks"},
	{CommentModerate, "Delete the comments of others"},
	{FileRead, "Read files"},
	{FileCreate, "Add files"},
	{ImportRun, "Import tasks from a file"},
	{ChangeUndo, "Undo and redo what the token itself could do"},
	{StreamRead, "Listen to live events"},
}

// inPerson are the needs that no personal token has: they change who somebody is, or who gets in.
var inPerson = []Need{SetUp, SignIn, InvitationUse, ScopeRead, SelfUpdate, CredentialManage, MemberManage, InvitationManage}

// abroad are the needs of the organisation that a token keeps which is limited to some projects: each of them shows or changes only what
// those projects have, and who the people in them are.
var abroad = []Need{OrganisationRead, MemberRead, ChangeUndo, StreamRead}

// everyScope is what a token with the scope "*" has. It is shared and not to be changed.
var everyScope = func() []Need {
	out := make([]Need, len(tokenScopes))
	for i, s := range tokenScopes {
		out[i] = s.Need
	}
	return out
}()

// TokenScopes lists what a personal token may be given.
func TokenScopes() []TokenScope { return slices.Clone(tokenScopes) }

// EveryScope is all that a personal token may be given, for one with the scope "*". The slice is shared: do not change it.
func EveryScope() []Need { return everyScope }

// Grants reports whether the limits of an actor leave a need to him. It says nothing of his rights. // AC9
func (a Actor) Grants(n Need) bool {
	switch {
	case a.Scopes != nil && !slices.Contains(a.Scopes, n):
		return false
	case a.Token != "" && !slices.Contains(everyScope, n):
		return false
	}
	return a.Only == nil || rules[n].reach != OfOrganisation || slices.Contains(abroad, n)
}

// lacks says why a token may not do what its owner perhaps may.
func (a Actor) lacks(n Need) error {
	switch {
	case slices.Contains(inPerson, n):
		return fault.New(fault.Forbidden, "No personal token may do that: %s is for people who have signed in.", n)
	case a.Scopes != nil && !slices.Contains(a.Scopes, n):
		return fault.New(fault.Forbidden, "This token lacks the scope %s.", n)
	}
	return fault.New(fault.Forbidden, "This token is limited to projects: it has no %s.", n)
}

// Covers reports whether the limits of an actor leave a project to him, by its id. // AC16
func (a Actor) Covers(project string) bool { return a.Only == nil || slices.Contains(a.Only, project) }

// Sight names whose eyes somebody sees with: what was prepared for one is right for another only if both have the same. Sessions of one
// person have; a personal token, whose limits never change, has its own. // AC14
func (a Actor) Sight() string {
	if a.Token == "" {
		return a.User
	}
	return a.User + " " + a.Token
}

// Credential names what somebody has proved himself with: a session, a token; himself where there is none.
func (a Actor) Credential() string {
	for _, c := range [...]string{a.Session, a.Token, a.Family} {
		if c != "" {
			return c
		}
	}
	return a.User
}

// among lists the audiences that an actor is in with these roles. One that is limited to some projects is not there as a person: it sees
// neither what is its owner's alone nor what is for administrators. // AC16
func (a Actor) among(inOrg, inProject Role) []string {
	all := audiences(a.User, inOrg, inProject)
	if a.Only != nil {
		all = slices.DeleteFunc(all, func(s string) bool { return s == "org:admin" || s == "user:"+a.User })
	}
	return all
}
