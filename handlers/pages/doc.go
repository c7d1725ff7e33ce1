// Package pages is what people see: signing in, the account, and every error as a
// page.
//
// A browser is remembered by a [pageStore]: its cookie is a random id, and the row
// behind it holds who is signed in and the flows under way, each one login or one
// step of a change of number from the first message to the right code. The address of
// a flow bears a ticket, which leads back to the app when the rest is lost.
//
//	Guards        who sits at a browser: visitor, login, flow, signed in, proven
//	LoginPages    from the number to the code to the app
//	AccountPages  what somebody who is signed in sees and changes
//	Handlers      all of them, with the language and the error page
//
// Guards judge before a handler runs: a handler is given the visit, and the login,
// flow or bearer that its route needs. It never reads a form whose token was not
// checked, never redirects to an address that no registration names, and tells
// nobody whether a number is known.
package pages
