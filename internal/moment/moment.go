// Package moment is time as Kanvaro stores and shows it, and the clock that everybody is given.
// It is the only package that asks the machine what time it is.
package moment

import (
	"fmt"
	"sync"
	"time"
)

// Layout is how a Time is written: UTC, always three decimals, so that text order is time order.
const Layout = "2006-01-02T15:04:05.000Z"

// Time is an instant in UTC, exact to the millisecond. Its zero value is "never" and is written as "".
type Time struct{ t time.Time }

// Of cuts a time.Time to the millisecond and to UTC.
func Of(t time.Time) Time {
	if t.IsZero() {
		return Time{}
	}
	return Time{t.UTC().Truncate(time.Millisecond)}
}

// FromMillis is the instant of so many milliseconds since 1970.
func FromMillis(ms int64) Time { return Time{time.UnixMilli(ms).UTC()} }

// Millis is the number of milliseconds since 1970.
func (t Time) Millis() int64 { return t.t.UnixMilli() }

// Std is the time of the standard library.
func (t Time) Std() time.Time { return t.t }

// IsZero reports whether it is "never".
func (t Time) IsZero() bool { return t.t.IsZero() }

// Before reports whether t is earlier than u.
func (t Time) Before(u Time) bool { return t.t.Before(u.t) }

// After reports whether t is later than u.
func (t Time) After(u Time) bool { return t.t.After(u.t) }

// Add gives the instant d later.
func (t Time) Add(d time.Duration) Time { return Of(t.t.Add(d)) }

// Sub gives the duration from u to t.
func (t Time) Sub(u Time) time.Duration { return t.t.Sub(u.t) }

// Date is the day of the instant in UTC.
func (t Time) Date() Date {
	if t.IsZero() {
		return ""
	}
	return Date(t.t.Format(time.DateOnly))
}

// String gives the fixed-width form, "" for never.
func (t Time) String() string {
	if t.IsZero() {
		return ""
	}
	return t.t.Format(Layout)
}

// MarshalText writes the fixed-width form.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads any RFC 3339 time, and "" as never.
func (t *Time) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*t = Time{}
		return nil
	}
	parsed, err := time.Parse(time.RFC3339Nano, string(b))
	if err != nil {
		return fmt.Errorf("not a time such as 2026-11-25T03:14:07.000Z")
	}
	*t = Of(parsed)
	return nil
}

// Date is a calendar day, "2026-11-27"; "" is none. Text order is day order.
type Date string

// ParseDate reads a day of the Gregorian calendar between the years 1000 and 9999; "" gives none.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return "", nil
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < 1000 {
		return "", fmt.Errorf("is not a date such as 2026-11-27")
	}
	return Date(s), nil
}

// Clock tells the time. Everybody who needs the time is given one.
type Clock interface {
	Now() Time
	// After sends once when d has passed.
	After(d time.Duration) <-chan time.Time
}

// Real is the machine's clock.
var Real Clock = realClock{}

type realClock struct{}

func (realClock) Now() Time                              { return Of(time.Now()) }
func (realClock) After(d time.Duration) <-chan time.Time { return time.After(d) }

// Stopwatch starts measuring a duration by the monotonic clock; the returned function gives what has passed since.
func Stopwatch() func() time.Duration {
	start := time.Now()
	return func() time.Duration { return time.Since(start) }
}

// Fake is a clock for tests that moves only when told to. The zero value is not usable; use NewFake.
type Fake struct {
	mu      sync.Mutex
	now     time.Time
	waiting []waiter
}

type waiter struct {
	at time.Time
	ch chan time.Time
}

// NewFake gives a clock that stands at the given time.
func NewFake(t time.Time) *Fake { return &Fake{now: t} }

// Now gives where the clock stands.
func (f *Fake) Now() Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return Of(f.now)
}

// After sends when the clock has been moved by d.
func (f *Fake) After(d time.Duration) <-chan time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	ch := make(chan time.Time, 1)
	if d <= 0 {
		ch <- f.now
		return ch
	}
	f.waiting = append(f.waiting, waiter{f.now.Add(d), ch})
	return ch
}

// Advance moves the clock and wakes who waited for that.
func (f *Fake) Advance(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.now.Add(d)
	left := f.waiting[:0]
	for _, w := range f.waiting {
		if w.at.After(f.now) {
			left = append(left, w)
		} else {
			w.ch <- f.now
		}
	}
	f.waiting = left
}
