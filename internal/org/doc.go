// Package org is where you belong: organisations, their members, roles and invitations. Each organisation keeps its documents in a space
// of its own.
//
// A member is what the other packages and the other members see of a person: a name, a colour, a role. His e-mail address stands in a
// kind of its own, which only administrators see. Members are disabled, never removed, since what they did keeps their name.
//
// What spans several spaces is here too: set-up, accepting an invitation, renaming oneself. Such a use case writes the organisation
// first and the instance then, with ids that are derived, so that doing it again continues what broke off.
package org
