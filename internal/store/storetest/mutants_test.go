package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/kanvaro/kanvaro/internal/store"
	"github.com/kanvaro/kanvaro/internal/store/memstore"
)

// recorder is a test that may fail.
type recorder struct {
	testing.TB
	mu       sync.Mutex
	failed   bool
	said     []string
	cleanups []func()
}

func (r *recorder) note(failed bool, text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = r.failed || failed
	r.said = append(r.said, text)
}

func (r *recorder) Helper()                   {}
func (r *recorder) Log(a ...any)              { r.note(false, fmt.Sprint(a...)) }
func (r *recorder) Logf(f string, a ...any)   { r.note(false, fmt.Sprintf(f, a...)) }
func (r *recorder) Error(a ...any)            { r.note(true, fmt.Sprint(a...)) }
func (r *recorder) Errorf(f string, a ...any) { r.note(true, fmt.Sprintf(f, a...)) }
func (r *recorder) Fatal(a ...any)            { r.note(true, fmt.Sprint(a...)); panic(errFatal) }
func (r *recorder) Fatalf(f string, a ...any) { r.note(true, fmt.Sprintf(f, a...)); panic(errFatal) }
func (r *recorder) Cleanup(fn func())         { r.cleanups = append(r.cleanups, fn) }
func (r *recorder) Failed() bool              { r.mu.Lock(); defer r.mu.Unlock(); return r.failed }

var errFatal = errors.New("the test ends here")

// fails runs the checks of a rule on an engine and gives what was said by the first that failed.
func fails(t *testing.T, number string, fresh Fresh) (string, bool) {
	for _, r := range engineRules() {
		if r.number() != number {
			continue
		}
		rec := &recorder{TB: t}
		func() {
			defer func() {
				for _, fn := range slices.Backward(rec.cleanups) {
					fn()
				}
			}()
			defer func() {
				if p := recover(); p != nil && p != any(errFatal) {
					panic(p)
				}
			}()
			r.check(rec, fresh)
		}()
		if rec.failed {
			return rec.said[len(rec.said)-1], true
		}
	}
	return "", false
}

func TestMutantsAreCaughtByTheirRule(t *testing.T) {
	tested := map[string]bool{"ST10": true} // below
	for _, m := range mutants() {
		tested[m.rule] = true
		t.Run(m.rule+" "+m.fault, func(t *testing.T) {
			said, caught := fails(t, m.rule, func(_ testing.TB, defs []*store.Def) Database {
				e := memstore.New(defs...)
				return Database{Open: func(testing.TB) store.Engine { return mutantEngine{e, m} }}
			})
			if !caught {
				t.Errorf("%s does not see it: %s", m.rule, m.fault)
			}
			t.Logf("%.300s", said)
		})
	}
	for _, r := range engineRules() {
		if !tested[r.number()] {
			t.Errorf("no mutant for %s", r.number())
		}
	}
}
