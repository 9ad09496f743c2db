package api

import (
	"bytes"
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/kanvaro/kanvaro/docs"
	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/markup"
	"github.com/kanvaro/kanvaro/internal/observe"
)

//go:embed docs/page.html
var referencePage string

//go:embed docs/page.css
var referenceStyle string

//go:embed docs/page.js
var referenceScript string

// examplesJSON are requests that were really sent, with what was really answered: TestExamples writes and holds them.
//
//go:embed docs/examples.json
var examplesJSON []byte

// example is one request for an operation and its answer.
type example struct {
	Operation string          `json:"operation"`
	Method    string          `json:"method"`
	Path      string          `json:"path"`
	Body      json.RawMessage `json:"body,omitempty"`
	Status    int             `json:"status"`
	Answer    json.RawMessage `json:"answer,omitempty"`
	Text      string          `json:"text,omitempty"` // of an answer that is no JSON
}

// referenceCSP lets the page load its own style and script and nothing else.
const referenceCSP = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// reference serves /api/docs: the guide, every operation with an example that was run, and the catalogue of errors. All of it comes from
// the program itself, so it is never of another version.
func reference() []probe {
	page := sync.OnceValues(renderReference)
	file := func(path, media string, text func() (string, error)) probe {
		return probe{path, func(w http.ResponseWriter, r *http.Request) {
			observe.From(r.Context()).Route(path)
			body, err := text()
			if err != nil {
				writeProblem(w, r, err)
				return
			}
			h := w.Header()
			h.Set("Content-Type", media)
			h.Set("Content-Security-Policy", referenceCSP)
			h.Set("Cache-Control", "no-cache")
			tag := `W/"` + bodyTag([]byte(body)) + `"`
			h.Set("Etag", tag)
			if matches(r.Header["If-None-Match"], tagText(tag)) {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			w.Write(reply{body: []byte(body)}.encoded(r, h)) //nolint:errcheck // who asked has gone
		}}
	}
	fixed := func(s string) func() (string, error) { return func() (string, error) { return s, nil } }
	return []probe{
		file("/api/docs", "text/html; charset=utf-8", page),
		file("/api/docs/page.css", "text/css; charset=utf-8", fixed(referenceStyle)),
		file("/api/docs/page.js", "text/javascript; charset=utf-8", fixed(referenceScript)),
	}
}

type refSection struct {
	Name       string
	Operations []refOperation
}

type refOperation struct {
	ID, Method, Path, Summary, Description string
	Needs                                  []refNeed
	Public                                 bool
	Parameters                             []refField
	Body                                   []refField
	BodyMedia                              string
	Success                                int
	Answer                                 []refField
	AnswerMedia                            string
	Refusals                               []refusal
	Examples                               []refExample
	Words                                  string // what the search looks in
}

type refNeed struct{ Need, Who string }

type refField struct {
	Name, Type, Doc string
	Required        bool
}

type refExample struct{ Curl, Answer string }

func renderReference() (string, error) {
	a := newHuma(apiVersion, &catcher{})
	for _, op := range table() {
		op.describe(a)
	}
	tell(a.OpenAPI())
	examples, err := readExamples()
	if err != nil {
		return "", err
	}
	guide, outline, err := renderGuide()
	if err != nil {
		return "", err
	}
	sections := map[string]*refSection{}
	var order []*refSection
	for _, op := range table() {
		name := op.tag()
		if sections[name] == nil {
			sections[name] = &refSection{Name: name}
			order = append(order, sections[name])
		}
		sections[name].Operations = append(sections[name].Operations, op.refer(a, examples[op.id]))
	}
	t, err := template.New("reference").Parse(referencePage)
	if err != nil {
		return "", fmt.Errorf("read the page of the API: %w", err)
	}
	var out bytes.Buffer
	err = t.Execute(&out, map[string]any{"Guide": guide, "Outline": outline, "Sections": order, "Catalogue": catalogue})
	if err != nil {
		return "", fmt.Errorf("write the page of the API: %w", err)
	}
	return out.String(), nil
}

func readExamples() (map[string][]refExample, error) {
	var all []example
	if err := json.Unmarshal(examplesJSON, &all); err != nil {
		return nil, fmt.Errorf("read the examples: %w", err)
	}
	out := map[string][]refExample{}
	for _, e := range all {
		out[e.Operation] = append(out[e.Operation], refExample{e.curl(), e.answer()})
	}
	return out, nil
}

func (e example) curl() string {
	var b strings.Builder
	b.WriteString("curl")
	if e.Method != http.MethodGet {
		b.WriteString(" -X " + e.Method)
	}
	fmt.Fprintf(&b, " \"$KANVARO%s\"", e.Path)
	if !strings.HasPrefix(e.Path, "/api/auth/") && !strings.HasPrefix(e.Path, "/api/v1/setup") {
		b.WriteString(" \\\n  -H \"Authorization: Bearer $TOKEN\"")
	}
	if len(e.Body) > 0 {
		b.WriteString(" \\\n  -H 'Content-Type: application/json' \\\n  -d '" + strings.ReplaceAll(indented(e.Body), "'", `'\''`) + "'")
	}
	return b.String()
}

func (e example) answer() string {
	status := strconv.Itoa(e.Status) + " " + http.StatusText(e.Status)
	switch {
	case e.Text != "":
		return status + "\n\n" + e.Text
	case len(e.Answer) > 0:
		return status + "\n\n" + indented(e.Answer)
	}
	return status
}

func indented(raw json.RawMessage) string {
	var out bytes.Buffer
	if json.Indent(&out, raw, "", "  ") != nil {
		return string(raw)
	}
	return out.String()
}

var heading = regexp.MustCompile(`<h2 id="([^"]+)">(.*?)</h2>`)

type refHeading struct{ ID, Name string }

// renderGuide gives docs/API.md as HTML, and its headings.
func renderGuide() (template.HTML, []refHeading, error) {
	html, err := markup.Document(docs.API)
	if err != nil {
		return "", nil, err
	}
	var outline []refHeading
	for _, h := range heading.FindAllStringSubmatch(html, -1) {
		outline = append(outline, refHeading{h[1], h[2]})
	}
	return template.HTML(html), outline, nil //nolint:gosec // our own text
}

// refer describes an operation for people.
func (op *operation) refer(a huma.API, examples []refExample) refOperation {
	d := op.described(a)
	item := a.OpenAPI().Paths[op.path]
	full := operationOf(item, op.method)
	out := refOperation{ID: op.id, Method: op.method, Path: op.path, Summary: op.summary, Description: d.Description, Public: op.public,
		Success: op.success, Examples: examples}
	for _, n := range op.needs {
		out.Needs = append(out.Needs, refNeed{string(n), whoHas(n)})
	}
	for _, p := range full.Parameters {
		out.Parameters = append(out.Parameters, refField{Name: p.Name, Type: p.In + " " + typeOf(a, p.Schema), Doc: cmp.Or(p.Description, p.Schema.Description), Required: p.Required})
	}
	if full.RequestBody != nil {
		for media, m := range full.RequestBody.Content {
			out.BodyMedia = media
			out.Body = fieldsOf(a, m.Schema, "", 0)
		}
	}
	if r := full.Responses[strconv.Itoa(op.success)]; r != nil {
		for media, m := range r.Content {
			out.AnswerMedia = media
			out.Answer = fieldsOf(a, m.Schema, "", 0)
		}
	}
	for _, status := range op.refusals() {
		out.Refusals = append(out.Refusals, statusHelp(status))
	}
	out.Words = strings.ToLower(strings.Join([]string{op.method, op.path, op.summary, op.id, d.Description}, " "))
	return out
}

func operationOf(item *huma.PathItem, method string) *huma.Operation {
	switch method {
	case http.MethodGet:
		return item.Get
	case http.MethodPost:
		return item.Post
	case http.MethodPut:
		return item.Put
	case http.MethodPatch:
		return item.Patch
	}
	return item.Delete
}

// whoHas says which roles have a need.
func whoHas(n access.Need) string {
	if access.Open(n) {
		return "anybody"
	}
	reach, _ := access.ReachOf(n)
	all := []access.Role{access.Admin, access.ProjectManager, access.TeamMember, access.Client, access.Viewer}
	where := "in the organisation"
	if reach == access.OfProject {
		all, where = []access.Role{access.Manager, access.Member, access.Viewer}, "in the project"
	}
	var have []string
	for _, r := range all {
		if access.May(r, n) {
			have = append(have, string(r))
		}
	}
	switch len(have) {
	case 0:
		return "whoever has signed in"
	case len(all):
		return "everyone " + where
	}
	return strings.Join(have, ", ") + " " + where
}

// deepestField is how far the fields of fields are listed.
const deepestField = 2

// fieldsOf lists the fields of a schema, those of objects in it with dots.
func fieldsOf(a huma.API, s *huma.Schema, prefix string, depth int) []refField {
	s = resolve(a, s)
	if s == nil {
		return nil
	}
	var out []refField
	for _, name := range slices.Sorted(keysOf(s.Properties)) {
		p := s.Properties[name]
		out = append(out, refField{Name: prefix + name, Type: typeOf(a, p), Doc: p.Description, Required: slices.Contains(s.Required, name)})
		inner, mark := resolve(a, p), "."
		if inner != nil && inner.Type == "array" {
			inner, mark = resolve(a, inner.Items), "[]."
		}
		if inner != nil && len(inner.Properties) > 0 && depth < deepestField {
			out = append(out, fieldsOf(a, inner, prefix+name+mark, depth+1)...)
		}
	}
	if depth == 0 { // what must be given comes first, each with its parts
		slices.SortStableFunc(out, func(x, y refField) int { return cmp.Compare(optional(s, x.Name), optional(s, y.Name)) })
	}
	return out
}

func optional(s *huma.Schema, name string) int {
	root := name[:strings.IndexAny(name+".", ".[")]
	if slices.Contains(s.Required, root) {
		return 0
	}
	return 1
}

func keysOf(m map[string]*huma.Schema) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func resolve(a huma.API, s *huma.Schema) *huma.Schema {
	for s != nil && (s.Ref != "" || len(s.AnyOf) > 0) {
		if len(s.AnyOf) > 0 { // a document, or a part of it
			s = s.AnyOf[0]
			continue
		}
		s = a.OpenAPI().Components.Schemas.SchemaFromRef(s.Ref)
	}
	return s
}

// typeOf says what a value is: "string, 1 to 300 characters", "one of low, high".
func typeOf(a huma.API, s *huma.Schema) string {
	s = resolve(a, s)
	if s == nil {
		return ""
	}
	t := cmp.Or(s.Type, "any")
	switch {
	case len(s.Enum) > 0:
		var words []string
		for _, e := range s.Enum {
			words = append(words, fmt.Sprint(e))
		}
		t = "one of " + strings.Join(words, ", ")
	case s.Type == "array":
		t = "list of " + typeOf(a, s.Items)
	case s.Format != "":
		t = s.Format
	}
	if s.MaxLength != nil {
		t += fmt.Sprintf(", up to %d characters", *s.MaxLength)
	}
	if s.Minimum != nil && s.Maximum != nil {
		t += fmt.Sprintf(", %g to %g", *s.Minimum, *s.Maximum)
	}
	if s.Nullable {
		t += " or null"
	}
	return t
}
