package apptest

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/app"
)

// testdata/release-1.db.gz is the database of a server as it was before tasks had parents, columns had colours and anybody could search:
// Ada, the project FERRY, three tasks of which one is in the trash, and a comment.
func TestADatabaseOfTheFirstReleaseIsOpenedAndWorkGoesOn(t *testing.T) {
	folder := t.TempDir()
	unpack(t, "testdata/release-1.db.gz", filepath.Join(folder, "kanvaro.db"))
	w := Open(t, func(o *app.Options) { o.Config.Data = folder }, OnDisk)
	ada := w.person("Ada")
	var session Session
	ada.Must(t, "POST", "/api/auth/login", map[string]string{"email": "ada@ferry.test", "password": Password}, &session)
	w.Org = session.Organisations[0].ID
	var list struct {
		Items []struct {
			Key, Title string
			Parent     *string
			Tally      struct{ Comments, Subtasks int64 }
		}
	}
	path := w.At("/projects/FERRY/tasks")
	ada.Must(t, "GET", path, nil, &list)
	if len(list.Items) != 2 || list.Items[0].Key != "FERRY-1" || list.Items[0].Tally.Comments != 1 || list.Items[0].Parent != nil {
		t.Fatalf("the tasks are %+v", list.Items)
	}
	for at, want := range map[string]string{ // stored bytes are shown with what came later
		path: `"parent":null`, path + "/FERRY-1": `"parent":null`, path + "/FERRY-1/comments": `"reactions":[]`, w.At("/projects/FERRY"): `"hue":0`, w.At("/projects"): `"hue":0`,
	} {
		if a := ada.Must(t, "GET", at, nil, nil); !strings.Contains(string(a.Body), want) {
			t.Errorf("%s lacks %s: %s", at, want, a.Body)
		}
	}
	var task struct{ ID string }
	ada.Must(t, "GET", path+"/FERRY-1", nil, &task)
	ada.Must(t, "PATCH", path+"/FERRY-2", map[string]any{"parent": task.ID, "points": 3}, nil)
	ada.Must(t, "GET", path+"?parent="+task.ID, nil, &list)
	if len(list.Items) != 1 || list.Items[0].Key != "FERRY-2" {
		t.Fatalf("the parts of FERRY-1 are %+v", list.Items)
	}
	ada.Must(t, "GET", path+"?parent=none", nil, &list)
	if len(list.Items) != 1 || list.Items[0].Key != "FERRY-1" || list.Items[0].Tally.Subtasks != 1 {
		t.Fatalf("without a parent are %+v", list.Items)
	}
	ada.Must(t, "POST", path+"/FERRY-3/restore", nil, nil)
	ada.Must(t, "GET", w.At("/projects/FERRY"), nil, nil)
}

func unpack(t *testing.T, from, to string) {
	t.Helper()
	f, err := os.Open(filepath.Clean(from))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it is only read
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, body, 0o600); err != nil {
		t.Fatal(err)
	}
}
