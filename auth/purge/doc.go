// Package purge deletes rows that are over: used codes, ended sessions, old messages
// and entries of logs.
//
// One of all replicas does it, once an hour. Rows are found without a lock and deleted
// in small batches with pauses between them, so that no request waits for a purge.
// models.Retention lists every kind of row that goes.
//
// Never may a purge delete wrong codes that no right one followed before a year is
// over: they are what stops a guesser (rule S10).
package purge
