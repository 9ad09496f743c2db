package api

import (
	"slices"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/fault"
)

func TestTheCatalogueHasEveryKindOfFault(t *testing.T) {
	for kind, status := range statuses {
		if !slices.ContainsFunc(catalogue, func(r refusal) bool { return r.Code == string(kind) && r.Status == status }) {
			t.Errorf("the catalogue lacks %d %s", status, kind)
		}
	}
	for _, r := range catalogue {
		if _, known := statuses[fault.Kind(r.Code)]; !known && r.Code != "method" {
			t.Errorf("the catalogue has %s, which no fault is", r.Code)
		}
	}
}

func TestTheReferenceShowsEveryOperation(t *testing.T) {
	page, err := renderReference()
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range table() {
		if !strings.Contains(page, `id="`+op.id+`"`) {
			t.Errorf("%s is not there", op.id)
		}
	}
	for _, forbidden := range []string{"style=", "<script>", "http://", "onclick"} {
		if strings.Contains(page, " "+forbidden) {
			t.Errorf("the page has %q, which its policy forbids", forbidden)
		}
	}
}

func TestExamplesAreOfOperationsThatThereAre(t *testing.T) {
	examples, err := readExamples()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, op := range table() {
		known[op.id] = true
	}
	for id := range examples {
		if !known[id] {
			t.Errorf("there is an example of %s, which there is not", id)
		}
	}
}
