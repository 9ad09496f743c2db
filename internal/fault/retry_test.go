package fault

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestLaterSaysWhenToTryAgain(t *testing.T) {
	err := fmt.Errorf("sign in: %w", Later(3*time.Second, "Too many tries."))
	if !Is(err, Limited) || RetryAfter(err) != 3*time.Second {
		t.Errorf("%v: kind %s, retry after %s", err, KindOf(err), RetryAfter(err))
	}
	if RetryAfter(errors.New("no fault")) != 0 || RetryAfter(nil) != 0 {
		t.Error("there is nothing to wait for")
	}
}
