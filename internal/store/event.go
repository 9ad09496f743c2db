package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	"github.com/kanvaro/kanvaro/internal/moment"
)

// By says who does an update, and why; it stands in the header of each of its events.
type By struct {
	Actor string // an id, "" for nobody
	Kind  string // user, token, rule, import, agent, system
	Cause string // the operation that made this one happen, "" mostly
	Op    string // the operation of several transactions that this one belongs to, "" when it is one for itself
}

// Event is one entry of the log: what happened to one document, or an act that changed nothing.
type Event struct {
	Seq int64 // its number, and the version of its document afterwards
	Tx  int64 // the number of the first event of its transaction
	At  moment.Time
	By
	Place
	Ref
	Name string
	Left string // the audience that could see the document before and cannot now, "" mostly

	PayloadHash [32]byte // of the salt and the payload as it was first written
	Prev        [32]byte // of the header before this one
	Hash        [32]byte // of this header

	salt    [8]byte
	form    byte // 0 as first written, 1 replaced: erased or thinned
	payload []byte
}

// OpName is what undo takes for this event: the operation, or its transaction when it is one for itself.
func (e *Event) OpName() string {
	if e.Op != "" {
		return e.Op
	}
	return strconv.FormatInt(e.Tx, 10)
}

// eventDef is the reserved kind of events: engines keep them like any other document. Their version is their number.
var eventDef = &Def{
	Kind:    "event",
	Numbers: true,
	Fields:  []FieldDef{{"about", Text}, {"op", Text}, {"actor", Text}, {"project", Text}},
	Indexes: []Index{
		{Name: "about", Fields: []string{"about"}, Sparse: true},
		{Name: "op", Fields: []string{"op"}, Sparse: true},
		{Name: "actor", Fields: []string{"actor"}, Sparse: true},
		{Name: "project", Fields: []string{"project"}, Sparse: true},
	},
}

func (e *Event) keys() []Value { return []Value{T(e.ID), T(e.Op), T(e.Actor), T(e.Project)} }

// header writes what is hashed: every field before Hash. What stands in declared values too is left out of the stored body.
func (e *Event) header(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(e.Seq))
	for _, s := range [...]string{e.ID, e.Op, e.Actor, e.Project} {
		b = appendText(b, s)
	}
	return e.rest(b)
}

// rest is the part of the header that is stored in the body.
func (e *Event) rest(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(e.Seq-e.Tx))
	b = binary.AppendUvarint(b, uint64(e.At.Millis()))
	for _, s := range [...]string{e.By.Kind, e.Cause, e.Ref.Kind, e.Name, e.Audience, e.Left} {
		b = appendText(b, s)
	}
	b = append(b, e.PayloadHash[:]...)
	return append(b, e.Prev[:]...)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// seal fixes the payload and the place in the chain, and gives the document to be written.
func (e *Event) seal(p *packer, prev [32]byte, payload []byte) Doc {
	rand.Read(e.salt[:]) //nolint:errcheck // crypto/rand.Read never fails since Go 1.24
	e.Prev, e.payload = prev, payload
	e.PayloadHash = payloadHash(e.salt, payload)
	var buf [512]byte
	e.Hash = sha256.Sum256(e.header(buf[:0]))
	return e.doc(p)
}

func payloadHash(salt [8]byte, payload []byte) [32]byte {
	var buf [1024]byte
	return sha256.Sum256(append(append(buf[:0], salt[:]...), payload...))
}

func (e *Event) doc(p *packer) Doc {
	body := make([]byte, 0, 160+len(e.payload))
	body = e.rest(append(body, e.form))
	body = append(body, e.salt[:]...)
	body = p.pack(body, e.payload)
	return Doc{Kind: eventDef.Kind, ID: strconv.FormatInt(e.Seq, 10), Version: e.Seq, Body: body, Keys: e.keys()}
}

var errShortEvent = errors.New("an event is cut short")

func readEvent(p *packer, d Doc) (*Event, error) {
	if len(d.Keys) != 4 {
		return nil, fmt.Errorf("event %s came without its declared values", d.ID)
	}
	e := &Event{Seq: d.Version}
	e.ID, e.Op, e.Actor, e.Project = d.Keys[0].Text, d.Keys[1].Text, d.Keys[2].Text, d.Keys[3].Text
	r := reader{b: d.Body}
	e.form = r.byte()
	e.Tx = e.Seq - int64(r.number())
	e.At = moment.FromMillis(int64(r.number()))
	for _, s := range [...]*string{&e.By.Kind, &e.Cause, &e.Ref.Kind, &e.Name, &e.Audience, &e.Left} {
		*s = r.text()
	}
	r.copy(e.PayloadHash[:])
	r.copy(e.Prev[:])
	r.copy(e.salt[:])
	if r.bad {
		return nil, fmt.Errorf("event %s: %w", d.ID, errShortEvent)
	}
	var err error
	if e.payload, err = p.unpack(r.b); err != nil {
		return nil, fmt.Errorf("event %s: %w", d.ID, err)
	}
	var buf [512]byte
	e.Hash = sha256.Sum256(e.header(buf[:0]))
	return e, nil
}

// Payload decodes what the event did.
func (e *Event) Payload() (Payload, error) {
	p, err := readPayload(e.payload)
	p.Erased = e.form == 1 && len(e.payload) == 0
	return p, err
}

// intact reports whether the payload is the one that was hashed; a replaced one never is.
func (e *Event) intact() bool { return payloadHash(e.salt, e.payload) == e.PayloadHash }

type reader struct {
	b   []byte
	bad bool
}

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.bad = true
		return 0
	}
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *reader) number() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) text() string {
	n := r.number()
	if n > uint64(len(r.b)) {
		r.bad = true
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

func (r *reader) copy(to []byte) {
	if len(r.b) < len(to) {
		r.bad = true
		return
	}
	r.b = r.b[copy(to, r.b):]
}
