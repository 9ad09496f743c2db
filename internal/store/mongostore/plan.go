package mongostore

import (
	"fmt"
	"strconv"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"

	"github.com/kanvaro/kanvaro/internal/store"
)

// What one command holds, unless a single document is larger. A command is itself a document, for which the server has a limit of 16 MiB
// and a little more.
const (
	commandBytes  = 8 << 20
	commandWrites = 10_000
)

// plan is what an Apply does: positions are moved or confirmed, then commands write documents. It may be run again.
type plan struct {
	moves    []store.Batch // fenced, and with something to do
	confirms []store.Batch // fenced, and nothing else
	commands []*command
}

// verb is what a command does to its documents.
type verb int

const (
	insert verb = iota
	replace
	remove
)

// verbs are the commands that do so, and where these expect what they are to do.
var verbs = [...]struct{ command, items string }{{"insert", "documents"}, {"update", "updates"}, {"delete", "deletes"}}

// target is a write with its space.
type target struct {
	space store.Space
	*store.Write
}

// command is one write command for one collection.
type command struct {
	kind   *kind
	verb   verb
	writes []target
	body   []byte
	array  int32 // where in body the array of items begins
}

// planner groups writes by kind and verb: each group is one exchange with the server.
type planner struct {
	engine  *Engine
	plan    plan
	open    map[group]*command
	scratch []byte
}

type group struct {
	kind *kind
	verb verb
}

func (e *Engine) newPlan(batches []store.Batch) (*plan, error) {
	p := &planner{engine: e, open: map[group]*command{}}
	for i := range batches {
		b := &batches[i]
		switch {
		case b.Loose:
		case b.Fence == b.Next && len(b.Writes) == 0:
			p.plan.confirms = append(p.plan.confirms, *b)
		default:
			p.plan.moves = append(p.plan.moves, *b)
		}
		for j := range b.Writes {
			if err := p.add(target{b.Space, &b.Writes[j]}); err != nil {
				return nil, err
			}
		}
	}
	return &p.plan, nil
}

// add encodes a write and puts it into the command of its group, or begins another one.
func (p *planner) add(t target) error {
	k, err := p.engine.kind(t.Def.Kind)
	if err != nil {
		return err
	}
	if !k.mayBe(t.ID) {
		return fmt.Errorf("%s %q: the id is not a positive number", t.Def.Kind, t.ID)
	}
	g := group{k, verbOf(t.Write)}
	if p.scratch, err = g.appendItem(p.scratch[:0], t); err != nil {
		return err
	}
	c := p.open[g]
	if c == nil || len(c.writes) == commandWrites || len(c.body)+len(p.scratch) > commandBytes {
		c = newCommand(g)
		p.open[g] = c
		p.plan.commands = append(p.plan.commands, c)
	}
	c.body = bsoncore.AppendHeader(c.body, bsoncore.TypeEmbeddedDocument, strconv.Itoa(len(c.writes)))
	c.body = append(c.body, p.scratch...)
	c.writes = append(c.writes, t)
	return nil
}

func verbOf(w *store.Write) verb {
	switch {
	case w.Version == 0:
		return remove
	case w.Before == 0:
		return insert
	default:
		return replace
	}
}

// appendItem appends a document to insert, or a statement of an update or a delete. Quiet documents are fenced by their version (ST5); of
// the others the fence of the space has told already which version they have, and the filter without it is the faster one.
func (g group) appendItem(dst []byte, t target) ([]byte, error) {
	if g.verb == insert {
		return g.kind.appendDoc(dst, t.space, t.Write)
	}
	at, dst := bsoncore.AppendDocumentStart(dst)
	q, dst := bsoncore.AppendDocumentElementStart(dst, "q")
	dst = g.kind.appendID(dst, t.space, t.ID)
	if g.kind.def.Quiet {
		dst = bsoncore.AppendInt64Element(dst, "v", t.Before)
	}
	dst, _ = bsoncore.AppendDocumentEnd(dst, q)
	if g.verb == remove {
		dst = bsoncore.AppendInt32Element(dst, "limit", 1)
	} else {
		var err error
		dst = bsoncore.AppendHeader(dst, bsoncore.TypeEmbeddedDocument, "u")
		if dst, err = g.kind.appendDoc(dst, t.space, t.Write); err != nil {
			return nil, err
		}
	}
	dst, _ = bsoncore.AppendDocumentEnd(dst, at)
	return dst, nil
}

func newCommand(g group) *command {
	c := &command{kind: g.kind, verb: g.verb}
	_, c.body = bsoncore.AppendDocumentStart(make([]byte, 0, 4096))
	c.body = bsoncore.AppendStringElement(c.body, verbs[c.verb].command, c.kind.def.Kind)
	c.array, c.body = bsoncore.AppendArrayElementStart(c.body, verbs[c.verb].items)
	return c
}

// raw closes the command, as often as it is asked for.
func (c *command) raw() bson.Raw {
	out, _ := bsoncore.AppendArrayEnd(c.body, c.array)
	out, _ = bsoncore.AppendDocumentEnd(out, 0)
	return out
}
