// Package access decides who may do what where, and opens every transaction of the domain.
//
// A service holds a Gate, never a store. It states an actor, a need and a place; the gate loads membership and roles inside the same
// transaction, asks the policy table, and hands out a Scope: a transaction that reaches this place only. The rules are AC1 … in docs/ACCESS.md.
package access
