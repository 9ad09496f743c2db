package search

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/kanvaro/kanvaro/internal/id"
	"github.com/kanvaro/kanvaro/internal/moment"
)

// someThings makes things of random words.
func someThings(r *rand.Rand, n, words, of int) []*thing { return thingsOf(r, n, words, of, word) }

// thingsOf makes things of random words of a language.
func thingsOf(r *rand.Rand, n, words, of int, word func(int) string) []*thing {
	out := make([]*thing, n)
	for i := range out {
		t := &thing{day: uint16(r.IntN(1 << 16)), flags: uint8(r.IntN(4)), titleWords: r.IntN(300)}
		t.id, _ = shorten(id.New("tsk", moment.FromMillis(r.Int64N(1<<40))))
		t.project, _ = shorten(fmt.Sprintf("prj_%020d", r.IntN(5)))
		has := map[string]uint8{}
		for range words {
			has[word(r.IntN(of))] = uint8(1 + r.IntN(7))
		}
		for w, f := range has {
			t.words = append(t.words, wordIn{w, f})
		}
		out[i] = t
	}
	return out
}

// word gives the nth word of a language.
func word(n int) string {
	var b strings.Builder
	end := []string{"", "é", "_1", "9"}[n%4]
	for n = n*7919 + 17; n > 0; n /= 20 {
		b.WriteByte("abcdefghiklmnoprstuz"[n%20])
	}
	return b.String() + end
}

// readBack reads a segment as it was written.
func readBack(t *testing.T, w written, number uint32, of func(short) uint16) (*segment, source, map[string][]byte) {
	t.Helper()
	docs := map[string][]byte{}
	for _, d := range w.docs(number) {
		docs[d.ID] = d.Body
	}
	s, err := readSegment(number, docs[partID(number, "")], of)
	if err != nil {
		t.Fatal(err)
	}
	return s, func(s *segment, block int) ([]byte, error) {
		if b := s.blocks[block].inline; b != nil {
			return b, nil
		}
		if b, ok := docs[blockID(s.id, block)]; ok {
			return b, nil
		}
		return nil, errPassed
	}, docs
}

// numbered numbers projects as a process does.
func numbered() func(short) uint16 { return newSpace("", nil).number }

// listed gives all that a segment says about its words.
func listed(t *testing.T, s *segment, from source) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := s.begins(from, nil, func(w, list []byte, df int) {
		n, text := 0, ""
		postings(list, func(p posting) {
			n++
			text += fmt.Sprintf("%s:%d ", s.short(p.doc()).long("tsk"), p.fields())
		})
		if n != df {
			t.Fatalf("%q stands in %d things, and the list has %d", w, df, n)
		}
		out[string(w)] = text
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// said gives what it should say.
func said(things []*thing) map[string]string {
	out := map[string]string{}
	for _, x := range slices.SortedFunc(slices.Values(things), func(a, b *thing) int { return bytes.Compare(a.id[:], b.id[:]) }) {
		for _, w := range x.words {
			out[w.word] += fmt.Sprintf("%s:%d ", x.id.long("tsk"), w.fields)
		}
	}
	return out
}

func TestASegmentGivesBackWhatItIsMadeOf(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{0, 1, 3, 40, 700} {
		things := someThings(r, n, 60, 30_000)
		touches := []touch{{place{7, 9}, 20_000, closed}, {place{8, 1 << 20}, 0, dead}}
		s, from, docs := readBack(t, build(slices.Clone(things), touches), 12, numbered())
		if (len(docs) > 1) != (n > 3) {
			t.Errorf("%d things are in %d documents", n, len(docs))
		}
		for name, body := range docs {
			if strings.Contains(name, ".0") && len(body) > blockBytes+8<<10 {
				t.Errorf("%s has %d bytes", name, len(body))
			}
		}
		if !slices.Equal(s.touches, touches) {
			t.Errorf("touches: %v", s.touches)
		}
		want := said(things)
		if got := listed(t, s, from); !maps.Equal(got, want) {
			t.Fatalf("%d words of %d", len(got), len(want))
		}
		for _, x := range things {
			doc := s.find(x.id)
			if doc < 0 || s.short(doc) != x.id || s.row(doc).day() != x.day || s.row(doc).flags() != x.flags || int(s.row(doc).titleWords()) != min(x.titleWords, 255) {
				t.Fatalf("%s is %d, %x", x.id.long("tsk"), doc, s.row(doc))
			}
		}
		for n := range 31_000 {
			if _, df, err := s.lookup(from, []byte(word(n))); err != nil || (df > 0) != (want[word(n)] != "") {
				t.Fatalf("%q: %d, %v", word(n), df, err)
			}
		}
		for _, prefix := range []string{"a", "ab", "abc", "z", "u", "zzz", ""} {
			count := 0
			err := s.begins(from, []byte(prefix), func(w, _ []byte, _ int) {
				if count++; !strings.HasPrefix(string(w), prefix) {
					t.Fatalf("%q begins with %q", w, prefix)
				}
			})
			all := 0
			for w := range want {
				if strings.HasPrefix(w, prefix) {
					all++
				}
			}
			if err != nil || count != all {
				t.Errorf("%q begins %d words of %d: %v", prefix, count, all, err)
			}
		}
	}
}

func TestMergedSegmentsSayTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	number := numbered()
	var all []*segment
	var alive []*thing
	sources := map[uint32]source{}
	for i := range uint32(9) {
		things := someThings(r, 150, 60, 4000)
		s, from, _ := readBack(t, build(things, nil), i, number)
		all, sources[i] = append(all, s), from
		for doc, x := range things {
			if r.IntN(3) == 0 {
				s.set(doc, s.row(doc).touched(5, dead))
			} else {
				alive = append(alive, x)
			}
		}
	}
	all[8].touches = []touch{{place{0, 1}, 1, 1}, {place{3, 4}, 1, 1}, {place{99, 1}, 1, 1}}
	var projects []string
	for i := range 5 {
		projects = append(projects, fmt.Sprintf("prj_%020d", i))
	}
	for i, x := range projects { // as the process numbers them
		short, _ := shorten(x)
		if n := number(short); int(n) != i {
			projects[i], projects[n] = projects[n], projects[i]
		}
	}
	names := make([]string, 5)
	for _, x := range projects {
		short, _ := shorten(x)
		names[number(short)] = x
	}
	w, err := join(all[1:], all, names, func(s *segment, block int) ([]byte, error) { return sources[s.id](s, block) })
	if err != nil {
		t.Fatal(err)
	}
	s, from, _ := readBack(t, w, 20, number)
	var want []*thing
	for _, x := range alive {
		if all[0].find(x.id) < 0 {
			want = append(want, x)
		}
	}
	if got, want := listed(t, s, from), said(want); !maps.Equal(got, want) {
		t.Errorf("%d words of %d", len(got), len(want))
	}
	for _, x := range want {
		if doc := s.find(x.id); doc < 0 || names[s.row(doc).project()] != x.project.long("prj") || s.row(doc).day() != x.day {
			t.Fatalf("%s is %d", x.id.long("tsk"), doc)
		}
	}
	if len(s.touches) != 1 || s.touches[0].place != (place{0, 1}) || s.touches[0].flags != all[0].row(1).flags() {
		t.Errorf("it says of others %v", s.touches)
	}
}

func TestIDsArePackedInOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	last, lastShort := "", short{}
	var all []string
	for range 1000 {
		all = append(all, id.New("tsk", moment.FromMillis(r.Int64N(1<<44))))
	}
	slices.Sort(all)
	for _, x := range append(all, "tsk_zzzzzzzzzzzzzzzzzzzz") {
		s, ok := shorten(x)
		if !ok || s.long("tsk") != x {
			t.Fatalf("%s comes back as %s", x, s.long("tsk"))
		}
		if last != "" && bytes.Compare(lastShort[:], s[:]) >= 0 {
			t.Fatalf("%s is not before %s", last, x)
		}
		last, lastShort = x, s
	}
	for _, x := range []string{"", "tsk_", "tsk_short", "tsk_0000000000000000000i", "tsk_000000000000000000000"} {
		if _, ok := shorten(x); ok {
			t.Errorf("%q is no id", x)
		}
	}
}

// distance counts typing errors the slow way; with prefix b may go on.
func distance(a, b []rune, prefix bool) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0:
				d[i][j] = j
			case j == 0:
				d[i][j] = i
			default:
				cost := 1
				if a[i-1] == b[j-1] {
					cost = 0
				}
				d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d[i][j] = min(d[i][j], d[i-2][j-2]+1)
				}
			}
		}
	}
	if prefix {
		return slices.Min(d[len(a)])
	}
	return d[len(a)][len(b)]
}

func TestTypingErrorsAreCounted(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	few, many := []rune("abcdé世"), []rune("abcdefghijklmnopqrstuvwxyzäж")
	some := func(letters []rune, n int) []rune {
		out := make([]rune, n)
		for i := range out {
			out[i] = letters[r.IntN(len(letters))]
		}
		return out
	}
	v := &vocabulary{}
	var all, asked []string
	add := func(w []rune) {
		v.add([]byte(string(w)))
		all = append(all, string(w))
	}
	for range 800 {
		add(some(few, 1+r.IntN(12)))
	}
	for range 30 {
		asked = append(asked, string(some(few, 1+r.IntN(11))))
		w := some(many, 4+r.IntN(12))
		asked = append(asked, string(w))
		for range 25 { // what people make of it
			wrong := slices.Clone(w)
			for range 1 + r.IntN(3) {
				i := r.IntN(len(wrong))
				switch r.IntN(4) {
				case 0:
					wrong = slices.Insert(wrong, i, many[r.IntN(len(many))])
				case 1:
					if len(wrong) > 1 {
						wrong = slices.Delete(wrong, i, i+1)
					}
				case 2:
					wrong[i] = many[r.IntN(len(many))]
				default:
					j := max(i-1, 0)
					wrong[i], wrong[j] = wrong[j], wrong[i]
				}
			}
			add(wrong)
		}
	}
	for _, typed := range asked {
		for _, prefix := range []bool{false, true} {
			for most := 1; most <= 2; most++ {
				got := map[string]int{}
				v.near(newPattern(typed), most, prefix, func(w []byte, errors int) { got[string(w)] = errors })
				want := map[string]int{}
				for _, w := range all {
					if d := distance([]rune(typed), []rune(w), prefix); d <= most {
						want[w] = d
					}
				}
				if !maps.Equal(got, want) {
					t.Fatalf("%q, %d errors, prefix %v: %v, want %v", typed, most, prefix, got, want)
				}
			}
		}
	}
}

func TestAVocabularyIsReadAsItWasWritten(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	things := someThings(r, 700, 60, 60_000)
	w := build(slices.Clone(things), nil)
	v, err := readVocabulary(w.words)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.ends) < 10_000 || len(v.ends) > mostListed {
		t.Errorf("%d words are listed", len(v.ends))
	}
	known := said(things)
	for i := range v.ends {
		if x := string(v.word(i)); known[x] == "" || !listable([]byte(x)) {
			t.Fatalf("%q is listed", x)
		}
	}
}

// FuzzSegment reads bytes that nobody wrote: a damaged index is an error, and never a panic.
func FuzzSegment(f *testing.F) {
	r := rand.New(rand.NewPCG(6, 6))
	for _, n := range []int{0, 2, 20} {
		w := build(someThings(r, n, 20, 500), []touch{{place{1, 2}, 3, 4}})
		f.Add(w.head, []byte("a"))
	}
	w := build(someThings(r, 300, 60, 9000), nil)
	f.Add(w.parts[0], []byte("b"))
	f.Add(w.words, []byte("c"))
	f.Fuzz(func(t *testing.T, b, word []byte) {
		if v, err := readVocabulary(b); err == nil {
			v.near(newPattern("abcdefgh"), 2, true, func([]byte, int) {})
		}
		if c, err := cursorAt(b, word); err == nil {
			for c.seek(word) {
				postings(c.list, func(posting) {})
			}
		}
		known := numbered()
		s, err := readSegment(1, b, func(p short) uint16 { return known(p) % 300 })
		if err != nil {
			return
		}
		from := func(s *segment, block int) ([]byte, error) { return s.blocks[block].inline, nil }
		m := &matcher{view: view{segments: []*segment{s}}, from: from, keep: 10, sees: newSight(300, func(uint16) float32 { return 1 })}
		l, err := m.exact(newTerm(string(append([]byte("x"), word...)), true))
		if err == nil && l.total > 0 {
			m.find([]*lists{l}, []*lists{l})
		}
		join([]*segment{s}, []*segment{s}, make([]string, 300), from) //nolint:errcheck // whatever it says, it must not panic
	})
}
