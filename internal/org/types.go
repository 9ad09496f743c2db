package org

import (
	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Organisation is those who work together in one place. Its id is that of its space.
type Organisation struct {
	store.Meta
	Name string `json:"name"`
}

// Member is a person in an organisation, as the others see him. Its id is the user's.
type Member struct {
	store.Meta
	Name      string      `json:"name"`
	Role      access.Role `json:"role"`
	Hue       int         `json:"hue"` // 1 to 8: his colour
	Disabled  bool        `json:"disabled"`
	CreatedAt moment.Time `json:"createdAt"`
}

// Contact is how to reach a member: for administrators only. Its id is the member's.
type Contact struct {
	store.Meta
	Email string `json:"email"`
}

// Invitation lets one person in who has its link. Its id is made of the hash of the secret that the link says: so it can be found by the
// link, and the link cannot be made of it.
type Invitation struct {
	store.Meta
	Role       access.Role `json:"role"`
	Email      string      `json:"email,omitempty"` // whose it is; anybody's where it is empty
	CreatedAt  moment.Time `json:"createdAt"`
	CreatedBy  string      `json:"createdBy"`
	ExpiresAt  moment.Time `json:"expiresAt"`
	AcceptedBy string      `json:"acceptedBy,omitempty"`
}

const (
	forAll    = "org"
	forAdmins = "org:admin"
)

func shownTo[T any](audience string) store.Field[T] {
	return store.Field[T]{Name: "audience", Type: store.Text, Of: func(*T) store.Value { return store.T(audience) }}
}

func place[T any](audience string) func(*T) store.Place {
	return func(*T) store.Place { return store.Place{Audience: audience} }
}

// The kinds of an organisation.
var (
	Organisations = store.NewKind(store.Spec[Organisation]{Name: "organisation", Place: place[Organisation](forAll)})
	Members       = store.NewKind(store.Spec[Member]{
		Name: "member", Place: place[Member](forAll),
		Fields: []store.Field[Member]{
			{Name: "role", Type: store.Text, Of: func(m *Member) store.Value { return store.T(string(m.Role)) }},
			{Name: "disabled", Type: store.Int, Of: func(m *Member) store.Value { return store.Flag(m.Disabled) }},
		},
		Indexes: []store.Index{{Name: "role", Fields: []string{"role", "disabled"}}},
	})
	Contacts = store.NewKind(store.Spec[Contact]{
		Name: "memberContact", Noun: "member", Place: place[Contact](forAdmins),
		Fields: []store.Field[Contact]{shownTo[Contact](forAdmins)},
	})
	Invitations = store.NewKind(store.Spec[Invitation]{
		Name: "invitation", Place: place[Invitation](forAdmins),
		Fields: []store.Field[Invitation]{
			shownTo[Invitation](forAdmins),
			{Name: "created", Type: store.Int, Of: func(i *Invitation) store.Value { return store.N(i.CreatedAt.Millis()) }},
		},
		Indexes: []store.Index{{Name: "created", Fields: []string{"created"}}},
	})
)

// Defs lists the kinds of this package, for engines.
func Defs() []*store.Def {
	return []*store.Def{Organisations.Def(), Members.Def(), Contacts.Def(), Invitations.Def(), Preferences.Def()}
}

// Listed is a member with what the one who asks may see of him besides.
type Listed struct {
	*Member
	Email string // "" for those who may not manage members
}

// MemberChange is what an administrator changes about a member; nil leaves a field alone.
type MemberChange struct {
	Role     *access.Role
	Disabled *bool
}

// Invited is an invitation that was just made.
type Invited struct {
	*Invitation
	Token string // for the link; it is known to nobody else
}

// Invitee is what somebody learns of an invitation who has its link.
type Invitee struct {
	Organisation string // its name
	Role         access.Role
	Email        string // whose it is, "" for anybody's
}

// Belonging is an organisation that a user belongs to, and what he is there.
type Belonging struct {
	ID   string
	Name string
	Role access.Role
}

// Standing is what somebody is told about himself who has signed in.
type Standing struct {
	User          *identity.User
	Organisations []Belonging
}

// SetUp is what the first user says.
type SetUp struct {
	Token        string
	Organisation string // its name
	identity.Person
}
