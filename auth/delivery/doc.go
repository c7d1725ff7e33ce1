// Package delivery brings messages to numbers, and keeps what became of them.
//
// A message goes to the carriers of its route, or to the operator's hook in their
// place. Each attempt has a row, written before it is dialled and completed after:
//
//	sending      about to be dialled
//	sent         the carrier took it
//	unsure       nothing certain was heard; it may have gone out
//	failed       certainly not sent
//	delivered    the carrier's report says so
//	undelivered  the same, for the contrary
//
// What was certainly not sent is given back: the number may ask again at once, and
// the budget gets the message back. What may have been sent counts. Where the row
// cannot be written, nothing is sent, because nobody could tell what it cost.
//
// Nothing here is called inside a transaction: a carrier that hangs holds no row
// (rule S27). No code, text or full number reaches a log or a row.
package delivery
