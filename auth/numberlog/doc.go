// Package numberlog notes what happens to a number where no message tells: a request
// for a code that was refused, a code that was not accepted, an opt-out that ended.
// An operator reads it as part of the number's timeline.
//
// Whoever repeats a request a thousand times within an hour makes one row of it.
// Rows are written behind the answers, and name the number by its keyed hash: no row
// holds a number or a code.
package numberlog
