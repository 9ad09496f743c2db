package store

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// Payload is what an event did to its document.
//
// Whole is the document at its creation, or a base: all of it as it was then. Gone says that it was removed. Otherwise Set has the
// changed fields with their new values (nil where a field went away) and Was the old ones, where they are short (nil: there was none).
// A zero Payload changed nothing. Erased says that somebody had the payload taken away.
type Payload struct {
	Whole  json.RawMessage
	Gone   bool
	Erased bool
	Set    map[string]json.RawMessage
	Was    map[string]json.RawMessage
}

// shortOld is how long an old value may be to stand in the event; a longer one stands in an earlier event of the same document.
const shortOld = 256

// changed writes the payload of a change: {"n":{field:new},"o":{field:old},"r":[removed fields],"a":[added fields]}.
// It gives nil where nothing changed.
func changed(b, before, after []byte) ([]byte, error) {
	if bytes.Equal(before, after) {
		return nil, nil
	}
	was, err := members(before)
	if err != nil {
		return nil, err
	}
	is, err := members(after)
	if err != nil {
		return nil, err
	}
	var set, old []member
	var removed, added [][]byte
	for _, m := range is {
		v := find(was, m.key)
		switch {
		case v == nil:
			added = append(added, m.key)
		case bytes.Equal(v, m.value):
			continue
		case len(v) <= shortOld:
			old = append(old, member{m.key, v})
		}
		set = append(set, m)
	}
	for _, m := range was {
		if find(is, m.key) == nil {
			removed = append(removed, m.key)
			if len(m.value) <= shortOld {
				old = append(old, m)
			}
		}
	}
	if set == nil && removed == nil {
		return nil, nil
	}
	b = object(append(b, `{"n":`...), set)
	b = object(append(b, `,"o":`...), old)
	b = names(b, `,"r":[`, removed)
	b = names(b, `,"a":[`, added)
	return append(b, '}'), nil
}

func names(b []byte, head string, keys [][]byte) []byte {
	if keys == nil {
		return b
	}
	return append(append(append(b, head...), bytes.Join(keys, []byte{','})...), ']')
}

func whole(b, body []byte) []byte { return append(append(append(b, `{"d":`...), body...), '}') }

var gone = []byte(`{"x":1}`)

func readPayload(raw []byte) (Payload, error) {
	if len(raw) == 0 {
		return Payload{}, nil
	}
	var p struct {
		D json.RawMessage            `json:"d"`
		X int                        `json:"x"`
		N map[string]json.RawMessage `json:"n"`
		O map[string]json.RawMessage `json:"o"`
		R []string                   `json:"r"`
		A []string                   `json:"a"`
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		return Payload{}, fmt.Errorf("read payload: %w", err)
	}
	for _, f := range p.R {
		if p.N == nil {
			p.N = map[string]json.RawMessage{}
		}
		p.N[f] = nil
	}
	for _, f := range p.A {
		if p.O == nil {
			p.O = map[string]json.RawMessage{}
		}
		p.O[f] = nil
	}
	return Payload{Whole: p.D, Gone: p.X == 1, Set: p.N, Was: p.O}, nil
}

// Fold gives the document after an event: body is what it was before (nil: it was not there), the result nil when it is gone.
func (p Payload) Fold(body []byte) ([]byte, error) {
	switch {
	case p.Gone:
		return nil, nil
	case p.Whole != nil:
		return p.Whole, nil
	case len(p.Set) == 0:
		return body, nil
	case body == nil:
		return nil, fmt.Errorf("a change of a document that was not there")
	}
	ms, err := members(body)
	if err != nil {
		return nil, err
	}
	left := make(map[string]json.RawMessage, len(p.Set))
	for k, v := range p.Set {
		left[k] = v
	}
	out := ms[:0]
	for _, m := range ms {
		key := keyText(m.key)
		if v, ok := left[key]; ok {
			delete(left, key)
			if v == nil {
				continue
			}
			m.value = v
		}
		out = append(out, m)
	}
	for k, v := range left {
		if v != nil {
			key, _ := json.Marshal(k)
			out = append(out, member{key, v})
		}
	}
	return object(nil, out), nil
}

func keyText(raw []byte) string {
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
	}
	var s string
	json.Unmarshal(raw, &s) //nolint:errcheck // a key of a document that was written as JSON
	return s
}

// packer compresses payloads against a dictionary of what most of them contain. The dictionary is part of the format: it is never
// changed, a better one gets another number.
type packer struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

const dictionary = `{"d":{"id":"","project":"prj_","author":"usr_","markdown":"","html":"\u003cp\u003e\u003c/p\u003e\n\u003cul\u003e\n\u003cli\u003e","comments":` +
	`,"name":"","role":"member","hue":"createdAt":"2026-11-","updatedAt":"2026-","createdBy":"usr_","key":"description":"","visibility":"members","archived":false` +
	`"number":"title":"","status":"sts_0","rank":"V","type":"task","priority":"medium","priority":"none","assignees":["usr_0"],"reporter":"usr_0","labels":["lbl_0"],` +
	`"points":null,"due":null,"statusSince":"2026-11-25T03:14:07.000Z"}}{"n":{"status":"sts_0","rank":"V","statusSince":"2026-","updatedAt":"2026-11-25T03:14:07.000Z"},` +
	`"o":{"status":"sts_0","rank":"V","statusSince":"2026-11-25T03:14:07.000Z","updatedAt":"2026-11-25T03:14:07.000Z"}}`

func newPacker() (*packer, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false),
		zstd.WithWindowSize(32<<10), zstd.WithLowerEncoderMem(true), zstd.WithEncoderDictRaw(1, []byte(dictionary)))
	if err != nil {
		return nil, fmt.Errorf("make the compressor of payloads: %w", err)
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderDictRaw(1, []byte(dictionary)))
	if err != nil {
		return nil, fmt.Errorf("make the decompressor of payloads: %w", err)
	}
	return &packer{enc, dec}, nil
}

// pack appends a form byte and the payload, compressed when that is shorter: 0 plain, 1 zstd with dictionary 1.
func (p *packer) pack(b, payload []byte) []byte {
	if len(payload) > 48 {
		n := len(b)
		b = p.enc.EncodeAll(payload, append(b, 1))
		if len(b)-n <= len(payload) {
			return b
		}
		b = b[:n]
	}
	return append(append(b, 0), payload...)
}

func (p *packer) unpack(b []byte) ([]byte, error) {
	if len(b) == 0 {
		return nil, fmt.Errorf("an event without a payload form")
	}
	switch b[0] {
	case 0:
		return b[1:], nil
	case 1:
		out, err := p.dec.DecodeAll(b[1:], nil)
		if err != nil {
			return nil, fmt.Errorf("unpack payload: %w", err)
		}
		return out, nil
	}
	return nil, fmt.Errorf("payload of unknown form %d", b[0])
}
