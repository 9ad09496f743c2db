package api

import (
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// onlyDescribe takes from the schemas of bodies what only tells people and programs what is right: lengths, patterns, choices. The domain
// decides about those, in words that say what to do; huma is left with the shape: names, and types.
func onlyDescribe(schemas map[string]*huma.Schema) {
	for _, s := range schemas {
		loosen(s)
	}
}

func loosen(s *huma.Schema) {
	if s == nil {
		return
	}
	s.MinLength, s.MaxLength, s.Pattern, s.Enum, s.Format = nil, nil, "", nil, ""
	s.Minimum, s.Maximum, s.MinItems, s.MaxItems, s.UniqueItems = nil, nil, nil, nil, false
	for _, p := range s.Properties {
		loosen(p)
	}
	loosen(s.Items)
}

// bound is what is right for a field: its length in characters, a pattern, or the choices.
type bound struct {
	least, most int
	pattern     string
	choices     []string
}

const (
	line  = `^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$` // one line that is not blank
	prose = `^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$`
)

// bounds says what is right for the fields of bodies, by their names: one word means one thing everywhere. A name with the schema before
// it is for that one only. The domain decides by rules of its own; these are told to people, and to programs that make requests.
var bounds = map[string]bound{
	"title":       {least: 1, most: 300, pattern: line},
	"name":        {least: 1, most: 100, pattern: line},
	"description": {most: 100_000, pattern: prose},
	"markdown":    {most: 30_000, pattern: prose},
	"email":       {least: 3, most: 254},
	"password":    {least: 10, most: 200},
	"new":         {least: 10, most: 200},
	"key":         {pattern: `^[A-Z][A-Z0-9]{1,9}$`},
	"priority":    {choices: []string{"none", "low", "medium", "high", "urgent"}},
	"group":       {choices: []string{"backlog", "ready", "doing", "review", "done", "dropped"}},
	"visibility":  {choices: []string{"members", "organisation"}},
	"theme":       {choices: []string{"system", "light", "dark"}},
	"density":     {choices: []string{"comfortable", "compact"}},
	"language":    {choices: []string{"system", "en", "de"}},
	"doing":       {choices: []string{"viewing", "editing", "typing"}},
	"client":      {pattern: `^[A-Za-z0-9_-]{1,64}$`},
	"markup":      {choices: []string{"plain", "markdown", "jira"}},

	"InviteInBody.role":               {choices: []string{"admin", "project_manager", "team_member", "client", "viewer"}},
	"ChangeMemberInBody.role":         {choices: []string{"admin", "project_manager", "team_member", "client", "viewer"}},
	"SetProjectMemberInBody.role":     {choices: []string{"manager", "member", "viewer"}},
	"CreateTaskInBody.type":           {choices: []string{"task", "bug", "story", "chore"}},
	"ChangeTaskInBody.type":           {choices: []string{"task", "bug", "story", "chore"}},
	"LinkInBody.type":                 {choices: []string{"blocks", "blockedBy", "relates", "duplicates", "duplicatedBy"}},
	"CreateProjectInBody.description": {most: 2000, pattern: prose},
	"ChangeProjectInBody.description": {most: 2000, pattern: prose},
}

// prefixes gives the ids that creates take.
var prefixes = map[string]string{
	"CreateTaskInBody": "tsk", "CreateProjectInBody": "prj", "CommentInBody": "cmt", "LinkInBody": "lnk", "AddStatusInBody": "sts", "AddLabelInBody": "lbl",
}

// tell adds to a description what huma does not know: the bounds of fields, that null in a field that may be left out is as good as
// leaving it out, and that a list of chosen fields has parts of documents.
func tell(doc *huma.OpenAPI) {
	for name, s := range doc.Components.Schemas.Map() {
		if !strings.HasSuffix(name, "InBody") {
			continue
		}
		tellFields(name, s)
	}
	partial := &huma.Schema{Type: huma.TypeObject, Description: "Of a list with `fields`: id, version, and what was asked for.", Required: []string{"id", "version"},
		Properties: map[string]*huma.Schema{"id": {Type: huma.TypeString}, "version": {Type: huma.TypeInteger, Format: "int64"}}, AdditionalProperties: true}
	doc.Components.Schemas.Map()["Part"] = partial
	part := &huma.Schema{Ref: "#/components/schemas/Part"}
	for _, item := range doc.Paths {
		op := item.Get
		if op == nil || !slices.ContainsFunc(op.Parameters, func(p *huma.Param) bool { return p.Name == "fields" }) {
			continue
		}
		for _, media := range op.Responses["200"].Content {
			if list := doc.Components.Schemas.SchemaFromRef(media.Schema.Ref); list != nil && list.Properties["items"] != nil {
				if items := list.Properties["items"]; items.Items.Ref != "" {
					items.Items = &huma.Schema{AnyOf: []*huma.Schema{items.Items, part}}
				}
			}
		}
	}
}

func tellFields(name string, s *huma.Schema) {
	for field, p := range s.Properties {
		b, ok := bounds[name+"."+field]
		if !ok {
			b, ok = bounds[field]
		}
		if ok && p.Type == huma.TypeString {
			b.describe(p)
		}
		if prefix := prefixes[name]; field == "id" && prefix != "" {
			p.Pattern = "^" + prefix + "_[0-9a-hjkmnp-tv-z]{20}$"
		}
		if p.Ref == "" && !slices.Contains(s.Required, field) {
			if p.Nullable = true; len(p.Enum) > 0 {
				p.Enum = append(p.Enum, nil)
			}
		}
		if len(p.Properties) > 0 {
			tellFields(name, p)
		}
	}
}

func (b bound) describe(s *huma.Schema) {
	if b.least > 0 {
		s.MinLength = &b.least
	}
	if b.most > 0 {
		s.MaxLength = &b.most
	}
	s.Pattern = b.pattern
	for _, c := range b.choices {
		s.Enum = append(s.Enum, c)
	}
}
