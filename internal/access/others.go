package access

// RoleOf finds the effective role that somebody else has in the project of this scope: "" for who is no active member of the
// organisation or does not see the project. It is what an assignee is checked by.
func (s *Scope) RoleOf(user string) (Role, error) {
	inOrg, ok, err := s.gate.facts.OrganisationRole(s.Tx, user)
	if err != nil || !ok || s.Project == "" {
		return "", err
	}
	given, err := s.gate.facts.ProjectRole(s.Tx, s.Project, user)
	if err != nil {
		return "", err
	}
	role, _ := projectRole(inOrg, given, s.facts.OpenToOrg)
	return role, nil
}

// Belongs reports whether somebody is an active member of the organisation.
func (s *Scope) Belongs(user string) (bool, error) {
	_, ok, err := s.gate.facts.OrganisationRole(s.Tx, user)
	return ok, err
}
