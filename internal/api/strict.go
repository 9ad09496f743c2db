package api

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// deepest is how far JSON may be nested.
const deepest = 32

// What strict finds wrong with a body. These texts may be shown.
var (
	errNotJSON   = errors.New("it is not JSON")
	errNotUTF8   = errors.New("it is not UTF-8")
	errTooDeep   = errors.New("it is nested too deeply")
	errTwice     = errors.New("a name occurs twice in one object")
	strictFaults = []error{errNotJSON, errNotUTF8, errTooDeep, errTwice}
)

// strictness gives the words of a fault that strict found, and those of errNotJSON for any other.
func strictness(message string) string {
	for _, e := range strictFaults {
		if e.Error() == message {
			return message
		}
	}
	return errNotJSON.Error()
}

// strictUnmarshal is json.Unmarshal for bodies from outside. huma decodes twice: first into any, to validate; that is when it is checked.
func strictUnmarshal(data []byte, v any) error {
	if _, first := v.(*any); first {
		if err := strict(data); err != nil {
			return err
		}
	}
	return json.Unmarshal(data, v)
}

// strict refuses what parsers disagree about: invalid UTF-8, doubled names, more than one value, and what is nested to exhaust.
func strict(data []byte) error {
	if !utf8.Valid(data) {
		return errNotUTF8
	}
	if !json.Valid(data) {
		return errNotJSON
	}
	var names []map[string]bool // of the objects that are open; nil for an array
	key := false                // the next string is a name
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '{', '[':
			if len(names) == deepest {
				return errTooDeep
			}
			var seen map[string]bool
			if key = data[i] == '{'; key {
				seen = map[string]bool{}
			}
			names = append(names, seen)
		case '}', ']':
			names, key = names[:len(names)-1], false
		case ',':
			key = len(names) > 0 && names[len(names)-1] != nil
		case ':':
			key = false
		case '"':
			end := endOfString(data, i)
			if key {
				name := string(data[i+1 : end])
				if strings.IndexByte(name, '\\') >= 0 {
					if err := json.Unmarshal(data[i:end+1], &name); err != nil {
						return errNotJSON
					}
				}
				if names[len(names)-1][name] {
					return errTwice
				}
				names[len(names)-1][name] = true
			}
			i = end
		}
	}
	return nil
}

// endOfString is where the string that begins at i ends, in valid JSON.
func endOfString(data []byte, i int) int {
	for i++; data[i] != '"'; i++ {
		if data[i] == '\\' {
			i++
		}
	}
	return i
}
