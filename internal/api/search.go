package api

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/search"
)

func searchOperations() []*operation {
	return []*operation{
		plain[SearchIn]("GET", inOrg+"/search", "search", "Find tasks, comments, projects and members by words", need(access.OrganisationRead), searchIn, answers(200, FoundList{})),
	}
}

// SearchIn describes what is searched for.
type SearchIn struct {
	InOrg
	Q       string   `query:"q" required:"true" maxLength:"2000" doc:"Words that must all be there; the last one may be unfinished. A key or a number finds that task first." example:"executor termin"`
	Project string   `query:"project" doc:"Only in this project: its id or one of its keys."`
	Kind    []string `query:"kind" enum:"task,comment,project,member" doc:"Only these kinds; several with commas between."`
	Limit   int      `query:"limit" minimum:"1" maximum:"50" default:"20"`
}

// FoundDoc is one thing that a search found.
type FoundDoc struct {
	Kind    string   `json:"kind" enum:"task,comment,project,member"`
	ID      string   `json:"id" doc:"Of the task, the comment, the project or the member."`
	Project string   `json:"project,omitempty" doc:"Of a task or a comment: the project that it is in."`
	Task    *TaskDoc `json:"task,omitempty" doc:"Of a task or a comment: the card."`
	Comment string   `json:"comment,omitempty" doc:"The comment in which the words stand."`
	Key     string   `json:"key,omitempty" doc:"Of a project."`
	Name    string   `json:"name,omitempty" doc:"Of a project or a member."`
	Hue     int      `json:"hue,omitempty" minimum:"1" maximum:"8" doc:"Of a project or a member."`
	Field   string   `json:"field" enum:"key,title,text,comment" doc:"Where the words stand. The title of a project or a member is the name."`
	Snippet string   `json:"snippet" doc:"Plain text around them."`
	Marks   [][]int  `json:"marks" doc:"What of the snippet was found: where each stretch begins and ends, in UTF-16 units."`
}

// FoundList is what a search found, the best first.
type FoundList struct {
	Items    []FoundDoc `json:"items"`
	Behind   bool       `json:"behind,omitempty" doc:"The index is still being made: there may be more."`
	Position string     `json:"position"`
}

// askOf reads what is searched for. It is exact: a parameter that it does not know is refused.
func askOf(query string) (a search.Ask, err error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return a, fault.New(fault.Malformed, "The query cannot be read.")
	}
	var l fault.List
	for name, v := range values {
		switch name {
		case "q":
			a.Words = v[0]
		case "project":
			a.Project = v[0]
		case "kind":
			for _, k := range several(v) {
				a.Kinds = append(a.Kinds, search.Kind(k))
			}
		case "limit":
			if a.Limit, err = strconv.Atoi(v[0]); err != nil || a.Limit < 1 || a.Limit > search.MaxLimit {
				l.Add("limit", "must be from 1 to %d", search.MaxLimit)
			}
		default:
			l.Add(fieldOf("query."+name), "is not a parameter of a search")
		}
	}
	if !values.Has("q") {
		l.Add("q", "is missing: what is to be found?")
	}
	return a, l.Err()
}

func searchIn(c *call) (reply, error) {
	ask, err := askOf(c.r.URL.RawQuery)
	if err != nil {
		return reply{}, err
	}
	found, err := c.s.o.Search.Find(c.ctx, c.actor, c.path("org"), ask)
	if err != nil {
		return reply{}, err
	}
	b := append(make([]byte, 0, 256+1024*len(found.Items)), `{"items":[`...)
	for i, f := range found.Items {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendFound(b, f); err != nil {
			return reply{}, err
		}
	}
	tag := bodyTag(b) // without the position, which moves with every change elsewhere
	b = endList(b, "", c.space(), found.Position)
	if found.Behind {
		b = append(b[:len(b)-1], `,"behind":true}`...)
		tag = ""
	}
	return reply{body: b, etag: tag}.at(c.space(), found.Position), nil
}

// appendFound writes one thing that was found, with the card of a task as it is stored.
func appendFound(b []byte, f search.Found) ([]byte, error) {
	head := struct {
		Kind    search.Kind  `json:"kind"`
		ID      string       `json:"id"`
		Project string       `json:"project,omitempty"`
		Comment string       `json:"comment,omitempty"`
		Key     string       `json:"key,omitempty"`
		Name    string       `json:"name,omitempty"`
		Hue     int          `json:"hue,omitempty"`
		Field   search.Field `json:"field"`
		Snippet string       `json:"snippet"`
		Marks   [][2]int     `json:"marks"`
	}{f.Kind, f.ID, f.Project, f.Comment, f.Key, f.Name, f.Hue, f.Field, f.Snippet, f.Marks}
	text, err := json.Marshal(head)
	if err != nil {
		return nil, fmt.Errorf("write the answer: %w", err)
	}
	b = append(b, text...)
	if f.Kind == search.Task || f.Kind == search.Comment {
		b = f.Card.AppendJSON(append(b[:len(b)-1], `,"task":`...))
		b = append(b, '}')
	}
	return b, nil
}
