package identity

import (
	"cmp"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// User is a person who can sign in.
type User struct {
	store.Meta
	Email     string      `json:"email"` // as normalEmail makes it
	Name      string      `json:"name"`
	Theme     string      `json:"theme"`              // system, light, dark
	Density   string      `json:"density"`            // comfortable, compact
	Language  string      `json:"language,omitempty"` // system, en, de; "" is system
	CreatedAt moment.Time `json:"createdAt"`
}

// Speaks is the language that a user wants: system leaves it to the browser.
func (u *User) Speaks() string { return cmp.Or(u.Language, languages[0]) }

// Credential is what a user proves himself with. Its id is the user's.
type Credential struct {
	store.Meta
	Password   string      `json:"password"`   // argon2id, in PHC form
	Generation int         `json:"generation"` // counts the passwords, so that a sign-in with a former one cannot be completed
	ChangedAt  moment.Time `json:"changedAt"`
}

// Session is a browser that has signed in. Its id is the hash of what the cookie says.
type Session struct {
	store.Meta
	User      string      `json:"user"`
	Agent     string      `json:"agent"`
	CreatedAt moment.Time `json:"createdAt"`
	ExpiresAt moment.Time `json:"expiresAt"`
}

// Family is an API client that has signed in: all its access and refresh tokens end with it.
type Family struct {
	store.Meta
	User      string      `json:"user"`
	Agent     string      `json:"agent"`
	CreatedAt moment.Time `json:"createdAt"`
	ExpiresAt moment.Time `json:"expiresAt"`
}

// Rotation is the refresh token that a family may use next. Its id is the family's. It is quiet: clients refresh every ten minutes, and
// nobody needs to be told.
type Rotation struct {
	store.Meta
	Hash string      `json:"hash"`
	At   moment.Time `json:"at"`
}

// Membership says which organisations a user belongs to. Its id is the user's. What he is there, and whether he still counts, the
// organisation says.
type Membership struct {
	store.Meta
	Organisations []string `json:"organisations"`
}

const nobody = "nobody"

// Of whom the documents of a kind are: only he sees them.
func own[T any](of func(*T) string) store.Field[T] {
	return store.Field[T]{Name: "audience", Type: store.Text, Of: func(v *T) store.Value { return store.T("user:" + of(v)) }}
}

// The kinds of the instance.
var (
	Users = store.NewKind(store.Spec[User]{
		Name:  "user",
		Place: func(u *User) store.Place { return store.Place{Audience: "user:" + u.ID} },
		Fields: []store.Field[User]{
			{Name: "email", Type: store.Text, Of: func(u *User) store.Value { return store.T(u.Email) }},
			own(func(u *User) string { return u.ID }),
		},
		Indexes: []store.Index{{Name: "email", Fields: []string{"email"}, Unique: true}},
	})
	Credentials = store.NewKind(store.Spec[Credential]{
		Name:   "credential",
		Place:  func(*Credential) store.Place { return store.Place{Audience: nobody} },
		Fields: []store.Field[Credential]{{Name: "audience", Type: store.Text, Of: func(*Credential) store.Value { return store.T(nobody) }}},
	})
	Sessions = store.NewKind(store.Spec[Session]{
		Name:  "session",
		Place: func(s *Session) store.Place { return store.Place{Audience: "user:" + s.User} },
		Fields: []store.Field[Session]{
			{Name: "user", Type: store.Text, Of: func(s *Session) store.Value { return store.T(s.User) }},
			{Name: "created", Type: store.Int, Of: func(s *Session) store.Value { return store.N(s.CreatedAt.Millis()) }},
			{Name: "expires", Type: store.Int, Of: func(s *Session) store.Value { return store.N(s.ExpiresAt.Millis()) }},
			own(func(s *Session) string { return s.User }),
		},
		Indexes: ofUser,
	})
	Families = store.NewKind(store.Spec[Family]{
		Name: "family", Noun: "token",
		Place: func(f *Family) store.Place { return store.Place{Audience: "user:" + f.User} },
		Fields: []store.Field[Family]{
			{Name: "user", Type: store.Text, Of: func(f *Family) store.Value { return store.T(f.User) }},
			{Name: "created", Type: store.Int, Of: func(f *Family) store.Value { return store.N(f.CreatedAt.Millis()) }},
			{Name: "expires", Type: store.Int, Of: func(f *Family) store.Value { return store.N(f.ExpiresAt.Millis()) }},
			own(func(f *Family) string { return f.User }),
		},
		Indexes: ofUser,
	})
	Rotations = store.NewKind(store.Spec[Rotation]{
		Name: "rotation", Noun: "token", Quiet: true,
		Fields: []store.Field[Rotation]{{Name: "audience", Type: store.Text, Of: func(*Rotation) store.Value { return store.T(nobody) }}},
	})
	Memberships = store.NewKind(store.Spec[Membership]{
		Name:  "membership",
		Place: func(m *Membership) store.Place { return store.Place{Audience: "user:" + m.ID} },
		Fields: []store.Field[Membership]{
			{Name: "organisations", Type: store.Many, Of: func(m *Membership) store.Value { return store.M(m.Organisations...) }},
			own(func(m *Membership) string { return m.ID }),
		},
		Indexes: []store.Index{{Name: "organisation", Fields: []string{"organisations"}, Sparse: true}},
	})
)

// ofUser finds what a user has open, oldest first, and what has expired.
var ofUser = []store.Index{
	{Name: "user", Fields: []string{"user", "created"}},
	{Name: "expires", Fields: []string{"expires"}},
}

// Defs lists the kinds of this package, for engines.
func Defs() []*store.Def {
	return []*store.Def{Users.Def(), Credentials.Def(), Sessions.Def(), Families.Def(), Rotations.Def(), Memberships.Def(), PersonalTokens.Def(), LastUses.Def()}
}

// Attempt is what somebody says who wants to sign in.
type Attempt struct {
	Email, Password string
	Address         string // of the network, for the throttle
	Device          string // what the browser is known by, if it has signed in before
	Agent           string // what the browser or program calls itself, to be shown in the list of sessions
}

// Person is what somebody says who wants to become a user.
type Person struct {
	Name string
	Attempt
}

// SignedIn is a browser that has just signed in.
type SignedIn struct {
	User      *User
	Actor     access.Actor
	Token     string // for the cookie; it is known to nobody else
	Device    string // what the browser is known by from now on
	ExpiresAt moment.Time
	Commit    store.Commit
}

// Tokens is what an API client gets.
type Tokens struct {
	Access    string
	ExpiresIn int // seconds
	Refresh   string
}

// Me is what a user is told about himself.
type Me struct {
	User          *User
	Organisations []string // ids; org says what he is there
}

// Change is what a user changes about himself; nil leaves a field alone.
type Change struct {
	Name, Theme, Density, Language *string
}

// PasswordChange is the present password and the next one. EndTokens ends the personal tokens too.
type PasswordChange struct {
	Current, Next string
	EndTokens     bool
}
