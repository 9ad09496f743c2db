package project

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Facts is the project half of access.Facts. It is asked at every request, so each answer but the list is a look at documents by id,
// which the memory of a space has.
type Facts struct{}

// Project finds a project by its id or by one of its keys, present or former, in any case.
func (Facts) Project(tx store.Tx, ref string) (access.ProjectFacts, bool, error) {
	if !id.Valid("prj", ref) {
		if !keyForm.MatchString(strings.ToUpper(ref)) {
			return access.ProjectFacts{}, false, nil
		}
		k, err := Keys.Look(tx, strings.ToUpper(ref))
		if err != nil || k == nil {
			return access.ProjectFacts{}, false, err
		}
		ref = k.Project
	}
	p, err := Projects.Look(tx, ref)
	if err != nil || p == nil {
		return access.ProjectFacts{}, false, err
	}
	return factsOf(p), true, nil
}

// Projects lists all projects of the organisation in order of their ids, those in the trash too.
func (Facts) Projects(tx store.Tx) ([]access.ProjectFacts, error) {
	var out []access.ProjectFacts
	for p, err := range Projects.Find(tx, store.Query{}) {
		if err != nil {
			return nil, err
		}
		out = append(out, factsOf(p))
	}
	return out, nil
}

// ProjectRole is the role that somebody was given in a project, "" for none.
func (Facts) ProjectRole(tx store.Tx, project, user string) (access.Role, error) {
	m, err := Members.Look(tx, MemberID(project, user))
	if err != nil || m == nil {
		return "", err
	}
	return m.Role, nil
}

func factsOf(p *Project) access.ProjectFacts {
	return access.ProjectFacts{ID: p.ID, OpenToOrg: p.Visibility == ToOrganisation, Trashed: !p.TrashedAt.IsZero(), Archived: p.Archived}
}

var memberIDs = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// MemberID is the id of the membership of somebody in a project: made of both, so that there is one, and it is found without a query.
func MemberID(project, user string) string {
	sum := sha256.Sum256([]byte(project + " " + user))
	return "pmb_" + memberIDs.EncodeToString(sum[:13])[:id.Length]
}
