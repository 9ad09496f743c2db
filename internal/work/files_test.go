package work

import (
	"slices"
	"testing"
)

func TestWhichFilesATextNames(t *testing.T) {
	const a, b = "fil_01jdg3x8q2v7m4k9r5wz", "fil_zzzzzzzzzzzzzzzzzzzz"
	for text, want := range map[string][]string{
		"":                                       nil,
		"no file":                                nil,
		"![](" + a + ")":                         {a},
		a:                                        {a},
		"x" + a + "x":                            {a},
		"fil_fil_" + a + "fil_":                  {a},
		"![one](" + a + ") and [two](" + b + ")": {a, b},
		a + a:                                    {a},
		"FIL_01jdg3x8q2v7m4k9r5wz":               nil,
		a[:len(a)-1]:                             nil,
		"fil_01jdg3x8q2v7m4k9r5wu":               nil, // no letter of ours
		"/api/v1/orgs/org_1/files/" + a + "/content": {a},
	} {
		if got := filesIn(text); !slices.Equal(got, want) {
			t.Errorf("%q names %v, want %v", text, got, want)
		}
	}
}
