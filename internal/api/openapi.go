package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// settle sets what huma keeps for the whole process, before the first use.
var settle = sync.OnceFunc(func() {
	huma.DefaultArrayNullable = false // else every list may be null, and every client must ask
	huma.ValidateStrictCasing = true  // "Title" is not "title": parsers that disagree about names are how checks are passed by
	huma.NewError = func(status int, message string, causes ...error) huma.StatusError {
		return humaProblem(nil, status, message, causes)
	}
	huma.NewErrorWithContext = func(c huma.Context, status int, message string, causes ...error) huma.StatusError {
		return humaProblem(c, status, message, causes)
	}
})

// newHuma makes a huma.API that has nothing of its own: no documents, no links, JSON alone and that strictly.
func newHuma(version string, a huma.Adapter) huma.API {
	settle()
	config := huma.DefaultConfig("Kanvaro", version)
	config.OpenAPIPath, config.DocsPath, config.SchemasPath, config.CreateHooks = "", "", "", nil
	format := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: strictUnmarshal}
	config.Formats = map[string]huma.Format{"application/json": format, "json": format}
	return huma.NewAPI(config, a)
}

// apiVersion is that of the interface, as its paths say it.
const apiVersion = "1"

// OpenAPI describes all operations, as /api/openapi.json does.
func OpenAPI() ([]byte, error) {
	a := newHuma(apiVersion, &catcher{})
	doc := a.OpenAPI()
	doc.Info.Description = "Self-hosted project management. The rules that hold everywhere are in docs/API.md."
	doc.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: sessionCookie},
		"bearer":  {Type: "http", Scheme: "bearer"},
	}
	for _, op := range table() {
		op.check()
		op.describe(a)
	}
	tell(doc)
	raw, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("describe the API: %w", err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		return nil, fmt.Errorf("describe the API: %w", err)
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}
