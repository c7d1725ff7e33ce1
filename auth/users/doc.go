// Package users keeps the rows of users: who has a number, what the row of a
// newcomer holds, and how a user is forgotten. What users do is told by auth, and
// what admins do with them by auth/admin.
//
//	ByPhone       finds the user of a number, under older spellings too, and writes
//	              the number in today's spelling from then on
//	Newcomer      is the row of somebody who proves a number for the first time
//	NameProviders keeps the list of providers in line with the identities
//	NoteBound     records when, and from where, a user got a number
//	Forget        removes a user, and what is known of the number
//
// It must never decide whether somebody may come in, give a number that is not
// proved to anybody, or tell a caller what became of another user.
package users
