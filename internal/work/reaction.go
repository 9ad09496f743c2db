package work

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
)

const (
	reactedName   = "comment.reacted"
	unreactedName = "comment.unreacted"
)

// Emojis are the signs that people can put under a comment.
var Emojis = []string{"👍", "👎", "😄", "🎉", "😕", "❤️", "🚀", "👀", "✅", "🙏"}

// Reaction is one sign, and who has put it under a comment, in the order in which they did.
type Reaction struct {
	Emoji   string   `json:"emoji"`
	Members []string `json:"members"`
}

// Reactions are all signs under a comment.
type Reactions []Reaction

// MarshalJSON writes none as an empty list.
func (r Reactions) MarshalJSON() ([]byte, error) {
	if r == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]Reaction(r))
}

// React puts a sign under a comment, or takes one's own away. Done twice it is as done once.
func (w *Service) React(ctx context.Context, a access.Actor, org, project, task, comment, emoji string, with bool) (out Said, err error) {
	if emoji == "❤" { // the heart is red with or without the selector that says so
		emoji = "❤️"
	}
	if !slices.Contains(Emojis, emoji) {
		return Said{}, fault.Wrong("emoji", "must be one of %s", strings.Join(Emojis, " "))
	}
	out.Commit, err = w.gate.Update(ctx, a, access.CommentCreate, access.InProject(org, project), func(s *access.Scope) error {
		c, err := commentOn(s, task, comment)
		if err != nil {
			return err
		}
		name := reactedName
		if !with {
			name = unreactedName
		}
		c.Reactions = reacted(c.Reactions, emoji, s.Actor.User, with)
		if err := Comments.Put(s, name, c); err != nil {
			return err
		}
		out.Doc, _, err = s.Get(Comments.Def(), comment)
		return err
	})
	return out, err
}

// reacted gives reactions with or without somebody's. A sign that nobody puts there any more goes; never nil.
func reacted(has Reactions, emoji, user string, with bool) Reactions {
	out := make(Reactions, 0, len(has)+1)
	found := false
	for _, r := range has {
		if r.Emoji == emoji {
			found = true
			members := slices.DeleteFunc(slices.Clone(r.Members), func(m string) bool { return m == user })
			if with {
				members = r.Members
				if !slices.Contains(members, user) {
					members = append(slices.Clone(members), user)
				}
			}
			r.Members = members
		}
		if len(r.Members) > 0 {
			out = append(out, r)
		}
	}
	if with && !found {
		out = append(out, Reaction{emoji, []string{user}})
	}
	return out
}

// onlyOwn reports whether two lists of reactions differ in nothing but what somebody has put there himself.
func onlyOwn(a, b Reactions, user string) bool {
	return slices.Equal(others(a, user), others(b, user))
}

// others lists who has put which sign there, one person apart.
func others(reactions Reactions, user string) []string {
	var out []string
	for _, r := range reactions {
		for _, m := range r.Members {
			if m != user {
				out = append(out, r.Emoji+" "+m)
			}
		}
	}
	slices.Sort(out)
	return out
}

// reactionsByHand: everybody undoes what he has put under a comment himself, whoever wrote it.
func reactionsByHand(s *access.Scope, is *Comment, to json.RawMessage) (access.Need, string, error) {
	var was Reactions
	if to != nil {
		if err := json.Unmarshal(to, &was); err != nil {
			return "", "", fmt.Errorf("read reactions: %w", err)
		}
	}
	if !onlyOwn(is.Reactions, was, s.Actor.User) {
		return "", "", fault.New(fault.Forbidden, "Everybody takes back only his own signs.")
	}
	return access.CommentCreate, reactedName, nil
}
