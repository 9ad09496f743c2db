package identity

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/fault"
	"github.com/kanvaro/kanvaro/internal/moment"
	"github.com/kanvaro/kanvaro/internal/store"
)

// LastUse says when a session, an API client or a personal token was used last. Its id is theirs. It is quiet: it changes all the time,
// and nobody needs to be told.
type LastUse struct {
	store.Meta
	User string      `json:"user"`
	At   moment.Time `json:"at"`
}

// LastUses are the kind of it, in the instance.
var LastUses = store.NewKind(store.Spec[LastUse]{
	Name: "lastUse", Quiet: true,
	Fields: []store.Field[LastUse]{own(func(u *LastUse) string { return u.User })},
})

// KeepUsesEvery is how often KeepUses is to be called: what was used all the time costs one small write so often, together with all others.
const KeepUsesEvery = time.Minute

// idle is after how long without use something is no longer remembered; what the database has is not forgotten by that.
const idle = 10 * time.Minute

// mostUses is how many are written at once.
const mostUses = 200

// uses remembers what was used since it was written down last. Only what has proved itself comes in, so it is as small as what is used at
// a time. Noting costs a look into a map.
type uses struct {
	mu sync.Mutex
	at map[string]*use
}

type use struct {
	user     string
	at, kept moment.Time
}

func newUses() *uses { return &uses{at: map[string]*use{}} }

func (u *uses) note(key, user string, now moment.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	e := u.at[key]
	if e == nil {
		e = &use{user: user}
		u.at[key] = e
	}
	if now.After(e.at) {
		e.at = now
	}
}

// last is when something was used last, as far as this process and the database know; zero for never.
func (u *uses) last(tx store.Tx, key string) (moment.Time, error) {
	kept, err := LastUses.Look(tx, key)
	if err != nil {
		return moment.Time{}, err
	}
	var at moment.Time
	if kept != nil {
		at = kept.At
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if e := u.at[key]; e != nil {
		at = later(e.at, at)
	}
	return at, nil
}

// pending gives what was used since it was kept, and forgets what has long been idle.
func (u *uses) pending(now moment.Time) []LastUse {
	u.mu.Lock()
	defer u.mu.Unlock()
	var out []LastUse
	for key, e := range u.at {
		switch {
		case e.at.After(e.kept):
			out = append(out, LastUse{Meta: store.Meta{ID: key}, User: e.user, At: e.at})
		case now.Sub(e.at) > idle:
			delete(u.at, key)
		}
	}
	return out
}

func (u *uses) keptAll(done []LastUse) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, x := range done {
		if e := u.at[x.ID]; e != nil {
			e.kept = x.At
		}
	}
}

// KeepUses writes down when what was used lately was used last. It is called once a minute, and when the server stops.
func (s *Service) KeepUses(ctx context.Context) error {
	for part := range slices.Chunk(s.uses.pending(s.clock.Now()), mostUses) {
		_, err := s.write(ctx, "", func(tx *access.Scope) error {
			for _, x := range part {
				if err := keepUse(tx, x); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		s.uses.keptAll(part)
	}
	return nil
}

// keepUse writes one use, unless what was used has ended meanwhile, or another process knows of a later one.
func keepUse(tx store.Tx, x LastUse) error {
	there, err := stillOpen(tx, x.ID)
	if err != nil || !there {
		return err
	}
	kept, err := LastUses.Get(tx, x.ID)
	switch {
	case fault.Is(err, fault.NotFound):
		kept = &LastUse{Meta: store.Meta{ID: x.ID}, User: x.User}
	case err != nil:
		return err
	case !x.At.After(kept.At):
		return nil
	}
	kept.At = x.At
	return LastUses.Put(tx, "", kept)
}

// stillOpen reports whether there is a session, an API client or a personal token with this id.
func stillOpen(tx store.Tx, key string) (bool, error) {
	for _, d := range [...]*store.Def{Sessions.Def(), Families.Def(), PersonalTokens.Def()} {
		if _, ok, err := tx.Get(d, key); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

func forgetUse(tx store.Tx, key string) error {
	u, err := LastUses.Get(tx, key)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return LastUses.Delete(tx, "", u)
}
