// Package sessions opens, refreshes and ends sessions, and tells whom an access token
// speaks for.
//
// Somebody who proved who they are gets a session. Prepare makes its row, which the
// caller stores together with the proof. Grant signs its first tokens. An app that sent
// its user to our pages gets a session of its own: from OpenFor, or for a code that it
// exchanges (NewAuthCode, ExchangeCode). A session is in one of these states:
//
//	open     Refresh gives new tokens
//	expired  it reached a limit of the settings (wire contract, section 8.4), or an older
//	         refresh token of 12 characters came again. Refresh refuses it. Its access
//	         tokens are good until they expire; our own pages refuse it at once
//	ended    its row is gone, and all of its tokens are refused at once. A sign-out, a
//	         ban, an older refresh token or the deletion of the account ended it
//
// A refresh token of version 2 is a counter with a signature and has no row. The session
// knows the counter of its newest token. Refresh compares the two, and by default does
// this:
//
//	the newest token                        rotates it
//	its direct parent, at any age           gives the newest again: the answer was lost
//	an older one, in the reuse interval     gives the newest again: a client refreshes in many tabs
//	an older one, later                     ends the session: somebody else holds one of its tokens
//	one that is newer than the session      accepts it once: the database lost rows, see overtake
//
// A token of 12 characters has a row, with its keyed hash. Such tokens come from
// imported sessions, or from auth.refresh_token_version 1, and lead to version 2: see
// refreshShort.
//
// The room proves nobody and sends nothing. It must never store a token or a code that
// can be read, and never tell which sessions of other users exist.
package sessions
