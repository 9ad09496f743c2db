package search

import (
	"bytes"
	"fmt"
	"slices"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/kanvaro/kanvaro/internal/store"
)

// format numbers the form of segments. An index of another form is made anew.
const format = 1

// How large things get: a block is read whole to find one word in it; a segment as small as inlineBytes stands in one document.
const (
	blockBytes  = 16 << 10
	inlineBytes = 24 << 10
	groupSize   = 16 // words between two that are written in full
)

// Parts is the quiet kind of what segments are made of: for each a document that describes it, one for each block of words, and one with
// the words that typing errors are forgiven by. Their bodies are bytes of our own; they are inserted and deleted, never changed.
var Parts = &store.Def{Kind: "searchPart", Quiet: true}

// The fields of a thing, as bits of a posting: best first.
const (
	inTitle = 1 << iota
	inText
	inComment

	fieldBits = 3
)

// posting says in which thing of its segment a word stands, and in which of its fields.
type posting uint32

func newPosting(doc int, fields uint8) posting { return posting(doc)<<fieldBits | posting(fields) }

func (p posting) doc() int      { return int(p >> fieldBits) }
func (p posting) fields() uint8 { return uint8(p & (1<<fieldBits - 1)) }

// place is where a thing stands.
type place struct {
	segment uint32
	doc     uint32
}

// touch says what has become of a thing in an earlier segment.
type touch struct {
	place
	day   uint16
	flags uint8
}

// segment is what the process knows of one segment: everything but most of its words, which are read when they are asked for.
type segment struct {
	id      uint32
	ids     []byte // of its things in order, shortLength bytes each
	rows    []atomic.Uint64
	touches []touch // of earlier segments
	blocks  []block
	changed atomic.Int32 // rows that were touched or are dead since it was made

	once  sync.Mutex // while the vocabulary is being read
	words atomic.Pointer[vocabulary]
}

// block is where a stretch of words stands.
type block struct {
	first  string // its first word
	inline []byte // its bytes, where the segment is small
}

func (s *segment) len() int { return len(s.rows) }

func (s *segment) short(doc int) (out short) {
	copy(out[:], s.ids[doc*shortLength:])
	return out
}

func (s *segment) row(doc int) row { return row(s.rows[doc].Load()) }

// find gives the place of a thing, dead or alive; -1 where it is not here.
func (s *segment) find(id short) int {
	n := s.len()
	i := sort.Search(n, func(i int) bool { return bytes.Compare(s.ids[i*shortLength:(i+1)*shortLength], id[:]) >= 0 })
	if i < n && s.short(i) == id {
		return i
	}
	return -1
}

// set changes a row.
func (s *segment) set(doc int, r row) {
	s.rows[doc].Store(uint64(r))
	s.changed.Add(1)
}

// partID names a document of a segment: "" for the one that describes it.
func partID(segment uint32, part string) string { return fmt.Sprintf("%08x%s", segment, part) }

func blockID(segment uint32, n int) string { return partID(segment, fmt.Sprintf(".%04x", n)) }

func wordsID(segment uint32) string { return partID(segment, ".words") }

// written is a segment that is ready to be kept.
type written struct {
	head  []byte   // what describes it
	parts [][]byte // its blocks, none where they stand in head
	words []byte   // its vocabulary, nil where it is small
}

// docs gives the documents of a segment under its number.
func (w *written) docs(id uint32) []store.Doc {
	out := []store.Doc{{Kind: Parts.Kind, ID: partID(id, ""), Body: w.head}}
	for i, p := range w.parts {
		out = append(out, store.Doc{Kind: Parts.Kind, ID: blockID(id, i), Body: p})
	}
	if w.words != nil {
		out = append(out, store.Doc{Kind: Parts.Kind, ID: wordsID(id), Body: w.words})
	}
	return out
}

// writer makes a segment. Words come in order.
type writer struct {
	ids      []byte
	rows     []row // their projects are numbers in projects
	projects []short
	touches  []touch

	blocks  []block
	bodies  [][]byte
	open    []byte // the block that is being written
	first   string
	last    []byte
	count   int // of words in it
	groups  []uint32
	listed  vocabularyWriter
	scratch []byte
}

// word adds a word and where it stands.
func (w *writer) word(word []byte, list []posting) {
	if w.count == 0 {
		w.first = string(word)
	}
	shared := 0
	if w.count%groupSize == 0 {
		w.groups = append(w.groups, uint32(len(w.open)))
	} else {
		for shared < len(w.last) && shared < len(word) && w.last[shared] == word[shared] {
			shared++
		}
	}
	w.open = appendNumber(appendNumber(w.open, shared), len(word)-shared)
	w.open = append(w.open, word[shared:]...)
	w.open = appendNumber(w.open, len(list))
	w.scratch = appendPostings(w.scratch[:0], list)
	if len(list) > 1 {
		w.open = appendNumber(w.open, len(w.scratch))
	}
	w.open = append(w.open, w.scratch...)
	w.last = append(w.last[:0], word...)
	w.listed.add(word, list)
	if w.count++; len(w.open) >= blockBytes {
		w.close()
	}
}

// appendPostings writes postings as what lies between them.
func appendPostings(b []byte, list []posting) []byte {
	last := 0
	for _, p := range list {
		b = appendNumber(b, (p.doc()-last)<<fieldBits|int(p.fields()))
		last = p.doc()
	}
	return b
}

// close ends a block: where its groups begin stands at its end.
func (w *writer) close() {
	if w.count == 0 {
		return
	}
	for _, g := range w.groups {
		w.open = append(w.open, byte(g), byte(g>>8), byte(g>>16), byte(g>>24))
	}
	n := uint32(len(w.groups))
	w.open = append(w.open, byte(n), byte(n>>8), byte(n>>16), byte(n>>24))
	w.blocks = append(w.blocks, block{first: w.first})
	w.bodies = append(w.bodies, slices.Clone(w.open))
	w.open, w.groups, w.count = w.open[:0], w.groups[:0], 0
}

// finish gives the documents.
func (w *writer) finish() written {
	w.close()
	b := []byte{format}
	b = appendNumber(b, len(w.projects))
	for _, p := range w.projects {
		b = append(b, p[:]...)
	}
	b = appendNumber(b, len(w.rows))
	b = append(b, w.ids...)
	for _, r := range w.rows {
		b = appendRow(b, r)
	}
	b = appendNumber(b, len(w.touches))
	for _, t := range w.touches {
		b = appendNumber(appendNumber(b, int(t.segment)), int(t.doc))
		b = append(b, byte(t.day), byte(t.day>>8), t.flags)
	}
	size := 0
	for _, body := range w.bodies {
		size += len(body)
	}
	inline := size <= inlineBytes
	b = appendNumber(b, len(w.blocks))
	for i, k := range w.blocks {
		b = appendText(b, k.first)
		if inline {
			b = appendNumber(b, len(w.bodies[i]))
			b = append(b, w.bodies[i]...)
		} else {
			b = appendNumber(b, 0)
		}
	}
	if inline {
		return written{head: b}
	}
	return written{head: b, parts: w.bodies, words: w.listed.finish()}
}

// readSegment reads what describes a segment. number gives the number that the process has for a project.
func readSegment(id uint32, body []byte, number func(short) uint16) (*segment, error) {
	r := reader{b: body}
	if f := r.take(1); r.bad || f[0] != format {
		return nil, damaged("a segment of another form")
	}
	projects := make([]uint16, r.count(shortLength))
	for i := range projects {
		projects[i] = number(short(r.take(shortLength)))
	}
	n := r.count(shortLength + rowBytes)
	s := &segment{id: id, ids: bytes.Clone(r.take(n * shortLength)), rows: make([]atomic.Uint64, n)}
	for i := range n {
		v := readRow(r.take(rowBytes))
		if int(v.project()) >= len(projects) {
			return nil, damaged("a segment with an unknown project")
		}
		s.rows[i].Store(uint64(v.in(projects[v.project()])))
	}
	s.touches = make([]touch, r.count(5))
	for i := range s.touches {
		t := touch{place: place{uint32(r.number()), uint32(r.number())}}
		if b := r.take(3); b != nil {
			t.day, t.flags = uint16(b[0])|uint16(b[1])<<8, b[2]
		}
		s.touches[i] = t
	}
	s.blocks = make([]block, r.count(2))
	for i := range s.blocks {
		s.blocks[i].first = r.text()
		if n := r.number(); n > 0 {
			s.blocks[i].inline = bytes.Clone(r.take(n))
		}
	}
	if r.bad || len(r.b) > 0 {
		return nil, damaged("a segment that was cut")
	}
	return s, nil
}
