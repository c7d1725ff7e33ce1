// Package readiness tells whether the service can do its work, which needs a database
// that takes writes. Balancers ask it before they send requests here.
//
// A probe is a write that leaves nothing behind. At most one runs at a time, however
// many requests ask, and each of them gets an answer within a second: probes must never
// pile up at a database that hangs.
package readiness
