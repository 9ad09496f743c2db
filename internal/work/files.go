package work

import (
	"slices"
	"strings"

	"github.com/kanvaro/kanvaro/internal/id"
)

// FilesIndex is the index of texts and comments over the files that they name: what keeps those files from being collected.
const FilesIndex = "files"

// filesIn gives the ids of files that a text names, wherever they stand in it: a picture, a link, or mere words.
func filesIn(markdown string) []string {
	const prefix = "fil"
	var out []string
	for {
		i := strings.Index(markdown, prefix+"_")
		if i < 0 {
			return out
		}
		end := min(i+len(prefix)+1+id.Length, len(markdown))
		if name := markdown[i:end]; id.Valid(prefix, name) && !slices.Contains(out, name) {
			out = append(out, name)
		}
		markdown = markdown[i+len(prefix)+1:]
	}
}
