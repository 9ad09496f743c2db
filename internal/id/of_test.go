package id

import (
	"crypto/sha256"
	"testing"
)

func TestAnIdOfAHashIsAlwaysTheSame(t *testing.T) {
	a, b := Of("org", sha256.Sum256([]byte("a"))), Of("org", sha256.Sum256([]byte("b")))
	if a != Of("org", sha256.Sum256([]byte("a"))) || a == b || !Valid("org", a) {
		t.Errorf("%s, %s", a, b)
	}
}
