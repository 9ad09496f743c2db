package org

import (
	"github.com/kanvaro/kanvaro/internal/access"
	"github.com/kanvaro/kanvaro/internal/store"
)

// Role is the role of an active member in the organisation of a transaction; false for everybody else. It is the first half of what
// access.Facts asks, and reads the memory of the space. // AC1
func Role(tx store.Tx, user string) (access.Role, bool, error) {
	if user == "" {
		return "", false, nil
	}
	m, err := Members.Look(tx, user)
	if err != nil || m == nil || m.Disabled {
		return "", false, err
	}
	return m.Role, true, nil
}
