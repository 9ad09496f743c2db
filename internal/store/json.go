package store

import (
	"bytes"
	"errors"
	"slices"
)

// member is one field of a JSON object, both parts as they are written.
type member struct{ key, value []byte }

var errNotObject = errors.New("a document must be one JSON object")

// members splits a JSON object into its fields without decoding them. It trusts what it gets to be JSON: bodies come from Kind.
func members(body []byte) ([]member, error) {
	s := scanner{b: body}
	if !s.take('{') {
		return nil, errNotObject
	}
	out := make([]member, 0, 24)
	if s.take('}') {
		return out, s.end()
	}
	for {
		key := s.value()
		if len(key) < 2 || key[0] != '"' || !s.take(':') {
			return nil, errNotObject
		}
		value := s.value()
		if value == nil {
			return nil, errNotObject
		}
		out = append(out, member{key, value})
		if s.take(',') {
			continue
		}
		if s.take('}') {
			return out, s.end()
		}
		return nil, errNotObject
	}
}

type scanner struct {
	b []byte
	i int
}

func (s *scanner) space() {
	for s.i < len(s.b) && (s.b[s.i] == ' ' || s.b[s.i] == '\n' || s.b[s.i] == '\t' || s.b[s.i] == '\r') {
		s.i++
	}
}

func (s *scanner) take(c byte) bool {
	s.space()
	if s.i < len(s.b) && s.b[s.i] == c {
		s.i++
		return true
	}
	return false
}

func (s *scanner) end() error {
	if s.space(); s.i != len(s.b) {
		return errNotObject
	}
	return nil
}

// value passes over one value and gives its bytes, nil where there is none.
func (s *scanner) value() []byte {
	s.space()
	start, depth := s.i, 0
	for s.i < len(s.b) {
		switch c := s.b[s.i]; c {
		case '"':
			if !s.text() {
				return nil
			}
			if depth == 0 {
				return s.b[start:s.i]
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 { // the end of what is around
				return s.cut(start)
			}
			if depth--; depth == 0 {
				s.i++
				return s.b[start:s.i]
			}
		case ',', ':', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return s.cut(start)
			}
		}
		s.i++
	}
	return nil
}

func (s *scanner) cut(start int) []byte {
	if s.i == start {
		return nil
	}
	return s.b[start:s.i]
}

// text passes over a string.
func (s *scanner) text() bool {
	for s.i++; s.i < len(s.b); s.i++ {
		switch s.b[s.i] {
		case '\\':
			s.i++
		case '"':
			s.i++
			return true
		}
	}
	return false
}

func find(ms []member, key []byte) []byte {
	for _, m := range ms {
		if bytes.Equal(m.key, key) {
			return m.value
		}
	}
	return nil
}

// object writes fields as a JSON object.
func object(b []byte, ms []member) []byte {
	b = append(b, '{')
	for i, m := range ms {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, m.key...), ':'), m.value...)
	}
	return append(b, '}')
}

// Canonical writes a JSON object with its fields in order of their names: two documents are the same when their canonical bytes are.
func Canonical(body []byte) ([]byte, error) {
	ms, err := members(body)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(ms, func(a, b member) int { return bytes.Compare(a.key, b.key) })
	return object(make([]byte, 0, len(body)), ms), nil
}
