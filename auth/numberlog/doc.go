// Package numberlog records events of a number that have no message: a refused
// request for a code, a wrong code, the end of an opt-out. An operator reads them
// as part of the number's timeline.
//
// Similar events within an hour share a row, so that repeated requests do not fill
// the table. Rows are written after the answers and name the number by its keyed
// hash: no row holds a number or a code.
package numberlog
