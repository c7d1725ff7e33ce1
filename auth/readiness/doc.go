// Package readiness tells whether the service can do its work, which is to write to
// its database. Balancers ask it before they send requests here.
//
// A probe is a write that leaves nothing. At most one is under way, whoever asks, and
// everybody has an answer within a second: a database that hangs must not collect
// probes.
package readiness
