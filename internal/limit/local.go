package limit

import (
	"hash/maphash"
	"sync"
)

// Local keeps in this process who stands where. It takes a fixed amount of memory however many there are, and never asks the allocator.
//
// Who has paid everything off needs no place: he is as good as a newcomer. Where more owe something at a time than there are places, the one
// who owes least gives way, and who comes in his place begins with what he owed: so forgetting never gives anybody more than he may have.
type Local struct {
	rate Rate
	seed maphash.Seed
	sets []set
}

// ways is how many have a place in one set.
const ways = 8

// set is some places under one lock. A key of 0 is a place that nobody has.
type set struct {
	mu   sync.Mutex
	keys [ways]uint64
	paid [ways]int64
}

// NewLocal makes room for about so many who owe something at a time. Of a rate that is off it is nil, which allows everything.
func NewLocal(r Rate, room int) *Local {
	if r.Off() {
		return nil
	}
	return &Local{rate: r, seed: maphash.MakeSeed(), sets: make([]set, max(1, room/ways))}
}

// Rate is what it allows.
func (l *Local) Rate() Rate {
	if l == nil {
		return Rate{}
	}
	return l.rate
}

// Take decides about one more for somebody, at a moment in microseconds. It must not be called on a nil Local.
func (l *Local) Take(who string, now int64) Verdict {
	// The seed is random: nobody can look for names that share a set. Of two whose hashes are the same both count as one.
	h := maphash.String(l.seed, who)
	key := max(h, 1)
	s := &l.sets[h%uint64(len(l.sets))]
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(key)
	next, v := l.rate.Take(s.paid[i], now)
	s.keys[i], s.paid[i] = key, next
	return v
}

// find gives somebody's place, or the one whose owner owes least.
func (s *set) find(key uint64) int {
	least := 0
	for i, k := range s.keys {
		if k == key {
			return i
		}
		if s.paid[i] < s.paid[least] {
			least = i
		}
	}
	return least
}
