package apptest_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/app"
	"github.com/kanvaro/kanvaro/internal/apptest"
	"github.com/kanvaro/kanvaro/internal/store"
)

func TestPreferencesFollowToOnesOtherDevicesAndToNobodyElse(t *testing.T) {
	w := apptest.New(t, apptest.OnDisk)
	lin := w.Join("Lin", access.TeamMember)
	phone, hers := w.Ada.Watch(t, "", ""), lin.Watch(t, "", "")
	path := w.At("/preferences/board:prj_1")
	var p struct {
		ID, Key string
		Version int64
		Value   any
	}
	w.Ada.Must(t, "PUT", path, `{"value":{"lanes":"label","Lanes":1}}`, &p)
	if m := phone.Next(t); m.Kind != "preference" || m.ID != p.ID || m.Seq != p.Version || m.Doc["key"] != "board:prj_1" {
		t.Errorf("the other device is told %+v", m)
	}
	w.Ada.Must(t, "PUT", path, `{"value":null}`, nil)
	if m := phone.Next(t); m.Name != "preference.set" || m.Set["value"] != nil {
		t.Errorf("the other device is told %+v", m)
	}
	var list struct{ Items []struct{ Key string } }
	w.Ada.Must(t, "GET", w.At("/preferences"), nil, &list)
	if len(list.Items) != 1 {
		t.Errorf("the list is %+v", list)
	}
	w.Ada.Must(t, "DELETE", path, nil, nil)
	if m := phone.Next(t); !m.Gone {
		t.Errorf("the other device is told %+v", m)
	}
	w.Ada.Must(t, "PATCH", w.At(""), `{"name":"Ferries"}`, nil)
	if m := hers.Next(t); m.Kind != "organisation" {
		t.Errorf("somebody else is told %+v", m)
	}
	report, err := w.App.Store().Verify(context.Background(), store.Space(w.Org), app.Defs())
	if err != nil || len(report.Faults) > 0 {
		t.Errorf("the log and the documents differ: %+v, %v", report, err)
	}
}

func TestNamesAreMatchedWithTheirCase(t *testing.T) {
	w := apptest.New(t)
	p := w.Project("FERRY", "members")
	for _, body := range []string{`{"Title":"x"}`, `{"title":"x","Title":"y"}`, `{"title":"x","TITLE":"x"}`, `{"title":"x","deScription":"y"}`} {
		if got := w.Ada.Status(t, "POST", p.Path+"/tasks", body); got != 422 {
			t.Errorf("%s: %d", body, got)
		}
	}
	if got := w.Anonymous().Status(t, "POST", "/api/auth/login", `{"email":"ada@ferry.test","Password":"`+apptest.Password+`"}`); got != 422 {
		t.Errorf("a name within a name: %d", got)
	}
}

func TestOnesNameAndLanguageAreOnes(t *testing.T) {
	w := apptest.New(t)
	lin := w.Join("Lin", access.Viewer)
	s := w.Ada.Watch(t, "", "")
	var me struct {
		User struct{ Name, Language string }
	}
	lin.Must(t, "GET", "/api/v1/me", nil, &me)
	if me.User.Language != "system" {
		t.Errorf("who never chose speaks %q", me.User.Language)
	}
	lin.Must(t, "PATCH", "/api/v1/me", `{"name":"Lin Larsen","language":"de"}`, &me)
	if me.User.Name != "Lin Larsen" || me.User.Language != "de" {
		t.Errorf("%+v", me)
	}
	if m := s.Named(t, "member.renamed"); m.ID != lin.ID || m.Set["name"] != "Lin Larsen" {
		t.Errorf("others are told %+v", m)
	}
	if got := lin.Status(t, "PATCH", "/api/v1/me", `{"language":"fr"}`); got != 422 {
		t.Errorf("a language that there is not: %d", got)
	}
}

func TestABrowserThatHasSignedInIsKnownAgain(t *testing.T) {
	w := apptest.New(t)
	in := map[string]string{"email": "ada@ferry.test", "password": apptest.Password}
	cookie := func(a *apptest.Answer) string {
		for _, c := range (&http.Response{Header: a.Header}).Cookies() {
			if c.Name == "kanvaro_device" {
				if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != "/api/" || c.MaxAge == 0 {
					t.Errorf("the cookie is %+v", c)
				}
				return c.Value
			}
		}
		return ""
	}
	first := cookie(w.Anonymous().Must(t, "POST", "/api/auth/login", in, nil))
	if first == "" {
		t.Fatal("it is not known again")
	}
	wrong := map[string]string{"email": "ada@ferry.test", "password": "not hers at all"}
	for w.Anonymous().Status(t, "POST", "/api/auth/login", wrong) != 429 {
	}
	if got := w.Anonymous().Status(t, "POST", "/api/auth/login", in); got != 429 {
		t.Errorf("an unknown browser where somebody has guessed: %d", got)
	}
	again := w.Anonymous().Must(t, "POST", "/api/auth/login", in, nil, "Cookie", "kanvaro_device="+first)
	if cookie(again) != first {
		t.Error("it has become another browser")
	}
}
