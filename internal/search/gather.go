package search

import (
	"github.com/kanvaro/kanvaro/internal/project"
	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/work"
)

// most bounds the words of one thing in bytes of text: who writes more is found by the title, the text and the newest comments.
const most = 512 << 10

// Words that are no words of a text begin with a byte that no text has.
const (
	numberSign = "\x01" // and the number of a task: what people type for its key
	letterSign = "\x02" // and the first one or two letters of a word of a title: what is found while a word is being typed
)

// thing is a task as the index keeps it.
type thing struct {
	id         short
	project    short
	day        uint16
	flags      uint8
	titleWords int
	words      []wordIn
}

// wordIn is a word and the fields in which it stands.
type wordIn struct {
	word   string
	fields uint8
}

// gatherer reads tasks and cuts them into words. One goroutine uses it at a time.
type gatherer struct {
	scan  *scanner
	seen  map[string]uint8
	key   []byte
	field uint8
	left  int
}

func newGatherer() *gatherer {
	return &gatherer{scan: newScanner(), seen: map[string]uint8{}}
}

// row reads what has become of a task; nil for one whose id the index cannot keep.
func (g *gatherer) row(tx store.Tx, t *work.Task) (*thing, error) {
	out := &thing{day: dayOf(t.UpdatedAt)}
	var ok, ok2 bool
	out.id, ok = shorten(t.ID)
	out.project, ok2 = shorten(t.Project)
	if !ok || !ok2 {
		return nil, nil
	}
	var err error
	out.flags, err = flagsOf(tx, t)
	return out, err
}

// thing cuts a task into words: its title, its text, nil for none, and its comments where it may have some.
func (g *gatherer) thing(tx store.Tx, t *work.Task, text *work.Text, comments bool) (*thing, error) {
	out, err := g.row(tx, t)
	if err != nil || out == nil {
		return nil, err
	}
	clear(g.seen)
	g.left = most
	g.title(out, t)
	if text != nil {
		g.field = inText
		g.markdown(text.Markdown)
	}
	if comments {
		if err := g.comments(tx, t.ID); err != nil {
			return nil, err
		}
	}
	out.words = make([]wordIn, 0, len(g.seen))
	for w, fields := range g.seen {
		out.words = append(out.words, wordIn{w, fields})
	}
	return out, nil
}

// flagsOf says what has become of a task.
func flagsOf(tx store.Tx, t *work.Task) (flags uint8, err error) {
	if !t.TrashedAt.IsZero() {
		flags |= trashed
	}
	p, err := project.Projects.Look(tx, t.Project)
	if err != nil || p == nil {
		return flags, err
	}
	if s, ok := p.Status(t.Status); ok && !s.Group.Open() {
		flags |= closed
	}
	return flags, nil
}

func (g *gatherer) title(out *thing, t *work.Task) {
	g.field = inTitle
	g.scan.each(composed(t.Title), func(w []byte, _, _ int, f form) {
		g.add(w)
		switch f {
		case plain:
			out.titleWords++
			g.letters(w)
		case pair, lone:
			out.titleWords++
		}
	})
	g.key = appendDecimal(append(g.key[:0], numberSign...), t.Number)
	g.add(g.key)
}

// letters notes how a word of the title begins.
func (g *gatherer) letters(w []byte) {
	n := 0
	for i := range string(w) {
		if n > 0 {
			g.key = append(append(g.key[:0], letterSign...), w[:i]...)
			g.add(g.key)
		}
		if n++; n > 2 {
			return
		}
	}
}

// comments reads the newest first: of a thread that is too long they are what people look for.
func (g *gatherer) comments(tx store.Tx, task string) error {
	g.field = inComment
	q := store.Query{Index: "task", Equal: []store.Value{store.T(task)}, Desc: true}
	for c, err := range work.Comments.Find(tx, q) {
		if err != nil {
			return err
		}
		if g.markdown(c.Markdown); g.left <= 0 {
			return nil
		}
	}
	return nil
}

func (g *gatherer) markdown(s string) {
	text, links := plainText(s)
	for _, s := range [...]string{text, links} {
		g.scan.each(s, func(w []byte, _, _ int, _ form) { g.add(w) })
		g.left -= len(s)
	}
}

func (g *gatherer) add(w []byte) {
	if has, ok := g.seen[string(w)]; !ok {
		g.seen[string(w)] = g.field
	} else if has&g.field == 0 {
		g.seen[string(w)] = has | g.field
	}
}

func appendDecimal(b []byte, n int64) []byte {
	if n >= 10 {
		b = appendDecimal(b, n/10)
	}
	return append(b, byte('0'+n%10))
}
