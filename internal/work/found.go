package work

import "github.com/kanvaro/kanvaro/internal/access"

// CardOf gives the card of a task of a scope, one in the trash too: for packages above, in their own transactions.
func CardOf(s *access.Scope, task string) (Card, error) { return card(s, task, false) }

// Numbered finds the task with a number in the project of a scope; a NotFound fault where there is none.
func Numbered(s *access.Scope, key string) (string, error) { return resolve(s, key) }
