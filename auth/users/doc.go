// Package users keeps the rows of users: who has a number, what the row of a new user
// holds, and how a user is removed.
//
//	ByPhone       finds the user of a number, also under an older spelling, and then
//	              stores the number in today's spelling
//	Newcomer      makes the row of somebody who proves a number for the first time
//	Anonymous     makes the row of a user without a number
//	NameProviders brings the list of providers in line with the identities
//	RecordNumber  records when, and from where, a user got a number
//	Forget        removes a user, and what is known of the number
//
// Package auth tells what users do, and auth/admin what admins do with them.
//
// The room must never decide whether somebody may come in, give a number to somebody
// who has not proved it, or tell a caller what became of another user.
package users
