package search

import (
	"cmp"
	"math"
	"slices"
	"sync"

	"github.com/kanvaro/kanvaro/internal/store"
)

// What weighs how much. A word in the title weighs more than one in the text, whatever else is said of the two things, and so on.
const (
	titleWeight   = 8
	textWeight    = 2
	commentWeight = 0.7
	titleShare    = 0.5 // more, the more of the title the words are
	begunWeight   = 0.75
	wrongWeight   = 0.5 // for each typing error
	bonusWeight   = 4   // for what stands joined as it was typed
	closedWeight  = 0.8
	archiveWeight = 0.6
	oldWeight     = 0.6 // of what nobody has touched for long
	oldDays       = 90  // after which half of the way there is gone
)

// hit is a thing that was found.
type hit struct {
	segment *segment
	doc     int
	id      short
	project uint16
	score   float32
}

// better orders hits: by score, then the newer first.
func better(a, b hit) int {
	return cmp.Or(cmp.Compare(b.score, a.score), slices.Compare(b.id[:], a.id[:]))
}

// sight says how much the things of each project count: 0 those of one that may not be seen. A project is asked about when the first of
// its things comes up.
type sight struct {
	worth []float32 // by the numbers of projects; below 0 where nobody has asked yet
	ask   func(project uint16) float32
}

func newSight(projects int, ask func(uint16) float32) *sight {
	s := &sight{worth: make([]float32, projects), ask: ask}
	for i := range s.worth {
		s.worth[i] = -1
	}
	return s
}

func (s *sight) of(project uint16) float32 {
	w := s.worth[project]
	if w < 0 {
		w = s.ask(project)
		s.worth[project] = w
	}
	return w
}

// matcher finds the things that have all words of a query.
type matcher struct {
	tx       store.Tx
	view     view
	from     source
	sees     *sight
	comments bool // only what stands in comments counts
	keep     int
	today    uint16
	scratch  *scratch
}

// list is where a word stands in one segment.
type list struct {
	bytes  []byte
	factor float32
}

// lists are those of one term in all segments.
type lists struct {
	in     [][]list // by segment
	df     []int    // by segment
	total  int
	weight float32
}

// scratch is memory of the things of one segment, used again for the next, and by the next search.
type scratch struct {
	stage []uint8   // how many terms a thing has; 0 between searches
	now   []float32 // what the present term gives
	sum   []float32
	found []uint32
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

func (s *scratch) size(n int) {
	if len(s.stage) < n {
		s.stage, s.now, s.sum = make([]uint8, n), make([]float32, n), make([]float32, n)
	}
	s.found = s.found[:0]
}

func newLists(n int) *lists { return &lists{in: make([][]list, n), df: make([]int, n)} }

func (l *lists) add(segment int, b []byte, df int, factor float32) {
	l.in[segment] = append(l.in[segment], list{b, factor})
	l.df[segment] += df
	l.total += df
}

// exact finds a word as it was typed, and if it is being typed those that go on.
func (m *matcher) exact(t term) (*lists, error) {
	l := newLists(len(m.view.segments))
	for i, s := range m.view.segments {
		err := m.word(l, i, s, t.word, 1)
		switch {
		case err != nil || !t.prefix:
		case t.letters > 2 || crowdedWord(t.word):
			word := t.word
			err = s.begins(m.from, []byte(word), func(w, b []byte, df int) {
				if len(w) > len(word) {
					l.add(i, b, df, begunWeight)
				}
			})
		default:
			err = m.word(l, i, s, letterSign+t.word, begunWeight)
		}
		if err != nil {
			return nil, err
		}
	}
	return l, nil
}

func (m *matcher) word(l *lists, i int, s *segment, word string, factor float32) error {
	b, df, err := s.lookup(m.from, []byte(word))
	if err == nil && df > 0 {
		l.add(i, b, df, factor)
	}
	return err
}

// weigh says how much a term tells: the fewer things have it the more.
func (l *lists) weigh(things int) {
	l.weight = float32(math.Log(1 + (float64(things)+1)/(float64(l.total)+0.5)))
}

// things counts what is in the index.
func (m *matcher) things() (n int) {
	for _, s := range m.view.segments {
		n += s.len()
	}
	return n
}

// find gives the best things that have all terms.
func (m *matcher) find(terms []*lists, bonus []*lists) []hit {
	things := m.things()
	for _, l := range terms {
		l.weigh(things)
	}
	for _, l := range bonus {
		l.weigh(things)
	}
	m.scratch = scratches.Get().(*scratch)
	defer scratches.Put(m.scratch)
	best := &top{most: m.keep}
	order := slices.Clone(terms)
	for i, s := range m.view.segments {
		slices.SortStableFunc(order, func(a, b *lists) int { return cmp.Compare(a.df[i], b.df[i]) })
		if len(order) > 0 && order[0].df[i] > 0 {
			m.segment(i, s, order, bonus, best)
		}
	}
	return best.sorted()
}

// segment finds those of one segment: the rarest term says which come into question, the others which remain.
func (m *matcher) segment(i int, s *segment, terms, bonus []*lists, best *top) {
	c := m.scratch
	c.size(s.len())
	rest := float32(0)
	for _, l := range slices.Concat(terms[1:], bonus) {
		rest += l.weight * max(titleWeight*(1+titleShare), bonusWeight)
	}
	for n, l := range terms {
		for _, x := range l.in[i] {
			m.mark(s, x, uint8(n), l.weight*x.factor, best.least()-rest)
		}
		left := c.found[:0]
		for _, doc := range c.found {
			if c.stage[doc] != uint8(n+1) {
				c.stage[doc] = 0
				continue
			}
			if n == 0 {
				c.sum[doc] = c.now[doc]
			} else {
				c.sum[doc] += c.now[doc]
			}
			left = append(left, doc)
		}
		if c.found = left; len(left) == 0 {
			return
		}
	}
	for _, l := range bonus {
		for _, x := range l.in[i] {
			postings(x.bytes, func(p posting) {
				if p.doc() < s.len() && c.stage[p.doc()] == uint8(len(terms)) {
					c.sum[p.doc()] += l.weight * bonusWeight
				}
			})
		}
	}
	for _, doc := range c.found {
		c.stage[doc] = 0
		r := s.row(int(doc))
		if score := c.sum[doc] * m.standing(r); best.wants(score) {
			best.add(hit{s, int(doc), s.short(int(doc)), r.project(), score})
		}
	}
}

// mark goes through the things of a list. It is where a search spends its time, so postings are decoded in place, and those of the first
// term are passed over that cannot come to what the worst of the best has (least).
func (m *matcher) mark(s *segment, l list, n uint8, weight, least float32) {
	c := m.scratch
	b, doc, most := l.bytes, uint(0), uint(s.len())
	values := m.values(weight)
	var passed [1 << fieldBits]bool
	for f, v := range values {
		if f&inTitle != 0 {
			v *= 1 + titleShare
		}
		passed[f] = n == 0 && v < least || m.comments && f&inComment == 0
	}
	for i := 0; i < len(b); {
		v := uint(b[i])
		i++
		if v >= 0x80 {
			v &= 0x7f
			for shift := uint(7); i < len(b); shift += 7 {
				x := b[i]
				i++
				if v |= uint(x&0x7f) << shift; x < 0x80 {
					break
				}
			}
		}
		if doc += v >> fieldBits; doc >= most {
			return
		}
		fields := v & (1<<fieldBits - 1)
		if passed[fields] {
			continue
		}
		switch c.stage[doc] {
		case n:
			r := s.row(int(doc))
			if n == 0 {
				if r.flags()&(trashed|dead) != 0 || m.sees.of(r.project()) == 0 {
					continue
				}
				c.found = append(c.found, uint32(doc))
			}
			c.stage[doc] = n + 1
			c.now[doc] = values[fields] * share(r, fields)
		case n + 1:
			if x := values[fields] * share(s.row(int(doc)), fields); x > c.now[doc] {
				c.now[doc] = x
			}
		}
	}
}

// values gives what a word is worth by the fields in which it stands.
func (m *matcher) values(weight float32) (v [1 << fieldBits]float32) {
	for f := range v {
		switch {
		case m.comments:
			v[f] = weight * commentWeight
		case f&inTitle != 0:
			v[f] = weight * titleWeight
		case f&inText != 0:
			v[f] = weight * textWeight
		default:
			v[f] = weight * commentWeight
		}
	}
	return v
}

// lengthy says what a word of a long text counts for: there it stands among many.
var lengthy = func() (t [256]float32) {
	for i := range t {
		t[i] = 1 - 0.05*float32(min(max(i-6, 0), 5))
	}
	return t
}()

// share says how much of where it stands a word is.
func share(r row, fields uint) float32 {
	if fields&inTitle == 0 {
		return lengthy[r.length()]
	}
	return 1 + titleShare/float32(max(r.titleWords(), 1))
}

// standing says how much a thing counts whatever was asked: what is open and was touched lately comes first.
func (m *matcher) standing(r row) float32 {
	age := max(int(m.today)-int(r.day()), 0)
	w := oldWeight + (1-oldWeight)/(1+float32(age)/oldDays)
	if r.flags()&closed != 0 {
		w *= closedWeight
	}
	return w * m.sees.of(r.project())
}

// top keeps the best hits: a heap whose first is the worst of them.
type top struct {
	most int
	hits []hit
}

// least is what a hit must have to be among the best.
func (t *top) least() float32 {
	if len(t.hits) < t.most {
		return 0
	}
	return t.hits[0].score
}

func (t *top) wants(score float32) bool {
	return len(t.hits) < t.most || score >= t.hits[0].score
}

func (t *top) add(h hit) {
	if len(t.hits) < t.most {
		t.hits = append(t.hits, h)
		for i := len(t.hits) - 1; i > 0; {
			up := (i - 1) / 2
			if better(t.hits[i], t.hits[up]) <= 0 {
				return
			}
			t.hits[i], t.hits[up] = t.hits[up], t.hits[i]
			i = up
		}
		return
	}
	if better(h, t.hits[0]) >= 0 {
		return
	}
	t.hits[0] = h
	for i := 0; ; {
		worst := i
		for _, d := range [...]int{2*i + 1, 2*i + 2} {
			if d < len(t.hits) && better(t.hits[d], t.hits[worst]) > 0 {
				worst = d
			}
		}
		if worst == i {
			return
		}
		t.hits[i], t.hits[worst] = t.hits[worst], t.hits[i]
		i = worst
	}
}

func (t *top) sorted() []hit {
	slices.SortFunc(t.hits, better)
	return t.hits
}
