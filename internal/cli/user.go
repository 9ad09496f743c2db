package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/identity"
)

// user is `kanvaro user`: for operators, on the data of a server that is stopped.
type user struct {
	List     userList     `cmd:"" help:"List the people who can sign in."`
	Add      userAdd      `cmd:"" help:"Add somebody. The password is read from the terminal or the standard input."`
	Password userPassword `cmd:"" help:"Give somebody another password, and end all of his sessions."`
}

type userList struct{ place }

// Run lists.
func (c userList) Run(t terminal) error {
	return c.with(t, func(a *app.App) error {
		all, err := a.Identity.Everybody(t)
		if err != nil {
			return err
		}
		out := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
		for _, u := range all {
			standing, err := a.Orgs.Me(t, identity.ActorOf(u.User.ID))
			if err != nil {
				return err
			}
			var roles []string
			for _, o := range standing.Organisations {
				roles = append(roles, fmt.Sprintf("%s in %s", o.Role, o.Name))
			}
			if roles == nil {
				roles = []string{"disabled"}
			}
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", u.User.ID, u.User.Email, u.User.Name, strings.Join(roles, ", "))
		}
		return out.Flush()
	})
}

type userAdd struct {
	place
	Email string      `arg:"" help:"The address that one signs in with."`
	Name  string      `required:"" help:"What others see."`
	Role  access.Role `default:"team_member" enum:"admin,project_manager,team_member,client,viewer" help:"In the organisation: admin, project_manager, team_member, client or viewer."`
	Org   string      `help:"The organisation, where there are several."`
}

// Run adds somebody as an invitation does that is accepted at once.
func (c userAdd) Run(t terminal) error {
	return c.with(t, func(a *app.App) error {
		org, err := organisation(t, a, c.Org)
		if err != nil {
			return err
		}
		password, err := t.secretLine("Password: ")
		if err != nil {
			return err
		}
		made, _, err := a.Orgs.Invite(t, access.System, org, c.Role, c.Email)
		if err != nil {
			return err
		}
		signed, err := a.Orgs.Accept(t, made.Token, identity.Person{Name: c.Name, Attempt: identity.Attempt{Email: c.Email, Password: password}})
		if err != nil {
			_, undo := a.Orgs.Revoke(t, access.System, org, made.ID)
			return errors.Join(err, undo)
		}
		_, err = fmt.Fprintln(t.out, signed.User.ID)
		return errors.Join(err, a.Identity.EndSessions(t, signed.User.ID)) // accepting signs in; nobody is there
	})
}

// organisation is the one that is meant: where there is one, it need not be named.
func organisation(ctx context.Context, a *app.App, named string) (string, error) {
	all, err := organisations(ctx, a)
	switch {
	case err != nil:
		return "", err
	case named != "" && slices.Contains(all, named):
		return named, nil
	case named != "":
		return "", fmt.Errorf("there is no organisation %s", named)
	case len(all) == 0:
		return "", errors.New("nobody has set up yet: start the server and open the link that it prints")
	case len(all) > 1:
		return "", fmt.Errorf("say which organisation with --org: %s", strings.Join(all, ", "))
	}
	return all[0], nil
}

func organisations(ctx context.Context, a *app.App) ([]string, error) {
	spaces, err := a.Spaces(ctx)
	var out []string
	for _, s := range spaces {
		if strings.HasPrefix(string(s), "org_") {
			out = append(out, string(s))
		}
	}
	return out, err
}

type userPassword struct {
	place
	Email string `arg:"" help:"Whose."`
}

// Run sets it.
func (c userPassword) Run(t terminal) error {
	return c.with(t, func(a *app.App) error {
		password, err := t.secretLine("New password: ")
		if err != nil {
			return err
		}
		return a.Identity.SetPassword(t, c.Email, password)
	})
}
