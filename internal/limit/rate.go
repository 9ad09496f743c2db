package limit

import "time"

// Rate allows Burst at once, and one more each Every. One with a Burst of 0 does not limit.
type Rate struct {
	Every time.Duration // whole microseconds
	Burst int
}

// Per makes a rate of so many a second, of which those of a whole window may be taken at once. Of none a second there is no limit.
func Per(second int, window time.Duration) Rate {
	if second <= 0 {
		return Rate{}
	}
	every := max(time.Microsecond, time.Second/time.Duration(second)).Truncate(time.Microsecond)
	return Rate{Every: every, Burst: max(1, int(window/every))}
}

// Off reports that a rate does not limit.
func (r Rate) Off() bool { return r.Burst == 0 }

// Window is how long it takes until somebody who has taken all may take all again.
func (r Rate) Window() time.Duration { return time.Duration(r.Burst) * r.Every }

// Verdict is what became of somebody's wish for one more.
type Verdict struct {
	OK        bool
	Remaining int           // how many he may take at once now
	Reset     time.Duration // until he may take all at once again
	Retry     time.Duration // until he may take one again; 0 where he may now
}

// Take decides about one more at a moment, and gives what to keep instead of paid: the moment at which everything that was taken is paid
// off, 0 for nothing. Moments are microseconds of one clock. What is refused is not taken: who asks all the time gets in as often as he may.
func (r Rate) Take(paid, now int64) (next int64, v Verdict) {
	every := r.Every.Microseconds()
	from := max(paid, now)
	next = from + every
	if early := next - now - int64(r.Burst)*every; early > 0 {
		return paid, Verdict{Reset: micros(from - now), Retry: micros(early)}
	}
	owed := next - now
	return next, Verdict{OK: true, Remaining: int((int64(r.Burst)*every - owed) / every), Reset: micros(owed), Retry: 0}
}

func micros(n int64) time.Duration { return time.Duration(n) * time.Microsecond }
