// Package fault is the one error type of Kanvaro: what went wrong, said once for people and once for operators.
//
// A fault is made where the cause is understood. Everything else is wrapped with fmt.Errorf and %w; what reaches the edge
// without a fault in its chain is Internal. Only internal/api turns kinds into HTTP statuses.
package fault

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind says what sort of failure it is. The texts are part of the API (the field "code" of a problem).
type Kind string

// The kinds. Hidden and missing things are both NotFound: nobody learns that something exists which he may not see.
const (
	Invalid         Kind = "invalid"         // the request is understood and wrong: a field says what
	Malformed       Kind = "malformed"       // the request cannot be read at all
	Unauthenticated Kind = "unauthenticated" // nobody, or nobody any longer
	Forbidden       Kind = "forbidden"       // visible, but not allowed
	NotFound        Kind = "not-found"       // not there, or not for this person
	Conflict        Kind = "conflict"        // it contradicts the present state
	Stale           Kind = "stale"           // a stated precondition (If-Match) no longer holds
	TooLarge        Kind = "too-large"
	Unsupported     Kind = "unsupported"
	Limited         Kind = "limited"     // too many; try later
	Internal        Kind = "internal"    // our fault
	Unavailable     Kind = "unavailable" // a part that is needed is away; try later
)

// Field is one thing that is wrong with one field of the input.
type Field struct {
	Field  string `json:"field"`
	Detail string `json:"detail"`
}

// Error is a fault. Detail is for people and may be shown to whoever asked; Cause is for operators and never is.
type Error struct {
	Kind   Kind
	Detail string
	Fields []Field
	Retry  time.Duration // of a Limited fault: when it is worth trying again; 0 where nobody can say
	Cause  error
}

// Error gives the operator's view: kind, detail, fields and cause.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Kind))
	if e.Detail != "" {
		b.WriteString(": " + e.Detail)
	}
	for _, f := range e.Fields {
		b.WriteString("; " + f.Field + " " + f.Detail)
	}
	if e.Cause != nil {
		b.WriteString(": " + e.Cause.Error())
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is makes errors.Is(err, &Error{Kind: k}) true for every fault of kind k.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.Kind == e.Kind && t.Detail == "" && t.Cause == nil && t.Fields == nil
}

// New makes a fault of a kind with a detail for people.
func New(k Kind, format string, args ...any) *Error {
	return &Error{Kind: k, Detail: fmt.Sprintf(format, args...)}
}

// Because makes a fault of a kind with a detail for people and the cause for operators.
func Because(k Kind, cause error, format string, args ...any) *Error {
	return &Error{Kind: k, Detail: fmt.Sprintf(format, args...), Cause: cause}
}

// Wrong is an Invalid fault about one field.
func Wrong(field, format string, args ...any) *Error {
	detail := fmt.Sprintf(format, args...)
	return &Error{Kind: Invalid, Detail: field + " " + detail, Fields: []Field{{field, detail}}}
}

// Later is the Limited fault of somebody who may try again once d has passed.
func Later(d time.Duration, format string, args ...any) *Error {
	return &Error{Kind: Limited, Detail: fmt.Sprintf(format, args...), Retry: d}
}

// RetryAfter gives how long to wait before trying again, as the first fault in the chain says; 0 when it says nothing.
func RetryAfter(err error) time.Duration {
	var e *Error
	if errors.As(err, &e) {
		return e.Retry
	}
	return 0
}

// Missing is the NotFound fault for a thing of the given noun ("task", "project").
func Missing(noun string) *Error { return New(NotFound, "There is no such %s here.", noun) }

// KindOf finds the kind of the first fault in the chain; Internal where there is none, "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is reports whether the first fault in the chain is of kind k.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// List collects faults of fields, so that a person hears of all of them at once.
type List struct{ fields []Field }

// Add notes that a field is wrong.
func (l *List) Add(field, format string, args ...any) {
	l.fields = append(l.fields, Field{field, fmt.Sprintf(format, args...)})
}

// Take notes the fields of a fault, with a prefix before their names: "user." where they are those of a part of the input. A nil error and
// one without fields add nothing.
func (l *List) Take(prefix string, err error) {
	var e *Error
	if errors.As(err, &e) {
		for _, f := range e.Fields {
			l.fields = append(l.fields, Field{prefix + f.Field, f.Detail})
		}
	}
}

// Err gives one Invalid fault with all fields, or nil when none was added.
func (l *List) Err() error {
	switch len(l.fields) {
	case 0:
		return nil
	case 1:
		return Wrong(l.fields[0].Field, "%s", l.fields[0].Detail)
	}
	names := make([]string, len(l.fields))
	for i, f := range l.fields {
		names[i] = f.Field
	}
	return &Error{Kind: Invalid, Detail: "These fields are wrong: " + strings.Join(names, ", ") + ".", Fields: l.fields}
}
