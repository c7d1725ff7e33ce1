// Package purge deletes rows that are no longer needed: used and expired codes, sessions
// past their limits, old messages and old entries of logs.
//
// One of all replicas does it, once an hour. It finds rows without a lock and deletes
// them in small batches with pauses between them, so that no request waits for it.
// models.Retention lists every kind of row that goes, except for factors that nobody ever
// proved: these are removed one by one.
//
// Wrong codes that no right one followed stop a guesser. A purge must never delete them
// before a year is over (rule S10).
package purge
