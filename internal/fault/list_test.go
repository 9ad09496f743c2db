package fault

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAListTakesTheFieldsOfOtherFaults(t *testing.T) {
	var inner, outer List
	inner.Add("name", "is missing")
	inner.Add("email", "is missing")
	outer.Take("", Wrong("token", "is wrong"))
	outer.Take("user.", inner.Err())
	outer.Take("", nil)
	outer.Take("", errors.New("no fault"))
	var got *Error
	if !errors.As(outer.Err(), &got) {
		t.Fatal(outer.Err())
	}
	want := []Field{{"token", "is wrong"}, {"user.name", "is missing"}, {"user.email", "is missing"}}
	if diff := cmp.Diff(want, got.Fields); diff != "" {
		t.Error(diff)
	}
}
