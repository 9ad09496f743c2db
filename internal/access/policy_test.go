package access

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/policy.txt anew")

// The table is read in review: who is given a right shows as a changed line.
func TestAC3_WhoMayDoWhatIsWrittenDown(t *testing.T) {
	const path = "testdata/policy.txt"
	is := policyText()
	if *update {
		must(t, os.WriteFile(path, []byte(is), 0o644))
	}
	was, err := os.ReadFile(path)
	must(t, err)
	if string(was) != is {
		t.Errorf("the policy has changed. If that is meant, run go test ./internal/access -update and have the difference read:\n%s", is)
	}
}

func policyText() string {
	var b strings.Builder
	b.WriteString("In the instance           anybody  signed in\n")
	for _, r := range policy {
		if r.reach == OfInstance {
			row(&b, string(r.need), []string{"anybody", "signed in"}, func(i int) bool { return r.open || i == 1 })
		}
	}
	section(&b, "In an organisation", OfOrganisation, OrganisationRoles)
	section(&b, "In a project", OfProject, ProjectRoles)
	b.WriteString("\nWhat one is in a project  ")
	for _, given := range givens {
		fmt.Fprintf(&b, "%-16s", "given "+or(string(given), "nothing"))
	}
	b.WriteString("\n")
	for _, open := range []bool{false, true} {
		for _, r := range OrganisationRoles {
			name := string(r)
			if open {
				name += ", open"
			}
			fmt.Fprintf(&b, "%-26s", name)
			for _, given := range givens {
				role, _ := projectRole(r, given, open)
				fmt.Fprintf(&b, "%-16s", or(string(role), "-"))
			}
			b.WriteString("\n")
		}
	}
	return trimmed(b.String())
}

var givens = []Role{"", Viewer, Member, Manager}

func section(b *strings.Builder, title string, reach Reach, roles []Role) {
	fmt.Fprintf(b, "\n%-26s", title)
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
		fmt.Fprintf(b, "%s  ", r)
	}
	b.WriteString("\n")
	for _, r := range policy {
		if r.reach == reach {
			row(b, string(r.need), names, func(i int) bool { return May(roles[i], r.need) })
		}
	}
}

func row(b *strings.Builder, need string, columns []string, may func(int) bool) {
	fmt.Fprintf(b, "%-26s", need)
	for i, c := range columns {
		fmt.Fprintf(b, "%-*s", len(c)+2, map[bool]string{true: "yes", false: "-"}[may(i)])
	}
	b.WriteString("\n")
}

func trimmed(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func TestAC3_EveryNeedHasOneRow(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "needs.go", nil, 0)
	must(t, err)
	declared := map[Need]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if kind, isName := ident(v, ok); isName && kind == "Need" {
			declared[Need(strings.Trim(v.Values[0].(*ast.BasicLit).Value, `"`))] = true
		}
		return true
	})
	if len(declared) < 20 {
		t.Fatalf("only %d needs were found in needs.go", len(declared))
	}
	rows := map[Need]int{}
	for _, r := range policy {
		rows[r.need]++
		if len(r.roles) == 0 && r.reach != OfInstance {
			t.Errorf("%s is for nobody", r.need)
		}
		noun, verb, ok := strings.Cut(string(r.need), ".")
		if !ok || noun == "" || verb == "" {
			t.Errorf("%s is not noun.verb", r.need)
		}
	}
	for n := range declared {
		if rows[n] != 1 {
			t.Errorf("%s has %d rows", n, rows[n])
		}
	}
	if len(rows) != len(declared) || len(Needs()) != len(policy) || len(policy) > 60 {
		t.Errorf("%d rows for %d needs", len(policy), len(declared))
	}
}

func ident(v *ast.ValueSpec, ok bool) (string, bool) {
	if !ok || v.Type == nil || len(v.Values) != 1 {
		return "", false
	}
	i, ok := v.Type.(*ast.Ident)
	if !ok {
		return "", false
	}
	return i.Name, true
}

func TestAC3_NobodyIsGivenMoreInAProjectThanHisOrganisationGrants(t *testing.T) {
	for _, open := range []bool{false, true} {
		for _, given := range givens {
			if r, _ := projectRole(Viewer, given, open); r != "" && r != Viewer {
				t.Errorf("a viewer who is given %q is a %s", given, r)
			}
			if r, ok := projectRole(Client, given, open); r == Manager || (given == "" && ok) {
				t.Errorf("a client who is given %q is a %q", given, r)
			}
			if r, _ := projectRole("stranger", given, open); given == "" && r != "" {
				t.Errorf("somebody without a role is a %s", r)
			}
		}
	}
}
