package api

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/observe"
)

const problemType = "application/problem+json"

// Problem is what every error looks like (RFC 9457). It never has a value that was sent, nor a cause that is for operators.
type Problem struct {
	Type      string        `json:"type" example:"about:blank"`
	Title     string        `json:"title"`
	Status    int           `json:"status"`
	Code      string        `json:"code" doc:"What sort of problem it is." enum:"invalid,malformed,unauthenticated,forbidden,not-found,conflict,stale,too-large,unsupported,limited,internal,unavailable,method"`
	Detail    string        `json:"detail,omitempty" doc:"For people."`
	RequestID string        `json:"requestId,omitempty" doc:"What the operator finds it by."`
	Errors    []fault.Field `json:"errors,omitempty"`
}

// Error and GetStatus make it one of huma's errors.
func (p *Problem) Error() string { return p.Detail }

// GetStatus gives the status of HTTP.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType makes huma write it as what it is.
func (p *Problem) ContentType(string) string { return problemType }

var statuses = map[fault.Kind]int{
	fault.Invalid: http.StatusUnprocessableEntity, fault.Malformed: http.StatusBadRequest, fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden: http.StatusForbidden, fault.NotFound: http.StatusNotFound, fault.Conflict: http.StatusConflict,
	fault.Stale: http.StatusPreconditionFailed, fault.TooLarge: http.StatusRequestEntityTooLarge, fault.Unsupported: http.StatusUnsupportedMediaType,
	fault.Limited: http.StatusTooManyRequests, fault.Internal: http.StatusInternalServerError, fault.Unavailable: http.StatusServiceUnavailable,
}

// problemOf turns whatever went wrong into a problem. What is nobody's fault but ours says nothing.
func problemOf(err error, requestID string) *Problem {
	kind := fault.KindOf(err)
	p := &Problem{Type: "about:blank", Status: statuses[kind], Code: string(kind), RequestID: requestID}
	p.Title = http.StatusText(p.Status)
	var f *fault.Error
	switch {
	case kind == fault.Internal:
		p.Detail = "Something went wrong on the server. Its operator finds the cause by the request id."
	case errors.As(err, &f):
		p.Detail, p.Errors = f.Detail, f.Fields
	}
	return p
}

// writeProblem answers with a problem and notes it in the record of the request.
func writeProblem(w http.ResponseWriter, r *http.Request, err error) {
	rec := observe.From(r.Context())
	id := ""
	if rec != nil {
		id = rec.ID
	}
	p := problemOf(err, id)
	rec.Fail(p.Code, err)
	h := w.Header()
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="kanvaro"`)
	}
	if wait := fault.RetryAfter(err); wait > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	}
	p.write(w)
}

// mostErrors is how many fields one problem names, and mostName how long a name may be: a body of nothing but wrong names must not make
// an answer, or a line of the log, that is larger than itself.
const (
	mostErrors = 50
	mostName   = 200
)

// bound cuts a problem to what a person would read.
func (p *Problem) bound() {
	p.Errors = slices.Clone(p.Errors[:min(len(p.Errors), mostErrors)])
	for i := range p.Errors {
		p.Errors[i].Field = cut(p.Errors[i].Field, mostName)
		p.Errors[i].Detail = cut(p.Errors[i].Detail, 2*mostName)
	}
	p.Detail = cut(p.Detail, 1000)
}

func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "") + "…"
}

func (p *Problem) write(w http.ResponseWriter) {
	p.bound()
	h := w.Header()
	h.Del("ETag")
	h.Del("Content-Encoding")
	h.Set("Content-Type", problemType)
	h.Set("Cache-Control", "no-store")
	body, err := json.Marshal(p)
	if err != nil { // it consists of texts
		panic(err)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(p.Status)
	w.Write(body) //nolint:errcheck // who asked has gone
}

// humaProblem is what huma's own findings look like: without values, and in the words of fields.
func humaProblem(c huma.Context, status int, message string, causes []error) *Problem {
	p := &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: codeOf(status), Detail: sentence(message)}
	for _, cause := range causes {
		var d *huma.ErrorDetail
		if !errors.As(cause, &d) {
			continue
		}
		field := fieldOf(d.Location)
		detail := d.Message
		if status == http.StatusBadRequest && field == "" {
			p.Detail = "The body is not JSON that can be read: " + strictness(d.Message) + "."
			continue
		}
		if status == http.StatusUnsupportedMediaType {
			p.Detail = "The body must be application/json."
			continue
		}
		if name, ok := strings.CutPrefix(detail, "expected required property "); ok {
			name, _, _ = strings.Cut(name, " ")
			field, detail = strings.TrimPrefix(field+"."+name, "."), "is missing"
		}
		p.Errors = append(p.Errors, fault.Field{Field: field, Detail: detail})
	}
	p.bound()
	if len(p.Errors) > 0 {
		names := make([]string, len(p.Errors))
		for i, e := range p.Errors {
			names[i] = e.Field
		}
		p.Detail = "These fields are wrong: " + strings.Join(names, ", ") + "."
		if len(names) == 1 {
			p.Detail = names[0] + " " + p.Errors[0].Detail
		}
	}
	p.Detail = cut(p.Detail, 1000)
	if c != nil {
		rec := observe.From(c.Context())
		if rec != nil {
			p.RequestID = rec.ID
		}
		rec.Fail(p.Code, p)
	}
	return p
}

// fieldOf is the name of a field by where huma found it: "body.user.name" is "user.name". Names that nobody gave a field are cut.
func fieldOf(location string) string {
	_, field, _ := strings.Cut(location, ".")
	if len(field) > 80 {
		field = field[:80] + "…"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?'
		}
		return r
	}, field)
}

func codeOf(status int) string {
	for kind, s := range statuses {
		if s == status {
			return string(kind)
		}
	}
	if status == http.StatusRequestTimeout {
		return string(fault.Malformed)
	}
	return string(fault.Internal)
}

func sentence(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:] + "."
}
