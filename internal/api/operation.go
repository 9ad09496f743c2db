package api

import (
	"context"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
)

// operation is one row of the table: a method and a path, what it needs, and who does it.
type operation struct {
	method, path string
	id, summary  string
	needs        []access.Need
	public       bool // somebody who has not signed in may come as far as the handler
	success      int
	shape        any            // a value of what is answered, for the description; nil for nothing
	media        string         // of the answer, application/json where it is ""
	upload       string         // media type of a body that is taken as it comes, "" for JSON
	most         int64          // bytes of a body
	create       bool           // carries an id of the caller, and is repeated by that
	watches      bool           // stays open
	secret       bool           // answers with what is shown once: the answer is not kept to be given again
	also         map[int]string // other successes

	describe func(huma.API)             // adds it to a description
	ready    func() func(*call)         // what runs it, made when it is first asked for: a server starts faster so
	handle   func(*call) (reply, error) // of a plain one
}

// mostJSON is how large a JSON body may be.
const mostJSON = 1 << 20

// bodyTime is how long a body may take to come. It is also how long the handler may take after it: net/http goes on reading the connection, to
// see whether the client leaves, and takes a deadline that passes for leaving. huma's own five seconds ended the undo of a large change.
const bodyTime = 5 * time.Minute

// on makes an operation whose input is decoded and validated by huma: I has its parameters and its body.
func on[I any](method, path, id, summary string, needs []access.Need, h func(context.Context, *call, *I) (reply, error), options ...func(*operation)) *operation {
	op := newOperation(method, path, id, summary, needs, options)
	run := func(ctx context.Context, in *I) (*huma.StreamResponse, error) {
		c := callOf(ctx)
		c.done = true
		c.reply, c.err = h(ctx, c, in)
		return &huma.StreamResponse{Body: func(huma.Context) {}}, nil
	}
	op.describe = func(a huma.API) { huma.Register(a, op.described(a), run) }
	op.ready = sync.OnceValue(func() func(*call) {
		catch := &catcher{}
		own := newHuma("", catch)
		huma.Register(own, op.described(own), run)
		onlyDescribe(own.OpenAPI().Components.Schemas.Map())
		single := singles(catch.op)
		return func(c *call) {
			if c.err = once(c.r, single); c.err != nil {
				c.done = true
				return
			}
			catch.handler(humago.NewContext(catch.op, c.r, c.w))
		}
	})
	return op
}

// plain makes an operation that reads its request itself, for those that must be fast or that stream. I only describes its parameters.
func plain[I any](method, path, id, summary string, needs []access.Need, h func(*call) (reply, error), options ...func(*operation)) *operation {
	op := newOperation(method, path, id, summary, needs, options)
	op.handle = h
	op.describe = func(a huma.API) {
		huma.Register(a, op.described(a), func(context.Context, *I) (*huma.StreamResponse, error) { return nil, nil })
	}
	return op
}

// singles lists the parameters of a query that have one value.
func singles(op *huma.Operation) []string {
	var out []string
	for _, p := range op.Parameters {
		if p.In == "query" && p.Schema.Type != huma.TypeArray {
			out = append(out, p.Name)
		}
	}
	return out
}

// once refuses a parameter of one value that is given twice, or given and empty: servers disagree about what that means.
func once(r *http.Request, single []string) error {
	if r.URL.RawQuery == "" {
		return nil
	}
	var l fault.List
	given := r.URL.Query()
	for _, name := range single {
		switch values := given[name]; {
		case len(values) > 1:
			l.Add(name, "is given %d times", len(values))
		case len(values) == 1 && values[0] == "":
			l.Add(name, "is empty; leave it out instead")
		}
	}
	return l.Err()
}

func newOperation(method, path, id, summary string, needs []access.Need, options []func(*operation)) *operation {
	op := &operation{method: method, path: path, id: id, summary: summary, needs: needs, success: http.StatusOK, most: mostJSON}
	for _, set := range options {
		set(op)
	}
	return op
}

// answers says what a success looks like; shape nil is no body.
func answers(status int, shape any) func(*operation) {
	return func(op *operation) { op.success, op.shape = status, shape }
}

// public lets those in who have not signed in.
func public(op *operation) { op.public = true }

// secret marks a POST whose answer nobody gets a second time, not even by its Idempotency-Key.
func secret(op *operation) { op.secret = true }

// create marks a POST that is repeated by the id in its body.
func create(op *operation) { op.create = true }

// check refuses an operation that contradicts itself. It is a fault of the program, so it panics. // design.md 5, ring 1
func (op *operation) check() {
	if len(op.needs) == 0 {
		panic(op.method + " " + op.path + " does not say what it needs")
	}
	for _, n := range op.needs {
		if _, ok := access.ReachOf(n); !ok {
			panic(op.method + " " + op.path + " needs " + string(n) + ", which the policy does not have")
		}
		if op.public && !access.Open(n) {
			panic(op.method + " " + op.path + " is open to everybody and needs " + string(n) + ", which is not")
		}
	}
}

// described gives the operation as OpenAPI says it.
func (op *operation) described(a huma.API) huma.Operation {
	needs := make([]string, len(op.needs))
	for i, n := range op.needs {
		needs[i] = string(n)
	}
	out := huma.Operation{
		Method: op.method, Path: op.path, OperationID: op.id, Summary: op.summary, DefaultStatus: op.success, MaxBodyBytes: op.most,
		BodyReadTimeout: bodyTime,
		Tags:            []string{op.tag()},
		Extensions:      map[string]any{"x-kanvaro-needs": needs},
		Responses:       map[string]*huma.Response{},
		Security:        []map[string][]string{{"session": {}}, {"bearer": {}}},
	}
	if op.public {
		out.Security = []map[string][]string{}
	}
	out.Parameters = op.commonHeaders()
	success := &huma.Response{Description: http.StatusText(op.success)}
	if op.shape != nil {
		media := op.media
		if media == "" {
			media = "application/json"
		}
		t := reflect.TypeOf(op.shape)
		success.Content = map[string]*huma.MediaType{media: {Schema: a.OpenAPI().Components.Schemas.Schema(t, true, t.Name())}}
	}
	out.Responses[strconv.Itoa(op.success)] = success
	if op.create { // sent again it answers as the first time
		out.Responses["200"] = &huma.Response{Description: "It was there already.", Content: success.Content}
	}
	if op.upload != "" {
		out.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{op.upload: {Schema: &huma.Schema{Type: "string", Format: "binary"}}}}
	}
	if op.method == http.MethodGet && !op.watches {
		out.Responses["304"] = &huma.Response{Description: "It is as If-None-Match knows it."}
	}
	for status, meaning := range op.also {
		out.Responses[strconv.Itoa(status)] = &huma.Response{Description: meaning, Content: success.Content}
	}
	problem := a.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")
	for _, status := range op.refusals() {
		out.Responses[strconv.Itoa(status)] = &huma.Response{Description: statusHelp(status).Meaning, Content: map[string]*huma.MediaType{problemType: {Schema: problem}}}
	}
	return out
}

func (op *operation) commonHeaders() []*huma.Param {
	text := &huma.Schema{Type: "string"}
	out := []*huma.Param{{Name: positionHeader, In: "header", Schema: text, Description: "The last position that the client knows: what is read is not older."}}
	switch {
	case op.method == http.MethodGet && !op.watches:
		out = append(out, &huma.Param{Name: "If-None-Match", In: "header", Schema: text})
	case op.method == http.MethodPatch || op.method == http.MethodDelete:
		out = append(out, &huma.Param{Name: "If-Match", In: "header", Schema: text})
	case op.method == http.MethodPost && !op.create && !op.public && !op.secret:
		out = append(out, &huma.Param{Name: idempotencyHeader, In: "header", Schema: text, Description: "Sent again with the same key, the answer is the first one."})
	}
	return out
}

// tag groups operations by the resource that their path is about.
func (op *operation) tag() string {
	for _, t := range [...]struct{ part, tag string }{
		{"/comments", "comments"}, {"/search", "search"}, {"/imports", "import"}, {"/events", "events"}, {"/undo", "history"}, {"/history", "history"}, {"/tasks", "tasks"},
		{"/files", "files"}, {"/bulks", "tasks"}, {"/preview", "tasks"}, {"/progress", "projects"},
		{"/projects", "projects"}, {"/invitations", "invitations"}, {"/members", "members"}, {"/orgs", "organisation"}, {"/auth", "session"}, {"/me", "session"},
	} {
		if strings.Contains(op.path, t.part) {
			return t.tag
		}
	}
	return "set-up"
}

// catcher takes the handler that huma makes, instead of a router.
type catcher struct {
	op      *huma.Operation
	handler func(huma.Context)
}

func (c *catcher) Handle(op *huma.Operation, h func(huma.Context)) { c.op, c.handler = op, h }
func (c *catcher) ServeHTTP(http.ResponseWriter, *http.Request)    {}
