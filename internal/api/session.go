package api

import (
	"context"
	"net/http"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/identity"
	"github.com/kanvaro/kanvaro/internal/observe"
	"github.com/kanvaro/kanvaro/internal/org"
	"github.com/kanvaro/kanvaro/internal/store"
)

func sessionOperations() []*operation {
	return []*operation{
		on("POST", "/api/auth/login", "signIn", "Sign in with a browser", need(access.SignIn), signIn, public, answers(200, Session{})),
		on("POST", "/api/auth/logout", "signOut", "End the session", need(access.CredentialManage), signOut, answers(204, nil)),
		on("POST", "/api/auth/token", "issueTokens", "Sign in with an API client", need(access.SignIn), issueTokens, public, answers(200, Tokens{})),
		on("POST", "/api/auth/refresh", "refreshTokens", "A new pair of tokens", need(access.SignIn), refreshTokens, public, answers(200, Tokens{})),
		on("GET", v1+"/me", "readMe", "Who one is", need(access.SelfRead), readMe, answers(200, Session{})),
		on("PATCH", v1+"/me", "changeMe", "Change one's name, looks and language", need(access.SelfUpdate), changeMe, answers(200, Session{})),
		on("POST", v1+"/me/password", "changePassword", "Change one's password; ends the other sessions", need(access.CredentialManage), changePassword, answers(204, nil)),
	}
}

// SignInIn is an e-mail address and a password.
type SignInIn struct {
	Body struct {
		Email    string `json:"email"`
		Password string `json:"password"`
	}
}

// attempt is who tries to sign in, and from where.
func (c *call) attempt(email, password string) identity.Attempt {
	address := ""
	if rec := observe.From(c.r.Context()); rec != nil {
		address = rec.Client
	}
	a := identity.Attempt{Email: email, Password: password, Address: address, Agent: c.r.UserAgent()}
	if known, err := c.r.Cookie(deviceCookie); err == nil {
		a.Device = known.Value
	}
	return a
}

func signIn(ctx context.Context, c *call, in *SignInIn) (reply, error) {
	signed, err := c.s.o.Identity.SignIn(ctx, c.attempt(in.Body.Email, in.Body.Password))
	if err != nil {
		return reply{}, err
	}
	return c.signedIn(ctx, signed)
}

// signedIn answers with the session, and the cookie that it is known by.
func (c *call) signedIn(ctx context.Context, in *identity.SignedIn) (reply, error) {
	standing, err := c.s.o.Orgs.Me(access.WithTrail(ctx), in.Actor)
	if err != nil {
		return reply{}, err
	}
	r, err := value(sessionOf(standing))
	session := c.cookie(in.Token)
	session.Expires = in.ExpiresAt.Std()
	r.cookies = []*http.Cookie{session, c.known(in.Device)}
	return r.committed(c, in.Commit, "").notUndone(), err
}

// known is the cookie by which a browser is known again that has signed in. It is no more than that: it lets nobody in, and outlives the
// session. Browsers keep a cookie for 400 days at most.
func (c *call) known(device string) *http.Cookie {
	return &http.Cookie{Name: deviceCookie, Value: device, Path: "/api/", MaxAge: 400 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: c.s.encrypted(c.r)}
}

// notUndone takes back the name for undo: nothing of the instance can be undone.
func (r reply) notUndone() reply {
	r.op = ""
	return r
}

func (c *call) cookie(value string) *http.Cookie {
	return &http.Cookie{Name: sessionCookie, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: c.s.encrypted(c.r)}
}

func sessionOf(s *org.Standing) Session {
	u := s.User
	out := Session{User: User{u.ID, u.Email, u.Name, u.Theme, u.Density, u.Speaks()}, Organisations: []Organisation{}}
	for _, b := range s.Organisations {
		out.Organisations = append(out.Organisations, Organisation{b.ID, b.Name, string(b.Role)})
	}
	return out
}

func signOut(ctx context.Context, c *call, _ *In) (reply, error) {
	commit, err := c.s.o.Identity.SignOut(ctx, c.actor)
	if err != nil {
		return reply{}, err
	}
	gone := c.cookie("")
	gone.MaxAge = -1
	return reply{cookies: []*http.Cookie{gone}}.instance(commit), nil
}

// instance notes a position of the instance, where nothing is undone.
func (r reply) instance(commit store.Commit) reply {
	return r.at(store.Instance, commit.Position)
}

func issueTokens(ctx context.Context, c *call, in *SignInIn) (reply, error) {
	t, err := c.s.o.Identity.IssueTokens(ctx, c.attempt(in.Body.Email, in.Body.Password))
	return tokens(t, err)
}

func tokens(t *identity.Tokens, err error) (reply, error) {
	if err != nil {
		return reply{}, err
	}
	return value(Tokens{t.Access, "Bearer", t.ExpiresIn, t.Refresh})
}

// RefreshIn is a refresh token.
type RefreshIn struct {
	Body struct {
		RefreshToken string `json:"refreshToken"`
	}
}

func refreshTokens(ctx context.Context, c *call, in *RefreshIn) (reply, error) {
	return tokens(c.s.o.Identity.Refresh(ctx, in.Body.RefreshToken))
}

func readMe(ctx context.Context, c *call, _ *In) (reply, error) {
	standing, err := c.s.o.Orgs.Me(ctx, c.actor)
	if err != nil {
		return reply{}, err
	}
	return value(sessionOf(standing))
}

// ChangeMeIn is what one may change about oneself.
type ChangeMeIn struct {
	Body struct {
		Name     *string `json:"name,omitempty"`
		Theme    *string `json:"theme,omitempty"`
		Density  *string `json:"density,omitempty"`
		Language *string `json:"language,omitempty"`
	}
}

func changeMe(ctx context.Context, c *call, in *ChangeMeIn) (reply, error) {
	standing, commit, err := c.s.o.Orgs.UpdateMe(ctx, c.actor, identity.Change{Name: in.Body.Name, Theme: in.Body.Theme, Density: in.Body.Density, Language: in.Body.Language})
	if err != nil {
		return reply{}, err
	}
	r, err := value(sessionOf(standing))
	return r.instance(commit), err
}

// PasswordIn is the present password and the new one.
type PasswordIn struct {
	Body struct {
		Current   string `json:"current"`
		New       string `json:"new"`
		EndTokens bool   `json:"endTokens,omitempty" doc:"Revokes the personal tokens too."`
	}
}

func changePassword(ctx context.Context, c *call, in *PasswordIn) (reply, error) {
	commit, err := c.s.o.Identity.ChangePassword(ctx, c.actor, c.attempt("", "").Address, identity.PasswordChange{Current: in.Body.Current, Next: in.Body.New, EndTokens: in.Body.EndTokens})
	if err != nil {
		return reply{}, err
	}
	return reply{}.instance(commit), nil
}
