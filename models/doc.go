// Package models holds the rows of the product and their statements. It is the only
// room that uses GORM, and with models/gotrue the only one with SQL. The same
// statements run on Postgres, where the tables live in schema auth, and on the
// embedded SQLite. Where a dialect needs fewer statements, the method says so.
//
//	db.go, statement.go   run statements and transactions; tell outages from mistakes
//	one file per noun     user.go, session.go, challenge.go: the row, then its statements
//	migrations/           the tables, once for each database; a test compares them
//
// What an act of the domain must write together is one call here: either all of those
// rows are written or none. What has to count or stay whatever follows is a call of its
// own: a try before the comparison, a sign-up before its code is sent. Where requests
// race, a condition in the statement or the lock of one row decides, and a rule of the
// domain is passed in as a function (the Judge of a CodeRequest).
//
// The room never decides who may do something, never asks anybody outside while a
// transaction is open, never reads its own clock for a rule (times are passed in), and
// never stores a code, a token or a password in plain text.
package models
