package storetest

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/kanvaro/kanvaro/internal/store"
)

// mutants are the seeded faults: at least one for each rule and method.
func mutants() []mutant {
	return []mutant{
		{rule: "ST1", fault: "Get loses the version", get: func(s store.Snapshot, d *store.Def, ids []string) ([]store.Doc, error) {
			found, err := s.Get(d, ids...)
			return docs(func(d *store.Doc) { d.Version = 1 })(store.Query{}, found), err
		}},
		{rule: "ST1", fault: "Find loses the version", found: docs(func(d *store.Doc) { d.Version = 1 })},
		{rule: "ST1", fault: "Get gives no keys", get: func(s store.Snapshot, d *store.Def, ids []string) ([]store.Doc, error) {
			found, err := s.Get(d, ids...)
			return docs(func(d *store.Doc) { d.Keys = nil })(store.Query{}, found), err
		}},
		{rule: "ST1", fault: "Find gives keys to those who do not ask", query: func(q store.Query) store.Query { q.WithKeys = true; return q }},
		{rule: "ST1", fault: "bodies end at a NUL", apply: writes(func(_ *store.Batch, w *store.Write) {
			w.Body, _, _ = bytes.Cut(w.Body, []byte{0})
		})},
		{rule: "ST1", fault: "texts are trimmed", apply: writes(func(_ *store.Batch, w *store.Write) {
			w.Keys = slices.Clone(w.Keys)
			for i := range w.Keys {
				w.Keys[i].Text = strings.TrimSpace(w.Keys[i].Text)
			}
		})},
		{rule: "ST1", fault: "sets lose their last value", apply: writes(func(_ *store.Batch, w *store.Write) {
			w.Keys = slices.Clone(w.Keys)
			for i, v := range w.Keys {
				w.Keys[i].Many = v.Many[:max(0, len(v.Many)-1)]
			}
		})},
		{rule: "ST1", fault: "removals are forgotten", apply: writes(func(_ *store.Batch, w *store.Write) {
			if w.Version == 0 && !w.Def.Quiet {
				w.Def = &store.Def{Kind: "lease", Quiet: true}
				w.ID, w.Before = "nobody", 0
			}
		})},
		{rule: "ST2", fault: "batches are applied one by one", apply: func(ctx context.Context, e store.Engine, batches []store.Batch) error {
			for _, b := range batches {
				if err := e.Apply(ctx, []store.Batch{b}); err != nil {
					return err
				}
			}
			return nil
		}},
		{rule: "ST2", fault: "the last of several batches is left out", apply: func(ctx context.Context, e store.Engine, batches []store.Batch) error {
			return e.Apply(ctx, batches[:max(1, len(batches)-1)])
		}},
		{rule: "ST3", fault: "the epoch is no part of the fence", apply: unfenced(func(f *store.Position, is store.Position) { f.Epoch = is.Epoch })},
		{rule: "ST3", fault: "the number is no part of the fence", apply: unfenced(func(f *store.Position, is store.Position) { f.Number = is.Number })},
		{rule: "ST3", fault: "the hash is no part of the fence", apply: unfenced(func(f *store.Position, is store.Position) { f.Hash = is.Hash })},
		{rule: "ST3", fault: "a new space takes any fence", apply: unfenced(func(f *store.Position, is store.Position) {
			if is == (store.Position{}) {
				*f = is
			}
		})},
		{rule: "ST3", fault: "a confirmation is not fenced", apply: func(ctx context.Context, e store.Engine, batches []store.Batch) error {
			return e.Apply(ctx, slices.DeleteFunc(slices.Clone(batches), func(b store.Batch) bool { return b.Fence == b.Next && !b.Loose && len(b.Writes) == 0 }))
		}},
		{rule: "ST3", fault: "the position is not moved", apply: func(ctx context.Context, e store.Engine, batches []store.Batch) error {
			batches = slices.Clone(batches)
			for i := range batches {
				batches[i].Next = batches[i].Fence
			}
			return e.Apply(ctx, batches)
		}},
		{rule: "ST3", fault: "a failed fence names another space", apply: func(ctx context.Context, e store.Engine, batches []store.Batch) error {
			err := e.Apply(ctx, batches)
			var f *store.FenceError
			if errors.As(err, &f) && f.Kind == "" {
				return &store.FenceError{Space: batches[0].Space}
			}
			return err
		}},
		{rule: "ST4", fault: "Find forgets the space", open: everywhere(true, false, false)},
		{rule: "ST4", fault: "Tally forgets the space", open: everywhere(false, true, false)},
		{rule: "ST4", fault: "Get forgets the space", open: everywhere(false, false, true)},
		{rule: "ST4", fault: "names of spaces have no case", apply: func(ctx context.Context, e store.Engine, batches []store.Batch) error {
			batches = slices.Clone(batches)
			for i := range batches {
				batches[i].Space = store.Space(strings.ToLower(string(batches[i].Space)))
			}
			return e.Apply(ctx, batches)
		}, open: func(ctx context.Context, e store.Engine, s store.Space) (store.Snapshot, error) {
			return e.Snapshot(ctx, store.Space(strings.ToLower(string(s))))
		}},
		{rule: "ST5", fault: "an insert replaces", apply: careless(func(w store.Write) bool { return w.Before == 0 })},
		{rule: "ST5", fault: "a replacement ignores Before", apply: careless(func(w store.Write) bool { return w.Before != 0 && w.Version != 0 })},
		{rule: "ST5", fault: "a removal ignores Before", apply: careless(func(w store.Write) bool { return w.Version == 0 })},
		{rule: "ST5", fault: "a replacement only fences what is older", apply: careless(func(w store.Write) bool { return w.Before > 2 })},
		{rule: "ST5", fault: "a failed fence does not name the document", apply: func(ctx context.Context, e store.Engine, batches []store.Batch) error {
			err := e.Apply(ctx, batches)
			var f *store.FenceError
			if errors.As(err, &f) && f.Kind != "" {
				return &store.FenceError{Space: f.Space, Kind: f.Kind}
			}
			return err
		}},
		{rule: "ST5", fault: "a loose batch is fenced", apply: func(ctx context.Context, e store.Engine, batches []store.Batch) error {
			batches = slices.Clone(batches)
			for i := range batches {
				batches[i].Loose = false
			}
			return e.Apply(ctx, batches)
		}},
		{rule: "ST6", fault: "Get reads what is there now", open: alive(living{get: true})},
		{rule: "ST6", fault: "Find reads what is there now", open: alive(living{find: true})},
		{rule: "ST6", fault: "Tally counts what is there now", open: alive(living{tally_: true})},
		{rule: "ST6", fault: "Position says where the space is now", open: alive(living{position: true})},
		{rule: "ST7", fault: "a limit is one too many", query: func(q store.Query) store.Query {
			if q.Limit > 0 {
				q.Limit++
			}
			return q
		}},
		{rule: "ST7", fault: "Desc is forgotten", query: func(q store.Query) store.Query { q.Desc = false; return q }},
		{rule: "ST7", fault: "Desc is forgotten where there is a cursor", query: func(q store.Query) store.Query { q.Desc = q.Desc && q.After == nil; return q }},
		{rule: "ST7", fault: "the cursor is taken in again", query: func(q store.Query) store.Query {
			if q.After != nil {
				c := *q.After
				if c.ID != "" && !q.Desc {
					c.ID = c.ID[:len(c.ID)-1]
				}
				q.After = &c
			}
			return q
		}},
		{rule: "ST7", fault: "From is left out beside a cursor", query: func(q store.Query) store.Query {
			if q.After != nil {
				q.From = nil
			}
			return q
		}},
		{rule: "ST7", fault: "To is left out beside a cursor", query: func(q store.Query) store.Query {
			if q.After != nil {
				q.To = nil
			}
			return q
		}},
		{rule: "ST7", fault: "From is not in its range", query: func(q store.Query) store.Query {
			if q.From != nil {
				q.From = &store.Value{Int: q.From.Int + 1, Text: q.From.Text + "\x01"}
			}
			return q
		}},
		{rule: "ST7", fault: "To is in its range", query: func(q store.Query) store.Query {
			if q.To != nil {
				q.To = &store.Value{Int: q.To.Int + 1, Text: q.To.Text + "\x01"}
			}
			return q
		}},
		{rule: "ST7", fault: "sparse indexes have everything", query: sparseForgotten},
		{rule: "ST7", fault: "sparse indexes of integers have everything", query: func(q store.Query) store.Query {
			if x, _ := q.Def.Index(q.Index); x.Sparse && q.Def.Fields[q.Def.Field(x.Fields[0])].Type == store.Int {
				return sparseForgotten(q)
			}
			return q
		}},
		{rule: "ST7", fault: "NotIn is forgotten", query: where(func(_ *store.Def, c store.Cond) (store.Cond, bool) { return c, c.Op != store.NotIn })},
		{rule: "ST7", fault: "None is forgotten", query: where(func(_ *store.Def, c store.Cond) (store.Cond, bool) { return c, c.Op != store.None })},
		{rule: "ST7", fault: "Least is more than", query: where(func(_ *store.Def, c store.Cond) (store.Cond, bool) {
			if c.Op == store.Least {
				c.Values = []store.Value{{Int: c.Values[0].Int + 1, Text: c.Values[0].Text + "\x01"}}
			}
			return c, true
		})},
		{rule: "ST7", fault: "In nothing is anything", query: where(func(_ *store.Def, c store.Cond) (store.Cond, bool) { return c, c.Op != store.In || len(c.Values) > 0 })},
		{rule: "ST7", fault: "In looks at the first value alone", query: where(func(_ *store.Def, c store.Cond) (store.Cond, bool) {
			if c.Op == store.In {
				c.Values = c.Values[:min(1, len(c.Values))]
			}
			return c, true
		})},
		{rule: "ST7", fault: "a document with two labels is found twice", found: func(q store.Query, docs []store.Doc) (twice []store.Doc) {
			x, _ := q.Def.Index(q.Index)
			for _, d := range docs {
				twice = append(twice, d)
				if q.Def.ManyField(x) != "" && len(d.Keys) > 0 && slices.ContainsFunc(d.Keys, func(v store.Value) bool { return len(v.Many) > 1 }) {
					twice = append(twice, d)
				}
			}
			return twice
		}},
		{rule: "ST8", fault: "texts are ordered without case", found: func(q store.Query, docs []store.Doc) []store.Doc {
			if q.Index == "" && !q.Def.Numbers && !q.Desc {
				slices.SortStableFunc(docs, func(a, b store.Doc) int { return strings.Compare(strings.ToLower(a.ID), strings.ToLower(b.ID)) })
			}
			return docs
		}},
		{rule: "ST8", fault: "numbers are ordered as texts", found: func(q store.Query, docs []store.Doc) []store.Doc {
			if q.Def.Numbers && q.Index == "" && !q.Desc && q.Limit == 0 {
				slices.SortStableFunc(docs, func(a, b store.Doc) int { return strings.Compare(a.ID, b.ID) })
			}
			return docs
		}},
		{rule: "ST8", fault: "integers are floats", apply: writes(func(_ *store.Batch, w *store.Write) {
			w.Keys = slices.Clone(w.Keys)
			for i := range w.Keys {
				w.Keys[i].Int = int64(float64(w.Keys[i].Int>>1)) << 1
			}
		})},
		{rule: "ST8", fault: "01 is 1", get: func(s store.Snapshot, d *store.Def, ids []string) ([]store.Doc, error) {
			ids = slices.Clone(ids)
			for i, id := range ids {
				if n, err := strconv.Atoi(id); err == nil && d.Numbers {
					ids[i] = strconv.Itoa(n)
				}
			}
			return s.Get(d, ids...)
		}},
		{rule: "ST9", fault: "Tally heeds the limit", tallied: func(sums map[string]store.Sum, by, _ string) {
			if by == "" {
				sums[""] = store.Sum{Count: min(3, sums[""].Count), Sum: sums[""].Sum}
			}
		}},
		{rule: "ST9", fault: "Tally forgets conditions", counts: func(q store.Query) store.Query { q.Where = nil; return q }},
		{rule: "ST9", fault: "Tally forgets the range", counts: func(q store.Query) store.Query { q.From, q.To = nil, nil; return q }},
		{rule: "ST9", fault: "Tally counts what sparse indexes leave out", counts: sparseForgotten},
		{rule: "ST9", fault: "Tally names a group of nothing", tallied: func(sums map[string]store.Sum, by, _ string) {
			if by == "" && len(sums) == 0 {
				sums[""] = store.Sum{}
			}
		}},
		{rule: "ST9", fault: "Tally adds nothing up", tallied: func(sums map[string]store.Sum, _, _ string) {
			for g, s := range sums {
				sums[g] = store.Sum{Count: s.Count}
			}
		}},
		{rule: "ST9", fault: "Tally joins groups that differ in case", tallied: func(sums map[string]store.Sum, _, _ string) {
			for g, s := range sums {
				if l := strings.ToLower(g); l != g {
					delete(sums, g)
					sums[l] = store.Sum{Count: sums[l].Count + s.Count, Sum: sums[l].Sum + s.Sum}
				}
			}
		}},
		{rule: "ST11", fault: "Changed forgets the first space", changed: func(moved []store.Space, _, mark store.Mark) ([]store.Space, store.Mark) {
			return moved[min(1, len(moved)):], mark
		}},
		{rule: "ST11", fault: "Changed names nothing from the beginning", changed: func(moved []store.Space, since, mark store.Mark) ([]store.Space, store.Mark) {
			if since == "" {
				moved = nil
			}
			return moved, mark
		}},
		{rule: "ST11", fault: "the mark is ahead", changed: func(moved []store.Space, _, mark store.Mark) ([]store.Space, store.Mark) {
			n, _ := strconv.Atoi(string(mark))
			return moved, store.Mark(strconv.Itoa(n + 1))
		}},
		{rule: "ST12", fault: "all spaces are one", found: func(q store.Query, found []store.Doc) []store.Doc {
			if q.AllSpaces {
				return docs(func(d *store.Doc) { d.Space = store.Instance })(q, found)
			}
			return found
		}},
		{rule: "ST12", fault: "over all spaces nothing is in order", found: func(q store.Query, docs []store.Doc) []store.Doc {
			if q.AllSpaces {
				slices.SortFunc(docs, func(a, b store.Doc) int { return strings.Compare(string(a.Space)+a.ID, string(b.Space)+b.ID) })
			}
			return docs
		}},
		{rule: "ST12", fault: "Tally stays in the space", counts: func(q store.Query) store.Query { q.AllSpaces = false; return q }},
		{rule: "ST13", fault: "a fence is looked at before the others are waited for", apply: looksFirst()},
		{rule: "ST13", fault: "who loses is told that he won", apply: func(ctx context.Context, e store.Engine, batches []store.Batch) error {
			err := e.Apply(ctx, batches)
			var f *store.FenceError
			if errors.As(err, &f) && len(batches) == 1 && len(batches[0].Writes) == 2 && batches[0].Next.Hash[0] == 1 {
				return nil
			}
			return err
		}},
	}
}
