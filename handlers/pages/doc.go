// Package pages is what people see: signing in, the account, and errors.
//
// The cookie of a browser holds a random id. The row behind it, a [pageSession], holds
// who is signed in and the flows of the browser's tabs. A [flow] is one code: of a
// login, of a proof of the current number, or of a change of number. The address of a
// flow bears a ticket, so a login leads back to its app even when the row is lost.
//
//	Guards        judge who sits at a browser: visitor, login, flow, signed in, proven
//	LoginPages    lead from the number to the code, and back to the app
//	AccountPages  are for who is signed in
//	Handlers      has all of them, the choice of a language, and the error page
//
// A flow is in one of these states:
//
//	open       a code was sent and may be entered
//	dead       wrong codes used it up, or it expired: another code is one press away
//	completed  the right code was entered; for a minute the same form gets the same answer
//
// Guards judge before a handler runs, and hand it the visitor, and the login, flow or
// bearer that its route needs.
//
// A handler never reads a form whose token was not checked, never redirects to an
// address that no registration names, and never tells whether a number is known. How
// many messages a browser may ask for, and how long a proof counts, is for auth/limits.
package pages
