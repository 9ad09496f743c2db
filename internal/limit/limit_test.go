package limit

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"
)

// vector is a story of one who asks, in microseconds. paid is what is kept after the step.
type vector struct {
	Name  string
	Every int64
	Burst int
	Steps []struct {
		At                 int64
		OK                 bool
		Remaining          int
		Reset, Retry, Paid int64
	}
}

func vectors(t *testing.T) []vector {
	t.Helper()
	raw, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []vector
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) < 5 {
		t.Fatalf("only %d vectors", len(all))
	}
	return all
}

func TestTheSumIsThatOfTheVectors(t *testing.T) {
	for _, v := range vectors(t) {
		r := Rate{Every: micros(v.Every), Burst: v.Burst}
		local, paid := NewLocal(r, 64), int64(0)
		for i, s := range v.Steps {
			want := Verdict{s.OK, s.Remaining, micros(s.Reset), micros(s.Retry)}
			var is Verdict
			if paid, is = r.Take(paid, s.At); is != want || paid != s.Paid {
				t.Errorf("%s, step %d: %+v and %d are kept, want %+v and %d", v.Name, i, is, paid, want, s.Paid)
			}
			if is := local.Take("ada", s.At); is != want {
				t.Errorf("%s, step %d, in process: %+v, want %+v", v.Name, i, is, want)
			}
		}
	}
}

func TestNobodyGetsMoreThanTheRateHoweverHeAsks(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		r := Rate{Every: time.Duration(1+random.IntN(5000)) * time.Microsecond, Burst: 1 + random.IntN(50)}
		var paid, now int64
		now = random.Int64N(1e15)
		began, allowed := now, 0
		for range 2000 {
			now += random.Int64N(3 * r.Every.Microseconds())
			if random.IntN(50) == 0 {
				now += random.Int64N(2 * r.Window().Microseconds())
			}
			next, v := r.Take(paid, now)
			if v.OK {
				allowed++
			} else if next != paid {
				t.Fatal("what was refused was taken")
			} else if _, again := r.Take(paid, now+v.Retry.Microseconds()); !again.OK {
				t.Fatalf("%+v: refused again after the wait that was asked for", r)
			} else if _, early := r.Take(paid, now+v.Retry.Microseconds()-1); early.OK {
				t.Fatalf("%+v: asked to wait too long", r)
			}
			paid = next
			if most := int64(r.Burst) + (now-began)/r.Every.Microseconds(); int64(allowed) > most {
				t.Fatalf("%+v: %d of %d", r, allowed, most)
			}
		}
	}
}

func TestARateOfSoManyASecond(t *testing.T) {
	for _, c := range []struct {
		second int
		window time.Duration
		want   Rate
	}{
		{100, 10 * time.Second, Rate{10 * time.Millisecond, 1000}}, {20, 10 * time.Second, Rate{50 * time.Millisecond, 200}},
		{1, time.Millisecond, Rate{time.Second, 1}}, {0, time.Second, Rate{}}, {-1, time.Second, Rate{}}, {3, time.Second, Rate{333333 * time.Microsecond, 3}},
		{5_000_000, time.Second, Rate{time.Microsecond, 1_000_000}},
	} {
		if got := Per(c.second, c.window); got != c.want {
			t.Errorf("%d a second: %+v, want %+v", c.second, got, c.want)
		}
	}
	if NewLocal(Per(0, time.Second), 100) != nil {
		t.Error("a limit that is off has a place")
	}
}

func TestOnesOwnLimitIsOnesOwn(t *testing.T) {
	l := NewLocal(Rate{time.Second, 2}, 1000)
	l.Take("ada", 0)
	l.Take("ada", 0)
	if l.Take("ada", 0).OK || !l.Take("lin", 0).OK {
		t.Error("Lin pays for Ada")
	}
}

// However many come, the memory is what it was, and nobody who is forgotten gets more than he may have.
func TestManyNamesAreNoWayAround(t *testing.T) {
	r := Rate{time.Second, 10}
	l := NewLocal(r, 64)
	allowed := 0
	for range 100 {
		for range 100 {
			if l.Take("attacker", 0).OK {
				allowed++
			}
		}
		for i := range 200 {
			l.Take(fmt.Sprint("noise", i), 0)
		}
	}
	if allowed > r.Burst {
		t.Errorf("%d of %d, by making the limit forget", allowed, r.Burst)
	}
	if len(l.sets) != 8 {
		t.Errorf("it has grown to %d sets", len(l.sets))
	}
	// Once all is paid off, newcomers find room.
	if v := l.Take("newcomer", (20 * time.Second).Microseconds()); !v.OK || v.Remaining != 9 {
		t.Errorf("%+v", v)
	}
}

func TestManyAtOnceAreCountedExactly(t *testing.T) {
	l := NewLocal(Rate{time.Hour, 100}, 64)
	var wg sync.WaitGroup
	var mu sync.Mutex
	allowed := 0
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if l.Take("ada", 1).OK {
					mu.Lock()
					allowed++
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if allowed != 100 {
		t.Errorf("%d of 100", allowed)
	}
}

func BenchmarkTake(b *testing.B) {
	l := NewLocal(Per(1_000_000, time.Second), 1<<15)
	who := "6f1b0c2d9e8a7f4b3c5d6e7f8091a2b3c4d56f1b0c2d9e8a7f4b3c5d6e7f8091"
	b.ReportAllocs()
	for now := int64(1); b.Loop(); now++ {
		l.Take(who, now)
	}
}

func BenchmarkTakeOfManyAddresses(b *testing.B) {
	l := NewLocal(Per(20, 10*time.Second), 1<<15)
	names := make([]string, 1<<18)
	for i := range names {
		names[i] = fmt.Sprintf("2001:db8:%x::/64", i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		l.Take(names[i&(1<<18-1)], int64(i))
	}
}

func BenchmarkTakeByMany(b *testing.B) {
	l := NewLocal(Per(1_000_000, time.Second), 1<<15)
	b.RunParallel(func(pb *testing.PB) {
		for now := int64(1); pb.Next(); now++ {
			l.Take("ada", now)
		}
	})
}
