package identity

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/kanvaro/kanvaro/internal/fault"
	"golang.org/x/crypto/argon2"
)

// Cost is what one hash costs: memory in KiB, passes, lanes.
type Cost struct {
	Memory uint32
	Time   uint32
	Lanes  uint8
}

// StandardCost is the least that OWASP's ASVS asks of argon2id. About 30 ms and 19 MiB.
var StandardCost = Cost{Memory: 19 << 10, Time: 2, Lanes: 1}

const (
	saltLength = 16
	hashLength = 32
)

// hasher makes and checks hashes of passwords, as many at once as there are processors: each takes 19 MiB and a whole processor, and
// the rest of the server must live beside them. Too long a queue is refused rather than made longer.
type hasher struct {
	cost    Cost
	slots   chan struct{}
	waiting atomic.Int64
	longest int64
	decoy   string // the hash of nothing: checked for addresses that nobody has, so that it takes the same time
}

func newHasher(c Cost) *hasher {
	n := runtime.NumCPU()
	h := &hasher{cost: c, slots: make(chan struct{}, n), longest: int64(16 * n)}
	h.decoy = phc(c, make([]byte, saltLength), make([]byte, hashLength))
	return h
}

// turn waits for a processor; the function given back frees it.
func (h *hasher) turn(ctx context.Context) (func(), error) {
	defer h.waiting.Add(-1)
	if h.waiting.Add(1) > h.longest {
		return nil, fault.Later(2*time.Second, "Too many people are signing in at once. Try again in a moment.")
	}
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to hash a password: %w", ctx.Err())
	}
}

// hash makes the PHC string of a normal password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	done, err := h.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	salt := make([]byte, saltLength)
	rand.Read(salt)
	return phc(h.cost, salt, derive(h.cost, password, salt, hashLength)), nil
}

// matches checks a normal password against a PHC string; "" stands for nobody's, takes as long, and never matches.
func (h *hasher) matches(ctx context.Context, password, want string) (bool, error) {
	somebodys := want != ""
	if !somebodys {
		want = h.decoy
	}
	c, salt, key, err := parsePHC(want)
	if err != nil {
		return false, err
	}
	done, err := h.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	same := subtle.ConstantTimeCompare(derive(c, password, salt, len(key)), key) == 1
	return same && somebodys, nil
}

// outdated reports whether a hash was made at another cost than today's.
func (h *hasher) outdated(s string) bool {
	c, _, _, err := parsePHC(s)
	return err == nil && c != h.cost
}

func derive(c Cost, password string, salt []byte, length int) []byte {
	return argon2.IDKey([]byte(password), salt, c.Time, c.Memory, c.Lanes, uint32(length))
}

// phc writes a hash as https://github.com/P-H-C/phc-string-format says.
func phc(c Cost, salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Time, c.Lanes, b64.EncodeToString(salt), b64.EncodeToString(key))
}

// parsePHC reads a hash. Its errors do not show it.
func parsePHC(s string) (c Cost, salt, key []byte, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, fmt.Errorf("a stored password is not an argon2id hash of this version")
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.Memory, &c.Time, &c.Lanes); err != nil {
		return c, nil, nil, fmt.Errorf("read the cost of a stored password: %w", err)
	}
	// Bounds keep a damaged document from taking all memory, and argon2 from panicking.
	if c.Time < 1 || c.Time > 64 || c.Lanes < 1 || c.Memory > 1<<20 {
		return c, nil, nil, fmt.Errorf("the cost of a stored password is out of bounds")
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	key, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(salt) < 8 || len(key) < 16 || len(key) > 64 {
		return c, nil, nil, fmt.Errorf("the salt or the key of a stored password is damaged")
	}
	return c, salt, key, nil
}
