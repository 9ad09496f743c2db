package api

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// Optional is a field of a PATCH that may be left alone, cleared with null, or set.
type Optional[T any] struct {
	Given bool
	Value *T // nil clears
}

// UnmarshalJSON is called only when the field is there.
func (o *Optional[T]) UnmarshalJSON(b []byte) error {
	o.Given, o.Value = true, nil
	if bytes.Equal(b, []byte("null")) {
		return nil
	}
	o.Value = new(T)
	return json.Unmarshal(b, o.Value)
}

// Schema describes it as a T that may be null.
func (o Optional[T]) Schema(r huma.Registry) *huma.Schema {
	s := *r.Schema(reflect.TypeFor[T](), false, "")
	s.Nullable = true
	return &s
}
