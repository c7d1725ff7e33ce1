// Package apps holds the relying apps. A relying app sends people to the login pages
// and gets them back with an answer.
//
// The operator registers the apps. The default app stands in section [auth] and needs
// no client_id; the others are [[apps]]. An App knows where its answers may go. A
// Return is one checked request for an answer:
//
//	the app asks with           its answer                              allowed for
//	code_challenge              a code in the query, see VerifierMatches  every app
//	no code_challenge           tokens in the fragment                  apps with allow_fragment
//	display=embed               the same, to the site around the frame  its embed_origins
//	response_mode=web_message   the same, posted to a window            web addresses
//
// The answer gives access to the account. So a Return never leads to an address that
// the operator did not register, and the pages never answer a refusal of this room
// with a redirect. The room has no database, and knows neither users nor the requests
// of browsers.
package apps
