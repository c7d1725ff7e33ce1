// Package sessions opens, refreshes and ends sessions, and tells for whom an access
// token speaks.
//
// Whoever proved who they are gets a session: Prepare makes its row, which the caller
// stores together with the proof, and Grant signs its first tokens. An app that sent its
// user to our pages gets a session of its own: by OpenFor, or with a code that it
// exchanges (NewAuthCode, ExchangeCode). A session is one of these:
//
//	open   Refresh gives new tokens
//	over   it reached a limit of the settings (wire contract, section 8.4), or an older
//	       refresh token of 12 characters came again: nothing refreshes it. Its access
//	       tokens are good until they expire; our own pages refuse it at once
//	ended  by a sign-out, a ban, an older refresh token or the end of the account: its row
//	       is gone, and all of its tokens are refused at once
//
// A refresh token of version 2 is a counter with a signature and has no row; the session
// knows the counter of the newest. What Refresh does depends on the token that is shown:
//
//	the newest one                          rotates it
//	its direct parent, at any age           gives the newest again: the answer was lost on the way
//	an older one, in the reuse interval     gives the newest again: a client refreshes in many tabs
//	an older one, later                     ends the session: somebody else holds a token of it
//	one that is newer than the session      accepts it once: the database lost rows, see overtake
//
// Tokens of 12 characters have a row each, as a keyed hash. They come from imported
// sessions, or from auth.refresh_token_version 1, and lead to version 2: see refreshShort.
//
// The room proves nobody and sends nothing. It never stores a token or a code that can be
// read, and never tells which sessions of others exist.
package sessions
