package org

import (
	"crypto/sha256"
	"hash/fnv"
	"slices"
	"strings"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// invitationLife is how long a link is good for.
const invitationLife = 7 * 24 * time.Hour

// hueOf gives a person his colour, the same in every organisation.
func hueOf(user string) int {
	h := fnv.New32a()
	h.Write([]byte(user))
	return int(h.Sum32()%8) + 1
}

// checkRole refuses what is no role in an organisation.
func checkRole(r access.Role) error {
	if slices.Contains(access.OrganisationRoles, r) {
		return nil
	}
	names := make([]string, len(access.OrganisationRoles))
	for i, known := range access.OrganisationRoles {
		names[i] = string(known)
	}
	return fault.Wrong("role", "is none of %s", strings.Join(names, ", "))
}

// change decides what becomes of a member; admins is how many active administrators there are. An organisation never loses its last one.
func change(m Member, c MemberChange, admins int64) (Member, error) {
	was := m.Role == access.Admin && !m.Disabled
	if c.Role != nil {
		if err := checkRole(*c.Role); err != nil {
			return m, err
		}
		m.Role = *c.Role
	}
	if c.Disabled != nil {
		m.Disabled = *c.Disabled
	}
	if is := m.Role == access.Admin && !m.Disabled; was && !is && admins < 2 {
		return m, fault.New(fault.Conflict, "This is the last administrator. Make somebody else an administrator first.")
	}
	return m, nil
}

// nameOfChange says what happened to a member.
func nameOfChange(before, after Member) string {
	switch {
	case before.Disabled != after.Disabled && after.Disabled:
		return "member.disabled"
	case before.Disabled != after.Disabled:
		return "member.enabled"
	case before.Role != after.Role:
		return "member.roleChanged"
	}
	return "member.updated"
}

// usable says whether somebody may accept an invitation now. Who has begun to accept it may go on.
func usable(i *Invitation, user string, now moment.Time) error {
	if !now.Before(i.ExpiresAt) || (i.AcceptedBy != "" && i.AcceptedBy != user) {
		return noInvitation()
	}
	return nil
}

// noInvitation is the answer to every link that is not good: made up, used, expired and revoked ones look the same.
func noInvitation() error {
	return fault.New(fault.NotFound, "This invitation is not valid, or not any more. Ask for a new one.")
}

// link is what the link of an invitation says: where it is, and its secret.
type link struct{ org, secret string }

func (l link) token() string { return strings.TrimPrefix(l.org, "org_") + "." + l.secret }

// invitation is the id that belongs to the secret.
func (l link) invitation() string {
	return id.Of("inv", sha256.Sum256([]byte("invitation "+l.org+" "+l.secret)))
}

// readLink takes a token apart; what is not one of ours is refused before anything is looked for.
func readLink(token string) (link, error) {
	org, secret, _ := strings.Cut(token, ".")
	if l := (link{"org_" + org, secret}); id.Valid("org", l.org) && len(secret) == secretLength {
		return l, nil
	}
	return link{}, noInvitation()
}

// secretLength is that of 130 random bits in base 32.
const secretLength = 26
