package api

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// refusal is one row of the catalogue of errors: what a code means, and what to do about it.
type refusal struct {
	Status   int
	Code     string
	Meaning  string
	WhatToDo string
}

// catalogue is every code that a problem can have. It is shown at /api/docs; a test holds it against the faults that there are.
var catalogue = []refusal{
	{400, "malformed", "The request cannot be read: no JSON, a name twice in one object, nested too deeply, a header that is none.", "Mend the client; sending it again changes nothing."},
	{401, "unauthenticated", "Nobody has signed in, or the session or token has ended.", "Sign in, or get a new pair of tokens."},
	{403, "forbidden", "It is visible, but this person or token may not do that.", "Ask somebody who manages the project or the organisation; give the token the scope."},
	{404, "not-found", "It is not there, or it is not for this person: nobody learns which.", "Look at the address, and whether one has been made a member."},
	{405, "method", "The address does not know that method. Allow says which it knows.", "Use one of those."},
	{409, "conflict", "It contradicts how things are now: the key is taken, the project is archived, the text has been changed by somebody else.", "Read it again and decide anew."},
	{412, "stale", "If-Match names a version that is no longer the present one.", "Read it again, apply the change to what is there now, send it with the new tag."},
	{413, "too-large", "The body is larger than the operation takes.", "Send less at once."},
	{415, "unsupported", "The body is of a media type that the operation does not take.", "Send application/json, or what the operation names."},
	{422, "invalid", "The request is understood and wrong. errors names each field and what would be right.", "Mend those fields."},
	{429, "limited", "Too many requests, or too many wrong passwords. Retry-After says when to come again.", "Wait that long; RateLimit-Remaining tells beforehand."},
	{500, "internal", "The server's fault. The operator finds the cause by the request id.", "Tell the operator the request id. A write may be sent again with the same id or Idempotency-Key."},
	{503, "unavailable", "A part that is needed is away for a moment.", "Try again; a write with the same id or Idempotency-Key is never done twice."},
}

// refusals gives the statuses with which an operation may refuse, in order.
func (op *operation) refusals() []int {
	s := map[int]bool{400: true, 422: true, 429: true, 500: true, 503: true}
	if !op.public {
		s[401], s[403] = true, true
	}
	if strings.Contains(op.path, "{") {
		s[404] = true
	}
	switch op.method {
	case http.MethodPost, http.MethodPut:
		s[409], s[413], s[415] = true, true, true
	case http.MethodPatch:
		s[409], s[412], s[413], s[415] = true, true, true, true
	case http.MethodDelete:
		s[409], s[412] = true, true
	}
	if op.public && op.method == http.MethodPost { // the wrong password, the wrong link
		s[401], s[403], s[404] = true, true, true
	}
	return slices.Sorted(maps.Keys(s))
}

// statusHelp gives the row of the catalogue of a status.
func statusHelp(status int) refusal {
	for _, r := range catalogue {
		if r.Status == status {
			return r
		}
	}
	return refusal{Status: status, Meaning: http.StatusText(status)}
}
