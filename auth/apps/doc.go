// Package apps holds the relying apps: those that send people to the login pages and
// get them back.
//
// The operator registers them. The default app stands in section [auth] and needs no
// client_id; the others are [[apps]]. An App knows where its answer may go. A Return is
// one checked request for an answer:
//
//	the app asks with           its answer                              allowed for
//	code_challenge              a code in the query, see VerifierMatches  every app
//	no code_challenge           tokens in the fragment                  apps with allow_fragment
//	display=embed               the same, to the site around the frame  its embed_origins
//	response_mode=web_message   the same, posted to a window            web addresses
//
// Whoever gets the answer gets the account. So a Return never leads to an address that
// the operator did not register, and the pages never answer a refusal of this room with
// a redirect. The room knows no user, no request of a browser and no database.
package apps
