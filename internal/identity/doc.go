// Package identity is who you are: users, passwords, browser sessions, and the tokens of API clients. It keeps its documents in the
// space of the instance, and knows of organisations only that a person belongs to them; what one is there is for package org.
//
// A user is a person with an e-mail address; his password stands in a kind of its own, the credential, which nobody sees. A session is a
// browser that has signed in; a family is an API client that has, with its rotating refresh tokens and its short access tokens.
// Sessions and families are found in the memory of the space by the hash or the name that the caller brings, so that a request costs no
// database; making and ending one is an event of the instance, so that every process learns of it.
//
// What several spaces have to do with (set-up, invitations) is in package org, which uses Prepare and Admit.
package identity
