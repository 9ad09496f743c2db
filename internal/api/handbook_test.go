package api

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/docs"
)

func TestTheHandbookIsWhole(t *testing.T) {
	pages, err := renderHandbook()
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Glob(docs.Handbook, "handbook/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name := strings.TrimSuffix(strings.TrimPrefix(f, "handbook/"), ".md"); !slices.Contains(chapters, name) {
			t.Errorf("%s is no chapter: nobody finds it", f)
		}
	}
	for _, p := range pages {
		for _, link := range regexp.MustCompile(`href="/help/([a-z-]+)`).FindAllStringSubmatch(p.HTML, -1) {
			if !slices.Contains(chapters, link[1]) {
				t.Errorf("%s links to %s, which there is not", p.Page, link[1])
			}
		}
		for _, picture := range regexp.MustCompile(`src="/api/handbook/([^"]+)"`).FindAllStringSubmatch(p.HTML, -1) {
			if _, err := fs.Stat(docs.Handbook, "handbook/"+picture[1]); err != nil {
				t.Errorf("%s shows %s: %v", p.Page, picture[1], err)
			}
		}
		if strings.Contains(p.HTML, "src=\"http") || strings.Contains(p.HTML, ".md\"") {
			t.Errorf("%s reaches outside", p.Page)
		}
	}
}
