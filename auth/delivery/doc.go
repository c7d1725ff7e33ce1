// Package delivery sends messages to numbers and records what became of them.
//
// A message goes to the carriers of its route, or to the operator's hook instead.
// Each attempt has a row, written before the call and completed after it:
//
//	sending      the call is about to start
//	sent         the carrier accepted it
//	unsure       no clear answer; it may have been sent
//	failed       certainly not sent
//	delivered    the carrier's report says so
//	undelivered  the carrier's report says that it failed
//
// A message that was certainly not sent is taken back: the number may ask again at
// once, and the budget is refunded. A message that may have been sent counts. When
// the row cannot be written, nothing is sent, because its cost could not be known.
//
// Nothing here is called inside a transaction: a carrier that hangs locks no row
// (rule S27). No code, text or full number reaches a log or a row.
package delivery
